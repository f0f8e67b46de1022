"""Queries that are answered without a task: as the long way would, and over as soon as the client has gone."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from fronts import Answered, Chunked, Fronted, echo, fronted, head_of
from skillgraph.errors import Busy, LimitReached, QuerySyntaxError
from skillgraph.isolation import Reply
from skillgraph_api.protocol import Protocol

pytestmark = pytest.mark.asyncio
ASK = "/sparql?query=ASK%20%7B%7D"


class Wire(asyncio.Transport):
    """A client that keeps what it is sent."""

    def __init__(self, front: Fronted) -> None:
        super().__init__({"peername": ("192.0.2.1", 1), "sockname": ("192.0.2.2", 80)})
        self.sent = b""
        self.state = ServerState()
        self.protocol = Protocol(
            Config(front.front, interface="asgi3", lifespan="off", log_config=None, proxy_headers=False), self.state, {}
        )
        self.protocol.connection_made(self)
        self._closing = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.sent += bytes(data)

    def get_write_buffer_size(self) -> int:
        return 0

    def is_closing(self) -> bool:
        return self._closing

    def can_write_eof(self) -> bool:
        return False

    def pause_reading(self) -> None:
        pass

    resume_reading = pause_reading

    def close(self) -> None:
        if not self._closing:
            self._closing = True
            self.protocol.connection_lost(None)

    abort = close

    def ask(self, url: str = ASK, method: str = "GET", **fields: str) -> None:
        named = {"host": "example.org", **{name.replace("_", "-"): value for name, value in fields.items()}}
        lines = [f"{method} {url} HTTP/1.1", *(f"{name}: {value}" for name, value in named.items()), "", ""]
        self.protocol.data_received("\r\n".join(lines).encode())

    async def until(self, there: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not there():
                await asyncio.sleep(0)

    async def answer(self) -> Answered:
        """The first answer that came; it has to be whole, or cut off by the end of the connection."""
        await self.until(lambda: b"\r\n\r\n" in self.sent)
        head, _, body = self.sent.partition(b"\r\n\r\n")
        line, *rows = head.decode("latin-1").split("\r\n")
        fields = [(name, value) for name, _, value in (row.partition(": ") for row in rows)]
        length = int(dict(fields).get("content-length", 0))
        await self.until(lambda: len(self.sent) - len(head) - 4 >= length or self.is_closing())
        body = self.sent[len(head) + 4 :]
        return Answered(int(line.split()[1]), fields, body, complete=len(body) == length)


@pytest.fixture
def wire() -> Iterator[Callable[[Fronted], Wire]]:
    """A way to connect; all connections end with the test."""
    made: list[Wire] = []

    def connected(front: Fronted) -> Wire:
        made.append(Wire(front))
        return made[-1]

    yield connected
    for one in made:
        one.close()


def failing(error: Exception) -> Callable[[Mapping[str, Any]], Reply]:
    def reply(_: Mapping[str, Any]) -> Reply:
        raise error

    return reply


def renumbered(theirs: Answered, ours: Answered) -> bytes:
    """A body in which the number of the request is that of another answer."""
    return theirs.body.replace(theirs["x-request-id"].encode(), ours["x-request-id"].encode())


REPLIES: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    "rows": echo,
    "warned": lambda arguments: Reply(head_of(arguments, warnings=["sg:x is not used"]), b"1"),
    "volatile": lambda arguments: Reply(head_of(arguments, volatile=True), b"2"),
    "of the day": lambda arguments: Reply(head_of(arguments, today=True), b"3"),
    "long": lambda arguments: Chunked([b"one", b"two"], head_of(arguments)),
    "syntax": failing(QuerySyntaxError("line 1, column 1: no", 1, 1)),
    "busy": failing(Busy("Too many at once.", "client", 3)),
    "limit": failing(LimitReached("Too long.", "time", "Ask for less.")),
    "fault": failing(KeyError("x")),
    "odd head": lambda _: Reply({}, b""),
}


@pytest.mark.parametrize("fields", [{}, {"accept": "text/csv"}, {"accept_encoding": "gzip", "if_none_match": "*"}])
@pytest.mark.parametrize("name", REPLIES)
async def test_the_answer_is_that_of_the_long_way(wire: Any, name: str, fields: dict[str, str]) -> None:
    told = fronted(REPLIES[name])
    client = wire(told)
    client.ask(**fields)
    assert not client.state.tasks
    ours = await client.answer()
    theirs = await fronted(REPLIES[name]).call(ASK, **fields)
    assert (ours.status, ours.body, ours.complete) == (theirs.status, renumbered(theirs, ours), True)
    own = {"x-request-id"}
    assert [row for row in ours.fields if row[0] not in own] == [row for row in theirs.fields if row[0] not in own]
    assert told.front.asking.metrics.requests == {("/sparql", ours.status): 1}


async def test_head_has_no_body_and_ends_a_long_answer(wire: Any) -> None:
    chunks = Chunked([b"x"], head_of({"format": "csv"}))
    client = wire(fronted(lambda _: chunks))
    client.ask(method="HEAD")
    await client.until(lambda: b"\r\n\r\n" in client.sent)
    assert client.sent.endswith(b"\r\n\r\n")
    assert b"content-length: 1\r\n" in client.sent
    assert chunks.closed


async def test_who_goes_ends_what_is_under_way(wire: Any) -> None:
    front = fronted()
    front.pool.gate = asyncio.Event()
    front.pool.spent = 7.0
    client, other = wire(front), wire(front)
    client.ask()
    client.ask()  # waits behind it
    other.ask()
    client.close()
    await asyncio.sleep(0)
    assert front.pool.cancelled == 0  # another waits for it
    other.close()
    assert front.pool.cancelled == 1
    assert front.front.asking.metrics.requests["/sparql", 499] == 2
    assert [round(bucket.left) for bucket in front.front.asking.clients._buckets.values()] == [53]


async def test_who_goes_in_the_middle_of_a_long_answer_ends_it(wire: Any) -> None:
    chunks = Chunked([b"x"] * 1000, head_of({"format": "csv"}))
    client = wire(fronted(lambda _: chunks))
    client.ask()
    await client.until(lambda: b"\r\n\r\n" in client.sent)
    client.close()
    await client.until(lambda: not client.state.tasks)
    assert chunks.closed


async def test_a_long_answer_that_breaks_off_ends_the_connection(wire: Any) -> None:
    front = fronted(lambda _: Chunked([b"x"], head_of({"format": "csv"}), LimitReached("Too long.", "time", "Less.")))
    client = wire(front)
    client.ask()
    answer = await client.answer()
    assert (answer.body, answer.complete, client.is_closing()) == (b"x", False, True)
    assert "cut: Too long." in front.log.getvalue()


async def test_requests_in_one_piece_are_answered_in_their_order(wire: Any) -> None:
    front = fronted(lambda arguments: Reply(head_of(arguments), arguments["query"].encode()))
    client = wire(front)
    for number in range(4):
        client.ask(f"/sparql?query=ASK%20%7B%7D%23{number}")
    await client.until(lambda: client.sent.count(b"HTTP/1.1 200 OK") == 4 and client.sent.endswith(b"#3"))
    assert [client.sent.index(b"ASK {}#%d" % number) for number in range(4)] == sorted(
        client.sent.index(b"ASK {}#%d" % number) for number in range(4)
    )


async def test_a_server_that_ends_lets_the_answer_be_the_last(wire: Any) -> None:
    client = wire(fronted())
    client.ask()
    client.protocol.shutdown()
    answer = await client.answer()
    assert (answer.status, answer["connection"], client.is_closing()) == (200, "close", True)


@pytest.mark.parametrize(
    "request_",
    [
        {"method": "POST"},
        {"method": "OPTIONS"},
        {"url": "/sparql"},
        {"url": "/sparql?x=1"},
        {"url": "/sparql?query=ASK%20%7B%7D&query=x"},
        {"url": "/sparql?update=CLEAR%20ALL"},
        {"url": "/sparql?query=%ff"},
        {"url": f"{ASK}#part"},
        {"authorization": "Bearer x"},
        {"expect": "100-continue"},
        {"accept": "image/png"},
        {"host": "elsewhere.example"},
    ],
)
async def test_what_is_no_plain_query_goes_the_long_way(wire: Any, request_: dict[str, str]) -> None:
    front = fronted(allowed_hosts="example.org")
    client = wire(front)
    client.ask(**request_)
    assert len(client.state.tasks) == 1
    await client.answer()


async def answers(client: Any, count: int) -> list[bytes]:
    """What a client was sent, answer by answer, without what differs from one to the next."""
    await client.until(lambda: client.sent.count(b"HTTP/1.1 ") == count)
    await asyncio.sleep(0)
    pieces = client.sent.split(b"HTTP/1.1 ")[1:]
    return [re.sub(rb"x-request-id: \S+|ratelimit: [^\r]+", b"", piece) for piece in pieces]


async def test_a_header_section_is_parsed_once(wire: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    front, begun, begin = fronted(), [], Protocol.on_message_begin
    monkeypatch.setattr(Protocol, "on_message_begin", lambda self: (begun.append(1), begin(self)))
    client = wire(front)
    for number in range(3):
        client.ask(f"{ASK}%23{number}", accept="text/csv")
        await client.until(lambda: client.protocol.cycle.response_complete)
    client.ask(ASK + "%231", accept="text/csv")  # from memory
    first, second, third, again = await answers(client, 4)
    assert len(begun) == 1
    assert len({first, second, third}) == 3
    assert again == second
    assert front.front.asking.metrics.requests == {("/sparql", 200): 4}
    assert client.state.total_requests == 4
    client.ask(ASK + "%231", accept="text/tab-separated-values")
    await answers(client, 5)
    assert len(begun) == 2


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (b"GET /sparql?query=ASK{} HTTP/1.1", 200),  # characters that an address should not have
        (b"GET  /sparql?query=ASK%7B%7D HTTP/1.1", 200),
        (b"GET /sparql?query=ASK%7B%7D HTTP/1.0", 200),
        (b"GET /sparql?query=ASK%7B%7D HTTP/1.1 ", 400),
        (b"get /sparql?query=ASK%7B%7D HTTP/1.1", 400),
        (b"GET /sparql?query=ASK%7B%7D#a HTTP/1.1", 200),
        (b"GET sparql?query=ASK%7B%7D HTTP/1.1", 400),
        (b"GET http://other.example/sparql?query=ASK%7B%7D HTTP/1.1", 200),
        (b"GET /sparql?query=ASK%7B%7D&query=x HTTP/1.1", 400),
        (b"GET /sparql?query=" + b"x" * 20_000 + b" HTTP/1.1", 414),
        (b"GET /nowhere HTTP/1.1", 404),
    ],
)
async def test_what_follows_a_known_section_is_read_as_by_who_comes_first(wire: Any, line: bytes, status: int) -> None:
    section = b"\r\nhost: example.org\r\n\r\n"
    found = []
    for knows in (False, True):
        front = fronted()
        if knows:
            wire(front).ask()
            assert front.front.quick.heads.find(section) is not None
        client = wire(front)
        client.protocol.data_received(line + section)
        answer = await client.answer()
        found.append((answer.status, renumbered(answer, answer), answer.complete))
    assert [one[0] for one in found] == [status, status]
    assert found[0][2] == found[1][2]


async def test_a_known_section_in_pieces_or_behind_another_request_is_parsed(wire: Any) -> None:
    front = fronted()
    client = wire(front)
    client.ask()
    await client.until(lambda: client.protocol.cycle.response_complete)
    request = f"GET {ASK} HTTP/1.1\r\nhost: example.org\r\n\r\n".encode()
    client.protocol.data_received(request[:9])
    client.protocol.data_received(request[9:])
    client.protocol.data_received(request[:-1])
    client.protocol.data_received(request[-1:] + request)
    client.protocol.data_received(request)
    assert len(set(await answers(client, 5))) == 1


async def test_who_is_known_and_goes_ends_its_query(wire: Any) -> None:
    front = fronted()
    client = wire(front)
    client.ask()
    await client.until(lambda: client.protocol.cycle.response_complete)
    front.pool.gate = asyncio.Event()
    client.ask(ASK + "%20")
    await asyncio.sleep(0)
    client.close()
    assert front.pool.cancelled == 1
