"""The full check in a process of its own, so that nothing that is typed waits for it; what did not change is kept.

The process is started afresh and not forked. It ends when its end of the pipe is closed, however the server ends.
"""

from __future__ import annotations

import datetime
import multiprocessing
import os
import signal
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from skillgraph.errors import InternalError, WorkspaceError
from skillgraph.findings import Finding
from skillgraph.workspace import Contents

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the check could not be made."""

    message: str
    hint: str


class CheckProcess:
    """A process that checks one workspace after another; it is started with the first."""

    def __init__(self) -> None:
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._stopped = False
        self._lock = Lock()

    def check(self, contents: Contents, today: datetime.date) -> tuple[Finding, ...]:
        """All findings on a day; waits for them.

        WorkspaceError where no check is possible, InternalError where the process broke.
        """
        connection = self._connected()
        try:
            connection.send((contents, today))
            answer = connection.recv()
        except (EOFError, OSError):
            self._end()
            raise InternalError(
                "The check ended before its time.", "What it wrote last is in the server's log."
            ) from None
        if isinstance(answer, Refusal):
            raise WorkspaceError(answer.message, answer.hint)
        assert isinstance(answer, tuple)
        return answer

    def stop(self) -> None:
        """Ends the process, whatever it is doing, for good."""
        self._stopped = True
        self._end()

    def _end(self) -> None:
        with self._lock:
            process, self._process = self._process, None
            if process is not None:
                process.terminate()
                process.join()

    def _connected(self) -> Connection:
        """The pipe to the process, which is started where there is none."""
        with self._lock:
            if self._stopped:
                raise InternalError("The check was asked for after its end.")
            if self._process is None or self._connection is None:
                context = multiprocessing.get_context("spawn")
                self._connection, theirs = context.Pipe()
                process = context.Process(target=serve, args=(theirs,), daemon=True, name="skillgraph-check")
                process.start()
                theirs.close()
                self._process = process
            return self._connection


def serve(connection: Connection) -> None:
    """Answers every pair of `Contents` and day with its findings or a `Refusal`, until the other end is closed."""
    from skillgraph.check import check
    from skillgraph.errors import SkillgraphError
    from skillgraph.turtle import KeptFiles
    from skillgraph.validate.again import Validator

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.dup2(2, 1)  # the server's standard output belongs to the protocol
    parse = KeptFiles().parse_files
    validate = Validator(parse).validate
    while True:
        try:
            contents, today = connection.recv()
        except EOFError:
            return
        answer: tuple[Finding, ...] | Refusal
        try:
            answer = check(contents, today, parse, validate)
        except SkillgraphError as error:
            answer = Refusal(error.message, error.hint)
        connection.send(answer)
