"""What goes over a socket between two processes.

Between front and worker, a stream of frames: numbers (big-endian), a head in JSON, a raw body. The numbers are two
lengths (unsigned 32 bits) and what differs from one answer to the next, so that many answers have one head.
Between front and parent, packets of JSON, of which one may carry a descriptor.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from struct import Struct
from typing import Any

_NUMBERS = Struct("!IIdI?")  # lengths of head and body; seconds; rows and one more, 0 for none; whether it is the last
START = _NUMBERS.size  # bytes of a frame before its head
_PIECE = 8192  # holds most frames; what is 64 KiB long costs the allocator a tidy-up each time
_PACKET = 262_144
LONGEST_PACKET = 131_072  # what a socket takes at once with the default size of its buffer
_encoder = json.JSONEncoder(separators=(",", ":"), check_circular=False)
_decode = json.JSONDecoder().raw_decode
_REPEATED = 2048  # bytes of a head that may come again


@dataclass(slots=True)
class Frame:
    """A head, and the bytes of the body that were there when the head was complete; `length` is the body's.

    `rest` is what had come behind the body: the beginning of the next frame. A head does not change: another frame may
    have it too.
    """

    head: dict[str, Any]
    body: bytes
    length: int
    rest: bytes
    seconds: float  # these three are of an answer: how long it took, and of how many rows it is
    rows: int | None
    is_last: bool  # of its worker


def written(head: Mapping[str, Any]) -> bytes:
    """A head as it is sent."""
    return _encoder.encode(head).encode()


def lengths(start: bytes) -> tuple[int, int]:
    """The lengths of head and body of the frame that begins so."""
    size, body, *_ = _NUMBERS.unpack(start)
    return size, body


def framed(head: bytes, body: bytes = b"") -> bytes:
    """A whole frame of a written head."""
    return b"".join((_NUMBERS.pack(len(head), len(body), 0.0, 0, False), head, body))


def send(
    connection: socket.socket,
    head: bytes,
    body: bytes = b"",
    *,
    seconds: float = 0.0,
    rows: int | None = None,
    is_last: bool = False,
) -> None:
    """Sends a frame of a written head on a blocking socket without copying its body."""
    start = _NUMBERS.pack(len(head), len(body), seconds, 0 if rows is None else rows + 1, is_last) + head
    sent = connection.sendmsg([start, body]) - len(start)
    if sent < 0:
        connection.sendall(start[sent:])
        sent = 0
    if sent < len(body):
        connection.sendall(memoryview(body)[sent:])


def _read(head: bytes) -> dict[str, Any]:
    found: dict[str, Any] = _decode(head.decode())[0]
    return found


_read_known = lru_cache(maxsize=256)(_read)


def _read_again(head: bytes) -> dict[str, Any]:
    return _read_known(head) if len(head) <= _REPEATED else _read(head)


@dataclass(slots=True)
class Reader:
    """Puts frames together from pieces. A frame is given once its head is there, and, up to `whole` bytes, its body.

    Heads that are the same, byte for byte, are one object.
    """

    _parts: list[bytes] = field(default_factory=list)
    _missing: int = 0

    def feed(self, data: bytes, whole: int) -> Frame | None:
        """The frame that this piece completes, if any; bytes of a longer body than `whole` are the caller's."""
        if not self._parts:
            return self._cut(data, whole)
        if self._missing > len(data):
            self._parts.append(data)
            self._missing -= len(data)
            return None
        self._parts.append(data)
        pending = b"".join(self._parts)
        self._parts.clear()
        self._missing = 0
        return self._cut(pending, whole)

    def _cut(self, pending: bytes, whole: int) -> Frame | None:
        if len(pending) < START:
            self._keep(pending, START)
            return None
        size, body, seconds, rows, is_last = _NUMBERS.unpack_from(pending)
        start = START + size
        needed = start + (body if body <= whole else 0)
        if len(pending) < needed:
            self._keep(pending, needed)
            return None
        end = start + body
        head = _read_again(pending[START:start])
        return Frame(head, pending[start:end], body, pending[end:], seconds, rows - 1 if rows else None, is_last)

    def _keep(self, pending: bytes, needed: int) -> None:
        if pending:
            self._parts.append(pending)
        self._missing = needed - len(pending)


class Inbox:
    """The frames that come over a blocking socket."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._reader = Reader()
        self._rest = b""

    def receive(self) -> Frame | None:
        """The next frame with its whole body, None where the other side has closed."""
        data = self._rest or self._connection.recv(_PIECE)
        while data:
            if frame := self._reader.feed(data, whole=1 << 32):
                self._rest = frame.rest
                return frame
            data = self._connection.recv(_PIECE)
        return None


def tell(channel: socket.socket, message: Mapping[str, Any], descriptors: Sequence[int] = ()) -> None:
    """Sends one packet; OSError where the other side has closed or does not read."""
    socket.send_fds(channel, [_encoder.encode(message).encode()], list(descriptors))


def hear(channel: socket.socket) -> tuple[dict[str, Any] | None, list[int]]:
    """The next packet and its descriptors; None where the other side has closed."""
    try:
        data, descriptors, _, _ = socket.recv_fds(channel, _PACKET, 1)
    except ConnectionError:
        return None, []
    return (json.loads(data) if data else None), descriptors
