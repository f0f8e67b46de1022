"""Work in a forked process gives what it gives here, and nothing is left of the process."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest

from skillgraph.check import aside as module
from skillgraph.check.aside import aside


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As in the command line: two processors and no threads but this one, whatever runs the tests."""
    children: list[int] = []
    fork = os.fork

    def counted() -> int:
        children.append(process := fork())
        return process

    monkeypatch.setattr(module.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(module.os, "fork", counted)
    monkeypatch.setattr(module.threading, "active_count", lambda: 1)
    yield
    for process in children:
        with pytest.raises(ChildProcessError):
            os.waitpid(process, os.WNOHANG)


def test_the_value_comes_from_another_process() -> None:
    with aside(lambda: ("a value", os.getpid())) as value:
        text, process = value()
    assert text == "a value"
    assert process != os.getpid()


def test_a_value_that_is_larger_than_a_pipe() -> None:
    with aside(lambda: "x" * 10_000_000) as value:
        assert len(value()) == 10_000_000


def test_an_error_is_raised_here() -> None:
    def work() -> None:
        raise ValueError("of the work")

    with aside(work) as value, pytest.raises(ValueError, match="of the work"):
        value()


def test_a_process_that_dies_is_no_loss() -> None:
    here = os.getpid()

    def work() -> str:
        if os.getpid() != here:
            os._exit(7)
        return "done here"

    with aside(work) as value:
        assert value() == "done here"


def test_what_is_not_asked_for_ends_with_the_block() -> None:
    began = time.monotonic()
    with pytest.raises(KeyError), aside(lambda: time.sleep(60)):
        raise KeyError
    assert time.monotonic() - began < 30


@pytest.mark.parametrize("hindrance", ["one processor", "a thread", "no fork"])
def test_where_a_fork_is_no_help_the_work_is_done_here(hindrance: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if hindrance == "one processor":
        monkeypatch.setattr(module.os, "cpu_count", lambda: 1)
    elif hindrance == "a thread":
        monkeypatch.setattr(module.threading, "active_count", lambda: 2)
    else:
        monkeypatch.delattr(module.os, "fork")
    with aside(os.getpid) as value:
        assert value() == os.getpid()
