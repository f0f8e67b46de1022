"""Validation of one state of a workspace after another: a shape is run again only where its result may differ.

What a shape finds follows from the triples that it reads. While a shape runs, every pattern that it asks the data
graph for is written down; as long as no triple that came or went fits one of them, and the shape with all that it is
linked to in the shapes graph is the same, its results stand. A shape with a SPARQL constraint may read anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pyshacl.rdfutil.stringify import stringify_blank_node
from pyshacl.validator import Validator as ShaclValidator
from rdflib.namespace import RDF, SH

from skillgraph.engine import Dataset
from skillgraph.findings import Finding
from skillgraph.reason.axioms import reachable
from skillgraph.terms import Term, TripleTerm
from skillgraph.turtle import Parse, Places, parse_files
from skillgraph.validate.graph import ValidationGraph, quiet, to_rdflib
from skillgraph.validate.shacl import Outcome, findings_of, load, run
from skillgraph.workspace import SourceFile

Pattern = tuple[Any, Any, Any]
Cluster = frozenset[Pattern]
ANYTHING: Pattern = (None, None, None)


@dataclass(frozen=True, slots=True)
class _Run:
    """What a shape was, what it read, and what it found."""

    cluster: Cluster
    reads: frozenset[Pattern]
    outcome: Outcome


class Validator:
    """`validate` gives what `skillgraph.validate.shacl.validate` gives, in less time from the second call on."""

    def __init__(self, parse: Parse = parse_files) -> None:
        self._parse = parse
        self._graph = _TracedGraph()
        self._closed = Dataset()
        self._files: tuple[SourceFile, ...] = ()
        self._shapes_triples: Cluster = frozenset()
        self._clusters: Mapping[Any, Cluster] = {}
        self._shacl: ShaclValidator | None = None
        self._runs: dict[Any, _Run] = {}

    def validate(self, shape_files: Iterable[SourceFile], closed: Dataset, places: Places) -> tuple[Finding, ...]:
        """Findings of all shapes over a closed union, in the order of their places."""
        with quiet("rdflib.term"):
            return self._validate(shape_files, closed, places)

    def _validate(self, shape_files: Iterable[SourceFile], closed: Dataset, places: Places) -> tuple[Finding, ...]:
        shacl = self._with_shapes(shape_files)
        touched = self._graph.become(self._closed, closed)
        self._closed = closed
        self._runs = {
            node: run
            for node, run in self._runs.items()
            if run.cluster == self._clusters.get(node) and run.reads.isdisjoint(touched)
        }
        for shape in shacl.shacl_graph.shapes:
            if shape.node not in self._runs:
                self._runs[shape.node] = self._run(shacl, shape)
        outcomes = [self._runs[shape.node].outcome for shape in shacl.shacl_graph.shapes]
        return findings_of(shacl, outcomes, closed, places)

    def _with_shapes(self, shape_files: Iterable[SourceFile]) -> ShaclValidator:
        """The validator for these shapes: the last one where their triples are the same."""
        parsed = self._parse(shape_files)
        files = tuple(one.file for one in parsed)
        if self._shacl is not None and files == self._files:
            return self._shacl
        shapes = Dataset()
        for one in parsed:
            shapes.load(one.quads())
        graph = ValidationGraph(shapes.union())
        triples = frozenset(graph)
        if self._shacl is None or triples != self._shapes_triples:
            self._shacl = None
            fresh = load(self._graph, graph)
            self._shacl, self._shapes_triples, self._clusters = fresh, triples, clusters(triples)
        self._files = files
        return self._shacl

    def _run(self, shacl: ShaclValidator, shape: Any) -> _Run:
        stringify_blank_node.dict_cache.clear()  # it would outlive a change of the graph
        self._graph.reads = set()
        outcome = run(shacl, shape)
        return _Run(self._clusters.get(shape.node, frozenset()), frozenset(self._graph.reads), outcome)


def clusters(triples: Iterable[Pattern]) -> dict[Any, Cluster]:
    """For each subject the triples of all subjects that are linked with it, in whichever direction and over how many.

    A constraint component of one's own may be used by any shape, so with one of those all are one cluster.
    """
    by_subject: dict[Any, list[Pattern]] = {}
    for triple in triples:
        by_subject.setdefault(triple[0], []).append(triple)
    everything = frozenset(triple for own in by_subject.values() for triple in own)
    if any(predicate == RDF.type and value == SH.ConstraintComponent for _, predicate, value in everything):
        return dict.fromkeys(by_subject, everything)
    neighbours: dict[Any, set[Any]] = {subject: set() for subject in by_subject}
    for subject, _, value in everything:
        if value in neighbours:
            neighbours[subject].add(value)
            neighbours[value].add(subject)
    found: dict[Any, Cluster] = {}
    for subject in by_subject:
        if subject not in found:
            members = {subject} | reachable(neighbours, subject)
            found |= dict.fromkeys(members, frozenset(t for member in members for t in by_subject[member]))
    return found


class _TracedGraph(ValidationGraph):
    """The data graph, which can become another state, and writes down the patterns that it is asked for."""

    def __init__(self) -> None:
        super().__init__(Dataset())
        self.reads: set[Pattern] = set()
        self._times: Counter[Pattern] = Counter()  # two triples of the dataset may be one to rdflib: "01" and "1"

    def become(self, before: Dataset, after: Dataset) -> set[Pattern]:
        """Changes the graph from one state to another; gives every pattern that a changed triple fits."""
        touched: set[Pattern] = set()
        for triple in _lacking(before, after):
            touched |= _patterns(triple)
            self._times[triple] -= 1
            if self._times[triple] == 0 and triple != ANYTHING:
                del self._times[triple]
                self.store.remove(triple, self)
        for triple in _lacking(after, before):
            touched |= _patterns(triple)
            self._times[triple] += 1
            if self._times[triple] == 1 and triple != ANYTHING:
                self.store.add(triple, self)
        self._engine = after.engine()
        return touched

    def triples(self, triple: Any) -> Generator[Any, None, None]:
        """The triples that fit a pattern."""
        self.reads.add(triple)
        return super().triples(triple)

    def query(self, *arguments: Any, **options: Any) -> Any:
        """The solutions of a SELECT query, which may read anything."""
        self.reads.add(ANYTHING)
        return super().query(*arguments, **options)

    def __len__(self) -> int:
        self.reads.add(ANYTHING)
        return super().__len__()


def _lacking(one: Dataset, other: Dataset) -> Iterator[Pattern]:
    """The triples of one dataset's default graph that the other lacks; `ANYTHING` for one that rdflib cannot hold."""
    difference = Dataset()
    one.copy_into(difference, "urn:skillgraph:difference", unless_in=other)
    known: dict[Term, Any] = {}
    for subject, predicate, value, _ in difference.triples():
        if isinstance(value, TripleTerm):
            yield ANYTHING
            continue
        for term in (subject, predicate, value):
            if term not in known:
                known[term] = to_rdflib(term)
        yield known[subject], known[predicate], known[value]


def _patterns(triple: Pattern) -> set[Pattern]:
    s, p, o = triple
    return {
        triple,
        (s, p, None),
        (s, None, o),
        (None, p, o),
        (s, None, None),
        (None, p, None),
        (None, None, o),
        ANYTHING,
    }
