"""`/sparql` over HTTP: the ways to send a query, the formats of the answer, and what is refused."""

from __future__ import annotations

import csv
import io
from concurrent.futures import ThreadPoolExecutor

import httpx
import pyoxigraph as ox
import pytest

SELECT = "SELECT ?n WHERE { task:43 sg:number ?n }"
CONSTRUCT = "CONSTRUCT WHERE { task:43 sg:number ?n }"


def by_get(client: httpx.Client, query: str, accept: str = "") -> httpx.Response:
    return client.get("/sparql", params={"query": query}, headers={"Accept": accept} if accept else {})


@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_three_ways_give_the_same_answer(client: httpx.Client, way: str) -> None:
    if way == "get":
        answer = by_get(client, SELECT)
    elif way == "form":
        answer = client.post("/sparql", data={"query": SELECT})
    else:
        answer = client.post(
            "/sparql", content=SELECT, headers={"Content-Type": "application/sparql-query; charset=utf-8"}
        )
    assert answer.status_code == 200
    assert answer.json()["results"]["bindings"][0]["n"]["value"] == "43"


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("text/html, text/csv;q=0.5", "text/html; charset=utf-8"),
        ("application/sparql-results+json;q=0.2, text/csv;q=0.9", "text/csv; charset=utf-8"),
    ],
)
def test_solutions_by_accept(client: httpx.Client, accept: str, media: str) -> None:
    answer = by_get(client, SELECT, accept)
    assert (answer.status_code, answer.headers["content-type"]) == (200, media)
    assert "43" in answer.text
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize(
    ("accept", "media", "format_"),
    [
        ("", "text/turtle; charset=utf-8", ox.RdfFormat.TURTLE),
        ("text/turtle", "text/turtle; charset=utf-8", ox.RdfFormat.TURTLE),
        ("application/n-triples", "application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/n-quads", "application/n-quads", ox.RdfFormat.N_QUADS),
        ("application/trig", "application/trig", ox.RdfFormat.TRIG),
        ("application/rdf+xml", "application/rdf+xml", ox.RdfFormat.RDF_XML),
    ],
)
@pytest.mark.parametrize("query", [CONSTRUCT, "DESCRIBE task:43"])
def test_graphs_by_accept(client: httpx.Client, accept: str, media: str, format_: ox.RdfFormat, query: str) -> None:
    answer = by_get(client, query, accept)
    assert (answer.status_code, answer.headers["content-type"]) == (200, media)
    triples = {str(quad.predicate.value).rsplit("#", 1)[-1] for quad in ox.parse(input=answer.content, format=format_)}
    assert "number" in triples


@pytest.mark.parametrize(
    ("accept", "body"),
    [("", '{"head":{},"boolean":true}'), ("text/csv", "true\n"), ("application/sparql-results+xml", "<boolean>true")],
)
def test_ask(client: httpx.Client, accept: str, body: str) -> None:
    answer = by_get(client, "ASK { task:43 sg:inGroup group:uk }", accept)
    assert answer.status_code == 200
    assert body in answer.text


def test_the_same_query_gives_the_same_bytes(client: httpx.Client) -> None:
    query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s a sg:TaskGroup ; ?p ?o }"
    assert by_get(client, query).content == by_get(client, query).content


def test_the_default_graph_is_the_union(client: httpx.Client) -> None:
    answer = by_get(client, "SELECT (COUNT(*) AS ?n) { ?task sg:statesRequirement/sg:skill/skos:prefLabel ?l }")
    assert int(answer.json()["results"]["bindings"][0]["n"]["value"]) > 100


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("", 400, "no query"),
        ("SELECT ?x WHERE { ?x a ", 400, "line 1"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 403, "SERVICE"),
        ("SELECT * { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }", 403, "SERVICE"),
        ("LOAD <http://127.0.0.1:1/>", 403, "read-only"),
        ("DELETE WHERE { ?s ?p ?o }", 403, "read-only"),
        ("ASK " + "{" * 1200 + "}" * 1200, 400, "deeper than 64"),
        ("ASK { FILTER(" + "(" * 900 + "1" + ")" * 900 + ") }", 400, "deeper than 64"),
        ("ASK {} #" + "x" * 20_000, 414, "bytes"),
    ],
)
def test_refusals_are_problem_documents(client: httpx.Client, query: str, status: int, words: str) -> None:
    answer = by_get(client, query)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert words in problem["detail"]
    assert client.get("/livez").json() == {"status": "ok"}


def test_a_syntax_error_has_line_and_column(client: httpx.Client) -> None:
    problem = by_get(client, "SELECT ?x WHERE {\n  ?x sg:number }").json()
    assert (problem["line"], problem["column"]) == (2, 16)


def test_the_word_service_in_a_string_is_no_service(client: httpx.Client) -> None:
    assert by_get(client, 'ASK { BIND("SERVICE <x>" AS ?a) } # SERVICE').status_code == 200


@pytest.mark.parametrize(
    ("content", "media", "status"),
    [
        (b"ASK {}", "text/plain", 415),
        (b"ASK {}", "", 415),
        (b"\xff\xfe", "application/sparql-query", 400),
        (b"INSERT DATA {}", "application/sparql-update", 403),
        (b"update=CLEAR+ALL", "application/x-www-form-urlencoded", 403),
        (b"other=1", "application/x-www-form-urlencoded", 400),
        (b"#" * 300_000, "application/sparql-query", 413),
    ],
)
def test_bodies_that_are_refused(client: httpx.Client, content: bytes, media: str, status: int) -> None:
    answer = client.post("/sparql", content=content, headers={"Content-Type": media})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


@pytest.mark.parametrize(("query", "accept"), [(SELECT, "text/turtle"), (CONSTRUCT, "text/csv"), (SELECT, "image/png")])
def test_not_acceptable(client: httpx.Client, query: str, accept: str) -> None:
    answer = by_get(client, query, accept)
    assert answer.status_code == 406
    assert answer.json()["type"].endswith("/problems/not-acceptable")


def test_many_clients_at_once(client: httpx.Client) -> None:
    query = "SELECT ?task ?label WHERE { ?task a sg:ServiceTask ; skos:prefLabel ?label } ORDER BY ?task"
    expected = by_get(client, query, "text/csv").content
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: by_get(client, query, "text/csv"), range(320)))
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.content for answer in answers} == {expected}
    assert len(list(csv.reader(io.StringIO(expected.decode())))) == 46


def test_any_origin_may_read(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": SELECT}, headers={"Origin": "https://example.org"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers


def test_xml_results_are_read_by_another_parser(client: httpx.Client) -> None:
    answer = by_get(client, SELECT, "application/sparql-results+xml")
    solutions = ox.parse_query_results(input=answer.content, format=ox.QueryResultsFormat.XML)
    assert isinstance(solutions, ox.QuerySolutions)
    assert [solution["n"].value for solution in solutions] == ["43"]


def test_json_ld_is_compact_and_names_the_published_context(client: httpx.Client, server: str) -> None:
    document = by_get(client, CONSTRUCT, "application/ld+json").json()
    assert document["@context"].startswith(f"{server}/context/")
    assert client.get(document["@context"]).content == client.get("/context.jsonld").content
    assert document["@graph"] == [{"@id": "https://w3id.org/skillgraph/id/task/43", "number": ["43"]}]
