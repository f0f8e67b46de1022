"""Questions about cover over HTTP: the same answers as the commands give, and changes that leave nothing behind."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from pyoxigraph import RdfFormat, parse

from attacks.corpus import Canary, listening
from fronts import fronted
from skillgraph.coverage.questions import QUESTIONS

ROOT = Path(__file__).parents[2]
ON = "2026-12-01"
_SYNTAXES = {
    "ttl": RdfFormat.TURTLE,
    "jsonld": RdfFormat.JSON_LD,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
}
PREFIXES = """@prefix sg: <https://w3id.org/skillgraph/ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skill: <https://w3id.org/skillgraph/id/skill/> .
@prefix holder: <https://w3id.org/skillgraph/id/holder/> .
@prefix attestation: <https://w3id.org/skillgraph/id/attestation/> .
@prefix basis: <https://w3id.org/skillgraph/id/basis/> .
@prefix status: <https://w3id.org/skillgraph/id/attestation-status/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def rows(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.mark.parametrize(
    ("path", "parameters", "command"),
    [
        ("team", {"target": "43"}, ["team", "43"]),
        ("team", {"target": "group=UK", "staffing": "true"}, ["team", "group=UK", "--staffing"]),
        ("resilience", {"target": "group=UK", "k": "1"}, ["resilience", "group=UK", "--k", "1"]),
        ("leave", {"holder": ["H03", "H04"]}, ["leave", "H03", "H04"]),
        ("funding", {"without": "wp=1", "target": "group=UK"}, ["funding", "--without", "wp=1", "group=UK"]),
        ("train", {"holder": "H05", "task": "43"}, ["train", "--holder", "H05", "--task", "43"]),
    ],
)
def test_a_route_answers_what_its_command_answers(
    client: httpx.Client, path: str, parameters: dict[str, Any], command: list[str]
) -> None:
    answer = client.get(f"/coverage/{path}", params={**parameters, "on": ON})
    program = Path(sys.executable).with_name("skillgraph")
    words = [program, *command, "--on", ON, "--format", "json", "--workspace", ROOT]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    stated = answer.json()
    expected = json.loads(done.stdout)
    for document in (stated, expected):
        document.get("plan", {}).get("terms", {}).pop("seconds", None)  # here no longer than the deadline allows
    assert stated == expected


def without_commits(document: dict[str, Any]) -> dict[str, Any]:
    """The document without who wrote each line: a server does not read the history."""
    for one in document["statements"]:
        one["commit"] = ""
    return document


def test_an_explanation_is_what_its_command_says(client: httpx.Client) -> None:
    answer = client.get("/coverage/explain", params={"target": ["43", "36"], "holder": "H07", "on": ON})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    program = Path(sys.executable).with_name("skillgraph")
    words = [program, "explain", "43", "36", "H07", "--on", ON, "--format", "json", "--workspace", ROOT]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    assert answer.json() == without_commits(json.loads(done.stdout))
    assert answer.json()["match"]["status"] == "gap"
    assert all(one["line"] > 0 for one in answer.json()["statements"])


@pytest.mark.parametrize(
    ("suffix", "parameters", "accept", "media"),
    [
        ("", {}, "text/turtle", "text/turtle; charset=utf-8"),
        ("", {}, "application/ld+json", "application/ld+json"),
        ("", {"format": "nt"}, "text/turtle", "application/n-triples"),
        ("", {"format": "rdf"}, "", "application/rdf+xml"),
        (".jsonld", {}, "text/turtle", "application/ld+json"),
        (".json", {}, "text/turtle", "application/json"),
        ("", {"format": "html"}, "text/turtle", "text/html; charset=utf-8"),
        (".csv", {}, "text/turtle", "text/csv; charset=utf-8"),
        ("", {}, "text/csv", "text/csv; charset=utf-8"),
        ("", {"format": "markdown"}, "", "text/markdown; charset=utf-8"),
    ],
)
def test_an_explanation_comes_as_prov_and_as_a_table_as_well(
    client: httpx.Client, suffix: str, parameters: dict[str, str], accept: str, media: str
) -> None:
    asked = {"target": "43", "holder": "H07", "on": ON, **parameters}
    answer = client.get(f"/coverage/explain{suffix}", params=asked, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, media)
    if media.startswith("text/turtle"):
        graphs = [
            {quad.triple for quad in parse(client.get(f"/coverage/explain.{name}", params=asked).content, one)}
            for name, one in _SYNTAXES.items()
        ]
        assert len(graphs[0]) > 100
        assert all(one == graphs[0] for one in graphs)
        assert any(one.predicate.value == "http://www.w3.org/ns/prov#wasDerivedFrom" for one in graphs[0])


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"holder": "H07"}, "explain needs target"),
        ({"target": "43"}, "explain needs holder"),
        ({"target": "43", "holder": "H99"}, "H99"),
        ({"target": "99", "holder": "H07"}, "99"),
        ({"target": "all", "holder": "H07"}, "45 targets are too many"),
        ({"target": "43", "holder": "H07", "k": "1"}, "does not take 'k'"),
        ({"target": "43", "holder": "H07", "on": "soon"}, "is no date"),
    ],
)
def test_an_explanation_says_what_it_lacks(client: httpx.Client, parameters: dict[str, str], words: str) -> None:
    answer = client.get("/coverage/explain", params=parameters)
    assert answer.status_code == 400
    assert words in answer.json()["detail"]


@pytest.mark.parametrize(
    ("suffix", "parameters", "accept", "media"),
    [
        ("", {}, "", "application/json"),
        ("", {}, "text/csv", "text/csv; charset=utf-8"),
        ("", {"format": "html"}, "text/csv", "text/html; charset=utf-8"),
        (".markdown", {"format": "html"}, "", "text/markdown; charset=utf-8"),
        (".tsv", {}, "text/csv", "text/tab-separated-values; charset=utf-8"),
    ],
)
def test_the_format_is_decided_as_for_canned_queries(
    client: httpx.Client, suffix: str, parameters: dict[str, str], accept: str, media: str
) -> None:
    answer = client.get(f"/coverage/leave{suffix}", params={"holder": "H07", **parameters}, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, media)
    assert "H07" in answer.text


@pytest.mark.parametrize(
    ("path", "parameters", "status", "words"),
    [
        ("nothing", {}, 404, "There is no question 'nothing'"),
        ("team.docx", {}, 404, "no format called 'docx'"),
        ("team", {"target": "99"}, 400, "There is no task called '99'"),
        ("leave", {"holder": "H99"}, 400, "There is no holder called 'H99'"),
        ("leave", {}, 400, "Nobody leaves."),
        ("team", {"target": "43", "keep": "true"}, 400, "--keep says how to staff."),
        ("resilience", {"k": "1", "months": "3"}, 400, "One question at a time."),
        ("resilience", {"k": "-1"}, 400, "k is '-1'."),
        ("resilience", {"q": "1"}, 400, "resilience does not take 'q'."),
        ("resilience", [("k", "1"), ("k", "1")], 400, "k is given twice."),
        ("funding", {}, 400, "funding needs without"),
        ("train", {"goal": "fame"}, 400, "There is no goal 'fame'"),
        ("train", {"cap": "1e99"}, 400, "'1e99' is no number of days"),
        ("cover", {"on": "2026-02-30"}, 400, "'2026-02-30' is no date"),
        ("cover", {"target": "x" * 501}, 400, "has a value that nothing is called"),
        ("what-if", {}, 400, "Nothing is changed."),
        ("what-if", {"without": "H07", "question": "fame"}, 400, "There is no question 'fame'"),
        ("what-if", {"without": "H99"}, 400, "There is no holder called 'H99'"),
        ("cover.csv", {"format": "pdf"}, 200, ""),
        ("cover", {"format": "pdf"}, 406, "Nothing here can be sent"),
    ],
)
def test_wrong_calls_are_told_in_the_words_of_the_commands(
    client: httpx.Client, path: str, parameters: Any, status: int, words: str
) -> None:
    answer = client.get(f"/coverage/{path}", params=parameters)
    assert answer.status_code == status
    if status != 200:
        assert answer.headers["content-type"] == "application/problem+json"
        assert words in answer.json()["detail"]


def test_an_answer_is_tagged_with_the_day_only_where_it_depends_on_it(client: httpx.Client) -> None:
    today, fixed = (client.get("/coverage/cover", params={"target": "43", **more}) for more in ({}, {"on": ON}))
    assert today.headers["etag"].strip('"').count(".") == fixed.headers["etag"].strip('"').count(".") + 1
    for answer in (today, fixed):
        again = client.get(answer.url, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_the_questions_are_listed_and_documented(client: httpx.Client) -> None:
    listed = {one["name"]: one for one in client.get("/coverage").json()}
    assert set(listed) == {*QUESTIONS, "explain", "what-if"}
    paths = client.get("/openapi.json").json()["paths"]
    for name, one in listed.items():
        stated = {parameter["name"]: parameter for parameter in paths[f"/coverage/{name}"]["get"]["parameters"]}
        assert {parameter["name"] for parameter in one["parameters"]} <= set(stated)
        assert all(parameter["description"] for parameter in stated.values())
    assert "text/turtle" in paths["/coverage/what-if"]["post"]["requestBody"]["content"]


def test_a_departure_and_another_day_are_compared_without_a_body(client: httpx.Client) -> None:
    asked = {"without": "H07", "question": "resilience", "target": "group=UK", "on": ON, "format": "csv"}
    found = {(row["about"], row["column"]): row for row in rows(client.get("/coverage/what-if", params=asked))}
    assert [found["40", "alone"][side] for side in ("before", "after")] == ["3", "2"]
    later = client.get("/coverage/what-if", params={"on": "2029-06-01", "question": "cover", "target": "43"}).json()
    assert later["before_on"] != later["after_on"] == "2029-06-01"
    assert {row[1][1] for row in later["differences"]["cover"]["changed"]} >= {"H03", "H04"}


def post(client: httpx.Client, delta: str | bytes, media: str = "text/turtle", **parameters: str) -> httpx.Response:
    asked = {"question": "cover", "target": "33", "on": ON, **parameters}
    content = delta if isinstance(delta, bytes) else (PREFIXES + delta).encode()
    return client.post("/coverage/what-if", params=asked, content=content, headers={"Content-Type": media})


GAIN = """attestation:H05-ca a sg:Attestation ;
  sg:holder holder:H05 ; sg:skill skill:certificate-authority ; sg:level 3 ; sg:basis basis:peer ;
  sg:attestationStatus status:active ; sg:validFrom "2026-01-01"^^xsd:date ; sg:validUntil "2028-01-01"^^xsd:date ."""


def test_turtle_that_is_added_changes_answers_and_leaves_nothing_behind(client: httpx.Client) -> None:
    before = client.get("/readyz").json()
    answer = post(client, GAIN)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["findings"] == []
    ((old, new),) = told["differences"]["cover"]["changed"]
    assert (old[1], old[3], new[3]) == ("H05", 0, 2)
    assert (answer.headers["cache-control"], "etag" in answer.headers) == ("no-store", False)
    assert client.get("/readyz").json() == before
    assert post(client, "skill:nothing sg:note 'else' .").json()["differences"]["cover"]["changed"] == []


def test_the_findings_of_a_change_are_told_and_a_violation_has_no_answers(client: httpx.Client) -> None:
    told = post(client, "holder:H99 a sg:Holder .").json()
    assert told["differences"] is None
    assert {one["severity"] for one in told["findings"]} == {"violation"}
    assert {one["path"] for one in told["findings"]} == {"data/example/what-if.ttl"}


def test_an_empty_body_is_no_change(client: httpx.Client) -> None:
    answer = client.post("/coverage/what-if", content=b" \n", headers={"Content-Type": "text/turtle"})
    assert (answer.status_code, answer.json()["detail"]) == (400, "Nothing is changed.")


def chain(length: int) -> str:
    """Skills that need each other in a row, whose closure has a triple for each pair."""
    return "".join(f"skill:a{number} sg:prerequisite skill:a{number + 1} .\n" for number in range(length))


@pytest.mark.parametrize(
    ("delta", "status", "words"),
    [
        (chain(4000), 503, "The evaluation"),
        ("#" * 300_000, 413, "The body has more than 262144 bytes."),
        ("<a:a> <a:b> " + "(" * 20_000 + ")" * 20_000 + " .", 400, "Brackets nest deeper than 128 levels"),
        ("<a:a> <a:b> " + "[<a:b> " * 9000 + "1" + "]" * 9000 + " .", 400, "Brackets nest deeper"),
        ("this is\nno Turtle .", 400, "is not well formed, line 10, column 1"),
        ("<a:g> { <a:a> <a:b> <a:c> }", 400, "is not well formed"),
        ("skill:a a nothing:b .", 400, "is not well formed"),
        (b"\xff\xfe", 400, "The body is not UTF-8"),
    ],
    ids=["closure", "huge", "lists", "blank nodes", "no turtle", "trig", "prefix", "bytes"],
)
def test_hostile_turtle_is_refused_or_ended(client: httpx.Client, delta: str | bytes, status: int, words: str) -> None:
    answer = post(client, delta)
    assert answer.status_code == status, answer.text
    assert words in answer.json()["detail"]
    if status == 503:
        assert answer.json()["limit"] in ("time", "memory", "cpu")


@pytest.fixture(scope="module")
def canary() -> Any:
    with listening() as listener:
        yield listener


@pytest.mark.parametrize("kind", ["service", "imports", "file", "base"])
def test_turtle_that_points_elsewhere_is_data_and_nobody_is_asked(
    client: httpx.Client, canary: Canary, kind: str
) -> None:
    there = f"http://{canary.address}/"
    delta = {
        "service": 'skill:x a sh:NodeShape ; sh:targetClass sg:Holder ; sh:sparql [ sh:select "SELECT $this '
        f'{{ SERVICE <{there}> {{ ?s ?p ?o }} }}" ] .',
        "imports": f"<{there}a> owl:imports <{there}b> .",
        "file": "<file:///etc/passwd> owl:imports <file:///etc/shadow> .",
        "base": "@base <file:///etc/> . <passwd> <a:b> <shadow> .",
    }
    answer = post(client, delta[kind])
    assert answer.status_code == 200, answer.text
    assert "root:" not in answer.text
    assert canary.heard == []


@pytest.mark.parametrize(
    ("media", "status"),
    [("text/turtle; charset=utf-8", 200), ("application/json", 415), ("application/sparql-query", 415), ("", 415)],
)
def test_the_body_has_to_be_turtle(client: httpx.Client, media: str, status: int) -> None:
    answer = post(client, "", media)
    assert answer.status_code == status
    if status == 415:
        assert answer.headers["accept-post"] == "text/turtle"


@pytest.mark.asyncio
async def test_parameters_are_the_same_question_in_any_order() -> None:
    front = fronted()
    for query in ("k=1&target=43", "target=43&k=1&format=json"):
        assert (await front.call(f"/coverage/resilience?{query}")).status == 200
    assert len(front.pool.asked) == 1
    job, arguments, _, seconds = front.pool.asked[0]
    assert (job, arguments["given"], arguments["on"]) == (
        "coverage",
        {"k": ["1"], "seconds": ["1"], "target": ["43"]},
        "",
    )
    assert arguments["seconds"] == seconds == 10
