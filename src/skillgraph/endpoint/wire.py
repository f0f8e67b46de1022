"""Between those that may open no connection and the keeper: frames one after the other on a stream socket.

A question is one frame. Its answer is a frame with the head or an error, and then pieces, the last of which says so;
whoever has read enough sends a frame, and reads on to the last piece.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from skillgraph.endpoint.exchange import Question
from skillgraph.isolation import frames


def send(connection: socket.socket, head: Mapping[str, Any], body: bytes = b"") -> None:
    """Sends one frame."""
    frames.send(connection, frames.written(head), body)


def receive(connection: socket.socket) -> tuple[dict[str, Any], bytes] | None:
    """The next frame, and nothing of the one after it; None where the other side has closed."""
    start = _exactly(connection, frames.START)
    if len(start) < frames.START:
        return None
    size, length = frames.lengths(start)
    head, body = _exactly(connection, size), _exactly(connection, length)
    return (json.loads(head), body) if len(head) + len(body) == size + length else None


def _exactly(connection: socket.socket, size: int) -> bytes:
    pieces, missing = [], size
    while missing:
        piece = connection.recv(missing)
        if not piece:
            break
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)


def packed(question: Question) -> dict[str, Any]:
    """A question as a JSON object."""
    return asdict(question)


def unpacked(head: Mapping[str, Any]) -> Question:
    """The question that was packed."""
    fields = tuple((str(name), str(value)) for name, value in head["fields"])
    return Question(fields, head["accept"], float(head["seconds"]), int(head["most"]), head["holds"], head["replica"])
