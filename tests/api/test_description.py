"""The descriptions over HTTP: the W3C's cases, negotiation, links that lead somewhere, absolute addresses."""

from __future__ import annotations

import gzip
import os
import re
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import RDF

from described import DCAT, READERS, SD, read

ROOT = Path(__file__).parents[2]
W3C = Path(os.environ.get("SKILLGRAPH_W3C", ROOT.parent / "shared" / "w3c")) / "sparql11" / "service-description"
MEDIA = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
}
DESCRIPTIONS = ("/describe/service", "/describe/void", "/describe/dataset", "/describe/queries", "/describe/prefixes")


# The W3C's three cases, under their names in the manifest.


def returns_rdf(client: httpx.Client) -> rdflib.Graph:
    answer = client.get("/sparql")
    assert answer.status_code == 200
    return read(answer.content, MEDIA[answer.headers["content-type"].partition(";")[0]])


def has_endpoint_triple(client: httpx.Client) -> None:
    assert rdflib.URIRef(f"{str(client.base_url).rstrip('/')}/sparql") in set(
        returns_rdf(client).objects(None, SD.endpoint)
    )


def conforms_to_schema(client: httpx.Client) -> None:
    graph = returns_rdf(client)
    (service,) = graph.subjects(RDF.type, SD.Service)
    assert len(list(graph.objects(service, SD.endpoint))) == 1
    (dataset,) = graph.objects(service, SD.defaultDataset)
    assert (dataset, RDF.type, SD.Dataset) in graph
    for holder in graph.objects(dataset, SD.namedGraph):
        assert (holder, RDF.type, SD.NamedGraph) in graph
        assert (graph.value(holder, SD.graph), RDF.type, SD.Graph) in graph


CASES = {
    "returns-rdf": returns_rdf,
    "has-endpoint-triple": has_endpoint_triple,
    "conforms-to-schema": conforms_to_schema,
}


@pytest.mark.parametrize("case", CASES)
def test_a_case_of_the_w3c(client: httpx.Client, case: str) -> None:
    CASES[case](client)


@pytest.mark.skipif(not W3C.is_dir(), reason="the W3C's manifests are not here; SKILLGRAPH_W3C says where they are")
def test_the_manifest_has_no_other_case() -> None:
    manifest = (W3C / "manifest.ttl").read_text(encoding="utf-8")
    assert set(re.findall(r"^:(\S+) rdf:type mf:ServiceDescriptionTest", manifest, re.MULTILINE)) == set(CASES)


@pytest.mark.parametrize(
    "path",
    ["/sparql", "/.well-known/void", *DESCRIPTIONS, "/describe/queries/who-can-cover", "/dump/data/seed/tiers"],
)
@pytest.mark.parametrize("media", MEDIA)
def test_descriptions_by_accept(client: httpx.Client, path: str, media: str) -> None:
    answer = client.get(path, headers={"Accept": media})
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, media)
    assert answer.headers["vary"].startswith("Accept")
    assert len(answer.headers["x-snapshot"]) == 16
    assert len(read(answer.content, MEDIA[media])) > 20


@pytest.mark.parametrize("suffix", READERS)
def test_a_suffix_decides_before_accept(client: httpx.Client, suffix: str) -> None:
    answer = client.get(f"/describe/void.{suffix}", headers={"Accept": "text/html"})
    assert MEDIA[answer.headers["content-type"].partition(";")[0]] == suffix


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/describe/nothing", "", 404),
        ("/describe/linkset", "", 404),
        ("/describe/void.docx", "", 404),
        ("/describe/queries/none", "", 404),
        ("/dump/data/seed/none.ttl", "", 404),
        ("/dump/data/seed/none", "", 404),
        ("/dump.zip.gz", "", 404),
        ("/.well-known/void", "image/png", 406),
        ("/sparql", "text/csv", 406),
        ("/sparql?query=", "", 400),
    ],
)
def test_refusals_are_problem_documents(client: httpx.Client, path: str, accept: str, status: int) -> None:
    answer = client.get(path, headers={"Accept": accept} if accept else {})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["hint"]


@pytest.mark.parametrize("path", ["/sparql", "/.well-known/void", "/describe/dataset", "/linkset", "/robots.txt"])
def test_the_host_header_is_not_believed(client: httpx.Client, path: str) -> None:
    honest = client.get(path)
    forged = client.get(path, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    assert forged.content == honest.content
    assert "evil" not in str(forged.headers)


def test_every_address_of_the_site_map_answers(client: httpx.Client) -> None:
    addresses = re.findall(r"<loc>(.*?)</loc>", client.get("/sitemap.xml").text)
    assert len(addresses) >= 30
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)


def test_every_link_leads_somewhere(client: httpx.Client) -> None:
    """The anchors and targets of the link set that are ours; one graph's dumps stand for all graphs'."""
    contexts = client.get("/linkset").json()["linkset"]
    base = str(client.base_url).rstrip("/")
    reached = {one["anchor"] for one in contexts} | {
        target["href"] for one in contexts for links in one.values() if isinstance(links, list) for target in links
    }
    ours = {url for url in reached if url.startswith(f"{base}/")}
    chosen = {url for url in ours if "/dump/" not in url or "/dump/data/seed/tiers." in url}
    assert len(ours) > 400
    needs_values = {
        f"{base}/queries/{query['name']}"
        for query in client.get("/queries").json()
        if any(parameter["required"] for parameter in query["parameters"])
    }
    for url in sorted(chosen):
        assert client.get(url).status_code == (422 if url in needs_values else 200), url


@pytest.mark.parametrize(
    ("accept", "media"), [("", "application/linkset+json"), ("application/linkset", "application/linkset")]
)
def test_the_link_set_in_both_forms(client: httpx.Client, accept: str, media: str) -> None:
    answer = client.get("/linkset", headers={"Accept": accept} if accept else {})
    assert answer.headers["content-type"] == media
    assert "service-desc" in answer.text


def test_the_headers_point_on(client: httpx.Client) -> None:
    links = client.get("/describe/dataset").links
    assert links["cite-as"]["url"] == "https://w3id.org/skillgraph/id/dataset/skillgraph"
    assert links["license"]["url"] == "https://www.apache.org/licenses/LICENSE-2.0"
    graph = client.get("/dump/data/seed/tiers.ttl").links
    assert graph["cite-as"]["url"] == "https://w3id.org/skillgraph/graph/data/seed/tiers.ttl"
    assert client.get(graph["collection"]["url"]).status_code == 200
    assert client.get("/sparql").links["service-desc"]["url"].endswith("/openapi.json")
    rows = client.get("/queries/tasks").links
    assert client.get(rows["collection"]["url"]).json()
    assert client.get(rows["describedby"]["url"]).headers["content-type"].startswith("text/turtle")
    answer = client.get("/sparql", params={"query": "ASK {}"}).links
    assert client.get(answer["describedby"]["url"]).status_code == 200


def test_the_catalogue_of_interfaces(client: httpx.Client) -> None:
    answer = client.get("/.well-known/api-catalog")
    assert answer.headers["content-type"].startswith("application/linkset+json; profile=")
    assert {one["href"] for one in answer.json()["linkset"][0]["item"]} == {
        f"{str(client.base_url).rstrip('/')}/{path}" for path in ("sparql", "queries", "coverage")
    }


def test_the_dump_has_every_quad(client: httpx.Client) -> None:
    answer = client.get("/dump.nq.gz")
    assert answer.headers["content-type"] == "application/gzip"
    assert "content-encoding" not in answer.headers
    quads = list(ox.parse(input=gzip.decompress(answer.content), format=ox.RdfFormat.N_QUADS))
    assert len(quads) == client.get("/readyz").json()["quads"]


def test_distributions_can_be_downloaded(client: httpx.Client) -> None:
    graph = read(client.get("/describe/dataset").content, "ttl")
    addresses = list(graph.objects(None, DCAT.downloadURL))
    assert len(addresses) == 2
    assert all(client.get(str(address)).content[:2] == b"\x1f\x8b" for address in addresses)


def test_an_example_query_runs_at_its_target(client: httpx.Client) -> None:
    graph = read(client.get("/describe/queries/who-can-cover").content, "ttl")
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    (example,) = (one for one in graph.subjects(RDF.type, sh.SPARQLExecutable) if "?" in str(one))
    target = str(graph.value(example, rdflib.URIRef("https://schema.org/target")))
    rows = client.get(target, params={"query": str(graph.value(example, sh.select))}).json()["results"]["bindings"]
    assert len(rows) == len(client.get(str(example)).json()["results"]["bindings"]) == 12
