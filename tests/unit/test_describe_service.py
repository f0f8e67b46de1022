"""The service description, against the vocabulary of SPARQL 1.1 Service Description and against the engine."""

from __future__ import annotations

import pytest
import rdflib
from rdflib.namespace import RDF

from described import DATASET, SD, SERVICE, VOID, described, disagreements
from skillgraph.describe import Served
from skillgraph.describe.service import EXTENSION_FUNCTIONS, FORMAT_IRIS
from skillgraph.engine import Dataset, InProcess
from skillgraph.errors import SkillgraphError
from skillgraph.results import GRAPH_FORMATS, SOLUTION_FORMATS
from skillgraph.terms import expand

# Every property of the vocabulary that may stand here, with the classes of its subject and object (section 3.4).
SCHEMA = """
[] a sh:NodeShape ; sh:targetClass sd:Service ;
    sh:property
        [ sh:path sd:endpoint ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path sd:supportedLanguage ; sh:minCount 1 ; sh:in ( sd:SPARQL11Query ) ] ,
        [ sh:path sd:feature ; sh:in ( sd:UnionDefaultGraph ) ] ,
        [ sh:path sd:resultFormat ; sh:minCount 8 ; sh:pattern "^http://www.w3.org/ns/formats/" ] ,
        [ sh:path sd:extensionFunction ; sh:class sd:Function ] ,
        [ sh:path sd:defaultDataset ; sh:minCount 1 ; sh:maxCount 1 ; sh:class sd:Dataset ] .
[] a sh:NodeShape ; sh:targetClass sd:Dataset ;
    sh:property
        [ sh:path sd:defaultGraph ; sh:minCount 1 ; sh:maxCount 1 ; sh:class sd:Graph ] ,
        [ sh:path sd:namedGraph ; sh:minCount 1 ; sh:class sd:NamedGraph ] .
[] a sh:NodeShape ; sh:targetClass sd:NamedGraph ;
    sh:property
        [ sh:path sd:name ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path sd:graph ; sh:minCount 1 ; sh:maxCount 1 ; sh:class sd:Graph ] .
[] a sh:NodeShape ; sh:targetClass sd:Graph ;
    sh:property [ sh:path void:triples ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:integer ] .
"""
KNOWN = {
    "Service", "Dataset", "Graph", "NamedGraph", "Function", "SPARQL11Query", "UnionDefaultGraph", "endpoint",
    "supportedLanguage", "feature", "resultFormat", "extensionFunction", "defaultDataset", "defaultGraph",
    "namedGraph", "name", "graph", "defaultEntailmentRegime",
}  # fmt: skip


@pytest.fixture(scope="module")
def graph(served: Served) -> rdflib.Graph:
    return described(served, "service")


def test_it_conforms_to_the_vocabulary(graph: rdflib.Graph) -> None:
    assert disagreements(graph, SCHEMA) == ""
    terms = {str(term) for triple in graph for term in triple if str(term).startswith(SD)}
    assert {term.removeprefix(SD) for term in terms} == KNOWN


def test_the_vocabulary_check_can_fail(graph: rdflib.Graph) -> None:
    broken = rdflib.Graph() + graph
    broken.remove((SERVICE, SD.endpoint, None))
    assert "MinCount" in disagreements(broken, SCHEMA)


def test_the_endpoint_is_absolute_and_configured(graph: rdflib.Graph) -> None:
    assert list(graph.objects(SERVICE, SD.endpoint)) == [rdflib.URIRef("https://example.org/kg/sparql")]


def test_every_named_graph_is_listed_with_its_count(graph: rdflib.Graph, snapshot_engine: InProcess) -> None:
    listed = {
        str(graph.value(holder, SD.name)): int(graph.value(graph.value(holder, SD.graph), VOID.triples))
        for holder in graph.objects(DATASET, SD.namedGraph)
    }
    rows = snapshot_engine.select("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g").rows
    assert len(listed) > 100
    assert listed == {str(name): int(str(count)) for name, count in rows}


def test_a_format_is_listed_under_the_iri_of_the_w3c(graph: rdflib.Graph) -> None:
    listed = {str(iri) for iri in graph.objects(SERVICE, SD.resultFormat)}
    assert listed == {expand(FORMAT_IRIS[f.name]) for f in (*SOLUTION_FORMATS, *GRAPH_FORMATS) if f.name in FORMAT_IRIS}
    assert "http://www.w3.org/ns/formats/SPARQL_Results_JSON" in listed


@pytest.mark.parametrize("function", EXTENSION_FUNCTIONS)
def test_the_engine_has_every_function_that_is_listed(function: str) -> None:
    point = '"POINT(1 1)"^^<http://www.opengis.net/ont/geosparql#wktLiteral>'
    rows = Dataset().engine().select(f"SELECT (<{function}>({point}, {point}) AS ?x) {{}}").rows
    assert str(rows[0][0]) in ("true", "false")


def test_a_function_that_the_engine_lacks_is_refused() -> None:
    with pytest.raises(SkillgraphError):
        Dataset().engine().select("SELECT (<http://www.opengis.net/def/function/geosparql/none>(1) AS ?x) {}")


def test_the_service_is_one(graph: rdflib.Graph) -> None:
    assert list(graph.subjects(RDF.type, SD.Service)) == [SERVICE]
