"""Which of several alternatives comes nearest, said for each node; every alternative is tried once for all of them."""

from __future__ import annotations

from typing import Any

import pyshacl
import pytest

from skillgraph.engine import Dataset
from skillgraph.terms import SHAPES, Iri
from skillgraph.turtle.parser import parse
from skillgraph.validate.alternatives import closest
from skillgraph.validate.graph import ValidationGraph, to_rdflib
from skillgraph.validate.names import Names
from skillgraph.workspace import SourceFile

HEAD = """@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sg: <https://w3id.org/skillgraph/ns#> .
@prefix sgsh: <https://w3id.org/skillgraph/shapes#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""
SHAPE = f"""{HEAD}
sgsh:Other a sh:NodeShape ; sh:targetNode sg:p1 , sg:p2 , sg:p3 , sg:p4 ; sh:property [ sh:path sg:z ; sh:minCount 1 ] .
sgsh:Post a sh:NodeShape ;
    sh:or (
        [ sh:property [ sh:path sg:holder ; sh:minCount 1 ] ; sh:property [ sh:path sg:site ; sh:minCount 1 ] ]
        [ sh:class sg:VacantPost ; sh:property [ sh:path sg:since ; sh:minCount 1 ] ]
        [ sh:node sgsh:Both ]
    ) .
sgsh:Both a sh:NodeShape ; sh:property [ sh:path sg:one ; sh:minCount 1 ] , [ sh:path sg:two ; sh:minCount 1 ] .
"""
DATA = f"""{HEAD}
sg:holder rdfs:label "holder"@en .
sg:p1 sg:site sg:x .
sg:p2 a sg:VacantPost .
sg:p3 sg:holder sg:h .
sg:p4 sg:two 2 .
"""


def graph(text: str) -> tuple[Dataset, ValidationGraph]:
    dataset = Dataset()
    dataset.load(parse(SourceFile("data/seed/x.ttl", text.encode()))[0].quads())
    dataset = dataset.union()
    return dataset, ValidationGraph(dataset)


def test_each_node_is_told_what_it_lacks_and_each_alternative_is_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls, validate = [], pyshacl.validate

    def counted(*arguments: Any, **options: Any) -> Any:
        calls.append(arguments)
        return validate(*arguments, **options)

    monkeypatch.setattr(pyshacl, "validate", counted)
    dataset, data = graph(DATA)
    _, shapes = graph(SHAPE)
    nodes = {name: to_rdflib(Iri(f"https://w3id.org/skillgraph/ns#{name}")) for name in ("p1", "p2", "p3", "p4")}
    said = closest(shapes, data, to_rdflib(Iri(f"{SHAPES}Post")), list(nodes.values()), Names(dataset.engine()))
    assert {name: said[node] for name, node in nodes.items()} == {
        "p1": " Closest: it has no holder.",
        "p2": " Closest: it has no sg:since.",
        "p3": " Closest: it has no sg:site.",
        "p4": " Closest: it has no sg:one.",
    }
    assert len(calls) == 3
