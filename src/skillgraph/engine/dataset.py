"""A dataset in memory that can be filled, while a snapshot is being built or read from its cache."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

import pyoxigraph as ox

from skillgraph.engine.inprocess import InProcess
from skillgraph.engine.messages import translated
from skillgraph.engine.plain import native, plain
from skillgraph.engine.written import Forms, Restoring, candidates, candidates_in, line_of, written_forms
from skillgraph.errors import QuerySyntaxError
from skillgraph.terms import PREFIXES, RDF_TYPE, Iri, Term

Value = TypeVar("Value")
Triple = tuple[Term, Iri, Term]
_TYPE = ox.NamedNode(RDF_TYPE)


@dataclass(frozen=True, slots=True)
class Notes:
    """What is known of a dataset that was written down: whether a triple of it is in several graphs, and, as N-Quads,
    those quads that the engine writes in another way."""

    repeats: bool
    changed: bytes

    def written(self) -> bytes:
        """As a line of text."""
        return json.dumps({"repeats": self.repeats, "changed": self.changed.decode()}).encode()

    @classmethod
    def read(cls, line: bytes) -> Notes:
        """What `written` wrote."""
        known = json.loads(line)
        return cls(known["repeats"], known["changed"].encode())


class Dataset:
    """Named graphs in memory. The engine changes the lexical forms of some literals; the dataset keeps them."""

    def __init__(self) -> None:
        self._store = ox.Store()
        self._typed: list[ox.Quad] = []  # what the engine may have changed, as it was written
        self._known_forms: Forms | None = None  # what it did change, once that was asked for
        self._repeats: bool | None = False  # whether a triple is in several graphs; None where that is to be found out
        self._lines: frozenset[bytes] | None = None  # see `triple_lines`; None where they are to be made

    def __len__(self) -> int:
        return len(self._store)

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Adds quads that the `turtle` package has parsed."""
        listed = list(quads)
        self._typed.extend(candidates(listed))
        self._known_forms = None
        self._changed()
        self._store.extend(listed)

    def load_nquads(self, content: bytes, notes: Notes | None = None) -> None:
        """Adds a dataset that `dump_nquads` wrote; blank nodes keep their labels, which `Store.load` would not do.

        What is noted of it is not found out again.
        """
        repeats = None
        if next(iter(self._store), None) is None:
            repeats = _has_repeats(content) if notes is None else notes.repeats
        self._changed()
        self._repeats = repeats
        self._store.extend(ox.parse(input=content, format=ox.RdfFormat.N_QUADS))
        self._typed.extend(candidates_in(content if notes is None else notes.changed))
        self._known_forms = None

    def dump_nquads(self) -> bytes:
        """All quads as they were written, as N-Quads in the order of their lines: the same dataset, the same bytes."""
        lines = (self._store.dump(format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
        forms = {normal: quads for normal, quads in self._forms().items() if normal in self._store}
        if forms:
            changed = set(map(line_of, forms))
            lines = [line for line in lines if line not in changed]
            lines += {line_of(quad) for quads in forms.values() for quad in quads}
        return b"".join(sorted(lines))

    @property
    def notes(self) -> Notes:
        """What is known of the dataset that `dump_nquads` writes."""
        changed = {line_of(quad) for quads in self._forms().values() for quad in quads}
        return Notes(self.has_repeats, b"".join(sorted(changed)))

    @property
    def has_repeats(self) -> bool:
        """Whether a triple is in several graphs."""
        if self._repeats is None:
            self._repeats = self._has_graphs() and len(self.triple_lines()) < len(self._store)
        return self._repeats

    def _forms(self) -> Forms:
        if self._known_forms is None:
            self._known_forms = written_forms(self._typed)
        return self._known_forms

    def update(self, text: str) -> None:
        """Runs a SPARQL update of our own; the prefixes of the table are known in it."""
        self._store.update(text, prefixes=PREFIXES)
        self._changed()

    def count(self, names: Iterable[str]) -> int:
        """How many triples of the default graph have one of these properties, or say that a thing is of such a class.

        They are given as `<IRI>`.
        """
        look, default = self._store.quads_for_pattern, ox.DefaultGraph()
        nodes = [ox.NamedNode(name[1:-1]) for name in names]
        said = (quad for node in nodes for quad in look(None, node, None, default))
        typed = (quad for node in nodes for quad in look(None, _TYPE, node, default))
        return sum(1 for _ in chain(said, typed))

    def union(self) -> Dataset:
        """A new dataset whose default graph is the union of all named graphs."""
        return Dataset.merged(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in self._store)

    @classmethod
    def merged(cls, quads: Iterable[ox.Quad]) -> Dataset:
        """A dataset of these quads, which are all in its default graph; the engine's forms of literals are kept."""
        made = cls()
        made._store.extend(quads)
        return made

    def minus(self, other: Dataset) -> Iterator[tuple[Term, Iri, Term]]:
        """The triples of any graph, as plain values, that are in no graph of the other."""
        lines = self.triple_lines() - other.triple_lines()
        for quad in ox.parse(input=b"".join(line + b" .\n" for line in lines), format=ox.RdfFormat.N_TRIPLES):
            yield plain(quad.subject), Iri(quad.predicate.value), plain(quad.object)

    def triple_lines(self) -> frozenset[bytes]:
        """Each triple of any graph once: its line of N-Triples without the full stop."""
        if self._lines is None:
            default = self._store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b""
            found = {line[:-2] for line in default.splitlines()}
            if self._has_graphs():
                quads = self._store.dump(format=ox.RdfFormat.N_QUADS) or b""
                named = (line for line in quads.splitlines() if line[:-2] not in found)
                found |= {line[: line.rfind(b" ", 0, -2)] for line in named}
            self._lines = frozenset(found)
        return self._lines

    def _has_graphs(self) -> bool:
        return next(iter(self._store.named_graphs()), None) is not None

    def _changed(self) -> None:
        self._repeats = self._lines = None

    @translated
    def construct(self, query: str) -> list[ox.Triple]:
        """Adds what a CONSTRUCT query gives to its own default graph, and gives it."""
        result = self._store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
        if not isinstance(result, ox.QueryTriples):
            raise QuerySyntaxError("A rule has to be a CONSTRUCT query.", 1, 1)
        triples = list(result)
        self._changed()
        self._store.extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
        return triples

    @translated
    def constructed(self, query: str) -> bytes:
        """What a CONSTRUCT query gives over the union of all graphs, as N-Triples; nothing is added."""
        result = self._store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
        assert isinstance(result, ox.QueryTriples)
        return result.serialize(format=ox.RdfFormat.N_TRIPLES) or b""

    @contextmanager
    def beside(self, ntriples: bytes) -> Iterator[None]:
        """Holds further triples for a while in its default graph, which has to be empty."""
        self._store.load(ntriples, ox.RdfFormat.N_TRIPLES)
        try:
            yield
        finally:
            self._store.clear_graph(ox.DefaultGraph())

    @contextmanager
    def joined(self, quads: Iterable[ox.Quad]) -> Iterator[None]:
        """Holds further triples, none of which it has, for a while in a graph of their own; they are all in one."""
        listed = list(quads)
        self._store.extend(listed)
        try:
            yield
        finally:
            for graph in {quad.graph_name for quad in listed}:
                self._store.remove_graph(graph)

    def matching(self, subject: Term | None, predicate: Term | None, value: Term | None) -> Iterator[Triple]:
        """The triples of any graph that fit a pattern, in which None is anything."""
        s, p, o = (None if term is None else native(term) for term in (subject, predicate, value))
        for quad in self._store.quads_for_pattern(s, p, o, None):  # type: ignore[arg-type]
            yield plain(quad.subject), Iri(quad.predicate.value), plain(quad.object)

    def triples(self) -> Iterator[tuple[Term, Iri, Term, str]]:
        """Every triple as plain values, with the IRI of its graph ('' for the default graph)."""
        for quad in self._store:
            graph = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
            yield plain(quad.subject), Iri(quad.predicate.value), plain(quad.object), graph

    def converted(self, make: Callable[[Term], Value]) -> Iterator[tuple[Value, Value, Value]]:
        """Every triple of any graph, of what is made of its terms; each term is made into something once."""
        known: dict[object, Value] = {}

        def made(term: object) -> Value:
            if term not in known:
                known[term] = make(plain(term))
            return known[term]

        for quad in self._store:
            yield made(quad.subject), made(quad.predicate), made(quad.object)

    def engine(self) -> InProcess:
        """An engine over this dataset, which must not change any more.

        The union that a query sees is a set of triples (RDF 1.1 Semantics, section 4.1). Where a triple is in several
        graphs the union is made, since the engine would count it several times.
        """
        written = Restoring(self._forms())
        if not self.has_repeats:
            return InProcess(self._store, written)
        whole = ox.Store()
        whole.extend(self._store)
        whole.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in self._store)
        return InProcess(whole, written, has_union=True)


def _has_repeats(content: bytes) -> bool:
    """Whether N-Quads, one to a line and all written in one way, hold a triple in several graphs."""
    triples = [line[: line.rfind(b" <")] for line in content.splitlines() if line.endswith(b"> .")]
    return len(set(triples)) < len(triples)
