"""A dataset as it is being put together, before an engine holds it: only writing it down takes no engine."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from skillgraph.engine.dataset import Dataset, Notes
from skillgraph.engine.inprocess import InProcess
from skillgraph.engine.written import Forms, candidates, line_of, written_forms
from skillgraph.terms import RDF_TYPE, Iri, Term

_NOTES = ".notes"  # the suffix of what is known of a file of N-Quads
_TYPE = ox.NamedNode(RDF_TYPE)


@dataclass(frozen=True, slots=True)
class PartText:
    """Quads as lines in order, those of them that the engine changes, and the triples and the count that it makes."""

    lines: tuple[bytes, ...]
    changed: frozenset[bytes]
    triples: frozenset[bytes]
    count: int


class Part:
    """Quads of some graphs of a dataset."""

    def __init__(self, quads: Iterable[ox.Quad], *, is_of_engine: bool = False) -> None:
        """Of quads that came from the engine it holds each as it is."""
        self._quads = list(quads)
        self._is_of_engine = is_of_engine

    @cached_property
    def text(self) -> PartText:
        """The quads written down, once that is asked for: a check never does."""
        forms = {} if self._is_of_engine else written_forms(candidates(self._quads))
        lines = set((ox.serialize(self._quads, format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True))
        held = _as_engine_holds(lines, forms)
        return PartText(
            tuple(sorted(lines.difference(map(line_of, forms)))),
            frozenset(line_of(quad) for found in forms.values() for quad in found),
            frozenset(line[: line.rfind(b" <")] for line in held),
            len(held),
        )

    @classmethod
    def of_triples(cls, ntriples: bytes, graph: str) -> Part:
        """A graph of triples that are written as N-Triples."""
        name = ox.NamedNode(graph)
        found = ox.parse(input=ntriples, format=ox.RdfFormat.N_TRIPLES)
        return cls(ox.Quad(quad.subject, quad.predicate, quad.object, name) for quad in found)


class Statements:
    """Quads in named graphs. Those of one graph come together."""

    def __init__(self) -> None:
        self._parts: list[Part] = []
        self._rest: tuple[Dataset, str] | None = None
        self._made: _Made | None = None

    def __len__(self) -> int:
        return self._known.count

    def add(self, part: Part) -> None:
        """Adds the quads of some graphs that it has nothing of."""
        self._parts.append(part)
        self._made = None

    def construct(self, source: Dataset, query: str, graph: str) -> frozenset[str]:
        """Adds what `source` gives for a CONSTRUCT query to a graph, and to the default graph of `source`.

        Gives the properties and, of rdf:type, the classes of that, as `<IRI>`.
        """
        triples, name = source.construct(query), ox.NamedNode(graph)
        quads = (ox.Quad(triple.subject, triple.predicate, triple.object, name) for triple in triples)
        self.add(Part(quads, is_of_engine=True))
        return frozenset({str(t.object if t.predicate == _TYPE else t.predicate) for t in triples})

    def complete(self, whole: Dataset, graph: str) -> None:
        """Adds a graph for the triples of a dataset that are in no other graph; from now on that must not change."""
        self._rest = whole, graph
        self._made = None

    def dump_nquads(self) -> bytes:
        """All quads as they were written, as N-Quads in the order of their lines: the same dataset, the same bytes."""
        return self._known.nquads

    @property
    def notes(self) -> Notes:
        """What is known of the dataset that `dump_nquads` writes."""
        return self._known.notes

    def dataset(self) -> Dataset:
        """The same in an engine."""
        return self._known.dataset

    def engine(self) -> InProcess:
        """See `Dataset.engine`."""
        return self.dataset().engine()

    def triples(self) -> Iterator[tuple[Term, Iri, Term, str]]:
        """See `Dataset.triples`."""
        return self.dataset().triples()

    @property
    def _known(self) -> _Made:
        if self._made is None:
            self._made = self._make()
        return self._made

    def _make(self) -> _Made:
        texts = [part.text for part in self._parts]
        lines = [line for text in texts for line in text.lines]
        count = sum(text.count for text in texts)
        own = frozenset[bytes]().union(*(text.triples for text in texts))
        notes = Notes(len(own) < count, b"".join(sorted(line for text in texts for line in text.changed)))
        if self._rest is not None:
            whole, graph = self._rest
            end = f" <{graph}> .\n".encode()
            fresh = [line + end for line in whole.triple_lines() - own]
            lines += fresh
            count += len(fresh)
        return _Made(b"".join(sorted(lines)), count, notes)


def write_dataset(dataset: Dataset | Statements, path: Path) -> None:
    """Writes N-Quads whole or not at all, and beside them what is known of them."""
    for suffix, content in ((_NOTES, dataset.notes.written()), (path.suffix, dataset.dump_nquads())):
        fresh = path.with_suffix(".fresh")
        fresh.write_bytes(content)
        fresh.replace(path.with_suffix(suffix))


def read_dataset(path: Path) -> Dataset:
    """What `write_dataset` wrote; N-Quads of any other origin too."""
    dataset, notes = Dataset(), None
    with contextlib.suppress(FileNotFoundError):
        notes = Notes.read(path.with_suffix(_NOTES).read_bytes())
    dataset.load_nquads(path.read_bytes(), notes)
    return dataset


@dataclass(frozen=True)
class _Made:
    """A dataset written down; `count` is how many quads the engine makes of it."""

    nquads: bytes
    count: int
    notes: Notes

    @cached_property
    def dataset(self) -> Dataset:
        dataset = Dataset()
        dataset.load_nquads(self.nquads, self.notes)
        return dataset


def _as_engine_holds(written: set[bytes], forms: Forms) -> set[bytes]:
    """Lines of N-Quads, those that the engine writes in another way replaced by what it makes of them."""
    lines = set(written)
    for normal, quads in forms.items():
        lines.difference_update(map(line_of, quads))
        lines.add(line_of(normal))
    return lines
