"""A parent process as the front sees it."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from skillgraph.errors import IsolationError
from skillgraph.isolation import failures, frames, sandbox
from skillgraph.isolation.bounds import Bounds
from skillgraph.isolation.source import Source

_FAREWELL_S = 3.0
# Libraries that start threads when they are loaded do not, in a process that forks: jemalloc within Arrow, OpenBLAS.
_SINGLE = {"JE_ARROW_MALLOC_CONF": "background_thread:false", "OPENBLAS_NUM_THREADS": "1"}


# A query makes and drops about a hundred small pieces of a size at once; by itself the allocator has seven at hand.
_ALLOCATOR = "glibc.malloc.tcache_count=128"


class ParentProcess:
    """Starts at once and imports; `load` makes it ready to fork. For the thread of its event loop."""

    def __init__(self, imports: Iterable[str]) -> None:
        sandbox.require_linux()
        self._loop = asyncio.get_running_loop()
        self.on_ended: Callable[[int, int], None] = lambda number, status: None
        self.on_prepared: Callable[[], None] = lambda: None
        self.on_gone: Callable[[], None] = lambda: None
        self.gone = False
        self._loaded: asyncio.Future[None] | None = None
        self._exited: asyncio.Future[None] = self._loop.create_future()
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = _start(theirs.fileno())
        self._channel.setblocking(False)
        self._watch = os.pidfd_open(self._process.pid)
        self._loop.add_reader(self._channel, self._hear)
        self._loop.add_reader(self._watch, self._waited)
        self._tell({"front": os.getpid(), "imports": list(imports)})

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    async def load(self, source: Source, bounds: Bounds) -> None:
        """Loads; raises what the loader raised, or IsolationError where the process ended or took too long."""
        self._loaded = self._loop.create_future()
        if self.gone:
            raise _ended_early(source)
        message = {"source": source.as_json(), "bounds": asdict(bounds)}
        if len(json.dumps(message)) > frames.LONGEST_PACKET:
            raise IsolationError(f"The argument of {source.loader} is too long.", "Hand over the path of a file.")
        self._tell(message)
        try:
            async with asyncio.timeout(bounds.load_seconds):
                await self._loaded
        except TimeoutError:
            text = f"{source.loader} took longer than {bounds.load_seconds:g} s."
            raise IsolationError(text, "Load less, or raise the limit.") from None
        except EOFError:
            raise _ended_early(source) from None

    def fork(self, number: int) -> socket.socket:
        """Orders a worker; the front's end of its connection, which can be used at once."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with theirs:
            self._tell({"do": "fork", "worker": number}, theirs.fileno())
        return ours

    def kill(self, number: int) -> None:
        """Ends a worker at once; without effect on one that has ended."""
        self._tell({"do": "kill", "worker": number})

    def make_polite(self, number: int) -> None:
        """Lets a worker stand behind others where processors are scarce."""
        self._tell({"do": "yield", "worker": number})

    async def close(self) -> None:
        """Ends the process and all its workers, and waits until they are gone."""
        self._disconnect()
        try:
            async with asyncio.timeout(_FAREWELL_S):
                await asyncio.shield(self._exited)
        except TimeoutError:
            self.end()
            await self._exited

    def end(self) -> None:
        """Ends the process by force; its workers end with it."""
        if not self._exited.done():
            self._process.kill()

    def _tell(self, message: dict[str, Any], *descriptors: int) -> None:
        if self.gone:
            return
        try:
            frames.tell(self._channel, message, descriptors)
        except OSError:  # it has ended, or hangs and does not read
            self.end()

    def _hear(self) -> bool:
        """Takes in one message; whether there was any."""
        try:
            message, _ = frames.hear(self._channel)
        except BlockingIOError:
            return False
        if message is None:
            self._disconnect()
        elif "ended" in message:
            self.on_ended(message["ended"], message["status"])
        elif "prepared" in message:
            self.on_prepared()
        elif self._loaded is not None and not self._loaded.done():
            if "ready" in message:
                self._loaded.set_result(None)
            elif "failed" in message:
                self._loaded.set_exception(failures.unpack(message["failed"]))
        return True

    def _disconnect(self) -> None:
        if self.gone:
            return
        self.gone = True
        self._loop.remove_reader(self._channel)
        self._channel.close()
        if self._loaded is not None and not self._loaded.done():
            self._loaded.set_exception(EOFError())
        self.on_gone()

    def _waited(self) -> None:
        """The process has ended, so that waiting for it takes no time."""
        self._process.wait()
        self._loop.remove_reader(self._watch)
        os.close(self._watch)
        self._exited.set_result(None)
        while not self.gone and self._hear():  # what it said before
            pass
        self._disconnect()


def _ended_early(source: Source) -> IsolationError:
    return IsolationError(f"The process ended while it was loading with {source.loader}.", "Standard error says why.")


def _start(descriptor: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  # our own program, without a shell
        [sys.executable, "-P", "-W", "ignore", "-m", "skillgraph.isolation.parent", str(descriptor)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry),
            "GLIBC_TUNABLES": _ALLOCATOR,
            "MALLOC_ARENA_MAX": "1",  # one thread allocates at a time; a second arena would only take address space
            **_SINGLE,
        },
        pass_fds=[descriptor],
        start_new_session=True,  # Ctrl-C is for the front, which closes the connection
    )
