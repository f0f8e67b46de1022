"""A job's arguments arrive as they were given, whether its text travels in the head or as the body."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from skillgraph.isolation import Common, Worded, frames
from skillgraph.isolation.orders import arguments_of, order


@pytest.fixture
def ends() -> Any:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def arrived(ends: Any, frame: bytes) -> frames.Frame:
    ours, theirs = ends
    ours.sendall(frame)
    found = frames.Inbox(theirs).receive()
    assert found is not None
    return found


@pytest.mark.parametrize("text", ["", "ASK {}", 'é\u2028\0 \\ "', "x" * 70_000])
def test_the_arguments_arrive(ends: Any, text: str) -> None:
    shared = {"limits": {"rows": 3}, "formats": ["json"]}
    for arguments in ({**shared, "query": text}, Worded(Common(shared), "query", text)):
        found = arrived(ends, order("query", arguments, 2.5))
        assert (found.head["job"], found.head["seconds"]) == ("query", 2.5)
        assert arguments_of(found) == {**shared, "query": text}


def test_what_jobs_share_is_written_and_read_once(ends: Any) -> None:
    common = Common({"formats": ["json"]})
    heads = [arrived(ends, order("query", Worded(common, "query", str(number)), 2.5)).head for number in range(2)]
    assert heads[0] is heads[1]
    others = [("query", 3.0), ("another", 2.5)]
    for job, seconds in others:
        found = arrived(ends, order(job, Worded(common, "query", "0"), seconds))
        assert (found.head["job"], found.head["seconds"]) == (job, seconds)
