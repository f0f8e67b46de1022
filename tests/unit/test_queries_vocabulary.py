"""A query is told of the properties and classes in it that the graph does not know, and of nothing else."""

from __future__ import annotations

import pytest

from skillgraph.engine import Dataset
from skillgraph.queries import OF_WORKSPACE, Catalogue, guard
from skillgraph.queries.vocabulary import Vocabulary
from skillgraph.workspace import Contents

NS = "https://w3id.org/skillgraph/ns#"
TRIPLES = """
sg:hasSkill a owl:ObjectProperty ; rdfs:label "has skill"@en .
sg:requiresLevel rdfs:label "least level"@en ; a owl:DatatypeProperty .
sg:ServiceTask a owl:Class ; rdfs:label "service task"@en ; rdfs:subClassOf sg:Activity .
task:1 a sg:ServiceTask ; sg:number 1 ; skos:prefLabel "one"@en ; <http://a/used> task:2 .
"""


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    dataset = Dataset()
    dataset.update(f"INSERT DATA {{ GRAPH <http://a/g> {{ {TRIPLES} }} }}")
    return Vocabulary.of(dataset.engine())


def warned(vocabulary: Vocabulary, query: str) -> list[str]:
    return vocabulary.warnings(query, guard(query, OF_WORKSPACE).names)


def unused(term: str, meant: str = "") -> str:
    return f"{term} is not used in this graph" + (f"; did you mean {meant}?" if meant else ".")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ASK { ?s sg:hasSkil ?o }", [unused("sg:hasSkil", "sg:hasSkill")]),
        ("ASK { ?s sg:HasSkill ?o }", [unused("sg:HasSkill", "sg:hasSkill")]),
        ("ASK { ?s sg:leastLevel ?o }", [unused("sg:leastLevel", "sg:requiresLevel")]),
        ("ASK { ?s a sg:Servicetask }", [unused("sg:Servicetask", "sg:ServiceTask")]),
        ("ASK { ?s a sg:ServiceTask , sg:Task43 ; sg:number 2 }", [unused("sg:Task43")]),
        ("ASK { ?s rdf:type sg:Zebra }", [unused("sg:Zebra")]),
        (f"ASK {{ ?s <{NS}numbr>/sg:number ?o }}", [unused("sg:numbr", "sg:number")]),
        (f"PREFIX x: <{NS}> ASK {{ ?s ^x:numbr+ ?o }}", [unused("sg:numbr", "sg:number")]),
        ("PREFIX sg: <http://b/> ASK { ?s sg:number ?o }", [unused("<http://b/number>")]),
        ("ASK { ?s skos:preflabel ?o }", [unused("skos:preflabel", "skos:prefLabel")]),
        ("ASK { ?s foaf:name ?o . ?s foaf:name ?p }", [unused("foaf:name")]),
        ("ASK { ?s !(sg:zebra|^sg:yak) ?o }", [unused("sg:zebra"), unused("sg:yak")]),
        ("CONSTRUCT { ?s sg:new ?o ; a sg:New } WHERE { ?s sg:old ?o }", [unused("sg:old")]),
        ("CONSTRUCT WHERE { ?s sg:old ?o }", [unused("sg:old")]),
        (
            "SELECT * { { SELECT ?s { ?s a sg:Yak } } FILTER EXISTS { ?s sg:gnu 1 } }",
            [unused("sg:gnu"), unused("sg:Yak")],
        ),
    ],
)
def test_what_is_said(vocabulary: Vocabulary, query: str, expected: list[str]) -> None:
    assert warned(vocabulary, query) == expected


@pytest.mark.parametrize(
    "query",
    [
        "ASK { task:9 sg:number sg:Zebra . ?s ?p <http://c/d> . sg:Yak ?p ?o }",
        "ASK { ?s skos:broader ?o }",  # another term of a vocabulary that is in use
        "ASK { ?s <http://a/seldom> ?o }",
        f"PREFIX sg: <{NS}> ASK {{ ?s a sg:ServiceTask ; sg:number 1 FILTER(sg:f(?s) = xsd:integer('1')) }}",
        "ASK { ?s a sg:Activity ; a ?c ; rdf:type ?d , [] }",
        "DESCRIBE sg:Zebra task:99",
        "SELECT * FROM sg:zebra { GRAPH sg:yak { ?s sg:number 'sg:gnu' } } # sg:emu",
        "ASK { ?s <rel> ?o }",
        "ASK { VALUES ?p { sg:zebra } ?s ?p ?o }",
    ],
)
def test_no_false_alarm(vocabulary: Vocabulary, query: str) -> None:
    assert warned(vocabulary, query) == []


def test_no_more_than_ten_are_named(vocabulary: Vocabulary) -> None:
    query = "ASK { " + " ".join(f"?s sg:zebra{n} ?o ." for n in range(30)) + " }"
    assert len(warned(vocabulary, query)) == 10


def test_a_query_nested_deeper_than_can_be_followed_is_not_judged(vocabulary: Vocabulary) -> None:
    assert warned(vocabulary, "ASK { " + "{ " * 60 + "?s sg:zebra ?o" + " }" * 60 + " }") in ([], [unused("sg:zebra")])


def test_no_canned_query_of_the_workspace_is_warned_of(contents: Contents, snapshot_engine: object) -> None:
    whole = Vocabulary.of(snapshot_engine)  # type: ignore[arg-type]
    assert len(whole.properties) >= 150
    catalogue = Catalogue(contents)
    assert {query.name: found for query in catalogue if (found := warned(whole, query.text))} == {}
