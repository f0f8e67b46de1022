"""DCAT 3: the properties that catalogues ask for, and nothing that the data do not state."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import rdflib
from rdflib.namespace import PROV, RDF

from described import BASE, DATASET, DCAT, DCTERMS, SERVICE, described, disagreements
from skillgraph.describe import Served
from skillgraph.engine import Dataset
from skillgraph.queries import Catalogue
from skillgraph.snapshot.builder import build
from skillgraph.terms import ID
from skillgraph.workspace import Contents

SHAPES = """
[] a sh:NodeShape ; sh:targetClass dcat:Catalog ;
    sh:property
        [ sh:path dcterms:title ; sh:minCount 1 ] ,
        [ sh:path dcat:dataset ; sh:minCount 1 ; sh:class dcat:Dataset ] ,
        [ sh:path dcat:service ; sh:minCount 1 ; sh:class dcat:DataService ] .
[] a sh:NodeShape ; sh:targetClass dcat:Dataset ;
    sh:property
        [ sh:path dcterms:title ; sh:minCount 1 ] ,
        [ sh:path dcat:version ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:string ] ,
        [ sh:path dcterms:license ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path dcat:distribution ; sh:minCount 3 ; sh:class dcat:Distribution ] .
[] a sh:NodeShape ; sh:targetClass dcat:Distribution ;
    sh:property
        [ sh:path dcat:accessURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path dcat:downloadURL ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path dcat:mediaType ; sh:pattern "^https://www.iana.org/assignments/media-types/" ] ,
        [ sh:path dcat:compressFormat ; sh:pattern "^https://www.iana.org/assignments/media-types/" ] ,
        [ sh:path dcat:accessService ; sh:class dcat:DataService ] .
[] a sh:NodeShape ; sh:targetClass dcat:DataService ;
    sh:property
        [ sh:path dcterms:title ; sh:minCount 1 ] ,
        [ sh:path dcat:endpointURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path dcat:endpointDescription ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path dcat:servesDataset ; sh:minCount 1 ; sh:class dcat:Dataset ] .
"""


@pytest.fixture(scope="module")
def graph(served: Served) -> rdflib.Graph:
    return described(served, "dataset")


def test_it_conforms(graph: rdflib.Graph) -> None:
    assert disagreements(graph, SHAPES) == ""


def test_the_shapes_can_fail(graph: rdflib.Graph) -> None:
    broken = rdflib.Graph() + graph
    broken.remove((SERVICE, DCAT.servesDataset, None))
    assert "servesDataset" in disagreements(broken, SHAPES)


def test_version_title_and_licence(graph: rdflib.Graph) -> None:
    assert str(graph.value(DATASET, DCAT.version)) == "0123456789abcdef"
    assert str(graph.value(DATASET, DCTERMS.title)) == "Skills and services of GridPP"
    assert str(graph.value(DATASET, DCTERMS.license)) == "https://www.apache.org/licenses/LICENSE-2.0"
    assert graph.value(DATASET, DCAT.isVersionOf) == rdflib.URIRef(f"{ID}dataset/skillgraph")


def test_no_day_is_given_that_the_data_do_not_state(graph: rdflib.Graph) -> None:
    assert list(graph.subject_objects(DCTERMS.modified)) == []
    assert list(graph.subject_objects(DCTERMS.issued)) == []


def test_the_source_is_told_as_the_data_state_it(graph: rdflib.Graph) -> None:
    (source,) = graph.objects(DATASET, PROV.wasDerivedFrom)
    assert source == rdflib.URIRef(f"{ID}document/gridpp-skills") == graph.value(DATASET, DCTERMS.source)
    assert len(list(graph.objects(source, DCTERMS.creator))) == 2
    assert graph.value(source, DCTERMS.license) is None


STATED = """
<https://w3id.org/skillgraph/id/dataset/x> a <http://www.w3.org/ns/dcat#Dataset> ;
    <http://purl.org/dc/terms/title> "Grille"@fr ;
    <http://purl.org/dc/terms/modified> "2025-03-01"^^<http://www.w3.org/2001/XMLSchema#date> ;
    <http://purl.org/dc/terms/publisher> [ a <http://xmlns.com/foaf/0.1/Agent> ] .
"""


def described_with(make_contents: Callable[..., Contents], files: dict[str, str]) -> rdflib.Graph:
    contents = make_contents(files)
    return described(Served(build(contents).dataset.engine(), Catalogue(contents), BASE, "1"), "dataset")


def test_what_a_workspace_states_of_its_dataset_is_passed_on(
    make_contents: Callable[..., Contents], small: dict[str, str]
) -> None:
    graph = described_with(make_contents, {**small, "data/seed/dataset.ttl": STATED})
    assert graph.value(DATASET, DCTERMS.title) == rdflib.Literal("Grille", lang="fr")
    assert str(graph.value(DATASET, DCTERMS.modified)) == "2025-03-01"
    assert graph.value(DATASET, DCTERMS.publisher) is None
    assert graph.value(DATASET, DCTERMS.license) is None


@pytest.mark.parametrize("extra", ["", STATED + STATED.replace("dataset/x", "dataset/y")], ids=["none", "two"])
def test_without_one_statement_the_dataset_is_named_by_its_address(
    make_contents: Callable[..., Contents], small: dict[str, str], extra: str
) -> None:
    graph = described_with(make_contents, {**small, "data/seed/dataset.ttl": f"# nothing\n{extra}"})
    assert str(graph.value(DATASET, DCTERMS.title)) == f"The dataset at {BASE}"
    assert disagreements(graph, SHAPES) == ""
    assert graph.value(DATASET, DCTERMS.license) is None


def test_an_empty_dataset_has_no_source() -> None:
    catalogue = Catalogue(Contents(None, ()))  # type: ignore[arg-type]  # no file is read
    graph = described(Served(Dataset().engine(), catalogue, BASE, "1"), "dataset")
    assert list(graph.objects(DATASET, DCTERMS.source)) == []
    assert (DATASET, RDF.type, DCAT.Dataset) in graph
