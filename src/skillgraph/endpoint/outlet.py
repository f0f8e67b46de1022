"""Asking through the keeper: for a process that can open no connection, and needs none.

`Outlet` is in the parent of workers. It starts the keeper, which knows the addresses and the credentials, and for
each worker makes a pair of sockets, of which the keeper gets one end. A worker can send questions through its end, and
read answers; where they go is not its business. When a worker ends, the keeper lets go of what it asked.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from skillgraph.endpoint import wire
from skillgraph.endpoint.address import Address
from skillgraph.endpoint.exchange import Question
from skillgraph.errors import EndpointError
from skillgraph.isolation import failures, frames

AUTHORIZATION = "SKILLGRAPH_ENDPOINT_AUTHORIZATION"


class Outlet:
    """A keeper process and the way to it. It ends with the process that started it, or by `close`."""

    def __init__(self, addresses: Sequence[Address], probe: Question, look_seconds: float) -> None:
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = _start(theirs.fileno())
        frames.tell(
            self._channel,
            {
                "parent": os.getpid(),
                "addresses": [address.url for address in addresses],
                "probe": wire.packed(probe),
                "look": look_seconds,
            },
        )

    @property
    def pid(self) -> int:
        """The number of the keeper's process."""
        return self._process.pid

    @property
    def has_ended(self) -> bool:
        """Whether the keeper is gone, so that no answer can come any more."""
        return self._process.poll() is not None

    def connect(self) -> socket.socket:
        """A connection to the keeper, for one process; OSError where the keeper has gone."""
        ours, theirs = socket.socketpair()
        with theirs:
            frames.tell(self._channel, {"do": "serve"}, [theirs.fileno()])
        return ours

    def close(self) -> None:
        """Ends the keeper."""
        self._channel.close()
        self._process.wait()


def forget_authorization() -> None:
    """Takes the credentials out of this process: they are the keeper's."""
    os.environ.pop(AUTHORIZATION, None)


class Through:
    """A `Transport` over a connection that `Outlet.connect` gave; for one thread."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def forget(self) -> None:
        """For a fork, where the number of this connection means another one: lets go of it without closing it."""
        self._connection.detach()

    def open(self, question: Question) -> Passed:
        """See `Transport`."""
        try:
            wire.send(self._connection, wire.packed(question))
            frame = wire.receive(self._connection)
        except OSError:
            frame = None
        if frame is None:
            raise keeper_gone()
        head, _ = frame
        if "error" in head:
            raise failures.unpack(head["error"])
        return Passed(self._connection, head)


class Passed:
    """An answer that the keeper passes on."""

    def __init__(self, connection: socket.socket, head: dict[str, Any]) -> None:
        self.media_type = str(head["media_type"])
        self.replica = str(head["replica"])
        self.most_rows = int(head["most_rows"])
        self.is_delimited = bool(head["is_delimited"])
        self._connection = connection
        self._rest = b""
        self._done = False

    def read(self, size: int = -1, /) -> bytes:
        """See `Answering`."""
        if not self._rest and not self._done:
            self._rest = self._next()
        if size < 0:
            size = len(self._rest)
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece

    def _next(self) -> bytes:
        try:
            frame = wire.receive(self._connection)
        except OSError:
            frame = None
        if frame is None:
            self._done = True
            raise keeper_gone()
        head, body = frame
        if head["last"]:
            self._done = True
            if "error" in head:
                raise failures.unpack(head["error"])
        return body

    def close(self) -> None:
        """See `Answering`: says that no more is wanted, and reads to the last piece."""
        if self._done:
            return
        try:
            wire.send(self._connection, {"enough": True})
            while (frame := wire.receive(self._connection)) is not None and not frame[0]["last"]:
                pass
        except OSError:
            pass
        self._done = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def keeper_gone() -> EndpointError:
    """The error where the keeper has ended; it is started again with the process that forks workers."""
    return EndpointError("The process that asks the endpoint has ended.", "Ask again in a moment.", may_pass=True)


def _start(descriptor: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  # our own program, without a shell
        [sys.executable, "-P", "-W", "ignore", "-m", "skillgraph.endpoint.keeper", str(descriptor)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)},
        pass_fds=[descriptor],
    )
