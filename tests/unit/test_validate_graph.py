"""The rdflib graph that hands its queries to the engine."""

from __future__ import annotations

import pytest
import rdflib

from skillgraph.engine import Dataset
from skillgraph.terms import XSD, Blank, Iri, Literal, Term
from skillgraph.validate.graph import ValidationGraph, from_rdflib, to_rdflib

A = rdflib.URIRef("http://a/")


@pytest.fixture
def graph() -> ValidationGraph:
    dataset = Dataset()
    dataset.update('INSERT DATA { <http://a/> sg:number 1 ; sg:text "x"@en . <http://b/> sg:number 2 }')
    return ValidationGraph(dataset)


@pytest.mark.parametrize(
    "term",
    [
        Iri("http://a/"),
        Blank("b0"),
        Literal("x"),
        Literal("x", language="en"),
        Literal("1.50", XSD + "decimal"),
        Literal("many", XSD + "integer"),
        Literal("true", XSD + "boolean"),
        Literal("x", "http://a/type"),
    ],
)
def test_terms_survive_the_way_to_rdflib_and_back(term: Term) -> None:
    assert from_rdflib(to_rdflib(term)) == term


def test_the_graph_holds_the_triples(graph: ValidationGraph) -> None:
    assert len(graph) == 3
    assert (A, rdflib.URIRef("https://w3id.org/skillgraph/ns#text"), rdflib.Literal("x", lang="en")) in graph


@pytest.mark.parametrize(
    ("select", "rows"),
    [
        ("SELECT $this ?n WHERE { $this sg:number ?n }", [{"this": A, "n": rdflib.Literal(1)}]),
        ("SELECT ?this ?n WHERE { ?this sg:number ?n }", [{"this": A, "n": rdflib.Literal(1)}]),
        ("SELECT ?n WHERE { $this sg:number ?n }", [{"n": rdflib.Literal(1)}]),
        ("SELECT $this ?o WHERE { $this sg:number 2 }", []),
        ("SELECT $this ?o WHERE { $this sg:number 1 OPTIONAL { $this sg:none ?o } }", [{"this": A}]),
        ("SELECT $this (1 AS ?n) WHERE { $this sg:number ?m } GROUP BY $this", [{"this": A, "n": rdflib.Literal(1)}]),
        ("SELECT $this WHERE { FILTER NOT EXISTS { $this sg:none ?x } }", [{"this": A}]),
    ],
)  # fmt: skip
def test_pre_bound_variables_stand_in_every_row(
    graph: ValidationGraph, select: str, rows: list[dict[str, rdflib.term.Node]]
) -> None:
    answer = graph.query(select, initBindings={"this": A})
    assert [{str(name): term for name, term in row.items()} for row in answer.bindings] == rows
