"""What no HTTP client would send, byte by byte: heads and bodies without end, broken framing, borrowed names."""

from __future__ import annotations

import gzip
import itertools
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import httpx
import pytest

from attacks.corpus import Canary
from attacks.raw import Answer, connected, exchange, receive, send
from served import Served

pytestmark = pytest.mark.xdist_group("attacks")

HOST = b"Host: localhost\r\n"
ASKS = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\n" + HOST
POST = b"POST /sparql HTTP/1.1\r\n" + HOST
QUERY = b"Content-Type: application/sparql-query\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
EVIL = "evil.example"
KIB = 1024


@contextmanager
def kept_out_of_memory(server: Served) -> Iterator[None]:
    """What is sent within it must not be kept: the server may read and throw away, so that its refusal is seen."""
    before = server.memory()
    yield
    assert server.memory() - before < 5 * KIB * KIB


def repeated(piece: bytes, times: int) -> Iterator[bytes]:
    """The same bytes many times, without holding them all."""
    return itertools.repeat(piece, times)


def test_a_header_of_20_megabytes(target: Served, canary: Canary) -> None:
    with kept_out_of_memory(target), connected(target.port) as connection:
        send(connection, itertools.chain([ASKS + b"X-Long: "], repeated(b"x" * 64 * KIB, 320)))
        answer = receive(connection)
    assert answer.status in (431, 0)  # a client that goes on sending may find the connection gone


def test_a_header_beyond_the_limit_is_told_so(target: Served, canary: Canary) -> None:
    answer = exchange(target.port, ASKS + b"X-Long: " + b"x" * 70 * KIB + b"\r\n\r\n")
    assert answer.status == 431
    assert answer.header("content-type") == "application/problem+json"
    assert answer.header("access-control-allow-origin") == "*"


def test_many_small_headers(target: Served, canary: Canary) -> None:
    lines = b"".join(b"X-%d: 1\r\n" % number for number in range(7000))
    assert exchange(target.port, ASKS + lines + b"\r\n").status == 431


def test_an_address_of_70_kilobytes(target: Served, canary: Canary) -> None:
    answer = exchange(
        target.port, b"GET /sparql?query=ASK%7B%7D%23" + b"x" * 70 * KIB + b" HTTP/1.1\r\n" + HOST + b"\r\n"
    )
    assert answer.status == 414
    assert answer.header("access-control-allow-origin") == "*"


def test_an_address_without_end(target: Served, canary: Canary) -> None:
    with kept_out_of_memory(target), connected(target.port) as connection:
        send(connection, itertools.chain([b"GET /"], repeated(b"x" * 64 * KIB, 320)))
        assert receive(connection).status in (414, 0)


@pytest.mark.parametrize("kind", [QUERY, FORM])
def test_a_body_of_300_megabytes_is_refused_before_it_comes(target: Served, canary: Canary, kind: bytes) -> None:
    answer = exchange(target.port, POST + kind + b"Content-Length: 300000000\r\n\r\nASK")
    assert answer.status == 413


def test_a_body_in_chunks_without_end(target: Served, canary: Canary) -> None:
    chunk = b"10000\r\n" + b"x" * 64 * KIB + b"\r\n"
    head = POST + QUERY + b"Transfer-Encoding: chunked\r\n\r\n"
    with kept_out_of_memory(target), connected(target.port) as connection:
        send(connection, itertools.chain([head], repeated(chunk, 320)))
        assert receive(connection).status in (413, 0)


def test_a_body_for_a_resource_that_takes_none(target: Served, canary: Canary) -> None:
    answer = exchange(target.port, b"GET /livez HTTP/1.1\r\n" + HOST + b"Content-Length: 300000000\r\n\r\nx", 3)
    assert answer.status in (200, 413)


BROKEN: dict[str, bytes] = {
    "a chunk of no number": POST + QUERY + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nASK {}\r\n0\r\n\r\n",
    "a chunk of 2^64": POST + QUERY + b"Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\nASK\r\n",
    "a negative length": POST + QUERY + b"Content-Length: -1\r\n\r\n",
    "a length that is a word": POST + QUERY + b"Content-Length: six\r\n\r\nASK {}",
    "two lengths": POST + QUERY + b"Content-Length: 6\r\nContent-Length: 7\r\n\r\nASK {}x",
    "a length and chunks": POST + QUERY + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a header without a colon": ASKS + b"nothing\r\n\r\n",
    "a header name with a space": ASKS + b"X Y: 1\r\n\r\n",
    "NUL in a header": ASKS + b"X-Y: a\x00b\r\n\r\n",
    "a greeting of TLS": b"\x16\x03\x01\x01\x00\x01\x00\x00\xfc\x03\x03" + b"\x00" * 200,
    "no HTTP at all": b"\x00\xff\xfe" * 50 + b"\r\n\r\n",
    "a protocol that there is not": b"GET /livez HTTP/9.9\r\n" + HOST + b"\r\n",
    "the preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a method that there is not": b"HURT /sparql HTTP/1.1\r\n" + HOST + b"\r\n",
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_framing(target: Served, canary: Canary, name: str) -> None:
    answer = exchange(target.port, BROKEN[name], 3)
    assert answer.status in (400, 405, 505), (answer.head, answer.body)


ODD: dict[str, tuple[bytes, int]] = {
    "a request of two words, which is HTTP/0.9": (b"GET /sparql\r\n\r\n", 400),
    "letters beyond Latin-1 in a header": (ASKS + "X-Name: Ωmega 雪\r\n\r\n".encode(), 200),
    "bytes of no text in Accept": (ASKS + b"Accept: \xff\xfe/\x80, */*;q=0.1\r\n\r\n", 200),
    "an Accept of 40,000 letters": (ASKS + b"Accept: " + b"*/*;q=0.1" + b", a/b;q=0.5" * 3600 + b"\r\n\r\n", 200),
    "an Accept of commas": (ASKS + b"Accept: " + b"," * 40_000 + b"\r\n\r\n", 200),
    "an ETag of 40,000 quotes": (ASKS + b"If-None-Match: " + b'"' * 40_000 + b"\r\n\r\n", 200),
    "a range of bytes": (ASKS + b"Range: bytes=0-0,1-1,2-2\r\n\r\n", 200),
    "an upgrade": (ASKS + b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n", 200),
    "a trace": (b"TRACE /sparql HTTP/1.1\r\n" + HOST + b"\r\n", 405),
    "an update by PUT": (b"PUT /sparql HTTP/1.1\r\n" + HOST + b"Content-Length: 0\r\n\r\n", 405),
    "a path upwards": (b"GET /../../../etc/passwd HTTP/1.1\r\n" + HOST + b"\r\n", 404),
    "a path upwards in escapes": (b"GET /queries/..%2f..%2f..%2fetc%2fpasswd HTTP/1.1\r\n" + HOST + b"\r\n", 404),
    "bytes of no text in a path": (b"GET /%ff%fe%00 HTTP/1.1\r\n" + HOST + b"\r\n", 404),
    "bytes of no text in a query": (b"GET /sparql?query=ASK%7B%7D%23%ff HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "bytes of no text in a body": (POST + QUERY + b"Content-Length: 8\r\n\r\nASK {}\xff\xfe", 400),
    "a body of no stated type": (POST + b"Content-Length: 6\r\n\r\nASK {}", 415),
    "a body of JSON": (POST + b"Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", 415),
    "a document type in RDF/XML": (
        POST + b'Content-Type: application/rdf+xml\r\nContent-Length: 32\r\n\r\n<!DOCTYPE x [<!ENTITY a "aaa">]>',
        415,
    ),
    "a body of several parts": (
        POST + b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 5\r\n\r\n--x--",
        415,
    ),
    "an update by a form of another site": (
        POST + FORM + b"Origin: https://evil.example\r\nContent-Length: 15\r\n\r\nupdate=DROP+ALL",
        403,
    ),
    "an update in text/plain": (POST + b"Content-Type: text/plain\r\nContent-Length: 8\r\n\r\nDROP ALL", 415),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_odd_requests(target: Served, canary: Canary, name: str) -> None:
    request, status = ODD[name]
    answer = exchange(target.port, request, 5)
    assert answer.status == status, (answer.head, answer.body[:500])
    assert answer.header("access-control-allow-origin") == "*"
    assert answer.header("access-control-allow-credentials") == ""
    assert EVIL not in answer.head


def test_a_body_that_unfolds(target: Served, canary: Canary) -> None:
    body = gzip.compress(b"ASK {} #" + b"x" * 50_000_000)
    head = POST + QUERY + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body)
    answer = exchange(target.port, head + body)
    assert answer.status == 415
    assert "gzip" in answer.body.decode()


@pytest.mark.parametrize("target_form", ["/sparql", f"http://{EVIL}/sparql"])
@pytest.mark.parametrize("more", ["", "?query=ASK%7B", "?query=ASK%7B%7D", "?query=SELECT%20*%20%7B%7D&format=nothing"])
def test_a_borrowed_name_is_never_used(target: Served, canary: Canary, target_form: str, more: str) -> None:
    lines = (
        f"GET {target_form}{more} HTTP/1.1\r\nHost: {EVIL}\r\nX-Forwarded-Host: {EVIL}\r\nForwarded: host={EVIL}\r\n"
    )
    answer = exchange(target.port, lines.encode() + b"X-Forwarded-Proto: https\r\n\r\n")
    assert answer.status in (200, 400, 404, 406)
    assert EVIL not in answer.head
    assert EVIL not in answer.body.decode()


@pytest.mark.parametrize(
    "path", ["/queries", "/readyz", "/status", "/openapi.json", "/.well-known/void", "/conformance"]
)
def test_no_page_says_a_borrowed_name(target: Served, canary: Canary, path: str) -> None:
    answer = exchange(target.port, f"GET {path} HTTP/1.1\r\nHost: {EVIL}\r\n\r\n".encode())
    assert EVIL not in answer.head
    assert EVIL not in answer.body.decode()


@pytest.mark.parametrize("place", ["/sparql?query={}", "/queries/{}", "/queries/task.csv?task={}", "/{}"])
def test_no_line_of_a_head_is_written_by_a_client(target: Served, canary: Canary, place: str) -> None:
    evil = quote("ASK {} \r\nX-Injected: yes\r\nSet-Cookie: a=b\r\n\r\n<h1>", safe="")
    answer = exchange(target.port, f"GET {place.format(evil)} HTTP/1.1\r\n".encode() + HOST + b"\r\n")
    assert answer.status in (200, 400, 404, 422)
    assert answer.header("x-injected") == ""
    assert answer.header("set-cookie") == ""


def test_a_warning_of_any_letters_is_sent_in_ascii(client: httpx.Client, canary: Canary) -> None:
    answer = client.get("/sparql", params={"query": "SELECT * { ?s sg:雪Ωmega ?o ; a sg:Nïcht }"})
    assert answer.status_code == 200
    assert all(byte < 128 for name, value in answer.headers.raw for byte in name + value)


def test_fifty_requests_in_one_go_are_answered_in_order(target: Served, canary: Canary) -> None:
    texts = [f"SELECT ({number} AS ?n) {{}}" for number in range(50)]
    requests = (f"GET /sparql?query={quote(text)} HTTP/1.1\r\nHost: localhost\r\n\r\n" for text in texts)
    with connected(target.port) as connection:
        connection.sendall("".join(requests).encode())
        received = b""
        while received.count(b'"bindings"') < 50 or not received.endswith(b"}"):
            piece = connection.recv(65_536)
            assert piece
            received += piece
    places = [received.index(f'"value":"{number}"'.encode()) for number in range(50)]
    assert places == sorted(places)


def test_a_client_that_waits_for_continue(target: Served, canary: Canary) -> None:
    with connected(target.port) as connection:
        connection.sendall(POST + QUERY + b"Content-Length: 6\r\nExpect: 100-continue\r\n\r\n")
        assert connection.recv(1000).startswith(b"HTTP/1.1 100")
        connection.sendall(b"ASK {}")
        assert receive(connection).status == 200


def test_two_hundred_slow_heads_hold_up_nobody(target: Served, canary: Canary) -> None:
    slow = [socket.create_connection(("127.0.0.1", target.port)) for _ in range(200)]
    try:
        for connection in slow:
            connection.sendall(b"GET /livez HTTP/1.1\r\nX-Slow: ")
        slowest = 0.0
        for _ in range(20):
            slow[0].sendall(b"x")
            began = time.monotonic()
            assert exchange(target.port, ASKS + b"\r\n").status == 200
            slowest = max(slowest, time.monotonic() - began)
        assert slowest < 5
    finally:
        for connection in slow:
            connection.close()


def test_slow_clients_are_hung_up_on(target: Served, canary: Canary) -> None:
    """One that is slow with its head, and one that is slow with its body, at the same time."""
    began = time.monotonic()
    with connected(target.port, 60) as head, connected(target.port, 60) as body:
        head.sendall(b"GET /livez HTTP/1.1\r\nX-Slow: ")
        body.sendall(POST + QUERY + b"Content-Length: 1000\r\n\r\nASK")
        stop = threading.Event()
        dripping = [threading.Thread(target=_drip, args=(connection, stop)) for connection in (head, body)]
        for thread in dripping:
            thread.start()
        answers: list[Answer] = [receive(head), receive(body)]
        stop.set()
        for thread in dripping:
            thread.join()
    assert time.monotonic() - began < 40
    assert {answer.status for answer in answers} <= {0, 408}


def _drip(connection: socket.socket, stop: threading.Event) -> None:
    while not stop.wait(0.5):
        try:
            connection.sendall(b"x")
        except OSError:
            return


def test_a_client_that_does_not_read_holds_up_nobody(target: Served, canary: Canary) -> None:
    query = quote("SELECT * { ?s ?p ?o } LIMIT 20000")
    deaf = [socket.create_connection(("127.0.0.1", target.port)) for _ in range(10)]
    try:
        for connection in deaf:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(f"GET /sparql?query={query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        time.sleep(1)
        assert exchange(target.port, ASKS + b"\r\n").status == 200
    finally:
        for connection in deaf:
            connection.close()
