"""What engines of others answer, as our own would have said it.

Results are read as they arrive. Literals take the lexical forms that our engine gives them, and blank nodes that were
given an IRI for the journey (RDF 1.1 Concepts, section 3.5) are blank nodes again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Any, Protocol

import pyoxigraph as ox

from skillgraph.engine import graphs, solutions
from skillgraph.engine.counting import too_many
from skillgraph.engine.interface import UNBOUNDED, Answer, Bounds, Scope
from skillgraph.engine.messages import translated
from skillgraph.engine.plain import plain
from skillgraph.engine.written import is_kept
from skillgraph.errors import EndpointError
from skillgraph.results import Context, Format
from skillgraph.terms import PREFIXES, XSD, Blank, Iri, Literal, Term, TripleTerm

GENID = "https://w3id.org/skillgraph/.well-known/genid/"
SOLUTIONS_TYPE = "application/sparql-results+json"
GRAPH_TYPES = "application/n-triples, text/turtle;q=0.8"
_GRAPHS = {
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/plain": ox.RdfFormat.N_TRIPLES,
    "text/ntriples": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
}
_JSON = ("application/sparql-results+json", "application/json")

Row = tuple[Term | None, ...]
COLUMNS = graphs.COLUMNS


class Form(StrEnum):
    """What a query gives."""

    SOLUTIONS = "solutions"
    BOOLEAN = "boolean"
    GRAPH = "graph"


class Stream(Protocol):
    """A body that is being read."""

    media_type: str

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, empty at the end."""


@translated
def form_of(query: str, scope: Scope) -> Form:
    """What a query gives; QuerySyntaxError as the engine here says it, which has parsed it over no data."""
    prefixes = {prefix: iri for prefix, iri in PREFIXES.items() if f"{prefix}:" in query}
    found = ox.Store().query(query, base_iri=scope.base or None, prefixes=prefixes)
    if isinstance(found, ox.QuerySolutions):
        return Form.SOLUTIONS
    return Form.BOOLEAN if isinstance(found, ox.QueryBoolean) else Form.GRAPH


def read_boolean(body: Stream) -> bool:
    """The answer to an ASK query; EndpointError where there is none.

    Virtuoso, as it is set up, may give a table with a row for true and none for false.
    """
    found = _results(body)
    if isinstance(found, ox.QuerySolutions) and [one.value for one in found.variables] == ["__ASK_RETVAL"]:
        return any(True for _ in found)
    if not isinstance(found, ox.QueryBoolean):
        raise _garbage("It is no truth value.")
    return bool(found)


def read_rows(body: Stream, bounds: Bounds) -> tuple[tuple[str, ...], list[Row]]:
    """The names of the columns and the rows; AnswerTooLarge as soon as there are too many, EndpointError."""
    found = _results(body)
    if not isinstance(found, ox.QuerySolutions):
        raise _garbage("It is no table of solutions.")
    rows: list[Row] = []
    try:
        for solution in found:
            if len(rows) >= bounds.rows:
                raise too_many(bounds.rows)
            rows.append(tuple(None if term is None else _own(plain(term)) for term in solution))
    except (SyntaxError, ValueError) as error:
        raise _garbage(str(error)) from None
    return tuple(variable.value for variable in found.variables), rows


def read_triples(body: Stream, bounds: Bounds) -> set[ox.Triple]:
    """The triples of a graph; AnswerTooLarge as soon as there are too many, EndpointError."""
    format_ = _GRAPHS.get(body.media_type)
    if format_ is None:
        raise _garbage(f"Its type is {body.media_type}.")
    found: set[ox.Triple] = set()
    try:
        for quad in ox.parse(input=body, format=format_):  # type: ignore[arg-type]
            found.add(ox.Triple(*map(_own_term, quad.triple)))
            if len(found) > bounds.rows:
                raise too_many(bounds.rows, "triples")
    except (SyntaxError, ValueError) as error:
        raise _garbage(str(error)) from None
    return found


def write_boolean(answer: bool, chosen: Format) -> Answer:
    """A truth value, as our engine writes it."""
    return solutions.write_boolean(_parsed({"head": {}, "boolean": answer}), chosen)


def write_rows(columns: Sequence[str], rows: Iterable[Row], chosen: Format, bounds: Bounds) -> Answer:
    """A table, as our engine writes it."""
    bindings = [
        {name: _json(term) for name, term in zip(columns, row, strict=True) if term is not None} for row in rows
    ]
    table = _parsed({"head": {"vars": [*columns]}, "results": {"bindings": bindings}})
    return solutions.write(table, chosen, bounds)


def write_graph(triples: Iterable[ox.Triple], chosen: Format, bounds: Bounds, context: Context | None) -> Answer:
    """A graph, as our engine writes it."""
    return graphs.write(triples, chosen, bounds, context)


def write_ordered(triples: Iterable[ox.Triple], format_: Format, context: Context | None) -> bytes:
    """A graph in the order of its lines, as our engine dumps it."""
    lines = sorted(f"{triple} .\n" for triple in triples)
    if format_.name == "nt":
        return "".join(lines).encode()
    ordered = [quad.triple for quad in ox.parse(input="".join(lines), format=ox.RdfFormat.N_TRIPLES)]
    return graphs.write_ordered(ordered, format_, UNBOUNDED, context).body


def skolemised(line: bytes) -> bytes:
    """A line of N-Quads with IRIs in the place of its blank nodes."""
    (quad,) = ox.parse(input=line, format=ox.RdfFormat.N_QUADS)
    named = ox.Quad(_named(quad.subject), quad.predicate, _named(quad.object), quad.graph_name)
    return f"{named} .\n".encode()


def _named(term: Any) -> Any:
    if isinstance(term, ox.BlankNode):
        return ox.NamedNode(GENID + term.value)
    if isinstance(term, ox.Triple):
        return ox.Triple(_named(term.subject), term.predicate, _named(term.object))
    return term


def canonical_count(lines: Iterable[bytes]) -> int:
    """How many triples N-Triples make where literals of the same value are the same."""
    store = ox.Store()
    store.bulk_extend(ox.parse(input=b"".join(lines), format=ox.RdfFormat.N_TRIPLES))
    return len(store)


def plain_rows(triples: Iterable[ox.Triple]) -> list[Row]:
    """The triples as rows of plain terms, in order."""
    return sorted(map(graphs.plain_triple, triples), key=str)


def _results(body: Stream) -> ox.QuerySolutions | ox.QueryBoolean:
    if body.media_type not in _JSON:
        raise _garbage(f"Its type is {body.media_type}.")
    try:
        return ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)  # type: ignore[arg-type]
    except (SyntaxError, ValueError) as error:
        raise _garbage(str(error)) from None


def _parsed(document: dict[str, Any]) -> Any:
    return ox.parse_query_results(json.dumps(document).encode(), format=ox.QueryResultsFormat.JSON)


def _own(term: Term) -> Term:
    if isinstance(term, Iri):
        return Blank(term.value[len(GENID) :]) if term.value.startswith(GENID) else term
    if isinstance(term, Literal):
        return term if term.language or is_kept(term.value, term.datatype) else _canonical(term.value, term.datatype)
    if isinstance(term, TripleTerm):
        subject = _own(term.subject)
        assert isinstance(subject, Iri | Blank)
        return TripleTerm(subject, term.predicate, _own(term.object))
    return term


@lru_cache(maxsize=4096)
def _canonical(value: str, datatype: str) -> Literal:
    """The literal as our engine gives it after it was stored."""
    store = ox.Store()
    name = ox.NamedNode("urn:x")
    store.add(ox.Quad(name, name, ox.Literal(value, datatype=ox.NamedNode(datatype))))
    (quad,) = store
    kept = plain(quad.object)
    assert isinstance(kept, Literal)
    return kept


def _own_term(term: Any) -> Any:
    """The same for terms of the engine that are in a graph, whose literals stay as they were written."""
    if isinstance(term, ox.NamedNode) and term.value.startswith(GENID):
        return ox.BlankNode(term.value[len(GENID) :])
    return term


def _json(term: Term) -> dict[str, Any]:
    if isinstance(term, Iri):
        return {"type": "uri", "value": term.value}
    if isinstance(term, Blank):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, TripleTerm):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _json(part) for name, part in parts.items()}}
    node = {"type": "literal", "value": term.value}
    if term.language:
        language, _, direction = term.language.partition("--")
        node |= {"xml:lang": language} | ({"its:dir": direction} if direction else {})
    elif term.datatype != XSD + "string":
        node["datatype"] = term.datatype
    return node


def _garbage(reason: str) -> EndpointError:
    return EndpointError(f"The endpoint's answer cannot be read: {reason}", "It may be no SPARQL endpoint.")
