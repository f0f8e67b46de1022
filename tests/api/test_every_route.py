"""What holds for every route: one shape of errors, one set of header fields, the methods that it says it has."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from fronts import Answered, fronted
from skillgraph.pages import read_assets
from skillgraph.queries import Catalogue
from skillgraph.workspace import Contents
from skillgraph_api.app import ROUTERS
from skillgraph_api.problems import PROBLEMS, TABLE

pytestmark = pytest.mark.asyncio

HOT = ["/sparql", "/queries/things", "/queries/things.csv"]
EXAMPLES = {
    "/problems/{name}": "/problems/limit-reached",
    "/describe/{name}": "/describe/service",
    "/doc/{kind}/{slug}/neighbours.{suffix}": "/doc/task/43/neighbours.json",
    "/dump.{suffix}.gz": "/dump.nq.gz",
    "/coverage/{name}": "/coverage/cover?target=43",
    "/coverage/explain": "/coverage/explain?target=43&holder=H07",
    "/coverage/what-if": "/coverage/what-if?without=H07",
    "/complete": "/complete?text=x&at=0",
    "/sparql/save": "/sparql/save?query=ASK%20%7B%7D&name=x&summary=X",
    "/assets/{name}": read_assets()["style.css"].path,
    "/task/{name}": "/task/43",
    "/holder/{name}": "/holder/H07",
    "/ns.{suffix}": "/ns.ttl",
    "/shapes.{suffix}": "/shapes.ttl",
}
FRAMEWORK = [EXAMPLES.get(route.path, route.path) for router in ROUTERS for route in router.routes]
ROUTES = [*HOT, *FRAMEWORK, "/openapi.json"]
NOWHERE = [
    "/nothing",
    "/assets/x.css",
    "/queries/",
    "/queries/x/y",
    "/sparql/",
    "/sparql/x",
    "/problems/x",
    "/queries/nothing",
]


def is_problem(answer: Answered, status: int) -> dict[str, Any]:
    found: dict[str, Any] = answer.json()
    assert answer.status == found["status"] == status
    assert answer["content-type"] == "application/problem+json"
    assert answer["cache-control"] == "no-store"
    name = found["type"].removeprefix("http://127.0.0.1:8000/problems/")
    assert PROBLEMS[name].status == status
    assert found["title"] == PROBLEMS[name].title
    assert found["detail"]
    return found


def has_common_fields(answer: Answered) -> None:
    assert answer["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in dict(answer.fields)
    assert "ETag" in answer["access-control-expose-headers"]
    assert answer["x-content-type-options"] == "nosniff"
    assert answer["x-request-id"]
    assert answer["ratelimit-policy"].startswith('"query-seconds";q=60;w=60')
    names = [name for name, _ in answer.fields if name != "x-warning"]
    assert len(names) == len(set(names))
    assert "server" not in names


async def test_the_routes_are_found() -> None:
    assert len(ROUTES) >= 10
    assert {"/livez", "/readyz", "/status", "/metrics", "/queries", "/problems"} <= set(ROUTES)


@pytest.mark.parametrize("path", ROUTES)
async def test_every_route_answers_get_head_and_options(path: str) -> None:
    front = fronted()
    get, head = await front.call(path), await front.call(path, "HEAD")
    good = 303 if path.startswith("/id/") else 200
    assert (get.status, head.status, head.body) == (good, good, b"")
    options = await front.call(path, "OPTIONS", origin="https://example.org", access_control_request_method="GET")
    assert (options.status, options.body) == (204, b"")
    assert {"GET", "HEAD", "OPTIONS"} <= set(options["allow"].split(", "))
    assert options["access-control-allow-methods"] == options["allow"]
    assert options["access-control-max-age"] == "86400"
    for answer in (get, head, options):
        has_common_fields(answer)


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH", "TRACE", "PROPFIND", "get"])
async def test_other_methods_are_a_405_that_lists_the_methods(path: str, method: str) -> None:
    front = fronted()
    answer = await front.call(path, method)
    is_problem(answer, 405)
    has_common_fields(answer)
    assert answer["allow"] == (await front.call(path, "OPTIONS"))["allow"]


@pytest.mark.parametrize("path", NOWHERE)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST"])
async def test_what_is_not_there_is_a_404(path: str, method: str) -> None:
    answer = await fronted().call(path, method)
    if path.startswith("/queries/nothing") and method in ("OPTIONS", "POST"):
        assert answer.status in (204, 405)  # whether there is such a query is asked of GET alone
    elif path in ("/problems/x", "/assets/x.css") and method in ("OPTIONS", "POST"):
        assert answer.status in (204, 405)
    elif method == "HEAD":
        assert (answer.status, answer.body) == (404, b"")
    else:
        is_problem(answer, 404)
    has_common_fields(answer)


@pytest.mark.parametrize("accept", ["", "text/html"])
@pytest.mark.parametrize("path", ROUTES)
async def test_what_may_be_kept_has_a_tag_and_is_not_sent_twice(path: str, accept: str) -> None:
    front = fronted()
    answer = await front.call(path, accept=accept)
    if "etag" not in dict(answer.fields):
        if path.startswith("/id/"):
            assert (answer.status, answer["cache-control"]) == (303, "public, no-cache")
            return
        assert answer["cache-control"] in ("no-store", "public, max-age=31536000, immutable")
        assert ("immutable" in answer["cache-control"]) == (path.startswith("/assets/") and answer.status == 200)
        return
    assert answer["cache-control"] == "public, no-cache"
    assert answer["vary"] == "Accept, Accept-Encoding"
    again = await front.call(path, accept=accept, if_none_match=answer["etag"])
    assert (again.status, again.body, again["etag"]) == (304, b"", answer["etag"])
    has_common_fields(again)


@pytest.mark.parametrize("path", ROUTES)
async def test_before_there_is_a_snapshot_the_answer_is_503(path: str) -> None:
    front = fronted()
    front.front.serving.state = None
    answer = await front.call(path)
    if path == "/sparql":
        answer = await front.call(f"{path}?query=ASK+%7B%7D")
    is_problem(answer, 503)
    assert int(answer["retry-after"]) > 0
    has_common_fields(answer)


async def test_a_browser_gets_pages_whatever_was_asked_before() -> None:
    front = fronted()
    for path in ("/status", "/conformance", "/problems", "/problems/busy", "/sparql", "/nothing"):
        page = await front.call(path, accept="text/html, application/json;q=0.125")
        assert page["content-type"].startswith("text/html"), path


async def test_every_problem_is_explained_under_its_type() -> None:
    front = fronted()
    assert len(PROBLEMS) == len(TABLE) + 1
    listed = (await front.call("/problems")).json()
    assert [row["type"].rpartition("/")[2] for row in listed] == list(PROBLEMS)
    for name, problem in PROBLEMS.items():
        page = await front.call(f"/problems/{name}", accept="text/html")
        assert page["content-type"] == "text/html; charset=utf-8"
        assert problem.about in unescape(page.body.decode())
        assert (await front.call(f"/problems/{name}")).json()[0]["status"] == problem.status


async def test_a_large_answer_of_the_framework_is_compressed_where_that_is_accepted() -> None:
    front = fronted()
    plain, packed = await front.call("/openapi.json"), await front.call("/openapi.json", accept_encoding="gzip")
    assert (packed["content-encoding"], "content-encoding" in dict(plain.fields)) == ("gzip", False)
    assert len(packed.body) < len(plain.body) / 3
    assert packed["etag"] == plain["etag"][:-1] + '-gz"'
    assert (await front.call("/openapi.json", accept_encoding="gzip", if_none_match=packed["etag"])).status == 304


async def test_the_openapi_document_is_that_of_the_snapshot() -> None:
    front = fronted()
    first = (await front.call("/openapi.json")).json()
    state = front.front.serving.state
    assert state is not None
    front.front.serving.state = replace(state, catalogue=Catalogue(Contents(Path(), ())))
    second = (await front.call("/openapi.json")).json()
    assert set(first["paths"]) - set(second["paths"]) == {f"/queries/{query.name}" for query in state.catalogue}


async def test_the_openapi_document_has_the_routes_in_front_of_the_framework() -> None:
    document = (await fronted().call("/openapi.json")).json()
    assert {"/sparql", "/queries", "/queries/things", "/livez", "/metrics", "/problems/{name}"} <= set(
        document["paths"]
    )
    for method, statuses in (("get", {"200", "304", "400", "414"}), ("post", {"200", "400", "413", "415", "408"})):
        operation = document["paths"]["/sparql"][method]
        assert statuses <= set(operation["responses"])
        schema = operation["responses"]["400"]["content"]["application/problem+json"]["schema"]
        assert schema == {"$ref": "#/components/schemas/Problem"}
    assert "detail" in document["components"]["schemas"]["Problem"]["required"]
    assert document["servers"] == [{"url": "http://127.0.0.1:8000"}]
