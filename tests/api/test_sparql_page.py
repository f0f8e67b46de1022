"""The SPARQL page and its editor's routes over HTTP."""

from __future__ import annotations

import gzip
import re

import httpx
import pytest

from fronts import fronted
from skillgraph.pages import read_assets

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
HARD = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.mark.parametrize(
    ("parameters", "status", "words"),
    [
        ({}, 200, "Examples"),
        ({"query": ""}, 200, "Examples"),
        ({"edit": "ASK {}"}, 200, "ASK {}"),
        ({"query": "SELECT ?g { ?g a sg:TaskGroup }"}, 200, "3 rows in"),
        ({"query": "ASK { ?g a sg:TaskGroup }", "format": "html"}, 200, "1 row in"),
        ({"query": "DESCRIBE group:egi"}, 200, "triples in"),
        ({"query": "SELECT * { ?s sg:inGroup"}, 400, 'data-line="1"'),
        ({"query": "SELECT * { ?s ?p ?o . FILTR(?s) }"}, 400, "Did you mean FILTER?"),
        ({"query": "DROP ALL"}, 403, "this dataset is read-only"),
        ({"query": "SELECT * { SERVICE <http://localhost/> { ?s ?p ?o } }"}, 403, "SERVICE is not allowed"),
        ({"query": HARD, "timeout": "0.3"}, 503, "took longer than 0.3 s"),
    ],
)
def test_a_browser_gets_the_page(client: httpx.Client, parameters: dict[str, str], status: int, words: str) -> None:
    answer = client.get("/sparql", params=parameters, headers=BROWSER)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert words in answer.text
    assert '<textarea id="query"' in answer.text
    assert (answer.headers.get("cache-control") == "no-store") == (status != 200)
    assert ("retry-after" in answer.headers) == (status == 503)


def test_the_page_by_post_and_its_warnings(client: httpx.Client) -> None:
    answer = client.post("/sparql", data={"query": "SELECT * { ?s sg:inGruop ?g }"}, headers=BROWSER)
    assert (answer.status_code, answer.headers["x-warning"]) == (
        200,
        "sg:inGruop is not used in this graph; did you mean sg:inGroup?",
    )
    assert "did you mean sg:inGroup?" in answer.text


def test_named_graphs_count_on_the_page_too(client: httpx.Client) -> None:
    graph = "https://w3id.org/skillgraph/graph/data/seed/tiers.ttl"
    asked = {"query": "SELECT (COUNT(*) AS ?n) { ?s a sg:ServiceTask }", "default-graph-uri": graph}
    page = client.get("/sparql", params=asked, headers=BROWSER)
    assert re.search(r'<td class="number" title="xsd:integer">0</td>', page.text)


def test_programs_get_what_they_got(client: httpx.Client) -> None:
    assert client.get("/sparql").headers["content-type"].startswith("text/turtle")
    assert client.get("/sparql?query=SELECT").headers["content-type"] == "application/problem+json"
    assert client.get("/sparql?query=").status_code == 400
    answer = client.get("/sparql?query=SELECT%20*%20%7B%7D")
    assert answer.headers["content-type"] == "application/sparql-results+json"


@pytest.mark.asyncio
async def test_a_client_that_asks_too_much_gets_the_plain_page() -> None:
    front = fronted(client_seconds="1")
    front.front.asking.clients.charge("192.0.2.1", 100)
    answer = await front.call("/sparql?query=ASK%20%7B%7D", accept="text/html")
    assert answer.status == 429
    assert b"<h1>429" in answer.body


def test_completion(client: httpx.Client) -> None:
    answer = client.get("/complete", params={"text": "SELECT * { ?s a serv", "at": "20"})
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.json()["proposals"][0]["text"] == "sg:ServiceTask"
    assert client.get("/complete", params={"text": "x" * 20_000, "at": "0"}).status_code == 400
    assert client.get("/complete", params={"text": "x", "at": "-1"}).status_code == 422


def test_a_query_is_saved_as_a_file(client: httpx.Client) -> None:
    asked = {"query": "SELECT ?g { ?g a sg:TaskGroup }", "name": "groups", "summary": "Which groups are there?"}
    answer = client.get("/sparql/save", params=asked)
    assert answer.headers["content-disposition"] == 'attachment; filename="groups.rq"'
    assert answer.text.startswith('#+ summary: "Which groups are there?"\n')
    assert client.get("/sparql/save", params={**asked, "name": "a b"}).status_code == 422
    assert client.get("/sparql/save", params={**asked, "query": "SELECT"}).status_code == 400


def test_assets_are_compressed(client: httpx.Client) -> None:
    asset = read_assets()["style.css"]
    with client.stream("GET", asset.path, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        assert gzip.decompress(b"".join(answer.iter_raw())) == asset.content
    plain = client.get(asset.path, headers={"Accept-Encoding": "identity"})
    assert (plain.content, plain.headers["vary"]) == (asset.content, "Accept-Encoding")
    assert "immutable" in plain.headers["cache-control"]
