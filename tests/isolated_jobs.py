"""Loaders and jobs for tests of `skillgraph.isolation`: what a worker is told to do, well or badly.

A parent finds this module by its PYTHONPATH; the folder of the tests is on pytest's. `source()` names a loader.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from skillgraph.errors import AnswerTooLarge, QuerySyntaxError, WorkspaceError
from skillgraph.isolation import Desk, Reply, Source

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n_ ?o }"
HUNGRY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?a ?d"
DOUBLING = (
    "SELECT ?z { BIND('0123456789abcdef' AS ?a) "
    + " ".join(f"BIND(CONCAT(?{chr(i)}, ?{chr(i)}) AS ?{chr(i + 1)})" for i in range(97, 122))
    + " BIND(CONCAT(?z, ?z, ?z, ?z, ?z, ?z, ?z, ?z) AS ?zz) FILTER(STRLEN(?zz) > 1) }"
)


def source(loader: str = "plain", **argument: Any) -> Source:
    """The source of a loader in this module."""
    return Source(f"{__name__}:{loader}", argument, ("pyoxigraph",))


class Jobs:
    """A desk whose jobs are its methods; each takes its arguments by name and gives a reply."""

    def __init__(self, state: str, store: ox.Store | None = None) -> None:
        self.state = state
        self.store = store or ox.Store()
        self.prepared = False

    def run(self, job: str, arguments: dict[str, Any]) -> Reply:
        """See `skillgraph.isolation.Desk`."""
        method: Callable[..., Reply] = getattr(self, job)
        return method(**arguments)

    def prepare(self) -> bool:
        """See `skillgraph.isolation.Desk`; one in the state `fragile` cannot, `learned` has what no worker can get."""
        if self.state == "fragile":
            raise ZeroDivisionError("no")
        is_first, self.prepared = not self.prepared, True
        return is_first and self.state == "learned"

    def has_prepared(self) -> Reply:
        """Whether the parent had read ahead when this worker was forked."""
        return Reply({"prepared": self.prepared})

    def echo(self, text: str) -> Reply:
        """What was said, with the state that was loaded and the process that says it."""
        return Reply({"state": self.state, "process": os.getpid()}, text.encode())

    def big(self, length: int) -> Reply:
        """That many bytes, which repeat 0 to 250."""
        return Reply({"length": length}, (bytes(range(251)) * (length // 251 + 1))[:length])

    def query(self, text: str) -> Reply:
        """A query over the store, as JSON."""
        results = self.store.query(text, use_default_graph_as_union=True)
        return Reply({}, results.serialize(format=ox.QueryResultsFormat.JSON) or b"")  # type: ignore[union-attr]

    def update(self, text: str) -> Reply:
        """A SPARQL update."""
        self.store.update(text)
        return Reply({})

    def parse(self, depth: int) -> Reply:
        """A query nested that deep: the parser holds the interpreter lock."""
        return self.query("SELECT * " + "{" * depth + "}" * depth)

    def sleep(self) -> Reply:
        """Never ends, and needs nothing for it."""
        threading.Event().wait()
        return Reply({})

    def nap(self, duration: float) -> Reply:
        """Keeps the processor busy for a while."""
        end = time.thread_time() + duration
        while time.thread_time() < end:
            pass
        return Reply({})

    def spin(self) -> Reply:
        """Never ends, and keeps the processor busy."""
        while True:
            pass

    def hold(self) -> Reply:
        """Never ends, and never lets go of the interpreter lock, so that no other thread can help."""
        ctypes.PyDLL(None).sleep(1_000_000)
        return Reply({})

    def eat(self, length: int) -> Reply:
        """That many bytes at once."""
        return Reply({"length": len(bytearray(length))})

    def starve(self) -> Reply:
        """Has no memory left for the head of its answer."""

        class Head(dict[str, Any]):
            def items(self) -> Any:
                raise MemoryError

        return Reply(Head(rows=1))

    def recurse(self) -> Reply:
        """Deeper than Python allows."""
        return self.recurse()

    def die(self, number: int) -> Reply:
        """Ends its process by a signal."""
        os.kill(os.getpid(), number)
        return Reply({})

    def die_once(self, flag: int) -> Reply:
        """Ends the process the first time: there is a semaphore to count with, in memory shared by all forks."""
        if SHARED.take(flag):
            os.kill(os.getpid(), signal.SIGKILL)
        return Reply({})

    def leave(self, status: int) -> Reply:
        """Ends its process with a status."""
        os._exit(status)

    def refuse(self, kind: str) -> Reply:
        """Raises an error of the project."""
        raise {
            "syntax": QuerySyntaxError("No dot here.", 3, 14, "Take it away."),
            "large": AnswerTooLarge("The answer has more than 100,000 rows.", "Ask for less."),
        }[kind]

    def fail(self) -> Reply:
        """Raises an error of nobody."""
        raise ZeroDivisionError("secret")

    def panic(self) -> Reply:
        """Raises what engines raise outside Exception."""
        raise KeyboardInterrupt

    def open_file(self) -> Reply:
        """Reads a file that is there."""
        return Reply({}, Path(__file__).read_bytes())

    def open_socket(self) -> Reply:
        """A socket of any kind."""
        socket.socket().close()
        return Reply({})

    def open_pipe(self) -> Reply:
        """A pipe."""
        os.pipe()
        return Reply({})

    def descriptors(self) -> Reply:
        """The numbers of its open descriptors."""
        return Reply({"open": [number for number in range(2048) if _is_open(number)]})

    def priorities(self) -> Reply:
        """Scheduling of the thread that evaluates, after a time in which it becomes slow."""
        time.sleep(0.3)
        thread = threading.get_native_id()
        return Reply({"policy": os.sched_getscheduler(thread), "nice": os.getpriority(os.PRIO_PROCESS, thread)})


class _Shared:
    """Flags in memory that forks share."""

    def __init__(self) -> None:
        import mmap

        self._memory = mmap.mmap(-1, 4096)

    def take(self, number: int) -> bool:
        """Whether this is the first time."""
        first = self._memory[number] == 0
        self._memory[number] = 1
        return first


SHARED = _Shared()
HELD: list[int] = []


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def plain(argument: Mapping[str, Any]) -> Desk:
    """Jobs with a state and nothing else; `seconds` to load."""
    time.sleep(argument.get("seconds", 0))
    return Jobs(argument.get("state", ""))


def quads(argument: Mapping[str, Any]) -> Desk:
    """Jobs over `count` triples, made or read from the N-Quads file `path`."""
    store = ox.Store()
    if "path" in argument:
        store.extend(ox.parse(path=argument["path"], format=ox.RdfFormat.N_QUADS))
    name = "http://example.org/{}{}".format
    store.extend(
        ox.Quad(ox.NamedNode(name("s", n // 7)), ox.NamedNode(name("p", n % 7)), ox.Literal(n))
        for n in range(argument.get("count", 0))
    )
    return Jobs(argument.get("state", ""), store)


def refusing(argument: Mapping[str, Any]) -> Desk:
    """Raises an error of the project."""
    raise WorkspaceError("There is no folder data/.", "Make one.")


def failing(argument: Mapping[str, Any]) -> Desk:
    """Raises another error."""
    raise ZeroDivisionError("no")


def ending(argument: Mapping[str, Any]) -> Desk:
    """Ends the process."""
    os._exit(3)


def threaded(argument: Mapping[str, Any]) -> Desk:
    """Leaves a thread behind."""
    threading.Thread(target=time.sleep, args=(1000,), daemon=True, name="forgotten").start()
    return Jobs("")


def holding(argument: Mapping[str, Any]) -> Desk:
    """Opens as many files as it may, and keeps them open."""
    with contextlib.suppress(OSError):
        while True:
            HELD.append(os.open(os.devnull, os.O_RDONLY))
    for descriptor in HELD[-8:]:
        os.close(descriptor)
    return Jobs("")


def once(argument: Mapping[str, Any]) -> Desk:
    """Loads while a file is there, and ends the process when it is not any more."""
    if not Path(argument["path"]).exists():
        os._exit(3)
    return Jobs("once")
