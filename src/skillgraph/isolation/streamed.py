"""A long answer on its way: the worker has it whole, the front hands it on piece by piece."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable

from skillgraph.errors import SkillgraphError
from skillgraph.isolation.reply import Reply

_HIGH_WATER = 256 * 1024


class Streamed:
    """What a `Reply` says beside its body, the length of the body in bytes, and the body by iterating once.

    The iteration raises a SkillgraphError where the body breaks off, so that a cut answer never looks complete.
    Who does not iterate to the end calls `close`, which ends the worker.
    """

    def __init__(self, about: Reply, length: int, flow: Callable[[bool], None], give_up: Callable[[], None]):
        self.head, self.rows, self.seconds = about.head, about.rows, about.seconds
        self.length = length
        self._missing = length
        self._pieces: deque[bytes] = deque()
        self._held = 0
        self._flow = flow
        self._give_up = give_up
        self._error: SkillgraphError | None = None
        self._news = asyncio.Event()

    def feed(self, data: bytes) -> bool:
        """Takes what has arrived, as far as it is the body's; whether it was the last."""
        data = data[: self._missing]
        self._pieces.append(data)
        self._missing -= len(data)
        before, self._held = self._held, self._held + len(data)
        if before < _HIGH_WATER <= self._held and self._missing:
            self._flow(False)
        self._news.set()
        return self._missing == 0

    def fail(self, error: SkillgraphError) -> None:
        """No more will come."""
        self._error = error
        self._news.set()

    def close(self) -> None:
        """Gives up an answer that is not wanted any more; without effect on a complete one."""
        if self._missing and self._error is None:
            self._give_up()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            while self._pieces or self._missing:
                if self._error is not None:
                    raise self._error
                if not self._pieces:
                    self._news.clear()
                    await self._news.wait()
                    continue
                yield self._next()
        finally:
            self.close()

    def _next(self) -> bytes:
        data = self._pieces.popleft()
        before, self._held = self._held, self._held - len(data)
        if self._held < _HIGH_WATER <= before and self._missing:
            self._flow(True)
        return data
