"""VoID: every count is counted again from the quads, without the engine's aggregates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import pytest
import rdflib
from rdflib.namespace import RDF

from described import BASE, DATASET, DCTERMS, VOID, described
from skillgraph.describe import Served, document
from skillgraph.engine import Dataset
from skillgraph.queries import Catalogue
from skillgraph.snapshot.builder import Built, build
from skillgraph.terms import ID, RDF_TYPE, Iri
from skillgraph.workspace import Contents

Triple = tuple[object, str, object]


@pytest.fixture(scope="module")
def graph(served: Served) -> rdflib.Graph:
    return described(served, "void")


@pytest.fixture(scope="module")
def graphs(snapshot: Built) -> dict[str, set[Triple]]:
    found: dict[str, set[Triple]] = defaultdict(set)
    for s, p, o, g in snapshot.dataset.triples():
        found[g].add((s, p.value, o))
    return found


@pytest.fixture(scope="module")
def union(graphs: dict[str, set[Triple]]) -> set[Triple]:
    return set().union(*graphs.values())


def counts(graph: rdflib.Graph, part: rdflib.term.Node) -> tuple[int, ...]:
    terms = (VOID.triples, VOID.distinctSubjects, VOID.distinctObjects)
    return tuple(int(graph.value(part, term, any=False)) for term in terms)


def counted(triples: set[Triple]) -> tuple[int, int, int]:
    return len(triples), len({s for s, _, _ in triples}), len({o for _, _, o in triples})


def test_the_whole_dataset(graph: rdflib.Graph, union: set[Triple]) -> None:
    assert counts(graph, DATASET) == counted(union)
    subjects = {s.value for s, _, _ in union if isinstance(s, Iri) and s.value.startswith(ID)}
    assert graph.value(DATASET, VOID.uriSpace).value == ID
    assert int(graph.value(DATASET, VOID.entities)) == len(subjects)


def test_every_property_partition(graph: rdflib.Graph, union: set[Triple]) -> None:
    parts = {
        str(graph.value(part, VOID.property)): counts(graph, part)
        for part in graph.objects(DATASET, VOID.propertyPartition)
    }
    properties = {p for _, p, _ in union}
    assert parts == {name: counted({t for t in union if t[1] == name}) for name in properties}
    assert int(graph.value(DATASET, VOID.properties)) == len(properties) > 100


def test_every_class_partition(graph: rdflib.Graph, union: set[Triple]) -> None:
    members: dict[str, set[object]] = defaultdict(set)
    for s, p, o in union:
        if p == RDF_TYPE and isinstance(o, Iri):
            members[o.value].add(s)
    parts = {
        str(graph.value(part, VOID["class"])): int(graph.value(part, VOID.entities))
        for part in graph.objects(DATASET, VOID.classPartition)
    }
    assert parts == {cls: len(things) for cls, things in members.items()}
    assert int(graph.value(DATASET, VOID.classes)) == len(members) > 50


def test_every_graph_is_a_subset_of_its_layer(graph: rdflib.Graph, graphs: dict[str, set[Triple]]) -> None:
    told: dict[str, tuple[int, ...]] = {}
    layers = list(graph.objects(DATASET, VOID.subset))
    assert {str(part).rpartition("/")[2] for part in layers} == {
        "vocabulary", "source", "seed", "interpretation", "example", "inferred",
    }  # fmt: skip
    for layer in layers:
        parts = {str(graph.value(part, DCTERMS.identifier)): counts(graph, part) for part in graph[layer : VOID.subset]}
        assert counts(graph, layer) == counted(set().union(*(graphs[name] for name in parts)))
        told |= parts
    assert told == {name: counted(triples) for name, triples in graphs.items()}


def test_vocabularies_are_those_in_use(graph: rdflib.Graph, union: set[Triple]) -> None:
    listed = {str(iri) for iri in graph.objects(DATASET, VOID.vocabulary)}
    terms = {p for _, p, _ in union} | {o.value for _, p, o in union if p == RDF_TYPE and isinstance(o, Iri)}
    assert "https://w3id.org/skillgraph/ns#" in listed
    assert "http://xmlns.com/foaf/0.1/" in listed
    assert all(any(term.startswith(space) for term in terms) for space in listed)
    assert all(any(term.startswith(space) for space in listed) for term in terms)


def test_example_resources_are_in_the_dataset(graph: rdflib.Graph, union: set[Triple]) -> None:
    examples = {str(iri) for iri in graph.objects(DATASET, VOID.exampleResource)}
    assert f"{ID}task/1" in examples
    assert examples <= {str(s) for s, _, _ in union}


def test_a_module_says_its_own_licence_and_day(graph: rdflib.Graph) -> None:
    part = rdflib.URIRef(f"{BASE}/.well-known/void#graph/ontology/people.ttl")
    assert str(graph.value(part, DCTERMS.modified)) == "2026-11-22"
    dated = set(graph.subjects(DCTERMS.modified))
    assert DATASET not in dated
    assert all("#graph/ontology/" in str(part) for part in dated)


def test_the_document_is_about_the_dataset(graph: rdflib.Graph) -> None:
    page = rdflib.URIRef(f"{BASE}/.well-known/void")
    assert (page, RDF.type, VOID.DatasetDescription) in graph
    assert graph.value(page, rdflib.namespace.FOAF.primaryTopic) == DATASET


def test_it_tells_of_the_given_dataset_alone(make_contents: Callable[..., Contents], small: dict[str, str]) -> None:
    """What is in another dataset of the same workspace shows in no description."""
    hidden = {"data/example/zz-hidden.ttl": small["data/example/two.ttl"].replace("task:2", "task:zzplanted")}
    whole = build(make_contents({**small, **hidden}, "whole"))
    public = make_contents(small, "public")
    one = Served(whole.dataset.engine(), Catalogue(public), BASE, "1")
    other = Served(build(public).dataset.engine(), Catalogue(public), BASE, "1")
    for name in ("service", "void", "linkset"):
        format_name = "json" if name == "linkset" else "nt"
        assert b"zz" in document(one, name, format_name).body
        assert b"zz" not in document(other, name, format_name).body


def test_an_empty_dataset_is_described_without_inventing() -> None:
    catalogue = Catalogue(Contents(None, ()))  # type: ignore[arg-type]  # no file is read
    graph = described(Served(Dataset().engine(), catalogue, BASE, "1"), "void")
    assert counts(graph, DATASET) == (0, 0, 0)
    assert list(graph.objects(DATASET, VOID.uriSpace)) == []
