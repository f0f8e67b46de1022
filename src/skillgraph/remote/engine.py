"""An engine over an endpoint of others, which is asked for every answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from skillgraph.endpoint import Answering, Question, Transport, asked
from skillgraph.engine import EVERYTHING, UNBOUNDED, Answer, Bounds, Scope
from skillgraph.engine.fitting import first_fitting
from skillgraph.engine.foreign import (
    COLUMNS,
    GENID,
    GRAPH_TYPES,
    SOLUTIONS_TYPE,
    Form,
    Row,
    form_of,
    plain_rows,
    read_boolean,
    read_rows,
    read_triples,
    write_boolean,
    write_graph,
    write_ordered,
    write_rows,
)
from skillgraph.errors import EndpointError, NotReady
from skillgraph.remote.record import Record, read_state
from skillgraph.remote.text import Text, read_describe, read_text, with_clauses
from skillgraph.results import Column, Context, Family, Format, Table
from skillgraph.sparql.tokens import tokenise
from skillgraph.terms import GRAPH, XSD, Blank, Iri, Literal, Term

NOTHING = f"{GRAPH}nothing"  # a graph that no server has
T = TypeVar("T")
_SOME = 200  # resources that are described at once
_ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms an endpoint is asked: the longest time in seconds, and the most bytes of an answer."""

    seconds: float = 10.0
    most: int = 268_435_456


class Remote:
    """Evaluates one published snapshot. The server of others is a store; what is in the dataset is said each time."""

    def __init__(self, transport: Transport, record: Record, terms: Terms | None = None) -> None:
        self.record = record
        self._transport = transport
        self._terms = terms or Terms()
        self._used: dict[str, bool] = {}  # replicas asked since `begin`, and whether for named graphs

    def evaluate(
        self,
        query: str,
        formats: Sequence[Format],
        scope: Scope = EVERYTHING,
        bounds: Bounds = UNBOUNDED,
        context: Context | None = None,
    ) -> Answer:
        """See `Engine.evaluate`; EndpointError where the endpoint gives no good answer."""
        form = form_of(query, scope)
        chosen = first_fitting(formats, Family.GRAPH if form is Form.GRAPH else Family.SOLUTIONS)
        text = read_text(query, scope.base)
        if form is Form.GRAPH:
            return write_graph(self._graph(text, scope, bounds), chosen, bounds, context)
        if form is Form.BOOLEAN:
            return write_boolean(self._boolean(text, scope), chosen)
        columns, rows = self._rows(text, scope, bounds)
        return write_rows(columns, rows, chosen, bounds)

    def dump(self, graph: str, format_: Format, context: Context | None = None) -> bytes:
        """See `Engine.dump`; literals have the forms that the server keeps."""
        scope = Scope(default_graphs=(graph,))
        text = read_text("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
        return write_ordered(self._graph(text, scope, UNBOUNDED), format_, context)

    def select(self, query: str, bounds: Bounds = UNBOUNDED, scope: Scope = EVERYTHING) -> Table:
        """See `Engine.select`; EndpointError where the endpoint gives no good answer."""
        form = form_of(query, scope)
        text = read_text(query, scope.base)
        if form is Form.BOOLEAN:
            cell = Literal("true" if self._boolean(text, scope) else "false", XSD + "boolean")
            return Table((Column(_ANSWER),), ((cell,),))
        if form is Form.GRAPH:
            return Table(COLUMNS, tuple(plain_rows(self._graph(text, scope, bounds))))
        columns, rows = self._rows(text, scope, bounds)
        return Table(tuple(map(Column, columns)), tuple(rows))

    def ask_through(self, transport: Transport) -> None:
        """Asks in another way from now on."""
        self._transport = transport

    def begin(self) -> None:
        """From now on `check` speaks of what is asked later."""
        self._used.clear()

    def check(self) -> None:
        """NotReady where an answer since `begin` may be of another snapshot, because the endpoint has gone on."""
        for replica, has_graph in self._used.items():
            state = read_state(self._transport, replica, self._terms.seconds)
            is_whole = not (has_graph and state.is_moving)
            if is_whole and (
                self.record.digest == state.holds or (self.record.digest == state.before and not has_graph)
            ):
                continue
            there = (
                f"goes over from snapshot {state.holds[:16]}" if state.is_moving else f"holds {state.holds[:16]} now"
            )
            text = f"The endpoint {there}, and this server answers from {self.record.digest[:16]}."
            raise NotReady(text, "Ask again in a moment.")

    def _boolean(self, text: Text, scope: Scope) -> bool:
        return self._ask(text, scope, SOLUTIONS_TYPE, read_boolean)

    def _rows(self, text: Text, scope: Scope, bounds: Bounds) -> tuple[tuple[str, ...], list[Row]]:
        def take(body: Answering) -> tuple[tuple[str, ...], list[Row]]:
            columns, rows = read_rows(body, bounds)
            if 0 < body.most_rows <= len(rows):
                hint = "Raise that limit of the server (Virtuoso: ResultSetMaxRows), or ask for less."
                raise EndpointError(f"The endpoint cuts every answer after {body.most_rows:,} rows.", hint)
            return columns, rows

        return self._ask(text, scope, SOLUTIONS_TYPE, take)

    def _graph(self, text: Text, scope: Scope, bounds: Bounds) -> set[Any]:
        form = next((token.keyword for token in tokenise(text.query) if token.keyword in ("DESCRIBE", "CONSTRUCT")), "")
        if form == "DESCRIBE":
            return self._describe(text, scope, bounds)

        def take(body: Answering) -> set[Any]:
            if not body.is_delimited:
                raise EndpointError("The end of the endpoint's answer cannot be told.", "It has to speak HTTP/1.1.")
            return read_triples(body, bounds)

        return self._ask(text, scope, GRAPH_TYPES, take)

    def _describe(self, text: Text, scope: Scope, bounds: Bounds) -> set[Any]:
        """What each resource is the subject of, and of blank nodes in there likewise: as our own engine has it."""
        asked_for = read_describe(text.query, scope.base)
        found: dict[str, None] = dict.fromkeys(asked_for.iris)
        if asked_for.select:
            select = Text(asked_for.select, text.default_graphs, text.named_graphs, text.has_graph)
            _, rows = self._rows(select, scope, bounds)
            found |= dict.fromkeys(filter(None, (_name(term) for row in rows for term in row)))
        triples: set[Any] = set()
        ahead = list(found)
        while ahead:
            for some in _chunks(ahead, _SOME):
                values = " ".join(f"<{iri}>" for iri in some)
                query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?s {{ {values} }} ?s ?p ?o }}"
                part = Text(query, text.default_graphs, text.named_graphs, has_graph=False)
                triples |= self._graph(part, scope, bounds)
            deeper = {_name(row[2]) for row in plain_rows(triples) if isinstance(row[2], Blank)}
            ahead = sorted(name for name in deeper if name and name not in found)
            found |= dict.fromkeys(ahead)
        return triples

    def _ask(self, text: Text, scope: Scope, accept: str, take: Callable[[Answering], T]) -> T:
        default, named = self._dataset(text, scope)
        fields = (("query", with_clauses(text.query, default, named)),)
        terms = self._terms
        question = Question(fields, accept, terms.seconds, terms.most, self.record.digest)

        def noted(body: Answering) -> T:
            self._used[body.replica] = (
                self._used.get(body.replica, False) or text.has_graph or default != [self.record.union]
            )
            return take(body)

        return asked(self._transport, question, noted)

    def _dataset(self, text: Text, scope: Scope) -> tuple[list[str], list[str]]:
        """The graphs that make up the dataset, of ours alone: whatever else the server holds is not there."""
        default, named = list(scope.default_graphs), list(scope.named_graphs)
        if not default and not named:
            default, named = list(text.default_graphs), list(text.named_graphs)
        if not default and not named:
            return [self.record.union], list(self.record.graphs) if text.has_graph else []
        known: Mapping[str, str] = self.record.graphs
        default, named = [one for one in default if one in known], [one for one in named if one in known]
        return default or [NOTHING], named or ([NOTHING] if text.has_graph else [])


def _name(term: Term | None) -> str:
    """The name of a resource at the server; empty for what is none."""
    if isinstance(term, Blank):
        return GENID + term.value
    return term.value if isinstance(term, Iri) else ""


def _chunks(names: Iterable[str], size: int) -> Iterator[list[str]]:
    rest = iter(names)
    while some := list(islice(rest, size)):
        yield some
