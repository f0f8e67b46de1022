"""Building in a warm process of its own: pySHACL is imported, and what did not change is not done again.

`Worker` is the process as its parent sees it; `workshop` is what runs in it. It is given the files of a workspace,
writes the dataset into a private folder as N-Quads, and gives its verdict. It ends with its parent.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from skillgraph.errors import InvalidWorkspace, SkillgraphError
from skillgraph.findings import Finding, Severity
from skillgraph.snapshot.cache import Cache
from skillgraph.snapshot.prepared import Prepared
from skillgraph.snapshot.verdict import Verdict
from skillgraph.workspace import Contents

PATIENCE_S = 120
_LEAST_A_SECOND = 2_000  # statements of a large workspace, on a slow machine that others use too
_FAREWELL_S = 3
PREFIX = "skillgraph-"
LOCK = "lock"


class Worker:
    """The process; it is started when it is first needed, and again after it has ended."""

    def __init__(self, cache: Cache, on_built: Callable[[Prepared], None] = lambda _: None) -> None:
        self._cache = cache
        self.on_built = on_built  # told of each snapshot that was built, while it is being judged
        self._beginning: threading.Thread | None = None
        self._begun: Contents | None = None  # what the process was asked to open before anybody waits for it
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._socket: socket.socket | None = None
        self._closed = False
        self._folder: Path | None = None
        self._lock = -1

    @property
    def folder(self) -> Path:
        """A folder that only this user can read; it is there until the end."""
        if self._folder is None:
            sweep_leftovers(Path(tempfile.gettempdir()))
            self._folder = Path(tempfile.mkdtemp(prefix=PREFIX))
            self._lock = os.open(self._folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._lock, fcntl.LOCK_EX)
        return self._folder

    def begin(self, read: Callable[[], Contents]) -> None:
        """Has the process open files, which another thread reads; `open` goes on with that where they are the same."""
        self._beginning = threading.Thread(target=self._begin, args=(read,), name="begin", daemon=True)
        self._beginning.start()

    def _begin(self, read: Callable[[], Contents]) -> None:
        with contextlib.suppress(SkillgraphError, EOFError, OSError):
            contents = read()
            self._send(self._start(), contents, cached=True)
            self._begun = contents

    def _has_begun(self, contents: Contents, *, cached: bool) -> bool:
        """Whether the process is at this; where it is at something else, it is ended."""
        if self._beginning is None:
            return False
        self._beginning.join()
        begun, self._begun, self._beginning = self._begun, None, None
        if begun is not None and (not cached or begun != contents):
            self._end()
            return False
        return begun is not None

    def open(self, contents: Contents) -> Prepared:
        """The snapshot of a workspace, from the cache where it is there; InvalidWorkspace where it is not good."""
        prepared, verdict = self.examine(contents, cached=True)
        if verdict.violations or prepared is None:
            raise InvalidWorkspace(verdict.violations)
        return prepared

    def examine(self, contents: Contents, *, cached: bool = False) -> tuple[Prepared | None, Verdict]:
        """The snapshot of a workspace, None where it cannot be built, and the verdict on it.

        A snapshot from the cache was judged before and gets an empty verdict.
        """
        for _ in range(2):
            with contextlib.suppress(EOFError, OSError):
                return self._ask(contents, cached=cached)
            self._end()
            if self._closed:
                break
        seconds = patience(contents, self._cache)
        message = f"The process that builds snapshots ended without an answer, or took longer than {seconds:.0f} s."
        return None, Verdict((Finding("SG100", Severity.VIOLATION, message, hint="Undo the last change."),), {})

    def close(self) -> None:
        """Breaks the connection, also while another thread waits for an answer; the process ends by that."""
        self._closed = True
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def rest(self) -> None:
        """Lets the process end when it has done what it is at, and leaves the folder; for who will not ask again."""
        if self._connection is not None and self._socket is not None:
            self._connection.close()
            self._socket.close()
            self._connection = self._socket = None

    def end(self) -> None:
        """Ends the process, waits for that and removes the folder; for the thread that asks."""
        self._closed = True
        if self._beginning is not None:
            self._beginning.join()
        self._end()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def _ask(self, contents: Contents, *, cached: bool) -> tuple[Prepared | None, Verdict]:
        has_begun = self._has_begun(contents, cached=cached)
        connection = self._connection or self._start()
        if not has_begun:
            self._send(connection, contents, cached=cached)
        seconds = patience(contents, self._cache)
        if not connection.poll(seconds):
            raise TimeoutError
        prepared, told = None, connection.recv()
        while not isinstance(told, Verdict):
            prepared = Prepared(contents, *told)
            self.on_built(prepared)
            if not connection.poll(seconds):
                raise TimeoutError
            told = connection.recv()
        return prepared and prepared.counted(), told

    def _send(self, connection: Connection, contents: Contents, *, cached: bool) -> None:
        connection.send((contents, self._cache, self.folder, cached))

    def _start(self) -> Connection:
        if self._closed:
            raise EOFError
        self._end()
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
        self.rest()
        if self._process is not None:
            try:
                self._process.wait(_FAREWELL_S)  # it may be writing to the cache
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process, self._connection, self._socket = None, None, None


def patience(contents: Contents, cache: Cache) -> float:
    """How many seconds the process is waited for: the longer, the more a large workspace states."""
    return PATIENCE_S + (contents.size / _LEAST_A_SECOND if cache.is_large(contents) else 0)


def sweep_leftovers(among: Path) -> None:
    """Removes the folders of servers that ended without doing so: nobody holds their locks any more."""
    for folder in among.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            remove_unheld(folder, LOCK)


def remove_unheld(folder: Path, held_by: str) -> None:
    """Removes a folder; BlockingIOError where somebody holds a lock on that file in it, OSError where there is none."""
    lock = os.open(folder / held_by, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)
