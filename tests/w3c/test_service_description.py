"""The W3C's three cases of the SPARQL 1.1 Service Description, against a running server."""

from __future__ import annotations

import httpx
import pyoxigraph as ox
import pytest
import rdflib

from w3c.conftest import needs
from w3c.protocol import service_description_cases
from w3c.suite import FOLDER

pytestmark = [needs(FOLDER), pytest.mark.xdist_group("w3c")]

SD = "http://www.w3.org/ns/sparql-service-description#"
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
# Properties of section 3.4 whose values are IRIs, and the classes of things that have them.
OF_SERVICE = ("endpoint", "feature", "supportedLanguage", "resultFormat", "inputFormat", "languageExtension")
LANGUAGES = {SD + name for name in ("SPARQL10Query", "SPARQL11Query", "SPARQL11Update")}


@pytest.fixture(scope="module")
def description(client: httpx.Client) -> list[ox.Quad]:
    """What GET on the endpoint without a query gives, whatever a client accepts."""
    answer = client.get("/sparql")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/turtle")
    return list(ox.parse(input=answer.content, format=ox.RdfFormat.TURTLE))


def values(description: list[ox.Quad], name: str) -> list[ox.Quad]:
    """The triples of one property of the vocabulary."""
    return [quad for quad in description if quad.predicate.value == SD + name]


def test_the_suite_is_whole() -> None:
    assert set(service_description_cases()) == {
        "service-description#returns-rdf",
        "service-description#has-endpoint-triple",
        "service-description#conforms-to-schema",
    }


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    ],
)
def test_returns_rdf(client: httpx.Client, accept: str, form: ox.RdfFormat) -> None:
    answer = client.get("/sparql", headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(accept)
    assert list(ox.parse(input=answer.content, format=form))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of rdflib itself, reading JSON-LD
def test_returns_json_ld_with_a_context_that_can_be_fetched(client: httpx.Client) -> None:
    answer = client.get("/sparql", headers={"Accept": "application/ld+json"})
    assert answer.headers["content-type"].startswith("application/ld+json")
    graph = rdflib.Graph().parse(data=answer.content, format="json-ld")
    assert rdflib.URIRef(f"{client.base_url}/sparql") in set(graph.objects(None, rdflib.URIRef(SD + "endpoint")))


def test_has_endpoint_triple(client: httpx.Client, description: list[ox.Quad]) -> None:
    assert [quad.object for quad in values(description, "endpoint")] == [ox.NamedNode(f"{client.base_url}/sparql")]


def test_conforms_to_schema(description: list[ox.Quad]) -> None:
    services = {q.subject for q in description if q.predicate == TYPE and q.object == ox.NamedNode(SD + "Service")}
    assert len(services) == 1
    for name in OF_SERVICE:
        assert {quad.subject for quad in values(description, name)} <= services
        assert all(isinstance(quad.object, ox.NamedNode) for quad in values(description, name))
    assert {getattr(quad.object, "value", "") for quad in values(description, "supportedLanguage")} <= LANGUAGES
    assert values(description, "resultFormat")
    datasets = [quad.object for quad in values(description, "defaultDataset")]
    assert len(datasets) == 1
    graphs = {quad.object for quad in values(description, "namedGraph")}
    assert graphs
    assert graphs == {quad.subject for quad in values(description, "name")}
    assert all(isinstance(quad.object, ox.NamedNode) for quad in values(description, "name"))
