"""Formats whose columns have types, over HTTP: from the isolated processes, with their limits."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import httpx
import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet as pq

from served import UNHURRIED, served

QUERY = """SELECT ?task ?number ?fte ?day ?now ?is ?text {
  VALUES (?number ?fte ?day ?now ?is ?text) {
    (7 1.40 "2026-12-01"^^xsd:date "2026-12-01T10:00:00Z"^^xsd:dateTime true "x"@en)
    (UNDEF 2.5 UNDEF UNDEF false "y"@en)
  }
  BIND(task:43 AS ?task)
}"""
MEDIA = {
    "objects": "application/vnd.skillgraph.objects+json",
    "ndjson": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "arrow": "application/vnd.apache.arrow.stream",
    "parquet": "application/vnd.apache.parquet",
}
KINDS = {
    "task": "string",
    "number": "int64",
    "fte": "decimal128(38, 1)",
    "day": "date32[day]",
    "now": "timestamp[us, tz=UTC]",
    "is": "bool",
    "text": "string",
}


def settled(http: httpx.Client) -> httpx.Client:
    """A client of a server that has read pyarrow, which it does a moment after its start."""
    until = time.monotonic() + 30
    while http.get("/sparql", params={"query": "ASK {}", "format": "arrow"}).status_code == 503:
        assert time.monotonic() < until
        time.sleep(0.1)
    return http


@pytest.fixture(scope="module")
def client(client: httpx.Client) -> httpx.Client:
    """A client of the shared server, which may have started just now."""
    return settled(client)


def arrow_of(body: bytes) -> pa.Table:
    return pa.ipc.open_stream(body).read_all()


@pytest.mark.parametrize(("name", "media"), MEDIA.items())
def test_a_query_by_format_and_by_accept(client: httpx.Client, name: str, media: str) -> None:
    by_name = client.get("/sparql", params={"query": QUERY, "format": name})
    by_accept = client.get("/sparql", params={"query": QUERY}, headers={"Accept": media})
    assert (by_name.status_code, by_name.headers["content-type"]) == (200, media)
    assert by_name.content == by_accept.content
    assert by_name.headers["etag"].endswith(f'.{name}"') or ".gz" in by_name.headers["etag"]


@pytest.mark.parametrize("name", ["arrow", "parquet"])
def test_columns_have_their_types_and_the_file_its_snapshot(client: httpx.Client, name: str) -> None:
    answer = client.get("/sparql", params={"query": QUERY, "format": name})
    read = arrow_of(answer.content) if name == "arrow" else pq.read_table(io.BytesIO(answer.content))
    assert {field.name: str(field.type) for field in read.schema} == KINDS
    assert read.schema.metadata[b"snapshot"].decode() == answer.headers["x-snapshot"]
    assert read.schema.field("text").metadata[b"language"] == b"en"
    assert [row["fte"] for row in read.to_pylist()] == [Decimal("1.4"), Decimal("2.5")]


@pytest.mark.parametrize(("name", "media"), MEDIA.items())
def test_a_canned_query_by_suffix_format_and_accept(client: httpx.Client, name: str, media: str) -> None:
    path, asked = "/queries/fte-by-source", {"group": "EGI"}
    answers = [
        client.get(f"{path}.{name}", params=asked),
        client.get(path, params={**asked, "format": name}),
        client.get(path, params=asked, headers={"Accept": media}),
    ]
    assert [(one.status_code, one.headers["content-type"]) for one in answers] == [(200, media)] * 3
    assert len({one.content for one in answers}) == 1


def test_a_figure_is_the_document_s_in_each_of_them(client: httpx.Client) -> None:
    def get(name: str) -> bytes:
        return client.get(f"/queries/fte-by-source.{name}", params={"group": "EGI"}).content

    rows = json.loads(get("objects"), parse_float=Decimal)
    assert [row["fte"] for row in rows] == [Decimal(text) for text in ("16.49", "1.40", "1.02", "0.25")]
    assert [json.loads(line, parse_float=Decimal) for line in get("ndjson").splitlines()] == rows
    assert arrow_of(get("arrow")).to_pylist() == rows
    assert pq.read_table(io.BytesIO(get("parquet"))).to_pylist() == rows
    first, *others = openpyxl.load_workbook(io.BytesIO(get("xlsx")))["Answer"].iter_rows(values_only=True)
    assert [dict(zip(first, map(str, row), strict=True)) for row in others] == [
        {name: str(value.normalize() if isinstance(value, Decimal) else value) for name, value in row.items()}
        for row in rows
    ]


def test_an_empty_answer_keeps_the_types_that_its_header_declares(client: httpx.Client) -> None:
    answer = client.get("/queries/who-can-cover.arrow", params={"task": "20", "on": "2026-12-01"})
    types = {field.name: str(field.type) for field in arrow_of(answer.content).schema}
    assert (types["satisfied"], types["expires"]) == ("int64", "date32[day]")
    assert types["optional_satisfied"].startswith("decimal128(38, ")


@pytest.mark.parametrize("name", ["csv", "tsv", "json", "objects", "arrow", "xlsx"])
def test_labels_stand_beside_things_where_they_are_asked_for(client: httpx.Client, name: str) -> None:
    with_them = client.get("/sparql", params={"query": "SELECT (task:43 AS ?t) {}", "format": name, "labels": "true"})
    without = client.get("/sparql", params={"query": "SELECT (task:43 AS ?t) {}", "format": name, "labels": "false"})
    assert with_them.status_code == without.status_code == 200
    assert with_them.headers["etag"] != without.headers["etag"]
    if name == "csv":
        assert with_them.text.splitlines()[0] == "t,t_label"
        assert without.text.splitlines()[0] == "t"


def test_labels_of_a_canned_query(client: httpx.Client) -> None:
    rows = client.get("/queries/who-can-cover.objects?task=43&on=2026-12-01&labels=true").json()
    assert rows[0]["holder_label"]
    assert next(iter(rows[0])) == "holder"
    assert client.get("/queries/who-can-cover.csv?task=43&labels=yes").status_code == 400


@pytest.mark.parametrize("name", MEDIA)
def test_truth_is_a_row_and_a_graph_is_not_acceptable(client: httpx.Client, name: str) -> None:
    assert client.get("/sparql", params={"query": "ASK {}", "format": name}).status_code == 200
    graph = client.get("/sparql", params={"query": "CONSTRUCT WHERE { ?s ?p ?o }", "format": name})
    assert graph.status_code == 406


def test_dashboards_get_what_they_did_for_any_json(client: httpx.Client) -> None:
    for accept in ("application/json", "*/*", "application/*"):
        answer = client.get("/sparql", params={"query": "ASK {}"}, headers={"Accept": accept})
        assert answer.headers["content-type"] == "application/sparql-results+json"


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A server with low limits."""
    limits = {"ROWS": "50", "ANSWER_BYTES": "8000", "QUERY_MEMORY": str(96 << 20)}
    with (
        served(tmp_path_factory.mktemp("narrow"), **UNHURRIED, **limits) as running,
        httpx.Client(base_url=running.address, timeout=60) as http,
    ):
        yield settled(http)


@pytest.mark.parametrize("name", MEDIA)
def test_the_limits_hold(narrow: httpx.Client, name: str) -> None:
    many = "SELECT * { ?s ?p ?o } LIMIT 51"
    long = "SELECT (CONCAT(STR(RAND()), STR(UUID()), STR(?o)) AS ?x) ?s ?p { ?s ?p ?o . ?s sg:text ?t } LIMIT 50"
    heavy = f"SELECT (REPLACE({'x' * 1000!r}, 'x', {'y' * 4000!r}) AS ?a) (CONCAT(?a, ?a, ?a, ?a, ?a, ?a) AS ?b) {{}}"
    rows = narrow.get("/sparql", params={"query": many, "format": name})
    assert (rows.status_code, "more than 50 rows" in rows.text) == (422, True)
    if name in ("objects", "ndjson"):  # the others pack what repeats
        assert narrow.get("/sparql", params={"query": long, "format": name}).status_code == 422
    spent = narrow.get("/sparql", params={"query": heavy, "format": name})
    assert spent.status_code in (406, 422, 503), spent.text
    assert narrow.get("/sparql", params={"query": "ASK {}", "format": name}).status_code == 200


def test_many_clients_at_once_get_the_same_bytes(client: httpx.Client, server: str, tmp_path: Path) -> None:
    """Every worker writes what every other does."""
    import concurrent.futures

    def ask(number: int) -> bytes:
        query = f"SELECT ?s ?o {{ ?s sg:number ?o }} ORDER BY ?s LIMIT {20 + number % 4}"
        with httpx.Client(base_url=server, timeout=60) as http:
            return http.get("/sparql", params={"query": query + " #" + str(number), "format": "parquet"}).content

    with concurrent.futures.ThreadPoolExecutor(4) as threads:
        bodies = list(threads.map(ask, range(32)))
    assert [pq.read_table(io.BytesIO(body)).num_rows for body in bodies] == [20 + number % 4 for number in range(32)]
    assert len(set(bodies)) == 4
