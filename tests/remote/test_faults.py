"""An endpoint that dies, hangs, sends garbage or too much, or leads elsewhere; and one replica of two that is gone."""

from __future__ import annotations

import http.server
import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

import pytest

from endpoints import Bad, Behaviour, bad_endpoint, breaks_off, free_port, sends
from skillgraph.endpoint import Address, Outlet, Question, Replicas, Transport, addresses, asked
from skillgraph.endpoint.outlet import AUTHORIZATION, Through
from skillgraph.engine import Bounds
from skillgraph.errors import AnswerTooLarge, EndpointError, LimitReached, NotReady, SkillgraphError, UsageError
from skillgraph.remote import Record, Remote, read_record
from skillgraph.remote.engine import Terms
from skillgraph.remote.record import probe
from skillgraph.results import SOLUTION_FORMATS

RECORD = Record("a" * 64, 2, {"http://g": "b" * 64}, "")
ROW = {"x": {"type": "uri", "value": "http://x"}}
QUERY = "SELECT ?x { ?x ?p ?o }"


def table(rows: int = 1) -> bytes:
    """An answer with so many rows."""
    return json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": [ROW] * rows}}).encode()


def engine(transport: Transport, seconds: float = 20, most: int = 1 << 20) -> Remote:
    """An engine that believes in a record, whatever the endpoint says."""
    return Remote(transport, RECORD, Terms(seconds, most))


@contextmanager
def over(*behaviours: Behaviour, way: str = "direct") -> Iterator[tuple[Transport, list[Bad]]]:
    """A transport to endpoints that behave so, from this process or through a keeper."""
    with ExitStack() as stack:
        bad = [stack.enter_context(bad_endpoint(behave)) for behave in behaviours]
        where = addresses(one.url for one in bad)
        if way == "direct":
            yield stack.enter_context(closing(Replicas(where))), bad
        else:
            outlet = stack.enter_context(closing(Outlet(where, probe(1.0), 3600.0)))
            connection = stack.enter_context(outlet.connect())
            yield Through(connection), bad


each_way = pytest.mark.parametrize("way", ["direct", "keeper"])


def hangs(handler: http.server.BaseHTTPRequestHandler, _: bytes) -> None:
    """No answer, for as long as anybody waits."""
    handler.connection.settimeout(60)
    handler.connection.recv(1)


def redirects(handler: http.server.BaseHTTPRequestHandler, _: bytes) -> None:
    """To somewhere else."""
    handler.send_response(302)
    handler.send_header("Location", handler.headers["X-Elsewhere"] or "http://127.0.0.1:9/query")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


FAULTS: dict[str, tuple[Behaviour, type[SkillgraphError], str]] = {
    "dies in the middle": (breaks_off(table(50)[:-5]), EndpointError, "broke off"),
    "hangs": (hangs, LimitReached, "in time"),
    "garbage": (sends(b"{nonsense"), EndpointError, "cannot be read"),
    "a page": (sends(b"<html>", "text/html"), EndpointError, "text/html"),
    "half a table": (sends(table(3)[:-8]), EndpointError, "cannot be read"),
    "a truth value": (sends(b'{"head":{},"boolean":true}'), EndpointError, "no table"),
    "too much": (sends(table(40_000)), AnswerTooLarge, "bytes"),
    "redirect": (redirects, EndpointError, "redirect"),
    "refused": (sends(b"no such function", "text/plain", 400), UsageError, "no such function"),
    "forbidden": (sends(b"", "text/plain", 401), EndpointError, "credentials"),
    "overloaded": (sends(b"", "text/plain", 503), EndpointError, "503"),
    "broken": (sends(b"oops", "text/plain", 500), EndpointError, "oops"),
    "gave up": (sends(b"", "text/plain", 504), LimitReached, "gave up"),
}


@each_way
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_an_error_of_its_kind(name: str, way: str) -> None:
    behave, kind, words = FAULTS[name]
    with over(behave, way=way) as (transport, _), pytest.raises(kind, match=words):
        engine(transport, seconds=1 if name == "hangs" else 20).evaluate(QUERY, SOLUTION_FORMATS)


@each_way
def test_what_may_pass_is_asked_again_and_no_more_than_twice(way: str) -> None:
    with over(sends(b"", "text/plain", 503), way=way) as (transport, (bad,)):
        before = len(bad.seen)
        with pytest.raises(EndpointError):
            engine(transport).select(QUERY)
        queries = [body for body in bad.seen[before:] if b"http%3A%2F%2Fx" not in body and b"union" in body]
        assert len(queries) == 3


@each_way
def test_an_answer_that_broke_off_comes_whole_the_second_time(way: str) -> None:
    left = [breaks_off(table(9)[:-5])]

    def behave(handler: http.server.BaseHTTPRequestHandler, body: bytes) -> None:
        (left.pop() if left and b"union" in body else sends(table(9)))(handler, body)

    with over(behave, way=way) as (transport, _):
        assert len(engine(transport).select(QUERY).rows) == 9


@each_way
def test_rows_are_counted_while_they_come_and_the_connection_is_good_for_the_next_question(way: str) -> None:
    with over(sends(table(2000)), way=way) as (transport, _):
        remote = engine(transport)
        for _ in range(3):
            with pytest.raises(AnswerTooLarge, match="more than 10 rows"):
                remote.select(QUERY, Bounds(rows=10))
        assert len(remote.select(QUERY).rows) == 2000


def test_rows_that_the_server_cuts_are_an_error() -> None:
    def behave(handler: http.server.BaseHTTPRequestHandler, _: bytes) -> None:
        body = table(10)
        handler.send_response(200)
        handler.send_header("Content-Type", "application/sparql-results+json")
        handler.send_header("X-SPARQL-MaxRows", "10")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    with over(behave) as (transport, _), pytest.raises(EndpointError, match="after 10 rows"):
        engine(transport).select(QUERY)


def test_a_graph_whose_end_cannot_be_told_is_an_error() -> None:
    def behave(handler: http.server.BaseHTTPRequestHandler, _: bytes) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/n-triples")
        handler.end_headers()
        handler.wfile.write(b"<http://a> <http://b> <http://c> .\n")
        handler.close_connection = True

    with over(behave) as (transport, _), pytest.raises(EndpointError, match="cannot be told"):
        engine(transport).select("CONSTRUCT WHERE { ?s ?p ?o }")


def test_a_redirect_is_not_followed() -> None:
    with bad_endpoint(sends(table())) as elsewhere:

        def leads(handler: http.server.BaseHTTPRequestHandler, _: bytes) -> None:
            handler.send_response(307)
            handler.send_header("Location", elsewhere.url)
            handler.send_header("Content-Length", "0")
            handler.end_headers()

        with over(leads) as (transport, _), pytest.raises(EndpointError, match="not followed"):
            engine(transport).select(QUERY)
        assert elsewhere.seen == []


def test_one_replica_of_two_is_gone() -> None:
    with bad_endpoint(sends(table(2))) as there:
        gone = Address.of(f"http://127.0.0.1:{free_port()}/query")
        with closing(Replicas([gone, Address.of(there.url)])) as replicas:
            remote = engine(replicas)
            for _ in range(6):
                assert len(remote.select(QUERY).rows) == 2
            assert len(there.seen) == 6
            assert replicas.up == 1


def test_one_replica_of_two_hangs_and_is_found_out() -> None:
    with over(hangs, sends(table())) as (_, (bad, good)):
        replicas = Replicas(addresses([bad.url, good.url]), clock=lambda: 0.0)
        with closing(replicas):
            replicas.examine(probe(1.0))
            assert replicas.up == 1
            for _ in range(4):
                engine(replicas).select(QUERY)
        assert (len(bad.seen), len(good.seen)) == (1, 5)


def test_questions_go_to_replicas_that_hold_the_snapshot() -> None:
    def holds(digest: str) -> Behaviour:
        rows = [{"p": {"type": "uri", "value": "http://p"}, "o": {"type": "literal", "value": digest}}]
        return sends(json.dumps({"head": {"vars": ["p", "o"]}, "results": {"bindings": rows}}).encode())

    with over(holds("c" * 64), holds(RECORD.digest)) as (transport, (other, right)):
        assert isinstance(transport, Replicas)
        transport.examine(probe(5.0))
        for _ in range(4):
            engine(transport).select("SELECT ?p ?o { ?s ?p ?o }")
        assert (len(other.seen), len(right.seen)) == (1, 5)


def test_a_replica_rests_longer_each_time_and_is_tried_again() -> None:
    now = [0.0]
    gone = Address.of(f"http://127.0.0.1:{free_port()}/query")
    replicas = Replicas([gone], clock=lambda: now[0])
    question = Question((("query", QUERY),), "*/*", 5.0, 1000)
    rests = []
    for _ in range(8):
        with pytest.raises(EndpointError, match="cannot be reached"):
            replicas.open(question)
        (replica,) = replicas._replicas
        rests.append(replica.rests_until - now[0])
        now[0] = replica.rests_until
    assert rests == [0.5, 1, 2, 4, 8, 16, 30, 30]


def test_credentials_go_to_the_endpoint_and_come_from_the_keeper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(AUTHORIZATION, "Bearer secret")
    with over(sends(table()), way="keeper") as (transport, (bad,)):
        engine(transport).select(QUERY)
        assert {headers["Authorization"] for headers in bad.headers} == {"Bearer secret"}


def test_who_gives_up_in_the_middle_frees_the_endpoint() -> None:
    """A worker that is killed closes its socket; the keeper breaks what it asked for it."""
    ended: list[float] = []

    def waits(handler: http.server.BaseHTTPRequestHandler, body: bytes) -> None:
        if b"union" not in body:
            return sends(table())(handler, body)
        handler.connection.settimeout(30)
        assert handler.connection.recv(1) == b""
        ended.append(time.monotonic())
        return None

    with bad_endpoint(waits) as bad, closing(Outlet(addresses([bad.url]), probe(1.0), 3600.0)) as outlet:
        connection = outlet.connect()
        from skillgraph.endpoint import wire

        wire.send(connection, wire.packed(Question((("query", "ASK FROM <http://union> {}"),), "*/*", 30.0, 1000)))
        while not any(b"union" in body for body in bad.seen):
            time.sleep(0.01)
        connection.close()
        until = time.monotonic() + 20
        while not ended and time.monotonic() < until:
            time.sleep(0.01)
        assert ended
        with outlet.connect() as other:  # and the replica is not thought to be broken
            assert asked(Through(other), probe(5.0), lambda body: body.media_type) == "application/sparql-results+json"


def test_without_the_keeper_there_is_an_error_and_no_wait() -> None:
    with over(sends(table()), way="keeper") as (transport, _):
        engine(transport).select(QUERY)
    with pytest.raises(EndpointError, match="has ended"):
        engine(transport).select(QUERY)


@pytest.mark.parametrize("url", ["ftp://x/", "http:///x", "x", "http://h:port/", "http://h/#x", "http://me:pw@h/"])
def test_an_address_that_is_none_is_named(url: str) -> None:
    with pytest.raises(UsageError):
        Address.of(url)
    with pytest.raises(UsageError, match="No endpoint"):
        addresses([])


def test_an_endpoint_without_a_record_says_what_to_do() -> None:
    empty = json.dumps({"head": {"vars": ["p", "o"]}, "results": {"bindings": []}}).encode()
    with over(sends(empty)) as (transport, _), pytest.raises(NotReady, match="skillgraph publish"):
        read_record(transport)


def test_a_damaged_record_is_not_believed() -> None:
    rows = [
        {"p": {"type": "uri", "value": "http://purl.org/dc/terms/identifier"}, "o": {"type": "literal", "value": "x"}}
    ]
    damaged = json.dumps({"head": {"vars": ["p", "o"]}, "results": {"bindings": rows}}).encode()
    with over(sends(damaged)) as (transport, _), pytest.raises(EndpointError, match="damaged"):
        read_record(transport)
