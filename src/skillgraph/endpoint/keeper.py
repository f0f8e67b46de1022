"""The keeper: `python -m skillgraph.endpoint.keeper DESCRIPTOR`, the only process that asks the endpoint.

It holds the addresses and the credentials, keeps connections open, and examines the replicas now and then. Each worker
has a thread here; when a worker ends in the middle of an answer, a thread that watches all of them breaks the
connection that it was read from, so that the endpoint can give up too.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any, NoReturn

from skillgraph.endpoint import wire
from skillgraph.endpoint.address import addresses
from skillgraph.endpoint.client import PIECE, Body, Tether
from skillgraph.endpoint.exchange import Question
from skillgraph.endpoint.outlet import AUTHORIZATION
from skillgraph.endpoint.replicas import Replicas
from skillgraph.errors import SkillgraphError
from skillgraph.isolation import failures, frames, sandbox

_GLANCE_MS = 50


class Keeper:
    """Answers on the sockets that it is given."""

    def __init__(self, replicas: Replicas, probe: Question, look_seconds: float) -> None:
        self._replicas = replicas
        self._probe = probe
        self._look_seconds = look_seconds
        self._stop = threading.Event()
        self._watch = Watch()

    def run(self, channel: socket.socket) -> None:
        """Until the other side of the channel closes."""
        threading.Thread(target=self._look, daemon=True).start()
        threading.Thread(target=self._watch.run, daemon=True).start()
        while True:
            message, descriptors = frames.hear(channel)
            if message is None:
                break
            for descriptor in descriptors:
                connection = socket.socket(fileno=descriptor)
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()
        self._stop.set()

    def _look(self) -> None:
        while not self._stop.is_set():
            self._replicas.examine(self._probe)
            self._stop.wait(self._look_seconds)

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            while (frame := wire.receive(connection)) is not None:
                head, _ = frame
                if "fields" in head:  # and not the end of an answer that had ended already
                    self._answer(connection, head)

    def _answer(self, connection: socket.socket, head: dict[str, Any]) -> None:
        question = wire.unpacked(head)
        try:
            with self._watch.over(connection) as tether, self._replicas.open(question, tether) as body:
                wire.send(connection, _head_of(body))
                last: dict[str, Any] = {"last": True}
                try:
                    while piece := body.read(PIECE):
                        if _has_news(connection):
                            wire.receive(connection)
                            break
                        wire.send(connection, {"last": False}, piece)
                except SkillgraphError as error:
                    last["error"] = failures.pack(error)
                wire.send(connection, last)
        except SkillgraphError as error:
            wire.send(connection, {"error": failures.pack(error)})


class Watch:
    """Sees when somebody who waits for an answer has gone, and breaks the connection that it comes over."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[int, Tether] = {}
        self._some = threading.Event()

    @contextlib.contextmanager
    def over(self, connection: socket.socket) -> Iterator[Tether]:
        """The tether of an answer that is for the other end of this connection."""
        number, tether = connection.fileno(), Tether()
        with self._lock:
            self._waiting[number] = tether
            self._some.set()
        try:
            yield tether
        finally:
            with self._lock:
                del self._waiting[number]

    def run(self) -> NoReturn:
        """What the thread does."""
        while True:
            self._some.wait()
            with self._lock:
                waiting = dict(self._waiting)
                if not waiting:
                    self._some.clear()
                    continue
            ends = select.poll()
            for number in waiting:
                ends.register(number, 0)  # asks for nothing, so it tells only of those that have closed
            for number, _ in ends.poll(_GLANCE_MS):
                with self._lock:
                    if self._waiting.get(number) is waiting[number]:
                        waiting[number].cut()
            time.sleep(_GLANCE_MS / 1000)


def _head_of(body: Body) -> dict[str, Any]:
    return {
        "media_type": body.media_type,
        "replica": body.replica,
        "most_rows": body.most_rows,
        "is_delimited": body.is_delimited,
    }


def _has_news(connection: socket.socket) -> bool:
    return bool(select.select([connection], [], [], 0)[0])


def main(descriptor: int) -> None:
    """Keeps until the parent ends."""
    for ending in (signal.SIGINT, signal.SIGTERM):  # the front decides when all of this ends
        signal.signal(ending, signal.SIG_IGN)
    with socket.socket(fileno=descriptor) as channel:
        os.set_inheritable(descriptor, False)
        message, _ = frames.hear(channel)
        if message is None:
            return
        sandbox.end_with(message["parent"])
        replicas = Replicas(addresses(message["addresses"]), os.environ.get(AUTHORIZATION, ""))
        Keeper(replicas, wire.unpacked(message["probe"]), float(message["look"])).run(channel)
    os._exit(0)  # threads may be waiting for an endpoint


if __name__ == "__main__":
    main(int(sys.argv[1]))
