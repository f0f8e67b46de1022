"""The jobs of a worker, asked as the front asks them: with JSON in, and a head and bytes out."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from skillgraph.describe import census, formats_of
from skillgraph.errors import AnswerTooLarge, BadParameter, InternalError, QuerySyntaxError, UnknownName, WorkspaceError
from skillgraph.queries import Catalogue
from skillgraph.service import Desk, open_desk, pack_queries
from skillgraph.snapshot import Cache, build
from skillgraph.workspace import Contents

QUERY = """#+ summary: Which tasks are there on a day?
#+ params:
#+   day: {type: date, help: "The day.", default: today}
#+   numbers: {type: list, of: integer, help: "Numbers."}
#+ columns:
#+   task: {help: "The task."}
#+   share: {help: "Its share.", digits: 2}
#+   day: {help: "The day."}
SELECT ?task ?share ?day {
  ?task a sg:ServiceTask ; sg:number ?number .
  BIND(0.5 AS ?share)
  BIND($day AS ?day)
  FILTER(?number IN ($numbers))
} ORDER BY ?task
"""
TASKS = "SELECT ?t ?n { ?t a sg:ServiceTask ; sg:number ?n } ORDER BY ?n"


@pytest.fixture
def desk(make_contents: Callable[..., Contents], small: dict[str, str], tmp_path: Path) -> Desk:
    contents = make_contents({**small, "queries/tasks/on-day.rq": QUERY, "queries/tasks/bad.rq": "SELECT * {}"})
    Cache(tmp_path).put(contents, build(contents).dataset)
    (tmp_path / "queries.pickle").write_bytes(pack_queries(Catalogue(contents)))
    return open_desk(
        {
            "quads": str(tmp_path / f"{contents.digest}.nq"),
            "queries": str(tmp_path / "queries.pickle"),
            "base_url": "https://example.org",
            "digest": contents.digest,
        }
    )


def ask(desk: Desk, query: str, *formats: str, **more: Any) -> tuple[dict[str, Any], bytes]:
    reply = desk.run("query", {"query": query, "formats": list(formats) or ["json"], **more})
    json.dumps(reply.head)
    return {**reply.head, "rows": reply.rows, "seconds": reply.seconds}, reply.body


def test_a_query_gives_its_rows_and_says_what_they_are(desk: Desk) -> None:
    head, body = ask(desk, TASKS, "ttl", "json")
    assert [row["n"]["value"] for row in json.loads(body)["results"]["bindings"]] == ["1", "2"]
    assert head.pop("seconds") < 5
    assert head == {
        "format": "json",
        "content_type": "application/sparql-results+json",
        "encoding": "",
        "form": "select",
        "rows": 2,
        "warnings": [],
        "today": False,
        "volatile": False,
    }


@pytest.mark.parametrize(
    ("query", "form", "rows"),
    [
        ("ASK { task:1 a sg:ServiceTask }", "ask", 1),
        ("CONSTRUCT { ?s sg:number ?o } WHERE { ?s sg:number ?o }", "construct", 2),
        ("DESCRIBE task:2", "describe", 7),
        ("# SELECT\nPREFIX select: <http://a/> ask {}", "ask", 1),
    ],
)
def test_the_form_is_said(desk: Desk, query: str, form: str, rows: int) -> None:
    head, _ = ask(desk, query, "json", "nt")
    assert (head["form"], head["rows"]) == (form, rows)


def test_relative_iris_are_resolved_against_the_endpoint(desk: Desk) -> None:
    _, body = ask(desk, "SELECT (<other> AS ?o) (<> AS ?h) {}", "csv")
    _, row = body.decode().splitlines()
    where, here = row.split(",")
    assert here == where.removesuffix("other") + "sparql"
    with pytest.raises(QuerySyntaxError, match="column 21"):  # it is no fault where another is
        ask(desk, "SELECT * { <rel> ?p }", "json")


@pytest.mark.parametrize("function", ["NOW()", "RAND()", "UUID()", "STRUUID()"])
def test_what_differs_each_time_is_said(desk: Desk, function: str) -> None:
    assert ask(desk, f"SELECT ({function} AS ?x) {{}}")[0]["volatile"] is True
    assert ask(desk, f"SELECT ('{function}' AS ?x) {{}}")[0]["volatile"] is False


def test_long_bodies_are_compressed_where_asked(desk: Desk) -> None:
    query = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o"
    (head, body), (_, same) = ask(desk, query, gzip=True), ask(desk, query, gzip=True)
    assert (head["encoding"], body) == ("gzip", same)
    assert gzip.decompress(body) == ask(desk, query)[1]
    head, body = ask(desk, "ASK {}", gzip=True)
    assert (head["encoding"], json.loads(body)["boolean"]) == ("", True)


def test_the_limits_of_a_job_hold(desk: Desk) -> None:
    with pytest.raises(AnswerTooLarge, match="more than 1 rows"):
        ask(desk, TASKS, limits={"rows": 1})
    with pytest.raises(AnswerTooLarge, match="more than 100 bytes"):
        ask(desk, TASKS, limits={"bytes": 100})


def canned(desk: Desk, **arguments: Any) -> tuple[dict[str, Any], bytes]:
    reply = desk.run("canned", {"name": "on-day", "today": "2026-12-01", "format": "csv", **arguments})
    return {**reply.head, "rows": reply.rows, "seconds": reply.seconds}, reply.body


def test_a_canned_query_depends_on_today_by_its_default(desk: Desk) -> None:
    head, body = canned(desk, values={"numbers": "1"})
    assert body == b"task,share,day\r\nhttps://w3id.org/skillgraph/id/task/1,0.50,2026-12-01\r\n"
    assert (head["today"], head["rows"], head["form"]) == (True, 1, "select")
    assert canned(desk, values={"numbers": "1", "day": "2026-12-02"})[0]["today"] is False
    assert canned(desk, values={"numbers": "1", "day": " today"})[0]["today"] is True


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv", "html", "markdown"])
def test_a_canned_query_in_every_format(desk: Desk, name: str) -> None:
    head, body = canned(desk, values={"numbers": ["1", "2"]}, format=name)
    assert body.count(b"0.50") == 2
    assert (head["format"], head["rows"]) == (name, 2)


def test_a_canned_query_says_what_is_wrong(desk: Desk) -> None:
    with pytest.raises(BadParameter, match="day is given 2 times"):
        canned(desk, values={"numbers": "1", "day": ["2026-01-01", "2026-01-02"]})
    with pytest.raises(BadParameter, match="Did you mean numbers"):
        canned(desk, values={"number": "1"})
    with pytest.raises(UnknownName, match="no query called 'on-dya'"):
        canned(desk, name="on-dya")
    with pytest.raises(UnknownName, match="no format called 'pdf'"):
        canned(desk, values={"numbers": "1"}, format="pdf")
    with pytest.raises(AnswerTooLarge, match="more than 1 rows"):
        canned(desk, values={"numbers": "1,2"}, limits={"rows": 1})
    with pytest.raises(AnswerTooLarge, match="more than 99 bytes"):
        canned(desk, values={"numbers": "1,2"}, limits={"bytes": 99})


def test_a_query_file_that_is_broken_is_told_to_those_who_ask_for_it(desk: Desk) -> None:
    with pytest.raises(WorkspaceError, match=r"queries/tasks/bad\.rq"):
        canned(desk, name="bad")


def test_a_document_of_the_endpoint(desk: Desk) -> None:
    reply = desk.run("document", {"name": "context", "format": "jsonld"})
    assert json.loads(reply.body)["@context"]["number"]["@id"] == "sg:number"
    assert reply.head["content_type"] == "application/ld+json"
    service = desk.run("document", {"name": "service", "format": "ttl"})
    assert b"https://example.org/sparql" in service.body
    assert (service.head["form"], service.head["warnings"]) == ("document", [])
    assert 'rel="' in service.head["link"]


def test_json_ld_refers_to_the_context_that_is_published(desk: Desk) -> None:
    _, body = ask(desk, "DESCRIBE task:1", "jsonld")
    document = json.loads(body)
    assert document["@context"].startswith("https://example.org/context/")
    name = document["@context"].removeprefix("https://example.org/").removesuffix(".jsonld")
    published = desk.run("document", {"name": name, "format": "jsonld"})
    assert published.body == desk.run("document", {"name": "context", "format": "jsonld"}).body
    with pytest.raises(UnknownName, match=name.rpartition("/")[2]):
        desk.run("document", {"name": "context/0", "format": "jsonld"})
    assert document["@graph"][0]["number"] == [{"@type": "xsd:integer", "@value": "1"}]


def test_a_query_with_an_unknown_term_is_answered_with_a_warning(desk: Desk) -> None:
    head, body = ask(desk, "SELECT ?t { ?t sg:nunber ?n }", "csv")
    assert (body, head["rows"]) == (b"t\r\n", 0)
    assert head["warnings"] == ["sg:nunber is not used in this graph; did you mean sg:number?"]


def test_graphs_are_chosen_by_the_request(desk: Desk) -> None:
    graph = "https://w3id.org/skillgraph/graph/data/seed/one.ttl"
    assert ask(desk, TASKS, default_graphs=[graph])[0]["rows"] == 1
    assert ask(desk, TASKS, named_graphs=[graph])[0]["rows"] == 0
    assert ask(desk, TASKS.replace("{", f"FROM <{graph}> {{", 1))[0]["rows"] == 1


def test_a_job_that_there_is_not(desk: Desk) -> None:
    with pytest.raises(InternalError, match="no job called 'dance'"):
        desk.run("dance", {})


@pytest.mark.parametrize("content", [None, b"<a:a> <a:b> .\n", b"\xff"])
def test_a_snapshot_that_cannot_be_loaded(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "quads.nq"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(WorkspaceError, match=r"quads\.nq cannot be loaded"):
        open_desk({"quads": str(path)})


def test_the_service_description_is_there_ahead_in_every_format(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [{"name": "service", "format": found.name} for found in formats_of("service")]
    slow = [desk.run("document", arguments) for arguments in asked]
    assert desk.prepare()
    while desk.prepare():
        pass
    monkeypatch.setattr(census, "by_graph", None)  # from here on nothing is counted
    ahead = [desk.run("document", arguments) for arguments in asked]
    assert [reply.body for reply in ahead] == [reply.body for reply in slow]
    assert [reply.head["link"] for reply in ahead] == [reply.head["link"] for reply in slow]
    assert b"SPARQL11Query" in ahead[0].body
