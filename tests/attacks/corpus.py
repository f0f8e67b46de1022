"""The hostile queries of `queries.toml`, and a listener that nobody may speak to."""

from __future__ import annotations

import socket
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("queries.toml")
Pieces = str | list[str | list[str | int]]


@dataclass(frozen=True)
class Case:
    """One query: its name, the row of the attack table, its text, its status, a part of the answer's text.

    `seconds` is the time that it asks for, where that is less than the server's.
    """

    name: str
    row: str
    query: str
    status: int
    accept: str
    says: str
    seconds: float | None


def queries(canary: str = "127.0.0.1:9") -> list[Case]:
    """The corpus, its connections aimed at a listener `host:port`."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["case"]
    return [_case(row, canary) for row in rows]


def _case(row: dict[str, Any], canary: str) -> Case:
    return Case(
        name=row["name"],
        row=row["row"],
        query=_text(row["query"]).replace("{canary}", canary),
        status=row["status"],
        accept=row.get("accept", "application/sparql-results+json, text/turtle;q=0.9"),
        says=row.get("says", ""),
        seconds=row.get("seconds"),
    )


def _text(pieces: Pieces) -> str:
    if isinstance(pieces, str):
        return pieces
    made = []
    for piece in pieces:
        if isinstance(piece, str):
            made.append(piece)
        else:
            text, times = piece
            made += (str(text).replace("%d", str(number)) for number in range(int(times)))
    return "".join(made)


@dataclass
class Canary:
    """A listener on this machine's loopback, and how many have spoken to it."""

    address: str
    heard: list[object] = field(default_factory=list)


@contextmanager
def listening() -> Iterator[Canary]:
    """A canary that listens until the end."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        canary = Canary(f"127.0.0.1:{listener.getsockname()[1]}")
        listener.settimeout(0.1)
        stop = threading.Event()
        thread = threading.Thread(target=_listen, args=(listener, canary, stop))
        thread.start()
        try:
            yield canary
        finally:
            stop.set()
            thread.join()


def _listen(listener: socket.socket, canary: Canary, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            connection, peer = listener.accept()
        except TimeoutError:
            continue
        canary.heard.append(peer)
        connection.close()
