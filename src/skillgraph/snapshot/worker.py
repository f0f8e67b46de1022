"""Building in a warm process of its own: pySHACL is imported, and what did not change is not done again.

`Worker` is the process as its parent sees it; `workshop` is what runs in it. It is given the files of a workspace, and
gives back the dataset as N-Quads as soon as it is there and then the verdict on it. It ends with its parent.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from multiprocessing.connection import Connection

from skillgraph.engine import Dataset
from skillgraph.findings import Finding, Severity
from skillgraph.snapshot.cache import Cache
from skillgraph.snapshot.verdict import Verdict
from skillgraph.workspace import Contents

PATIENCE_S = 120
_FAREWELL_S = 3
_PIECE = 1000  # lines; loading one holds the interpreter for about 3 ms


class Worker:
    """The process; it is started when it is first needed, and again after it has ended."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._socket: socket.socket | None = None
        self._closed = False

    def examine(self, contents: Contents) -> tuple[Dataset | None, Verdict]:
        """The dataset of a workspace, None where it cannot be built, and the verdict on it."""
        for _ in range(2):
            with contextlib.suppress(EOFError, OSError):
                return self._ask(contents)
            self._end()
            if self._closed:
                break
        message = f"The process that builds snapshots ended without an answer, or took longer than {PATIENCE_S} s."
        return None, Verdict((Finding("SG100", Severity.VIOLATION, message, hint="Undo the last change."),), {})

    def close(self) -> None:
        """Breaks the connection, also while another thread waits for an answer; the process ends by that."""
        self._closed = True
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        """Ends the process and waits for that; for the thread that asks."""
        self._closed = True
        self._end()

    def _ask(self, contents: Contents) -> tuple[Dataset | None, Verdict]:
        connection = self._connection or self._start()
        connection.send((contents, self._cache))
        if not connection.poll(PATIENCE_S):
            raise TimeoutError
        quads = connection.recv_bytes()
        dataset = load_in_pieces(quads) if quads else None  # while the process is still judging
        if not connection.poll(PATIENCE_S):
            raise TimeoutError
        verdict = connection.recv()
        assert isinstance(verdict, Verdict)
        return dataset, verdict

    def _start(self) -> Connection:
        if self._closed:
            raise EOFError
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  # our own program, without a shell
                [sys.executable, "-P", "-W", "ignore", "-m", "skillgraph.snapshot.workshop", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)},
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # Ctrl-C is for the parent, which closes the connection
            )
        self._socket, self._connection = ours, Connection(os.dup(ours.fileno()))
        return self._connection

    def _end(self) -> None:
        if self._connection is not None and self._socket is not None:
            self._connection.close()
            self._socket.close()
        if self._process is not None:
            try:
                self._process.wait(_FAREWELL_S)  # it may be writing to the cache
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process, self._connection, self._socket = None, None, None


def load_in_pieces(quads: bytes) -> Dataset:
    """A dataset from N-Quads, loaded so that other threads get their turn."""
    dataset = Dataset()
    lines = quads.splitlines(keepends=True)
    for start in range(0, len(lines), _PIECE):
        dataset.load_nquads(b"".join(lines[start : start + _PIECE]))
    return dataset
