"""The parent process: `python -m skillgraph.isolation.parent DESCRIPTOR`.

A fresh interpreter without threads or event loop. It imports, waits, loads, and from then on only forks workers, ends
them when told so, and says how they ended. It ends when the front closes the connection, and its workers with it.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import select
import signal
import socket
import sys
import threading
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from skillgraph.errors import IsolationError, SkillgraphError
from skillgraph.isolation import failures, frames, sandbox, worker
from skillgraph.isolation.bounds import Bounds
from skillgraph.isolation.source import Desk, Outgoing, Source

_READY_TO_FORK_S = 1.0
_SETTLED_MS = 300  # without a message: the first workers have been forked
_NO_FORK = 1 << 8  # the wait status of a process that ended with 1


class Closed(Exception):
    """The front has closed the connection."""


class Nursery:
    """The workers of one loaded desk, by the numbers that the front gave them."""

    def __init__(self, channel: socket.socket, desk: Desk, bounds: Bounds, kept: frozenset[int]) -> None:
        self._channel = channel
        self._desk = desk
        self._kept = kept  # the descriptors that the loader left open, for the workers
        self._bounds = bounds
        self._processes: dict[int, int] = {}  # not yet waited for, so no number of a process is used again
        self._ended, self._waker = socket.socketpair()
        self._waker.setblocking(False)
        self._ended.setblocking(False)

    def run(self) -> NoReturn:
        """Does what the front says; raises Closed at its end."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        ready = select.poll()
        ready.register(self._channel, select.POLLIN)
        ready.register(self._ended, select.POLLIN)
        patience: int | None = _SETTLED_MS
        while True:
            found = ready.poll(patience)
            if not found:
                patience = _SETTLED_MS if self._prepare() else None
            for descriptor, _ in found:
                if descriptor == self._ended.fileno():
                    self._reap()
                else:
                    self._obey(*frames.hear(self._channel))

    def end(self) -> None:
        """Kills all workers and waits for them."""
        for process in self._processes.values():
            os.kill(process, signal.SIGKILL)
        for process in self._processes.values():
            os.waitpid(process, 0)

    def _prepare(self) -> bool:
        """Lets the desk read ahead, now that nobody waits for a fork; whether it may have more to read."""
        is_more = False
        try:
            is_more = self._desk.prepare()
        except Exception:  # noqa: BLE001  # the edge of the process: a worker that needs it meets the same, and says so
            traceback.print_exc()
        _freeze()
        if is_more:
            frames.tell(self._channel, {"prepared": True})
        return is_more

    def _obey(self, message: dict[str, Any] | None, descriptors: list[int]) -> None:
        if message is None:
            raise Closed
        number = message["worker"]
        if message["do"] == "fork":
            self._fork(number, descriptors[0])
        elif number in self._processes:
            if message["do"] == "kill":
                os.kill(self._processes[number], signal.SIGKILL)
            else:
                sandbox.make_polite(self._processes[number])

    def _fork(self, number: int, descriptor: int) -> None:
        own = os.getpid()
        outlet = self._outlet()
        try:
            process = os.fork()
        except OSError:  # no memory or no process left: the front decides what then
            traceback.print_exc()
            frames.tell(self._channel, {"ended": number, "status": _NO_FORK})
        else:
            if process == 0:
                self._become_worker(own, descriptor, outlet)
            self._processes[number] = process
        finally:
            os.close(descriptor)
            if outlet is not None:
                outlet.close()

    def _outlet(self) -> socket.socket | None:
        """The worker's way out, where its desk has one; without its other side this parent is of no more use."""
        if not isinstance(self._desk, Outgoing):
            return None
        try:
            return self._desk.outlet()
        except OSError:
            raise Closed from None

    def _become_worker(self, parent: int, descriptor: int, outlet: socket.socket | None) -> NoReturn:
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            sandbox.end_with(parent)
            way_out = -1 if outlet is None else outlet.detach()
            descriptor, way_out = sandbox.settle(descriptor, way_out, self._kept)
            if isinstance(self._desk, Outgoing):
                self._desk.attach(socket.socket(fileno=way_out))
            worker.serve(socket.socket(fileno=descriptor), self._desk, self._bounds)
        except BaseException:  # noqa: BLE001  # a fork must never run on as a second parent
            traceback.print_exc()
        finally:
            os._exit(1)

    def _reap(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._ended.recv(4096)
        for number, process in list(self._processes.items()):
            ended, status = os.waitpid(process, os.WNOHANG)
            if ended:
                del self._processes[number]
                frames.tell(self._channel, {"ended": number, "status": status})
        if isinstance(self._desk, Outgoing) and self._desk.is_cut_off:
            raise Closed


def main(descriptor: int) -> int:
    """Serves the front at the other end of a socket; the exit status."""
    sandbox.prepare_to_fork()
    for ending in (signal.SIGINT, signal.SIGTERM):  # may be sent to all processes of a service; the front decides
        signal.signal(ending, signal.SIG_IGN)
    with socket.socket(fileno=descriptor) as channel, contextlib.suppress(Closed, ConnectionError):
        os.set_inheritable(descriptor, False)
        message, _ = frames.hear(channel)
        if message is not None:
            sandbox.end_with(message["front"])
            _import(message["imports"], until=channel)
            _freeze()
        message, _ = frames.hear(channel)
        if message is None:
            return 0
        nursery = _load(channel, message)
        if nursery is None:
            return 1
        try:
            nursery.run()
        finally:
            nursery.end()
    return 0


def _import(names: list[str], until: socket.socket | None = None) -> None:
    """Imports ahead of time, and calls what is named behind a colon; what fails here fails again when it is needed.

    Ends early where a message has come at the socket `until`: somebody waits.
    """
    for name in names:
        if until is not None and select.select([until], [], [], 0)[0]:
            return
        module, _, function = name.partition(":")
        with contextlib.suppress(Exception):
            imported = importlib.import_module(module)
            if function:
                getattr(imported, function)()


def _load(channel: socket.socket, message: dict[str, Any]) -> Nursery | None:
    """The loaded desk, ready to fork; None, and the front is told why, where it cannot be loaded."""
    source, bounds = Source(**message["source"]), Bounds(**message["bounds"])
    _import(list(source.imports))
    before = sandbox.files()
    try:
        desk = source.load()
        _require_one_thread(source.loader, source.threads)
    except SkillgraphError as error:
        frames.tell(channel, {"failed": failures.pack(error)})
        return None
    except Exception as fault:  # noqa: BLE001  # the edge of the process; the front has to know
        traceback.print_exc()
        text = f"{source.loader} ended with {type(fault).__name__}: {fault}."
        frames.tell(channel, {"failed": failures.pack(IsolationError(text, "Standard error has the traceback."))})
        return None
    _freeze()
    frames.tell(channel, {"ready": True})
    return Nursery(channel, desk, bounds, sandbox.files() - before)


def _freeze() -> None:
    """Clears up, and takes what is left from what will be looked through: its memory stays shared after a fork."""
    gc.collect()
    gc.freeze()


def _require_one_thread(loader: str, harmless: Sequence[str]) -> None:
    """IsolationError where the loader has left a thread behind, with which a fork could hang, but for harmless ones."""
    deadline = time.monotonic() + _READY_TO_FORK_S
    while _count_threads(harmless) > 1:  # a thread that was joined may still be on its way out
        if time.monotonic() > deadline:
            names = ", ".join(thread.name for thread in threading.enumerate())
            raise IsolationError(f"{loader} left a thread running ({names}).", "Let the loader join its threads.")
        time.sleep(0.001)


def _count_threads(harmless: Sequence[str]) -> int:
    count = 0
    for thread in Path("/proc/self/task").iterdir():
        with contextlib.suppress(OSError):
            count += (thread / "comm").read_text().strip() not in harmless
    return count


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
