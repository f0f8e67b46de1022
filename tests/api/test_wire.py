"""Bytes over a raw socket: what no HTTP client would send, and how the connection goes on."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from faults import Server, copy_workspace, serving
from served import HTTP

ASK = b"/sparql?query=ASK%20%7B%7D"
HOST = b"Host: example.org\r\n"


@pytest.fixture(scope="module")
def tight(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with small limits, so that they are soon reached."""
    root = copy_workspace(tmp_path_factory.mktemp("wire") / "workspace")
    limits = {"READ_SECONDS": "1", "HEADER_BYTES": "4096", "URL_BYTES": "4096", "CONNECTIONS": "20"}
    with serving(root, tmp_path_factory.mktemp("server"), WATCH="false", **limits) as server:
        yield server


@dataclass(frozen=True)
class Read:
    """An answer as it came."""

    status: int
    fields: dict[str, str]
    body: bytes


class Wire:
    """A connection."""

    def __init__(self, server: Server) -> None:
        host, _, port = server.address.removeprefix("http://").partition(":")
        self.socket = socket.create_connection((host, int(port)), timeout=10)
        self.file = self.socket.makefile("rb")

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()
        self.socket.close()

    def send(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.socket.sendall(piece)

    def read(self, *, head: bool = False) -> Read:
        """The next answer."""
        line = self.file.readline()
        assert line.startswith(b"HTTP/1.1 "), line
        fields = {}
        while (row := self.file.readline().strip()) != b"":
            name, _, value = row.decode().partition(": ")
            fields[name] = value
        length = 0 if head else int(fields.get("content-length", 0))
        return Read(int(line.split()[1]), fields, self.file.read(length))

    def is_closed(self) -> bool:
        """Whether the server has closed the connection."""
        return self.file.read(1) == b""

    def is_cut_while_sending(self, piece: bytes, times: int) -> bool:
        """Whether the server ends the connection before it was sent that much."""
        try:
            for _ in range(times):
                self.send(piece)
                time.sleep(0.001)
        except OSError:
            return True
        return False


def get(target: bytes = ASK, *more: bytes) -> bytes:
    return b"GET " + target + b" HTTP/1.1\r\n" + HOST + b"".join(row + b"\r\n" for row in more) + b"\r\n"


def refused(wire: Wire, status: int, kind: str) -> None:
    """The answer is a problem document that any page may read, and the connection ends."""
    answer = wire.read()
    assert answer.status == status
    assert answer.fields["content-type"] == "application/problem+json"
    assert answer.fields["access-control-allow-origin"] == "*"
    assert answer.fields["connection"] == "close"
    assert json.loads(answer.body)["type"].endswith(f"/problems/{kind}")
    assert wire.is_closed()


@pytest.mark.parametrize(
    ("sent", "status", "kind"),
    [
        ((get(ASK, b"X: " + b"x" * 5000),), 431, "headers-too-large"),
        ((get(ASK, *[b"X-%d: y" % number for number in range(600)]),), 431, "headers-too-large"),
        ((b"GET / HTTP/1.1\r\nX: ", *[b"x" * 4000] * 6), 431, "headers-too-large"),
        ((b"GET / HTTP/1.1\r\nX: " + b"x" * 24_000,), 431, "headers-too-large"),
        ((get(b"/sparql?query=" + b"x" * 5000),), 414, "url-too-long"),
        ((b"GET /", *[b"x" * 3000] * 3), 414, "url-too-long"),
        ((b"nonsense\r\n\r\n",), 400, "bad-request"),
        ((b"POST /sparql HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n",), 400, "bad-request"),
        ((b"POST /sparql HTTP/1.1\r\nContent-Length: -3\r\n\r\n",), 400, "bad-request"),
        ((b"GET /sparql HTTP/1.1\r\nHost : x\r\n\r\n",), 400, "bad-request"),
        ((b"GET /sp arql HTTP/1.1\r\n\r\n",), 400, "bad-request"),
    ],
)
def test_what_is_too_large_or_no_http_is_refused(
    tight: Server, sent: tuple[bytes, ...], status: int, kind: str
) -> None:
    with Wire(tight) as wire:
        wire.send(*sent)
        refused(wire, status, kind)


def test_a_header_section_of_twenty_megabytes_is_not_read(tight: Server) -> None:
    with Wire(tight) as wire:
        wire.send(b"GET / HTTP/1.1\r\nX: ")
        assert wire.is_cut_while_sending(b"x" * 10_000, 2000)


@pytest.mark.parametrize("sent", [b"", b"GET /", b"GET / HTTP/1.1\r\nHost: x", b"\r\n"])
def test_who_is_too_slow_is_cut_off(tight: Server, sent: bytes) -> None:
    with Wire(tight) as wire:
        began = time.monotonic()
        wire.send(sent)
        if sent.startswith(b"GET"):
            refused(wire, 408, "request-timeout")
        else:
            assert wire.is_closed()
        assert 0.8 < time.monotonic() - began < 30


def test_one_byte_at_a_time_is_too_slow(tight: Server) -> None:
    with Wire(tight) as wire:
        began = time.monotonic()
        try:
            for byte in get():
                wire.send(bytes([byte]))
                time.sleep(0.1)
        except OSError:
            pass
        assert time.monotonic() - began < 30


def test_a_body_that_does_not_come_is_a_408(tight: Server) -> None:
    with Wire(tight) as wire:
        wire.send(b"POST /sparql HTTP/1.1\r\n", HOST, b"Content-Type: application/sparql-query\r\n")
        wire.send(b"Content-Length: 100\r\n\r\nASK")
        assert wire.read().status == 408


@pytest.mark.parametrize("announced", [b"Content-Length: 300000000", b"Transfer-Encoding: chunked"])
def test_a_body_of_300_megabytes_is_refused_while_it_comes(tight: Server, announced: bytes) -> None:
    with Wire(tight) as wire:
        wire.send(
            b"POST /sparql HTTP/1.1\r\n", HOST, b"Content-Type: application/sparql-query\r\n", announced, b"\r\n\r\n"
        )
        chunk = b"#" * 60_000
        if announced.startswith(b"Transfer"):
            chunk = b"%x\r\n" % len(chunk) + chunk + b"\r\n"
        wire.send(chunk, chunk, chunk)
        answer = wire.read()
        assert (answer.status, json.loads(answer.body)["type"].rpartition("/")[2]) == (413, "too-large")
        assert wire.is_cut_while_sending(chunk, 1000)


def test_a_refused_body_that_is_small_leaves_the_connection_as_it_is(tight: Server) -> None:
    body = b"#" * 70_000
    head = (
        b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Type: application/sparql-query\r\nContent-Length: 70000\r\n\r\n"
    )
    with Wire(tight) as wire:
        wire.send(head, body, get())
        assert [wire.read().status, wire.read().status] == [413, 200]


def test_who_waits_for_leave_to_send_is_told(tight: Server) -> None:
    head = b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Type: application/sparql-query\r\nExpect: 100-continue\r\n"
    with Wire(tight) as wire:
        wire.send(head + b"Content-Length: 6\r\n\r\n")
        assert wire.read().status == 100
        wire.send(b"ASK {}")
        assert wire.read().status == 200
    with Wire(tight) as wire:
        wire.send(head + b"Content-Length: 600000000\r\n\r\n")
        assert wire.read().status == 413


def test_requests_may_follow_each_other_without_waiting(tight: Server) -> None:
    other = b"/queries/tasks-per-group.csv"
    with Wire(tight) as wire:
        for _ in range(2):  # the second time from memory
            wire.send(get() + get(other) + get() + get(b"/livez") + get(other))
            answers = [wire.read() for _ in range(5)]
            assert [answer.status for answer in answers] == [200] * 5
            assert answers[0].body == answers[2].body
            assert answers[1].body == answers[4].body
            assert json.loads(answers[3].body) == {"status": "ok"}


def test_an_answer_from_memory_is_the_answer(tight: Server) -> None:
    query = b"/sparql?query=ASK%20%7B%7D%23memory"
    with Wire(tight) as wire:
        wire.send(get(query))
        first = wire.read()
        wire.send(get(query))
        second = wire.read()
        wire.send(get(query).replace(b"GET", b"HEAD", 1))
        third = wire.read(head=True)
        wire.send(get(query, b"If-None-Match: " + first.fields["etag"].encode()))
        fourth = wire.read()
    own = {"date", "x-request-id", "ratelimit"}
    assert first.body == second.body
    assert {name: value for name, value in first.fields.items() if name not in own} == {
        name: value for name, value in second.fields.items() if name not in own
    }
    assert (third.status, third.fields["content-length"]) == (200, str(len(first.body)))
    assert (fourth.status, fourth.body) == (304, b"")
    assert first.fields.keys() == second.fields.keys() == third.fields.keys()


def test_an_answer_from_memory_needs_a_host_as_well(tight: Server) -> None:
    start = b"GET /sparql?query=ASK%20%7B%7D%23host"
    for sent, status in (
        (b" HTTP/1.1\r\nHost: \r\n\r\n", 200),
        (b" HTTP/1.1\r\n\r\n", 400),
        (b"\r\n\r\n", 400),
        (b" HTTP/1.1\r\nHost: a\r\n\r\n", 200),
        (b" HTTP/1.1\r\nHost: \r\nHost: a\r\n\r\n", 400),
        (b" HTTP/2.0\r\nHost: a\r\n\r\n", 400),
        (b" HTTP/1.0\r\n\r\n", 200),
    ):
        with Wire(tight) as wire:
            wire.send(start + sent)
            assert wire.read().status == status, sent


@pytest.mark.parametrize("times", [1, 2])
def test_http_1_0_and_close_end_the_connection(tight: Server, times: int) -> None:
    for _ in range(times):
        for sent in (b"GET " + ASK + b" HTTP/1.0\r\n" + HOST + b"\r\n", get(ASK, b"Connection: close")):
            with Wire(tight) as wire:
                wire.send(sent)
                answer = wire.read()
                assert (answer.status, answer.fields["connection"]) == (200, "close")
                assert wire.is_closed()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET http://example.org/livez HTTP/1.1\r\nHost: other\r\n\r\n", 200),
        (b"GET /livez HTTP/1.1\r\n\r\n", 400),
        (b"GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"GET /livez HTTP/1.0\r\n\r\n", 200),
        (b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 204),
        (b"PROPFIND /sparql HTTP/1.1\r\nHost: a\r\n\r\n", 405),
        (b"GET /livez HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", 200),
        (b"GET /livez HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\n\r\n", 200),
        (b"GET /livez HTTP/1.1\r\nHost: a\r\nAccept: \xff\xfe\r\n\r\n", 200),
        (b"GET /livez HTTP/1.1\r\nHost: \xe4\r\n\r\n", 400),
        (b"GET /livez HTTP/1.1\r\nHost: a/b\r\n\r\n", 400),
        (b"GET http://me@example.org/livez HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET /livez\r\n\r\n", 400),
        (b"GET /livez HTTP/2.0\r\nHost: a\r\n\r\n", 400),
        (b"GET /sparql?query=%FF HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET /queries/%FF HTTP/1.1\r\nHost: a\r\n\r\n", 404),
        (b"GET /queries/a%0D%0AX-Evil:%201 HTTP/1.1\r\nHost: a\r\n\r\n", 404),
    ],
)
def test_odd_requests(tight: Server, sent: bytes, status: int) -> None:
    with Wire(tight) as wire:
        wire.send(sent)
        answer = wire.read()
        assert answer.status == status
        assert "x-evil" not in {name.lower() for name in answer.fields}
        assert answer.fields["access-control-allow-origin"] == "*"


def test_too_many_connections_are_sent_away(tight: Server) -> None:
    time.sleep(2.5)  # for those of earlier tests to go
    wires = [Wire(tight) for _ in range(20)]
    try:
        with Wire(tight) as one_more:
            refused(one_more, 503, "busy")
    finally:
        for wire in wires:
            wire.__exit__()
    time.sleep(0.5)
    assert HTTP.get(f"{tight.address}/livez").status_code == 200


def test_who_goes_away_ends_its_query(tight: Server) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    before = ends(tight)
    with pytest.raises(httpx.ReadTimeout):
        HTTP.get(f"{tight.address}/sparql", params={"query": endless}, timeout=1)
    for _ in range(30):
        if ends(tight) > before:
            break
        time.sleep(0.1)
    assert ends(tight) == before + 1
    assert HTTP.get(f"{tight.address}/sparql", params={"query": "ASK {}"}).status_code == 200


def ends(server: Server) -> int:
    """How many workers were ended because their client had gone."""
    lines = HTTP.get(f"{server.address}/metrics").text.splitlines()
    found = [line for line in lines if line.startswith('skillgraph_worker_ends_total{cause="client_gone"}')]
    return int(found[0].split()[-1]) if found else 0


def test_the_same_server_still_stands(tight: Server, tmp_path: Path) -> None:
    assert tight.process.poll() is None
    assert "fault" not in tight.log.read_text()
    assert "Traceback" not in tight.log.read_text()
