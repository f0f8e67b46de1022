"""Prefixes and canned queries in SHACL: valid, and what they say runs."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from urllib.parse import parse_qsl, unquote, urlsplit

import pyshacl
import pytest
import rdflib
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS

from described import BASE, SH, described, disagreements
from skillgraph.describe import Served, document
from skillgraph.engine import Dataset, InProcess
from skillgraph.queries import Catalogue, run
from skillgraph.terms import PREFIXES
from skillgraph.workspace import Contents

ONTOLOGY = rdflib.URIRef("https://w3id.org/skillgraph/ns")
TARGET = rdflib.URIRef("https://schema.org/target")
TODAY = datetime.date(1999, 1, 1)

SHAPES = """
[] a sh:NodeShape ; sh:targetClass sh:SPARQLExecutable ;
    sh:property
        [ sh:path [ sh:alternativePath ( sh:select sh:ask sh:construct ) ] ; sh:minCount 1 ; sh:maxCount 1 ] ,
        [ sh:path rdfs:label ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:string ] ,
        [ sh:path rdfs:comment ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype rdf:HTML ] ,
        [ sh:path <https://schema.org/target> ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path ( sh:prefixes sh:declare ) ; sh:minCount 1 ] ,
        [ sh:path sh:parameter ; sh:class sh:Parameter ] .
[] a sh:NodeShape ; sh:targetClass sh:Parameter ;
    sh:property
        [ sh:path sh:path ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path sh:name ; sh:minCount 1 ; sh:maxCount 1 ] ,
        [ sh:path sh:description ; sh:minCount 1 ] ,
        [ sh:path ( [ sh:zeroOrMorePath rdf:rest ] rdf:first ) ; sh:maxCount 0 ] ,
        [ sh:path sh:optional ; sh:datatype xsd:boolean ; sh:maxCount 1 ] ;
    sh:xone ( [ sh:property [ sh:path sh:datatype ; sh:minCount 1 ] ]
              [ sh:property [ sh:path sh:nodeKind ; sh:minCount 1 ] ] ) ;
    sh:xone ( [ sh:property [ sh:path sh:minCount ; sh:minCount 1 ] ]
              [ sh:property [ sh:path sh:optional ; sh:minCount 1 ] ] ) .
[] a sh:NodeShape ; sh:targetObjectsOf sh:declare ;
    sh:property
        [ sh:path sh:prefix ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:string ] ,
        [ sh:path sh:namespace ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:anyURI ] .
"""


@pytest.fixture(scope="module")
def graph(served: Served) -> rdflib.Graph:
    return described(served, "queries")


def of(name: str) -> rdflib.URIRef:
    return rdflib.URIRef(f"{BASE}/queries/{name}")


def test_it_conforms(graph: rdflib.Graph) -> None:
    assert disagreements(graph, SHAPES) == ""


def test_the_parameters_are_well_formed_shapes(graph: rdflib.Graph) -> None:
    """By the W3C's shapes for shapes, which pySHACL has inside."""
    conforms, _, text = pyshacl.validate(rdflib.Graph(), shacl_graph=rdflib.Graph() + graph, meta_shacl=True)
    assert conforms, text


def test_readers_of_example_queries_find_them(graph: rdflib.Graph) -> None:
    """With the two queries that such readers send: one for the prefixes, one for the examples."""
    prefixes = graph.query("SELECT ?prefix ?namespace { [] sh:namespace ?namespace ; sh:prefix ?prefix }")
    assert {str(row[0]): str(row[1]) for row in prefixes} == PREFIXES  # type: ignore[index]
    examples = list(
        graph.query("SELECT ?q { ?one a sh:SPARQLExecutable ; rdfs:comment ?c ; sh:select|sh:ask|sh:construct ?q }")
    )
    assert len(examples) == len(set(graph.subjects(RDF.type, SH.SPARQLExecutable)))


def test_the_shapes_can_fail(graph: rdflib.Graph) -> None:
    broken = rdflib.Graph() + graph
    broken.remove((of("who-can-cover"), RDFS.comment, None))
    assert "comment" in disagreements(broken, SHAPES)


def test_the_prefix_table_is_declared(served: Served) -> None:
    graph = described(served, "prefixes")
    for owner in (ONTOLOGY, rdflib.URIRef(f"{BASE}/.well-known/void#dataset")):
        declared = {
            str(graph.value(d, SH.prefix)): str(graph.value(d, SH.namespace)) for d in graph[owner : SH.declare]
        }
        assert declared == PREFIXES


def test_a_shape_can_use_the_declared_prefixes(served: Served) -> None:
    """pySHACL resolves sh:prefixes against our declarations."""
    shapes = described(served, "prefixes").parse(
        format="turtle",
        data="""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix x: <http://x/> .
        x:S a sh:NodeShape ; sh:targetNode x:a ; sh:sparql [ a sh:SPARQLConstraint ;
            sh:prefixes <https://w3id.org/skillgraph/ns> ;
            sh:select "SELECT $this WHERE { $this sg:inGroup group:uk }" ] .""",
    )
    data = "<http://x/a> <https://w3id.org/skillgraph/ns#inGroup> <https://w3id.org/skillgraph/id/group/%s> ."
    for group, conforms in (("uk", False), ("egi", True)):
        found = pyshacl.validate(rdflib.Graph().parse(data=data % group, format="turtle"), shacl_graph=shapes)
        assert found[0] is conforms


def test_every_query_is_there_and_parses(graph: rdflib.Graph, served: Served) -> None:
    engine = Dataset().engine()
    for query in served.catalogue:
        assert (of(query.name), RDF.type, SH.SPARQLSelectExecutable) in graph
        assert str(graph.value(of(query.name), RDFS.label)) == query.summary
        assert str(graph.value(of(query.name), TARGET)) == f"{BASE}/sparql"
        text = str(graph.value(of(query.name), SH.select))
        assert "#+" not in text
        engine.select(text)
    assert len(set(graph.subjects(RDF.type, SH.SPARQLExecutable))) > len(served.catalogue) == 46


def test_an_example_gives_the_rows_of_the_query_with_its_values(
    graph: rdflib.Graph, served: Served, snapshot_engine: InProcess
) -> None:
    examples = [iri for iri in graph.subjects(RDF.type, SH.SPARQLExecutable) if "?" in str(iri)]
    assert len(examples) >= 25
    for iri in examples:
        parts = urlsplit(str(iri))
        query = served.catalogue[unquote(parts.path.rpartition("/")[2])]
        text = str(graph.value(iri, SH.select))
        expected = run(query, dict(parse_qsl(parts.query)), snapshot_engine, TODAY)
        assert snapshot_engine.select(text).rows == expected.rows
        assert not any(f"${parameter.name}" in text for parameter in query.parameters if parameter.required)


def test_a_parameter_says_what_it_takes(graph: rdflib.Graph) -> None:
    iri = of("who-can-cover")
    task, on = (rdflib.URIRef(f"{iri}#parameter-{name}") for name in ("task", "on"))
    assert set(graph[iri : SH.parameter]) == {task, on}
    assert graph.value(task, SH.path) == rdflib.URIRef(f"{iri}#task")
    assert str(graph.value(task, SH["class"])).endswith("#ServiceTask")
    assert graph.value(task, SH.minCount).value == 1
    assert graph.value(on, SH.optional).value is True
    assert graph.value(on, SH.defaultValue) is None
    assert "today" in str(graph.value(on, SH.description))


QUERY = """#+ summary: Is a < b?
#+ params:
#+   kind: {type: enum, values: [b, a], default: a, help: "The kind."}
#+   many: {type: list, of: integer, help: "Numbers.", example: "1,2"}
#+   of: {type: iri, class: "sg:ServiceTask", default: "2", help: "The task."}
#+   gone: {type: iri, class: "sg:ServiceTask", default: "9", help: "No task."}
#+ columns:
#+   answer: {help: "Whether."}
#+ tests:
#+   - {params: {of: "9"}, count: 1}
#+   - {params: {many: [1, 2], of: "1"}, count: 1}
ASK { ?s ?p $kind FILTER(?s IN ($many)) FILTER(?s != $of && ?s != $gone) }
"""


def test_values_defaults_and_forms(
    make_contents: Callable[..., Contents], small: dict[str, str], make_engine: Callable[[Contents], InProcess]
) -> None:
    query = QUERY.replace('default: "9", ', "")
    contents = make_contents({**small, "queries/x/is-it.rq": query})
    served = Served(make_engine(contents), Catalogue(contents), BASE, "1")
    graph = rdflib.Graph().parse(data=document(served, "queries/is-it", "ttl").body, format="turtle")
    iri = of("is-it")
    kind, many, thing = (rdflib.URIRef(f"{iri}#parameter-{name}") for name in ("kind", "many", "of"))
    assert (iri, RDF.type, SH.SPARQLAskExecutable) in graph
    assert str(graph.value(iri, SH.ask)).startswith("ASK {")
    assert str(graph.value(iri, RDFS.comment)) == "Is a &lt; b?"
    assert [str(value) for value in Collection(graph, graph.value(kind, SH["in"]))] == ["b", "a"]
    assert str(graph.value(kind, SH.defaultValue)) == "a"
    assert graph.value(many, SH.maxCount) is None
    assert str(graph.value(many, rdflib.SKOS.example)) == "1,2"
    assert str(graph.value(thing, SH.defaultValue)) == "https://w3id.org/skillgraph/id/task/2"
    (example,) = (one for one in graph.subjects(RDF.type, SH.SPARQLExecutable) if one != iri)
    assert parse_qsl(urlsplit(str(example)).query) == [("many", "1,2"), ("of", "1")]
    assert disagreements(graph, SHAPES) == ""


def test_a_default_that_the_dataset_lacks_is_left_out(
    make_contents: Callable[..., Contents], small: dict[str, str], make_engine: Callable[[Contents], InProcess]
) -> None:
    contents = make_contents({**small, "queries/x/is-it.rq": QUERY})
    served = Served(make_engine(contents), Catalogue(contents), BASE, "1")
    graph = rdflib.Graph().parse(data=document(served, "queries/is-it", "ttl").body, format="turtle")
    assert graph.value(rdflib.URIRef(f"{of('is-it')}#parameter-gone"), SH.defaultValue) is None
    assert list(graph.subjects(RDF.type, SH.SPARQLExecutable)) == [of("is-it")]
