"""The front's end of one worker: one job after another, one answer each."""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import Callable
from typing import Protocol, cast

from skillgraph.isolation.frames import Frame, Reader
from skillgraph.isolation.reply import Reply
from skillgraph.isolation.streamed import Streamed


class Owner(Protocol):
    """Who hears what a worker does."""

    def answered(self, link: Link, frame: Frame) -> None:
        """A whole answer is there."""

    def streams(self, link: Link, streamed: Streamed) -> None:
        """A long answer has begun."""

    def streamed(self, link: Link) -> None:
        """A long answer has come whole."""

    def given_up(self, link: Link) -> None:
        """A long answer is not wanted any more."""


class Link(asyncio.Protocol):
    """A worker as the front sees it; `number` is its name between front and parent."""

    def __init__(self, number: int, owner: Owner, spool: int, on_lost: Callable[[Link], None]) -> None:
        self.number = number
        self.used = False
        self.last = False  # whether the worker ends after this answer
        self.early = False  # whether its parent has read more since it was forked
        self.closed = False
        self.pace = math.inf  # seconds that its last job took
        self.is_stale = False  # whether a job was sent to it that it should not do any more
        self._owner = owner
        self._on_lost = on_lost
        self._spool = spool
        self._reader = Reader()
        self._stream: Streamed | None = None
        self._transport: asyncio.Transport | None = None

    def ask(self, request: bytes) -> None:
        """Sends a job, which the worker begins when it has done what it has; the answer comes to the owner."""
        assert self._transport is not None
        self._transport.write(request)

    def close(self) -> None:
        """Lets go of the worker, which ends by that; nothing that it has sent is heard any more."""
        self.closed = True
        self.hang_up()

    def hang_up(self) -> None:
        """Closes the connection; its end is told as any other."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        if self.closed:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        if self.closed:
            return
        if self._stream is not None:
            self._feed(self._stream, data)
            return
        frame = self._reader.feed(data, self._spool)
        while frame is not None:
            self.last = frame.is_last
            if frame.length > self._spool:
                self._begin(frame)
                return
            self._owner.answered(self, frame)
            if not frame.rest or self.closed:
                return
            frame = self._reader.feed(frame.rest, self._spool)

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        self._on_lost(self)

    def _begin(self, frame: Frame) -> None:
        about = Reply(frame.head["reply"], rows=frame.rows, seconds=frame.seconds)
        self._stream = Streamed(about, frame.length, self._flow, lambda: self._owner.given_up(self))
        self._owner.streams(self, self._stream)
        if frame.body and not self.closed:
            self._feed(self._stream, frame.body)

    def _feed(self, stream: Streamed, data: bytes) -> None:
        if stream.feed(data):
            self._stream = None
            self._owner.streamed(self)

    def _flow(self, on: bool) -> None:
        if self._transport is not None and not self.closed:
            with contextlib.suppress(RuntimeError):  # of older loops, where it flows or stands already
                if on:
                    self._transport.resume_reading()
                else:
                    self._transport.pause_reading()
