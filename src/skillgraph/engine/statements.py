"""A dataset as it is being put together, before an engine holds it: only writing it down takes no engine."""

from __future__ import annotations

import contextlib
import json
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


class Statements:
    """Quads in named graphs, as their authors wrote them."""

    def __init__(self) -> None:
        self._quads: list[ox.Quad] = []
        self._rest: tuple[Dataset, str] | None = None
        self._made: _Made | None = None

    def __len__(self) -> int:
        return self._known.count

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Adds quads."""
        self._quads.extend(quads)
        self._made = None

    def load_nquads(self, content: bytes) -> None:
        """Adds quads that are written as N-Quads."""
        self.load(ox.parse(input=content, format=ox.RdfFormat.N_QUADS))

    def construct(self, source: Dataset, query: str, graph: str) -> frozenset[str]:
        """Adds what `source` gives for a CONSTRUCT query to a graph, and to the default graph of `source`.

        Gives the properties and, of rdf:type, the classes of that, as `<IRI>`.
        """
        triples, name = source.construct(query), ox.NamedNode(graph)
        self.load(ox.Quad(triple.subject, triple.predicate, triple.object, name) for triple in triples)
        return frozenset({str(t.object if t.predicate == _TYPE else t.predicate) for t in triples})

    def complete(self, whole: Dataset, graph: str) -> None:
        """Has a graph for the triples of a dataset that are in no other graph; from now on it must not change."""
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
            self._made = _make(self._quads, self._rest)
        return self._made


def write_dataset(dataset: Dataset | Statements, path: Path) -> None:
    """Writes N-Quads whole or not at all, and beside them what is known of them."""
    notes = {"repeats": dataset.notes.repeats, "changed": dataset.notes.changed.decode()}
    for suffix, content in ((_NOTES, json.dumps(notes).encode()), (path.suffix, dataset.dump_nquads())):
        fresh = path.with_suffix(".fresh")
        fresh.write_bytes(content)
        fresh.replace(path.with_suffix(suffix))


def read_dataset(path: Path) -> Dataset:
    """What `write_dataset` wrote; N-Quads of any other origin too."""
    dataset, notes = Dataset(), None
    with contextlib.suppress(FileNotFoundError):
        known = json.loads(path.with_suffix(_NOTES).read_bytes())
        notes = Notes(known["repeats"], known["changed"].encode())
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


def _make(quads: list[ox.Quad], rest: tuple[Dataset, str] | None) -> _Made:
    forms = written_forms(candidates(quads))
    written = set((ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True))
    held = _as_engine_holds(written, forms)
    triples = {line[: line.rfind(b" <")] for line in held}
    repeats = len(triples) < len(held)
    changed = b"".join(sorted({line_of(quad) for found in forms.values() for quad in found}))
    count = len(held)
    if rest is not None:
        whole, graph = rest
        end = f" <{graph}> .\n".encode()
        fresh = whole.triple_lines() - triples
        written.update(line + end for line in fresh)
        count += len(fresh)
    return _Made(b"".join(sorted(written)), count, Notes(repeats, changed))


def _as_engine_holds(written: set[bytes], forms: Forms) -> set[bytes]:
    """Lines of N-Quads, those that the engine writes in another way replaced by what it makes of them."""
    lines = set(written)
    for normal, quads in forms.items():
        lines.difference_update(map(line_of, quads))
        lines.add(line_of(normal))
    return lines
