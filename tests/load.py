"""Many requests over a few connections that are kept open, and how long each answer took.

The client is written on the event loop's own protocols, so that it costs little beside the server that it measures: it
sends bytes prepared beforehand and reads an answer only as far as its status and its end.
"""

from __future__ import annotations

import asyncio
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlsplit

_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)


@dataclass
class Figures:
    """What a run saw: answers by status (0: none came), seconds of each, and of the whole run."""

    statuses: Counter[int] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)
    seconds: float = 0.0
    received: int = 0

    @property
    def rate(self) -> float:
        """Good answers (2xx and 3xx) per second."""
        good = sum(count for status, count in self.statuses.items() if 200 <= status < 400)
        return good / self.seconds if self.seconds else 0.0

    def quantile(self, share: float) -> float:
        """Seconds within which that share of the answers came."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("inf")

    @property
    def median(self) -> float:
        """Seconds of the answer in the middle."""
        return statistics.median(self.latencies) if self.latencies else float("inf")


class Client(asyncio.Protocol):
    """One connection: one request at a time, its answer's status and length."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[tuple[int, int]] | None = None
        self._buffer = bytearray()
        self._need: int | None = None  # bytes of the whole answer, or of what is known of it; None: not even its head
        self._chunk = -1  # where the next chunk begins; -1: the answer does not come in chunks
        self.status = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's own is none by its class

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(ConnectionError("the connection ended before the answer"))

    @property
    def is_open(self) -> bool:
        """Whether a request can be sent."""
        return self._transport is not None and not self._transport.is_closing()

    def ask(self, request: bytes) -> asyncio.Future[tuple[int, int]]:
        """Sends a request; gives the status and the length of the answer, or ConnectionError."""
        assert self._transport is not None
        self._buffer.clear()
        self._need, self._chunk = None, -1
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._waiting

    def close(self) -> None:
        """Ends the connection."""
        if self._transport is not None:
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._need is None and not self._read_head():
            return
        while self._chunk >= 0 and self._read_chunk():
            pass
        whole = self._chunk < 0 and self._need is not None and len(self._buffer) >= self._need
        if whole and self._waiting and not self._waiting.done():
            self._waiting.set_result((self.status, len(self._buffer)))

    def _read_head(self) -> bool:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = bytes(self._buffer[: end + 2])
        status = _STATUS.match(head)
        self.status = int(status[1]) if status else 0
        length = _LENGTH.search(head)
        self._need = end + 4 + (int(length[1]) if length else 0)
        if _CHUNKED.search(head):
            self._chunk = self._need
        return True

    def _read_chunk(self) -> bool:
        """Whether another chunk is there whole; after the last one, of length 0, the answer's length is known."""
        end = self._buffer.find(b"\r\n", self._chunk)
        if end < 0:
            return False
        size = int(self._buffer[self._chunk : end], 16)
        after = end + 2 + size + 2
        if len(self._buffer) < after:
            return False
        self._need, self._chunk = after, after if size else -1
        return True


def get(address: str, target: str, **headers: str) -> bytes:
    """A GET request as bytes; `headers` are named with underscores for hyphens."""
    return _request("GET", address, target, headers, b"")


def post(address: str, target: str, body: bytes, **headers: str) -> bytes:
    """A POST request as bytes."""
    return _request("POST", address, target, {**headers, "Content_Length": str(len(body))}, body)


def _request(method: str, address: str, target: str, headers: dict[str, str], body: bytes) -> bytes:
    lines = [f"{method} {target} HTTP/1.1", f"Host: {urlsplit(address).netloc}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def run(
    address: str,
    request: Callable[[int], bytes],
    *,
    clients: int,
    each: int = 0,
    seconds: float = 0.0,
    sources: Iterable[str] = ("127.0.0.1",),
) -> Figures:
    """Every client sends `each` requests, or as many as fit into `seconds`; `request` is given a fresh number."""
    figures = Figures()
    numbers = iter(range(1 << 60))
    places = list(sources)
    began = time.perf_counter()

    def more(sent: int) -> bool:
        return sent < each if each else time.perf_counter() - began < seconds

    async def work(source: str) -> None:
        client, sent = Client(), 0
        while more(sent):
            sent += 1
            client = await _ask(address, client, source, request(next(numbers)), figures)
        client.close()

    await asyncio.gather(*(work(places[number % len(places)]) for number in range(clients)))
    figures.seconds = time.perf_counter() - began
    return figures


async def _ask(address: str, client: Client, source: str, request: bytes, figures: Figures) -> Client:
    began = time.perf_counter()
    try:
        if not client.is_open:
            client = await connect(address, source)
        status, length = await client.ask(request)
        figures.received += length
    except OSError:
        status = 0
        client.close()
    figures.statuses[status] += 1
    figures.latencies.append(time.perf_counter() - began)
    return client


async def connect(address: str, source: str = "127.0.0.1") -> Client:
    """A connection to a server from one of this machine's own addresses."""
    parts = urlsplit(address)
    loop = asyncio.get_running_loop()
    _, client = await loop.create_connection(Client, parts.hostname, parts.port, local_addr=(source, 0))
    return client
