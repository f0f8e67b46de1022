"""pyoxigraph in this process: an engine over a dataset that does not change."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyoxigraph as ox

from skillgraph.engine import graphs, solutions
from skillgraph.engine.fitting import first_fitting
from skillgraph.engine.interface import EVERYTHING, UNBOUNDED, Answer, Bounds, Scope
from skillgraph.engine.messages import translated
from skillgraph.engine.written import Written
from skillgraph.results import Column, Context, Family, Format, Table
from skillgraph.terms import PREFIXES, XSD, Literal

_WRITTEN = {f"{prefix}:": (prefix, iri) for prefix, iri in PREFIXES.items()}
# The words before a colon that most queries have, each with the prefixes that it ends with: itself, where it is one.
_ENDINGS = {
    word: {prefix: iri for prefix, iri in PREFIXES.items() if word.endswith(prefix)}
    for word in (*PREFIXES, "http", "https")
}
_WORD = re.compile(r"[\w.-]*+\Z")
_LONGEST = max(map(len, _ENDINGS)) + 1
_MOST_COLONS = 20  # beyond that it is quicker to look for each prefix


class InProcess:
    """Evaluates in the calling thread. Result iterators never leave the call that made them."""

    def __init__(self, store: ox.Store, written: Written, *, has_union: bool = False) -> None:
        self._store = store
        self._written = written
        self._has_union = has_union  # the default graph of the store is the union of the others already

    @translated
    def evaluate(
        self,
        query: str,
        formats: Sequence[Format],
        scope: Scope = EVERYTHING,
        bounds: Bounds = UNBOUNDED,
        context: Context | None = None,
    ) -> Answer:
        """See `Engine.evaluate`."""
        result = self._query(query, scope)
        if isinstance(result, ox.QueryTriples):
            chosen = first_fitting(formats, Family.GRAPH)
            triples = graphs.bounded(result, bounds)
            return graphs.write(self._written.restore(triples), chosen, bounds, context)
        chosen = first_fitting(formats, Family.SOLUTIONS)
        if isinstance(result, ox.QueryBoolean):
            return solutions.write_boolean(result, chosen)
        return solutions.write(result, chosen, bounds)

    def dump(self, graph: str, format_: Format, context: Context | None = None) -> bytes:
        """See `Engine.dump`."""
        kept = self._store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph)) or b""
        lines = b"".join(sorted(self._written.restore_lines(kept.splitlines(keepends=True), graph)))
        if format_.name == "nt":
            return lines
        triples = [quad.triple for quad in ox.parse(input=lines, format=ox.RdfFormat.N_TRIPLES)]
        return graphs.write_ordered(triples, format_, UNBOUNDED, context).body

    @translated
    def select(self, query: str, bounds: Bounds = UNBOUNDED, scope: Scope = EVERYTHING) -> Table:
        """See `Engine.select`."""
        result = self._query(query, scope)
        if isinstance(result, ox.QueryBoolean):
            cell = Literal("true" if result else "false", XSD + "boolean")
            return Table((Column("answer"),), ((cell,),))
        if isinstance(result, ox.QueryTriples):
            triples = map(graphs.plain_triple, self._written.restore(graphs.bounded(result, bounds)))
            return Table(graphs.COLUMNS, tuple(sorted(triples, key=str)))
        names = [variable.value for variable in result.variables]
        return Table(tuple(Column(name) for name in names), tuple(solutions.rows(result, bounds)))

    def _query(self, query: str, scope: Scope) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        prefixes = prefixes_in(query)
        if scope.default_graphs or scope.named_graphs:
            return self._store.query(
                query,
                base_iri=scope.base or None,
                prefixes=prefixes,
                default_graph=[ox.NamedNode(graph) for graph in scope.default_graphs],
                named_graphs=[ox.NamedNode(graph) for graph in scope.named_graphs],
            )
        # With the union asked for, the engine would not look at FROM.
        union = not scope.has_from and not self._has_union
        return self._store.query(
            query, base_iri=scope.base or None, prefixes=prefixes, use_default_graph_as_union=union
        )


def prefixes_in(query: str) -> dict[str, str]:
    """The prefixes that stand before a colon, even at the end of a word: those that the engine may want to be told."""
    pieces = query.split(":")
    found: dict[str, str] = {}
    for piece in pieces[:-1] if len(pieces) <= _MOST_COLONS else ("",):
        word = _WORD.search(piece, max(0, len(piece) - _LONGEST))
        endings = _ENDINGS.get(word[0]) if word else None
        if endings is None:
            return dict([pair for written, pair in _WRITTEN.items() if written in query])
        found |= endings
    return found
