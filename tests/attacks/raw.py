"""Requests as bytes over a socket, for what no HTTP client would send."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """What came back: the status (0: nothing), the head as text, the body, and whether the server closed."""

    status: int
    head: str
    body: bytes
    closed: bool

    def header(self, name: str) -> str:
        """The value of a header, or nothing."""
        lines = (line.partition(":") for line in self.head.splitlines()[1:])
        return next((value.strip() for key, _, value in lines if key.lower() == name.lower()), "")


@contextmanager
def connected(port: int, seconds: float = 10) -> Iterator[socket.socket]:
    """A connection to the server on that port of this machine."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
        yield connection


def exchange(port: int, pieces: bytes | Iterable[bytes], seconds: float = 10) -> Answer:
    """Sends bytes until all are sent or the server hangs up, and reads one answer."""
    with connected(port, seconds) as connection:
        send(connection, [pieces] if isinstance(pieces, bytes) else pieces)
        return receive(connection)


def send(connection: socket.socket, pieces: Iterable[bytes]) -> int:
    """How many bytes the server took before it hung up, or all."""
    taken = 0
    try:
        for piece in pieces:
            connection.sendall(piece)
            taken += len(piece)
    except (BrokenPipeError, ConnectionResetError):
        pass
    return taken


def receive(connection: socket.socket) -> Answer:
    """One answer, by its content-length, or whatever comes before the server hangs up or is silent."""
    received, closed = bytearray(), False
    while not _whole(received):
        try:
            piece = connection.recv(65_536)
        except (ConnectionResetError, TimeoutError) as error:
            closed = isinstance(error, ConnectionResetError)
            break
        if not piece:
            closed = True
            break
        received += piece
    head, _, body = bytes(received).partition(b"\r\n\r\n")
    status = int(head.split()[1]) if head.startswith(b"HTTP/1.") else 0
    return Answer(status, head.decode("latin-1"), body, closed)


def _whole(received: bytearray) -> bool:
    head, end, body = bytes(received).partition(b"\r\n\r\n")
    if not end:
        return False
    for line in head.lower().splitlines():
        if line.startswith(b"content-length:"):
            return len(body) >= int(line.partition(b":")[2])
    return False
