"""What an answer may do to those who read it: XML that is none, pages that run scripts, parameters that are queries."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import httpx
import pytest

from attacks.corpus import Canary
from skillgraph.pages import read_assets

pytestmark = pytest.mark.xdist_group("attacks")

XML = "application/sparql-results+xml"
HTML = "text/html"
CONTROL = ["\\u0000", "\\u0001", "\\u000B", "\\uFFFE", "\\uFFFF"]
INJECTIONS = [
    "43> } SERVICE <http://{canary}/> { ?s ?p ?o } #",
    "43' . } SERVICE <http://{canary}/> { ?s ?p ?o } #",
    '43""" } DROP ALL #',
    "task:43 } UNION { ?task ?p ?o ",
    "$task ?task",
    "43\\u003E }",
]


def ask(client: httpx.Client, query: str, accept: str) -> httpx.Response:
    """An answer in one format."""
    return client.get("/sparql", params={"query": query}, headers={"Accept": accept})


@pytest.mark.parametrize("escape", CONTROL)
@pytest.mark.parametrize("media", [XML, "application/rdf+xml"])
def test_xml_is_xml_or_a_clear_refusal(client: httpx.Client, canary: Canary, escape: str, media: str) -> None:
    text = f"'a{escape}b'"
    query = f"SELECT ({text} AS ?x) {{}}" if media == XML else f"CONSTRUCT {{ <urn:a> <urn:b:c> {text} }} {{}}"
    answer = ask(client, query, media)
    assert answer.status_code == 406
    assert answer.json()["hint"]
    assert ask(client, query, "*/*").status_code == 200


def test_xml_of_what_xml_can_hold(client: httpx.Client, canary: Canary) -> None:
    answer = ask(client, "SELECT ('<&]]>\\t\\r\\n\"é雪\\U0001F600' AS ?x) {}", XML)
    root = ElementTree.fromstring(answer.text)  # noqa: S314  # what our own server wrote, and no entities are in it
    (literal,) = root.iter("{http://www.w3.org/2005/sparql-results#}literal")
    assert (literal.text or "").replace("\r", "").replace("\n", "") == '<&]]>\t"é雪😀'


@pytest.mark.parametrize("formula", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)"])
def test_csv_is_the_standard_s(client: httpx.Client, canary: Canary, formula: str) -> None:
    answer = ask(client, f'SELECT ("{formula}" AS ?x) {{}}', "text/csv")
    assert answer.text == f"x\r\n{formula}\r\n"
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"


OUR_SCRIPTS = [f'<script type="module" src="{one.path}">' for one in read_assets().values() if one.name[-3:] == ".js"]
EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>"
PAGES = {
    "an answer": f"SELECT ('{EVIL}' AS ?x) (IRI('javascript:alert(1)') AS ?y) (IRI('data:text/html,x') AS ?z) {{}}",
    "a name of a column": "SELECT ('x' AS ?scripté) {}",
    "a graph": f"CONSTRUCT {{ <javascript:alert(1)> <urn:p> '{EVIL}' }} {{}}",
    "an error": f"SELECT {EVIL}",
    "an error about a prefix": "SELECT * { ?s evil:p '" + EVIL + "' }",
    "a warning": "SELECT * { ?s sg:noSuchThing '" + EVIL + "' }",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_runs_nothing(client: httpx.Client, canary: Canary, name: str) -> None:
    answer = ask(client, PAGES[name], HTML)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert set(re.findall("<script[^>]*>", answer.text)) <= set(OUR_SCRIPTS)
    assert "<img" not in answer.text
    assert 'href="javascript:' not in answer.text
    assert 'href="data:' not in answer.text
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("injection", INJECTIONS)
def test_a_parameter_is_never_a_query(client: httpx.Client, canary: Canary, injection: str) -> None:
    value = injection.replace("{canary}", canary.address)
    assert client.get("/queries/who-can-cover.csv", params={"task": value}).status_code == 422
    found = client.get("/queries/find-in-source.csv", params={"text": value})
    assert found.status_code == 200
    assert len(found.text.splitlines()) == 1


def test_a_parameter_is_a_text_whatever_is_in_it(client: httpx.Client, canary: Canary) -> None:
    quoted = client.get("/queries/find-in-source.csv", params={"text": "GPU"})
    assert len(quoted.text.splitlines()) > 1
    assert client.get("/queries/find-in-source.csv", params={"text": "GPU' || 'x"}).text.count("\n") == 1
