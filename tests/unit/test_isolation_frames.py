"""Frames survive any cut of the bytes that carry them."""

from __future__ import annotations

import os
import socket
import threading

import pytest

from skillgraph.isolation import frames
from skillgraph.isolation.frames import Reader

FRAME = frames.framed(frames.written({"job": "é"}), b"body!")


@pytest.mark.parametrize("size", [1, 2, 3, 7, len(FRAME) - 1, len(FRAME)])
def test_a_frame_comes_whole_from_pieces_of_any_size(size: int) -> None:
    reader = Reader()
    for _ in range(2):  # the reader starts anew after each
        pieces = [FRAME[at : at + size] for at in range(0, len(FRAME), size)]
        (frame,) = [frame for piece in pieces if (frame := reader.feed(piece, whole=5))]
        assert (frame.head, frame.body, frame.length) == ({"job": "é"}, b"body!", 5)


@pytest.mark.parametrize("cut", range(1, len(FRAME)))
def test_a_long_body_is_not_waited_for(cut: int) -> None:
    reader = Reader()
    start = len(FRAME) - 5
    pieces = {0: FRAME[:cut], cut: FRAME[cut:]}
    found = [(at, frame) for at, piece in pieces.items() if (frame := reader.feed(piece, whole=4))]
    at, frame = found[0]
    assert frame.length == 5
    assert frame.body == (FRAME[start:cut] if cut >= start else FRAME[start:])
    assert (at == 0) == (cut >= start)


def test_what_comes_behind_a_frame_is_the_next_ones() -> None:
    reader = Reader()
    frame = reader.feed(FRAME + FRAME + FRAME[:7], whole=5)
    assert frame is not None
    assert (frame.body, frame.rest) == (b"body!", FRAME + FRAME[:7])
    second = reader.feed(frame.rest, whole=5)
    assert second is not None
    assert reader.feed(second.rest, whole=5) is None
    third = reader.feed(FRAME[7:], whole=5)
    assert third is not None
    assert (third.head, third.body, third.rest) == ({"job": "é"}, b"body!", b"")


def test_frames_that_come_at_once_are_received_one_by_one() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        inbox = frames.Inbox(theirs)
        ours.sendall(b"".join(frames.framed(b"{}", bytes([number]) * 9000) for number in range(3)) + FRAME)
        ours.close()
        bodies = [frame.body for frame in iter(inbox.receive, None)]
        assert bodies == [bytes([number]) * 9000 for number in range(3)] + [b"body!"]


def test_a_frame_without_a_body() -> None:
    frame = Reader().feed(frames.framed(b"{}"), whole=0)
    assert frame is not None
    assert (frame.head, frame.body, frame.length) == ({}, b"", 0)


@pytest.mark.parametrize("length", [0, 1, 100_000, 3_000_000])
def test_blocking_sockets(length: int) -> None:
    ours, theirs = socket.socketpair()
    body = os.urandom(length)
    with ours, theirs:
        sender = threading.Thread(target=frames.send, args=(ours, frames.written({"x": "y" * 300_000}), body))
        sender.start()
        frame = frames.Inbox(theirs).receive()
        sender.join()
        ours.close()
        assert frame is not None
        assert (len(frame.head["x"]), frame.body == body) == (300_000, True)
        assert frames.Inbox(theirs).receive() is None


@pytest.mark.parametrize(
    ("seconds", "rows", "is_last"), [(0.0, None, False), (1.25, 0, True), (1e-6, 4_000_000, False)]
)
def test_what_differs_from_answer_to_answer_stands_before_the_head(
    seconds: float, rows: int | None, is_last: bool
) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        inbox = frames.Inbox(theirs)
        frames.send(ours, b'{"reply":{}}', b"body", seconds=seconds, rows=rows, is_last=is_last)
        frames.send(ours, b'{"reply":{}}')
        frame, another = inbox.receive(), inbox.receive()
    assert frame is not None
    assert another is not None
    assert (frame.seconds, frame.rows, frame.is_last) == (seconds, rows, is_last)
    assert (another.seconds, another.rows, another.is_last) == (0.0, None, False)
    assert frame.head is another.head


def test_packets_carry_descriptors() -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs:
        frames.tell(ours, {"a": 1}, [theirs.fileno()])
        frames.tell(ours, {"b": 2})
        message, (descriptor,) = frames.hear(theirs)
        os.close(descriptor)
        assert message == {"a": 1}
        assert frames.hear(theirs) == ({"b": 2}, [])
        ours.close()
        assert frames.hear(theirs) == (None, [])
