"""What the front makes of requests and replies, with processes that are made up."""

from __future__ import annotations

import asyncio
import datetime
import itertools
import json
from collections.abc import Mapping
from typing import Any

import pytest

from fronts import Chunked, Fronted, echo, fronted, head_of
from skillgraph.errors import Busy, InternalError, LimitReached, QuerySyntaxError
from skillgraph.isolation import Reply

pytestmark = pytest.mark.asyncio

ASK = "/sparql?query=ASK+%7B%7D"


async def test_a_job_has_all_that_was_asked() -> None:
    front = fronted()
    path = f"{ASK}&default-graph-uri=http%3A%2F%2Fx%2Fa&default-graph-uri=http%3A%2F%2Fx%2Fb&named-graph-uri=c&other=1"
    answer = await front.call(path, accept="text/csv;q=0.5, text/turtle", accept_encoding="gzip")
    ((job, arguments, client, seconds),) = front.pool.asked
    assert (answer.status, job, client, seconds) == (200, "query", "192.0.2.1", 10)
    assert arguments["query"] == "ASK {}"
    assert arguments["formats"] == ["ttl", "csv"]
    assert (arguments["default_graphs"], arguments["named_graphs"]) == (["http://x/a", "http://x/b"], ["c"])
    assert arguments["limits"] == {
        "text": 16_384,
        "nesting": 64,
        "tokens": 4096,
        "patterns": 256,
        "rows": 100_000,
        "bytes": 52_428_800,
    }
    assert arguments["gzip"] is True


@pytest.mark.parametrize(
    ("asked", "formats"),
    [
        ("json", ["json", "jsonld"]),
        ("xml", ["xml", "rdf"]),
        ("turtle", ["ttl"]),
        ("text/csv", ["csv"]),
    ],
)
async def test_the_parameter_format_goes_before_accept(asked: str, formats: list[str]) -> None:
    front = fronted()
    await front.call(f"{ASK}&format={asked}", accept="text/tab-separated-values")
    assert front.pool.asked[0][1]["formats"] == formats


async def test_html_is_the_page() -> None:
    front = fronted()
    await front.call(f"{ASK}&format=html", accept="text/csv")
    job, arguments, *_ = front.pool.asked[0]
    assert (job, arguments["name"], arguments["parameters"]) == ("page", "sparql", {"query": "ASK {}"})


@pytest.mark.parametrize(("asked", "seconds"), [("2", 2), ("0.5", 0.5), ("99", 10), ("0", 10), ("-1", 10), ("x", 10)])
async def test_a_request_can_only_lower_the_deadline(asked: str, seconds: float) -> None:
    front = fronted()
    await front.call(f"{ASK}&timeout={asked}")
    assert front.pool.asked[0][3] == seconds


async def test_the_same_question_is_evaluated_once() -> None:
    front = fronted()
    first = await front.call(ASK)
    again = await front.call("/sparql?query=ASK%20%7b%7d")
    posted = await front.call("/sparql", "POST", b"ASK {}", content_type="application/sparql-query")
    assert first.body == again.body
    assert len(front.pool.asked) == 1  # by POST a longer text is allowed, which makes no difference to this one
    assert posted.status == 200
    await front.call(ASK, accept_encoding="gzip")
    await front.call(ASK, accept="text/csv")
    assert len(front.pool.asked) == 3


async def test_a_known_tag_is_answered_before_anything_is_evaluated() -> None:
    front = fronted(cache_bytes=0)
    first = await front.call(ASK)
    assert first["etag"].endswith('.json"')
    same = await front.call(ASK, if_none_match=f'"other", W/{first["etag"]}')
    assert (same.status, same.body, same["etag"]) == (304, b"", first["etag"])
    assert {"cache-control", "vary", "x-snapshot", "access-control-allow-origin"} <= {name for name, _ in same.fields}
    assert "content-length" not in dict(same.fields)
    assert len(front.pool.asked) == 1
    for other in ('"x"', first["etag"].replace("json", "csv"), first["etag"].replace("json", "json.gz"), "json"):
        assert (await front.call(ASK, if_none_match=other)).status == 200
    assert (await front.call(ASK, if_none_match="*")).status == 304
    assert (await front.call(ASK, accept="text/csv", if_none_match=first["etag"])).status == 200


async def test_a_tag_counts_with_get_and_head_only() -> None:
    front = fronted()
    posted = await front.call("/sparql", "POST", b"ASK {}", content_type="application/sparql-query", if_none_match="*")
    assert (posted.status, posted["etag"] != "") == (200, True)
    assert (await front.call(ASK, "HEAD", if_none_match="*")).status == 304


async def test_answers_of_a_day_are_good_for_that_day() -> None:
    front = fronted(lambda arguments: Reply(head_of(arguments, today=True), arguments["today"].encode()))
    first = await front.call("/queries/things.csv")
    assert (first.body, first["etag"][-16:]) == (b"2026-12-01", '.csv.2026-12-01"')
    assert (await front.call("/queries/things.csv", if_none_match=first["etag"])).status == 304
    assert len(front.pool.asked) == 1
    front.clock.now += datetime.timedelta(days=1)
    second = await front.call("/queries/things.csv", if_none_match=first["etag"])
    assert (second.status, second.body) == (200, b"2026-12-02")


async def test_an_answer_of_the_moment_is_not_kept() -> None:
    front = fronted(lambda arguments: Reply(head_of(arguments, volatile=True), b"0.5"))
    for number in (1, 2):
        answer = await front.call(ASK)
        assert ("etag" in dict(answer.fields), answer["cache-control"]) == (False, "no-store")
        assert len(front.pool.asked) == number


async def test_an_answer_of_the_moment_is_for_one_only() -> None:
    numbers = itertools.count()
    front = fronted(lambda arguments: Reply(head_of(arguments, volatile=True), b"%d" % next(numbers)))
    front.pool.gate = asyncio.Event()
    calls = [asyncio.ensure_future(front.call(ASK)) for _ in range(3)]
    await asyncio.sleep(0)
    front.pool.gate.set()
    assert {answer.body for answer in await asyncio.gather(*calls)} == {b"0", b"1", b"2"}


async def test_a_browser_gets_the_page_unless_it_asks_for_a_format() -> None:
    front = fronted(lambda arguments: Reply(head_of(arguments), b""))
    for path, form in (("/sparql", "text/html"), ("/sparql?format=nt", "text/nt")):
        assert (await front.call(path, accept="text/html"))["content-type"] == form


async def test_head_is_get_without_the_body() -> None:
    front = fronted(lambda arguments: Reply(head_of(arguments), b"x" * 77))
    for path in (ASK, "/queries/things", "/readyz", "/queries", "/nothing"):
        get, head = await front.call(path), await front.call(path, "HEAD")
        own = {"x-request-id", "ratelimit"}
        assert [row for row in get.fields if row[0] not in own] == [row for row in head.fields if row[0] not in own]
        assert (head.status, head.body, head["content-length"]) == (get.status, b"", str(len(get.body)))


async def test_warnings_are_fields_of_their_own() -> None:
    texts = ["sg:hasSkil is not used; did you mean sg:hasSkill?", "schön\r\nSet-Cookie: x=1 100%"]
    front = fronted(lambda arguments: Reply(head_of(arguments, warnings=texts), b""))
    answer = await front.call(ASK)
    warned = [value for name, value in answer.fields if name == "x-warning"]
    assert warned == [texts[0], "sch%C3%B6n%0D%0ASet-Cookie: x=1 100%25"]


async def test_questions_at_the_same_time_are_one() -> None:
    front = fronted()
    front.pool.gate = asyncio.Event()
    tasks = [asyncio.create_task(front.call(ASK, peer=f"192.0.2.{number}")) for number in range(5)]
    await asyncio.sleep(0)
    tasks[0].cancel()
    await asyncio.sleep(0)
    front.pool.gate.set()
    answers = await asyncio.gather(*tasks)
    assert [answer.status for answer in answers] == [0, 200, 200, 200, 200]
    assert (len(front.pool.asked), front.pool.cancelled) == (1, 0)


async def test_an_evaluation_that_nobody_waits_for_is_given_up() -> None:
    front = fronted()
    front.pool.gate = asyncio.Event()
    tasks = [asyncio.create_task(front.call(ASK)) for _ in range(2)]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks)
    await asyncio.sleep(0)
    assert front.pool.cancelled == 1
    front.pool.gate.set()
    assert (await front.call(ASK)).status == 200


async def test_who_joins_a_client_that_is_one_too_many_asks_for_itself() -> None:
    def reply(arguments: Mapping[str, Any]) -> Reply:
        if front.pool.asked[-1][2] == "192.0.2.1":
            raise Busy("Too many at once.", "client", 3)
        return echo(arguments)

    front = fronted(reply)
    front.pool.gate = asyncio.Event()
    tasks = [asyncio.create_task(front.call(ASK, peer=f"192.0.2.{number}")) for number in (1, 2)]
    await asyncio.sleep(0)
    front.pool.gate.set()
    first, second = await asyncio.gather(*tasks)
    assert (first.status, first["retry-after"], second.status) == (429, "3", 200)


async def test_a_long_answer_goes_to_one_and_is_kept_when_it_is_whole() -> None:
    made: list[Chunked] = []

    def reply(arguments: Mapping[str, Any]) -> Chunked:
        made.append(Chunked([b"one", b"two"], head_of(arguments)))
        return made[-1]

    front = fronted(reply)
    front.pool.gate = asyncio.Event()
    tasks = [asyncio.create_task(front.call(ASK)) for _ in range(2)]
    await asyncio.sleep(0)
    front.pool.gate.set()
    answers = await asyncio.gather(*tasks)
    assert [(answer.status, answer.body, answer["content-length"]) for answer in answers] == [(200, b"onetwo", "6")] * 2
    assert len(made) == 2
    assert (await front.call(ASK)).body == b"onetwo"
    assert len(made) == 2


async def test_a_long_answer_that_breaks_off_is_not_complete_and_not_kept() -> None:
    front = fronted(lambda arguments: Chunked([b"one"], head_of(arguments), LimitReached("Sent too long.", "time")))
    for number in (1, 2):
        answer = await front.call(ASK)
        assert (answer.status, answer.complete, answer["content-length"]) == (200, False, "4")
        assert len(front.pool.asked) == number
    assert "cut: Sent too long." in front.log.getvalue()


async def test_head_of_a_long_answer_ends_it() -> None:
    made: list[Chunked] = []

    def reply(arguments: Mapping[str, Any]) -> Chunked:
        made.append(Chunked([b"one"], head_of(arguments)))
        return made[-1]

    answer = await fronted(reply).call(ASK, "HEAD")
    assert (answer.status, answer["content-length"], made[0].closed) == (200, "3", True)


async def test_the_time_of_a_client_is_counted_and_comes_back() -> None:
    front = fronted(lambda arguments: Reply(head_of(arguments), b"", seconds=25.0), query_seconds=30)
    for number, left in ((1, 35), (2, 10), (3, 0)):
        answer = await front.call(f"{ASK}&{number}&query=")
        assert answer.status == 400
        answer = await front.call(f"/sparql?query=ASK+%7B%7D%23{number}")
        assert answer.status == 200
        assert answer["ratelimit"].startswith(f'"query-seconds";r={left};t=')
    refused = await front.call(ASK)
    assert (refused.status, refused["retry-after"]) == (429, "16")
    assert refused.json()["type"].endswith("/problems/too-many-requests")
    assert (await front.call("/sparql?query=ASK+%7B%7D%231")).status == 200  # what is kept costs nothing
    assert (await front.call(ASK, peer="192.0.2.2")).status == 200
    front.clock.seconds += 17
    assert (await front.call(ASK)).status == 200


async def test_a_query_that_fails_costs_its_time() -> None:
    def reply(_: Mapping[str, Any]) -> Reply:
        front.clock.seconds += 12  # two of them in the queue
        error = LimitReached("The query took longer than 10 s.", "time", "Ask for less.")
        error.spent = 10.0
        raise error

    front = fronted(reply)
    answer = await front.call(ASK)
    assert (answer.status, answer["retry-after"], answer.json()["limit"]) == (503, "5", "time")
    assert answer["ratelimit"] == '"query-seconds";r=50;t=10'
    row = json.loads(front.log.getvalue().splitlines()[0])
    assert (row["event"], row["limit"], row["seconds"]) == ("slow query", "time", 10.0)
    assert "query" not in row
    assert len(row["query_hash"]) == 16


async def test_a_syntax_error_shows_the_line_and_the_place() -> None:
    def reply(_: Mapping[str, Any]) -> Reply:
        raise QuerySyntaxError("line 2, column 3: no such thing", 2, 3)

    problem = (await fronted(reply).call("/sparql?query=ASK+%7B%0A%09%09x")).json()
    assert (problem["line"], problem["column"], problem["source"], problem["caret"]) == (2, 3, "\t\tx", "\t\t^")
    page = await fronted(reply).call("/sparql?query=ASK+%7B%0A%3Cb%3E", accept="text/html, */*;q=0.1")
    assert page["content-type"] == "text/html; charset=utf-8"
    assert b"&lt;b&gt;\n  ^" in page.body
    assert "default-src 'self'" in page["content-security-policy"]


@pytest.mark.parametrize("error", [RuntimeError("secret"), InternalError("secret")])
async def test_a_fault_of_ours_says_nothing_of_itself_and_is_logged(error: Exception) -> None:
    def reply(_: Mapping[str, Any]) -> Reply:
        raise error

    front = fronted(reply)
    answer = await front.call(ASK)
    assert answer.status == 500
    assert answer["content-type"] == "application/problem+json"
    row = json.loads(front.log.getvalue().splitlines()[0])
    assert (row["event"], row["id"]) == ("fault", answer["x-request-id"])
    assert "secret" not in answer.body.decode()
    assert "secret" not in front.log.getvalue()


async def test_the_log_has_the_text_of_queries_only_where_that_is_asked() -> None:
    for settings, seen in (({}, False), ({"log_queries": "true"}, True)):
        front = fronted(log_requests="true", **settings)
        await front.call("/sparql?query=ASK+%7B%7D%23planted")
        row = json.loads(front.log.getvalue())
        assert (row["route"], row["status"], row["cache"], row["client"]) == ("/sparql", 200, "miss", "192.0.2.1")
        assert ("planted" in front.log.getvalue()) is seen


async def test_only_the_hosts_of_the_settings_are_answered() -> None:
    front = fronted(allowed_hosts="example.org, [::1]")
    for host, status in (
        ("example.org", 200),
        ("EXAMPLE.org:8000", 200),
        ("[::1]:80", 200),
        ("example.org:", 200),
        ("example.org:80:80", 400),
        ("me@example.org", 400),
        ("evil.example", 400),
        ("example.org.evil", 400),
        ("", 400),
    ):
        assert (await front.call(ASK, host=host)).status == status, host


async def test_metrics_say_what_went_on() -> None:
    front = fronted()
    for path in (ASK, ASK, "/nothing", "/queries/nothing"):
        await front.call(path)
    text = (await front.call("/metrics")).body.decode()
    assert 'skillgraph_requests_total{route="/sparql",status="200"} 2\n' in text
    assert 'skillgraph_requests_total{route="/queries/{name}",status="404"} 1\n' in text
    assert 'skillgraph_requests_total{route="other",status="404"} 1\n' in text
    assert 'skillgraph_request_seconds_count{route="/sparql"} 2\n' in text
    assert 'skillgraph_cache_requests_total{outcome="hit"} 1\n' in text
    assert f'skillgraph_snapshot_age_seconds{{snapshot="{"0" * 16}"}} 0.0\n' in text


def recalled(front: Fronted, url: str, **fields: str) -> tuple[bytes, bytes] | None:
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in fields.items()]
    head = front.front.quick.head_of([(b"host", b"example.org"), *named])
    return head and front.front.quick.recall(head, url.encode(), "192.0.2.1")


async def test_what_was_asked_before_is_known_by_its_bytes() -> None:
    front = fronted()
    assert recalled(front, ASK) is None
    await front.call(ASK, accept="text/csv")
    assert recalled(front, ASK, accept="text/csv") is None  # most questions are never asked again
    answer = await front.call(ASK, accept="text/csv")
    assert recalled(front, ASK) is None
    found = recalled(front, ASK, accept="text/csv")
    assert found is not None
    head, body = found
    assert body == answer.body
    sent = {line.split(b": ")[0].decode() for line in head.splitlines()[1:]}
    assert sent == {name for name, _ in answer.fields}
    same = recalled(front, ASK, accept="text/csv", if_none_match=answer["etag"])
    assert same is not None
    assert same[0].startswith(b"HTTP/1.1 304 Not Modified\r\n")
    assert same[1] == b""
    for odd in ({"content_length": "3"}, {"expect": "100-continue"}, {"authorization": "Bearer x"}, {"upgrade": "h2c"}):
        assert recalled(front, ASK, accept="text/csv", **odd) is None
    state = front.front.serving.state
    assert state is not None
    front.front.serving.state = type(state)(state.settings, "1" * 64, 1, state.catalogue, front.pool, 0.0)
    assert recalled(front, ASK, accept="text/csv") is None


async def test_what_is_known_by_its_bytes_is_good_for_its_day() -> None:
    front = fronted(lambda arguments: Reply(head_of(arguments, today=True), b"x"))
    for _ in range(2):
        await front.call("/queries/things.csv")
    assert recalled(front, "/queries/things.csv") is not None
    front.clock.now += datetime.timedelta(days=1)
    assert recalled(front, "/queries/things.csv") is None
