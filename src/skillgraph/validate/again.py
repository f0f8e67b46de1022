"""Validation of one state of a workspace after another: a shape is run again only where its result may differ.

What a shape finds of a focus node follows from the triples that it reads. While it runs, every pattern that it asks
the data graph for is written down; as long as no triple that came or went fits one of them, and the shape with all
that it is linked to in the shapes graph is the same, the result stands. The same holds for the search for its focus
nodes. What a SPARQL constraint reads is told from its text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

from pyshacl.rdfutil.stringify import stringify_blank_node
from pyshacl.validator import Validator as ShaclValidator
from rdflib import URIRef
from rdflib.namespace import RDF, SH

from skillgraph.engine import Dataset
from skillgraph.findings import Finding
from skillgraph.reason.axioms import reachable
from skillgraph.sparql.reads import names_read
from skillgraph.terms import Term, TripleTerm
from skillgraph.turtle import Parse, Places, parse_files
from skillgraph.validate.graph import ValidationGraph, quiet, to_rdflib
from skillgraph.validate.runs import Cluster, Pattern, Reads, Run, ShapeRuns
from skillgraph.validate.shacl import findings_of, load, run_shape, usable
from skillgraph.workspace import SourceFile

ANYTHING: Pattern = (None, None, None)
_COMPONENT = f" <{RDF.type}> <{SH.ConstraintComponent}>".encode()
AT_ONCE = 16  # focus nodes; more take less time where all are new, and more where one has changed


class Validator:
    """`validate` gives what `skillgraph.validate.shacl.validate` gives, in less time from the second call on."""

    def __init__(self, parse: Parse = parse_files) -> None:
        self._parse = parse
        self._graph = _TracedGraph()
        self._closed = Dataset()
        self._files: tuple[SourceFile, ...] = ()
        self._shapes_lines: Cluster = frozenset()
        self._clusters: Mapping[bytes, Cluster] = {}
        self._shacl: ShaclValidator | None = None
        self._runs: dict[Any, ShapeRuns] = {}
        self._reads = Reads()

    def validate(self, shape_files: Iterable[SourceFile], closed: Dataset, places: Places) -> tuple[Finding, ...]:
        """Findings of all shapes over a closed union, in the order of their places."""
        with quiet("rdflib.term"):
            return self._validate(shape_files, closed, places)

    def _validate(self, shape_files: Iterable[SourceFile], closed: Dataset, places: Places) -> tuple[Finding, ...]:
        shacl = self._with_shapes(shape_files)
        touched = self._graph.become(self._closed, closed)
        self._closed = closed
        self._forget(touched)
        for shape in shacl.shacl_graph.shapes:
            self._catch_up(shacl, shape)
        runs = [one for shape in shacl.shacl_graph.shapes for one in self._runs[shape.node].done]
        return findings_of(shacl, [(one.conforms, one.results) for one in runs], closed, places)

    def _with_shapes(self, shape_files: Iterable[SourceFile]) -> ShaclValidator:
        """The validator for these shapes: the last one where their triples are the same."""
        parsed = self._parse(shape_files)
        files = tuple(one.file for one in parsed)
        if self._shacl is not None and files == self._files:
            return self._shacl
        shapes = Dataset()
        for one in parsed:
            shapes.load(one.quads())
        union = shapes.union()
        lines = union.triple_lines()
        if self._shacl is None or lines != self._shapes_lines:
            graph = ValidationGraph(union)
            self._shacl = None
            fresh = load(self._graph, graph)
            self._shacl, self._shapes_lines, self._clusters = fresh, lines, clusters(lines)
        self._files = files
        return self._shacl

    def _forget(self, touched: Iterable[Pattern]) -> None:
        """Drops the shapes that have changed since, and the runs that read one of the touched patterns."""
        for node in [node for node, runs in self._runs.items() if runs.cluster != self._cluster(node)]:
            runs = self._runs.pop(node)
            for run in (*runs.done, *filter(None, (runs.search,))):
                self._reads.drop(run)
        for run in self._reads.of(touched):
            self._runs[run.node].forget(run)
            self._reads.drop(run)

    def _catch_up(self, shacl: ShaclValidator, shape: Any) -> None:
        """Finds the focus nodes of a shape where they may be others, and runs it on those that it was not run on."""
        runs = self._runs.setdefault(shape.node, ShapeRuns(self._cluster(shape.node)))
        if runs.search is None:
            runs.search = self._search(shacl, shape)
            focus_nodes = set(runs.search.focus_nodes)
            for run in [run for run in runs.done if not focus_nodes.issuperset(run.focus_nodes)]:
                runs.forget(run)
                self._reads.drop(run)
            runs.waiting = focus_nodes.difference(*(run.focus_nodes for run in runs.done))
        while runs.waiting:
            some = tuple(islice(runs.waiting, AT_ONCE))
            runs.done[self._run(shacl, shape, some)] = None
            runs.waiting.difference_update(some)

    def _cluster(self, node: Any) -> Cluster:
        return self._clusters.get(node.n3().encode(), frozenset())

    def _search(self, shacl: ShaclValidator, shape: Any) -> Run:
        self._graph.reads = set()
        with usable(shape):
            found = () if shape.deactivated else tuple(shape.focus_nodes(shacl.data_graph))
        return self._kept(Run(shape.node, found))

    def _run(self, shacl: ShaclValidator, shape: Any, focus_nodes: tuple[Any, ...]) -> Run:
        stringify_blank_node.dict_cache.clear()  # it would outlive a change of the graph
        self._graph.reads = set()
        return self._kept(Run(shape.node, focus_nodes, *run_shape(shacl, shape, focus_nodes)))

    def _kept(self, run: Run) -> Run:
        self._reads.put(run, self._graph.reads)
        return run


def clusters(lines: frozenset[bytes]) -> dict[bytes, Cluster]:
    """For each subject the triples of all subjects that are linked with it, in whichever direction and over how many.

    Triples are lines of N-Triples, subjects what stands there first. A constraint component of one's own may be used by
    any shape, so with one of those all are one cluster.
    """
    by_subject: dict[bytes, list[bytes]] = {}
    for line in lines:
        by_subject.setdefault(line.split(b" ", 1)[0], []).append(line)
    if any(line.endswith(_COMPONENT) for line in lines):
        return dict.fromkeys(by_subject, lines)
    neighbours: dict[bytes, set[bytes]] = {subject: set() for subject in by_subject}
    for line in lines:
        subject, _, value = line.split(b" ", 2)
        if value in neighbours:
            neighbours[subject].add(value)
            neighbours[value].add(subject)
    found: dict[bytes, Cluster] = {}
    for subject in by_subject:
        if subject not in found:
            members = {subject} | reachable(neighbours, subject)
            found |= dict.fromkeys(members, frozenset(line for member in members for line in by_subject[member]))
    return found


class _TracedGraph(ValidationGraph):
    """The data graph, which can become another state, and writes down the patterns that it is asked for.

    pySHACL asks for its length as well, but only to see whether there is a graph, so that is not written down.
    """

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
            if self._times[triple] == 0 and triple[2] is not None:
                del self._times[triple]
                self._kept.remove(triple)
        for triple in _lacking(after, before):
            touched |= _patterns(triple)
            self._times[triple] += 1
            if self._times[triple] == 1 and triple[2] is not None:
                self._kept.add(triple)
        self._engine = after.engine()
        return touched

    def triples(self, triple: Any) -> Generator[Any, None, None]:
        """The triples that fit a pattern."""
        self.reads.add(triple)
        return super().triples(triple)

    def objects(self, subject: Any = None, predicate: Any = None, unique: bool = False) -> Generator[Any, None, None]:
        """The objects of triples."""
        self.reads.add(ANYTHING if isinstance(subject, list) else (subject, predicate, None))
        return super().objects(subject, predicate, unique)

    def note_query(self, text: str) -> None:
        """Writes down what the query names."""
        self.reads |= _read_by(text)


def _lacking(one: Dataset, other: Dataset) -> Iterator[Pattern]:
    """The triples of one dataset's default graph that the other lacks, without an object that rdflib cannot hold."""
    known: dict[Term, Any] = {}
    for subject, predicate, value in one.minus(other):
        for term in (subject, predicate, value):
            if term not in known:
                known[term] = None if isinstance(term, TripleTerm) else to_rdflib(term)
        yield known[subject], known[predicate], known[value]


@lru_cache(maxsize=1024)
def _read_by(query: str) -> frozenset[Pattern]:
    """The patterns that a query may ask for."""
    names = names_read(query)
    if names is None:
        return frozenset({ANYTHING})
    terms = [URIRef(name[1:-1]) for name in names]
    return frozenset({(None, term, None) for term in terms} | {(None, RDF.type, term) for term in terms})


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
