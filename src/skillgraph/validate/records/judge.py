"""pySHACL's judgement on what is left of some files of records, over the catalogue and these files.

The graph is looked up in the engine as pySHACL asks for it, since it asks for little of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import rdflib
from pyshacl.rdfutil.stringify import stringify_blank_node

from skillgraph.engine import Dataset
from skillgraph.findings import Finding
from skillgraph.terms import Term
from skillgraph.turtle import Places
from skillgraph.turtle.facts import engine_quads
from skillgraph.turtle.grouped import Fact
from skillgraph.turtle.places import NOWHERE, Place
from skillgraph.validate.graph import ValidationGraph, from_rdflib, quiet, to_term
from skillgraph.validate.records.sieve import BESIDE, Sieve
from skillgraph.validate.records.values import read_literal
from skillgraph.validate.shacl import all_findings, load, run_shape
from skillgraph.validate.store import GraphStore, Triple


class Judge:
    """pySHACL with all shapes read, over a catalogue that files of records are laid beside for a while."""

    def __init__(self, sieve: Sieve) -> None:
        self._closed = sieve.closed
        self._graph = ValidationGraph(sieve.closed, _LookedUp(sieve.closed))
        with quiet("rdflib.term"):
            self._shacl = load(self._graph, ValidationGraph(sieve.shapes))
        self._shapes = {shape.node.n3(): shape for shape in self._shacl.shacl_graph.shapes}

    def findings(
        self, left: Mapping[str, Iterable[str]], facts: Iterable[Fact], places: Places
    ) -> Iterator[tuple[str, Finding]]:
        """What is found of some focus nodes, by shape, with those facts beside the catalogue; each with its shape."""
        with quiet("rdflib.term"), self._closed.joined(engine_quads(facts, BESIDE)):
            stringify_blank_node.dict_cache.clear()  # it would outlive a change of the graph
            for name in sorted(left.keys() & self._shapes.keys()):
                outcome = run_shape(self._shacl, self._shapes[name], [_term(node) for node in sorted(left[name])])
                found = all_findings(self._shacl, [outcome], self._closed, places, self._graph)
                yield from ((name, finding) for finding in found)


class BothPlaces(Places):
    """Where something is written in some files, else where in others."""

    def __init__(self, here: Places, others: Places) -> None:
        super().__init__(())
        self._both = here, others

    def find(self, subject: Term, predicate: Term | None = None, value: Term | None = None) -> Place:
        """See `Places.find`."""
        found = (places.find(subject, predicate, value) for places in self._both)
        return next((place for place in found if place != NOWHERE), NOWHERE)


class _LookedUp(GraphStore):
    """The triples of a dataset, looked up in its engine whenever they are asked for."""

    def __init__(self, dataset: Dataset) -> None:
        super().__init__()
        self._dataset = dataset

    def matching(self, pattern: Triple) -> list[Triple]:
        """See `GraphStore.matching`. Literals are compared here, since rdflib may write them in another way."""
        s, p, o = pattern
        if isinstance(s, rdflib.Literal) or not isinstance(p, rdflib.URIRef | None):
            return []
        asked = (None if term is None or isinstance(term, rdflib.Literal) else from_rdflib(term) for term in pattern)
        found = (tuple(map(to_term, triple)) for triple in self._dataset.matching(*asked))
        return [triple for triple in found if triple[2] is not None and o in (None, triple[2])]

    def objects(self, subject: Any, predicate: Any) -> list[Any]:
        """See `GraphStore.objects`."""
        return [value for _, _, value in self.matching((subject, predicate, None))]

    def __len__(self, context: Any = None) -> int:
        return len(self._dataset)


def _term(text: str) -> Any:
    """A term as N-Triples writes it as one of rdflib's."""
    literal = read_literal(text)
    if literal is None:
        return rdflib.URIRef(text[1:-1]) if text.startswith("<") else rdflib.BNode(text[2:])
    form, datatype, language = literal
    return rdflib.Literal(form, lang=language) if language else rdflib.Literal(form, datatype=rdflib.URIRef(datatype))
