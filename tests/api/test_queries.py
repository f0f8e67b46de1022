"""Canned queries, health and documentation over HTTP."""

from __future__ import annotations

import csv
import io

import httpx
import pytest


def table(answer: httpx.Response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_the_list_describes_every_query(client: httpx.Client) -> None:
    listed = client.get("/queries").json()
    assert len(listed) >= 23
    entry = next(query for query in listed if query["name"] == "who-can-cover")
    assert entry["summary"].endswith("?")
    assert [parameter["name"] for parameter in entry["parameters"]] == ["task", "on"]
    assert {"holder", "status"} <= {column["name"] for column in entry["columns"]}


def test_who_can_cover_as_csv(client: httpx.Client) -> None:
    answer = client.get("/queries/who-can-cover.csv", params={"task": "43", "on": "2026-12-01"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    rows = table(answer)
    assert len(rows) == 12
    assert {row["status"] for row in rows} == {"covered", "gap", "unknown"}


@pytest.mark.parametrize(
    ("suffix", "accept", "media"),
    [
        ("", "", "application/sparql-results+json"),
        ("", "text/csv", "text/csv; charset=utf-8"),
        ("", "text/html", "text/html; charset=utf-8"),
        (".json", "text/csv", "application/sparql-results+json"),
        (".tsv", "", "text/tab-separated-values; charset=utf-8"),
    ],
)
def test_format_by_suffix_then_accept(client: httpx.Client, suffix: str, accept: str, media: str) -> None:
    answer = client.get(f"/queries/tasks-per-group{suffix}", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, media)
    assert "UK services" in answer.text


@pytest.mark.parametrize("written", ["43", "task:43", "https://w3id.org/skillgraph/id/task/43"])
def test_a_task_is_written_in_three_ways(client: httpx.Client, written: str) -> None:
    answer = client.get("/queries/task-effort.csv", params={"task": written})
    assert answer.status_code == 200
    assert "1.25" in answer.text


@pytest.mark.parametrize(
    ("path", "parameters", "status", "words"),
    [
        ("who-can-cover", {"task": "99"}, 422, "There is no task 99."),
        ("who-can-cover", {}, 422, "needs task"),
        ("who-can-cover", {"task": "43", "on": "never"}, 422, "no date"),
        ("who-can-cover", {"task": "43", "foo": "1"}, 422, "no parameter called 'foo'"),
        ("who-can-cover", [("task", "43"), ("task", "44")], 422, "given twice"),
        ("who-can-covr", {"task": "43"}, 404, "no query called"),
        ("who-can-cover.docx", {"task": "43"}, 404, "no format called"),
    ],
)
def test_wrong_calls_say_why(
    client: httpx.Client, path: str, parameters: dict[str, str], status: int, words: str
) -> None:
    answer = client.get(f"/queries/{path}", params=parameters)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/nothing", "/queries/x/y", "/sparql/z"])
def test_an_unknown_path_is_a_problem_document(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_a_wrong_method_is_a_problem_document(client: httpx.Client) -> None:
    answer = client.delete("/queries")
    assert (answer.status_code, answer.headers["content-type"]) == (405, "application/problem+json")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


def test_an_injected_value_is_only_a_value(client: httpx.Client) -> None:
    text = '" } ; DROP ALL # \\'
    answer = client.get("/queries/find-in-source.csv", params={"text": text})
    assert (answer.status_code, table(answer)) == (200, [])


def test_every_query_answers_its_own_example(client: httpx.Client) -> None:
    answered = 0
    for query in client.get("/queries").json():
        example = {p["name"]: p["example"] for p in query["parameters"] if p["required"]}
        assert all(example.values()), f"{query['name']} has a required parameter without an example"
        answer = client.get(f"/queries/{query['name']}.csv", params=example)
        assert answer.status_code == 200, f"{query['name']}: {answer.text}"
        assert answer.text.splitlines()[0].split(",") == [column["name"] for column in query["columns"]]
        answered += 1
    assert answered >= 23


def test_health(client: httpx.Client) -> None:
    assert client.get("/livez").json() == {"status": "ok"}
    ready = client.get("/readyz").json()
    assert ready["status"] == "ready"
    assert len(ready["snapshot"]) == 16
    assert ready["quads"] > 20_000


def test_status_is_json_for_programs_and_a_page_for_browsers(client: httpx.Client) -> None:
    plain = client.get("/status")
    assert plain.json()["status"] == "ready"
    assert plain.json()["findings"] == []
    page = client.get("/status", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert f"serving snapshot {plain.json()['snapshot']}" in page.text


def test_the_openapi_document_has_one_operation_a_query(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    names = {query["name"] for query in client.get("/queries").json()}
    assert {path.removeprefix("/queries/") for path in document["paths"] if path.startswith("/queries/")} == names
    operation = document["paths"]["/queries/who-can-cover"]["get"]
    task = next(parameter for parameter in operation["parameters"] if parameter["name"] == "task")
    assert (task["required"], task["in"]) == (True, "query")
    assert "application/problem+json" in operation["responses"]["422"]["content"]
    assert {"/sparql", "/queries", "/livez", "/readyz"} <= set(document["paths"])


def test_no_page_reaches_for_another_host(client: httpx.Client) -> None:
    assert client.get("/docs").status_code == 404
    assert client.get("/redoc").status_code == 404
