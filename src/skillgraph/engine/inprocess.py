"""pyoxigraph in this process: a dataset that can be filled, and an engine that reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import pyoxigraph as ox

from skillgraph.engine.interface import Answer
from skillgraph.errors import ForbiddenQuery, NotAcceptable, QuerySyntaxError
from skillgraph.results import Column, Family, Format, Table
from skillgraph.terms import PREFIXES, XSD, Blank, Iri, Literal, Term, TripleTerm, compact

_POSITION = re.compile(r"error at (\d+):(\d+): ")
_SOLUTIONS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
_GRAPHS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}


@contextmanager
def _translated() -> Iterator[None]:
    """The engine's errors as ours, whether they come with the query or with its rows."""
    try:
        yield
    except SyntaxError as error:
        raise _located(str(error)) from None
    except (ValueError, OSError, RuntimeError) as error:
        raise ForbiddenQuery(f"The query cannot be evaluated: {error}.", "Ask for data of this dataset only.") from None


class Dataset:
    """Named graphs in memory while a snapshot is being built."""

    def __init__(self) -> None:
        self._store = ox.Store()

    def __len__(self) -> int:
        return len(self._store)

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Adds quads that the `turtle` package has parsed."""
        self._store.extend(quads)

    def load_nquads(self, content: bytes) -> None:
        """Adds a dataset that `dump_nquads` wrote; blank nodes keep their labels, which `Store.load` would not do."""
        self._store.extend(ox.parse(input=content, format=ox.RdfFormat.N_QUADS))

    def dump_nquads(self) -> bytes:
        """All quads as N-Quads in the order of their lines: the same dataset gives the same bytes."""
        content = self._store.dump(format=ox.RdfFormat.N_QUADS) or b""
        lines = content.splitlines(keepends=True)
        return b"".join(sorted(lines))

    def update(self, text: str) -> None:
        """Runs a SPARQL update of our own; the prefixes of the table are known in it."""
        self._store.update(text, prefixes=PREFIXES)

    def union(self, without: Iterable[str] = ()) -> Dataset:
        """A new dataset whose default graph is the union of all named graphs but the given ones."""
        left_out = {ox.NamedNode(graph) for graph in without}
        merged = Dataset()
        merged._store.extend(
            ox.Quad(quad.subject, quad.predicate, quad.object)
            for quad in self._store
            if quad.graph_name not in left_out
        )
        return merged

    def copy_into(self, target: Dataset, graph: str, unless_in: Dataset) -> int:
        """Puts the default graph's triples that `unless_in` lacks into a graph of `target`; says how many."""
        name = ox.NamedNode(graph)
        known = unless_in._store
        fresh = [ox.Quad(q.subject, q.predicate, q.object, name) for q in self._store if q not in known]
        target._store.extend(fresh)
        return len(fresh)

    @_translated()
    def construct(self, query: str, graph: str, target: Dataset) -> None:
        """Adds what a CONSTRUCT query gives to its own default graph and to a graph of `target`."""
        result = _query(self._store, query)
        if not isinstance(result, ox.QueryTriples):
            raise QuerySyntaxError("A rule has to be a CONSTRUCT query.", 1, 1)
        triples = [(triple.subject, triple.predicate, triple.object) for triple in result]
        name = ox.NamedNode(graph)
        self._store.extend(ox.Quad(*triple) for triple in triples)
        target._store.extend(ox.Quad(*triple, name) for triple in triples)

    def triples(self) -> Iterable[tuple[Term, Iri, Term, str]]:
        """Every triple as plain values, with the IRI of its graph ('' for the default graph)."""
        for quad in self._store:
            graph = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
            yield _plain(quad.subject), Iri(quad.predicate.value), _plain(quad.object), graph

    def engine(self) -> InProcess:
        """An engine over this dataset, which must not change any more."""
        return InProcess(self._store)


class InProcess:
    """Evaluates in the calling thread. Result iterators never leave the call that made them."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    @_translated()
    def evaluate(self, query: str, formats: Sequence[Format]) -> Answer:
        """See `Engine.evaluate`."""
        result = _query(self._store, query)
        if isinstance(result, ox.QueryTriples):
            chosen = _first(formats, Family.GRAPH)
            return Answer(_serialise_graph(result, chosen), chosen)
        chosen = _first(formats, Family.SOLUTIONS)
        if isinstance(result, ox.QueryBoolean) and chosen.name in ("csv", "tsv"):
            return Answer(b"true\n" if result else b"false\n", chosen)
        body = result.serialize(format=_SOLUTIONS[chosen.name])
        return Answer(body or b"", chosen)

    @_translated()
    def select(self, query: str) -> Table:
        """See `Engine.select`."""
        result = _query(self._store, query)
        if isinstance(result, ox.QueryBoolean):
            cell = Literal("true" if result else "false", XSD + "boolean")
            return Table((Column("answer"),), ((cell,),))
        if isinstance(result, ox.QueryTriples):
            triples = tuple((_plain(t.subject), Iri(t.predicate.value), _plain(t.object)) for t in result)
            return Table((Column("subject"), Column("predicate"), Column("object")), triples)
        names = [variable.value for variable in result.variables]
        rows = tuple(tuple(None if cell is None else _plain(cell) for cell in solution) for solution in result)
        return Table(tuple(Column(name) for name in names), rows)


def _query(store: ox.Store, query: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    return store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)


def _located(text: str) -> QuerySyntaxError:
    match = _POSITION.search(text)
    line, column = (int(match[1]), int(match[2])) if match else (1, 1)
    reason = text[match.end() :] if match else text
    return QuerySyntaxError(f"line {line}, column {column}: {reason}", line, column)


def _first(formats: Sequence[Format], family: Family) -> Format:
    for candidate in formats:
        if candidate.family is family:
            return candidate
    wanted = "a table of solutions" if family is Family.SOLUTIONS else "a graph"
    names = "application/sparql-results+json" if family is Family.SOLUTIONS else "text/turtle"
    raise NotAcceptable(
        f"The query gives {wanted}, and none of the formats asked for can hold one.", f"Accept {names}, for example."
    )


def _serialise_graph(triples: ox.QueryTriples, chosen: Format) -> bytes:
    ordered = sorted(set(triples), key=str)
    prefixes = _used_prefixes(ordered) if chosen.name in ("ttl", "rdf") else None
    return ox.serialize(ordered, format=_GRAPHS[chosen.name], prefixes=prefixes) or b""


def _used_prefixes(triples: Iterable[ox.Triple]) -> dict[str, str]:
    """The part of the prefix table that these triples need."""
    used = set()
    for triple in triples:
        for term in (triple.subject, triple.predicate, triple.object):
            iri = term.datatype if isinstance(term, ox.Literal) else term
            if isinstance(iri, ox.NamedNode):
                prefix, colon, _ = compact(iri.value).partition(":")
                used.add(prefix if colon else "")
    return {prefix: PREFIXES[prefix] for prefix in sorted(used) if prefix in PREFIXES}


def _plain(term: object) -> Term:
    if isinstance(term, ox.NamedNode):
        return Iri(term.value)
    if isinstance(term, ox.BlankNode):
        return Blank(term.value)
    if isinstance(term, ox.Literal):
        return Literal(term.value, term.datatype.value, term.language or "")
    assert isinstance(term, ox.Triple)
    subject, predicate = _plain(term.subject), _plain(term.predicate)
    assert isinstance(subject, Iri | Blank)
    assert isinstance(predicate, Iri)
    return TripleTerm(subject, predicate, _plain(term.object))
