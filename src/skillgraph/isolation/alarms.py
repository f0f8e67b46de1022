"""Much that is to happen later, of which hardly anything does, on one timer of the event loop.

A timer of the loop's own costs more than a short job has to spare. Here one that is taken back is only marked, and the
loop is asked to wake up for the earliest alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from heapq import heapify, heappop, heappush
from typing import Any

_EARLY_S = 0.001  # the loop counts in milliseconds
_TIDY_AFTER = 256  # that many were taken back


class Alarm:
    """Something that is to happen at a time of the loop's clock; `cancel` takes it back."""

    __slots__ = ("_args", "_call", "owner", "when")

    def __init__(self, owner: Alarms, when: float, call: Callable[..., object], args: tuple[Any, ...]) -> None:
        self.owner: Alarms | None = owner  # until it is due or taken back
        self.when = when
        self._call = call
        self._args = args

    def __lt__(self, other: Alarm) -> bool:
        return self.when < other.when

    def cancel(self) -> None:
        """It is not to happen; without effect on one that has happened or was taken back."""
        owner, self.owner = self.owner, None
        self._call, self._args = _nothing, ()  # what it would have called need not stay for it
        if owner is not None:
            owner.tell_cancelled()

    def ring(self) -> None:
        """Lets it happen, unless it was taken back at the last moment."""
        call, args = self._call, self._args
        self._call, self._args = _nothing, ()
        call(*args)


class Alarms:
    """Calls each at its time. For the thread of its event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._alarms: list[Alarm] = []  # a heap
        self._cancelled = 0  # of these
        self._timer: asyncio.TimerHandle | None = None
        self._rings_at = 0.0

    def __len__(self) -> int:
        return len(self._alarms)

    def after(self, seconds: float, call: Callable[..., object], *args: Any) -> Alarm:
        """Has something called when that time has passed."""
        alarm = Alarm(self, self._loop.time() + seconds, call, args)
        heappush(self._alarms, alarm)
        if self._timer is None or alarm.when < self._rings_at:
            self._wind(alarm.when, seconds)
        return alarm

    def tell_cancelled(self) -> None:
        """One of the alarms is not to ring."""
        self._cancelled += 1
        if self._cancelled > _TIDY_AFTER and 2 * self._cancelled > len(self._alarms):
            self._alarms = [alarm for alarm in self._alarms if alarm.owner is not None]
            heapify(self._alarms)
            self._cancelled = 0

    def _wind(self, when: float, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._rings_at = when
        self._timer = self._loop.call_later(seconds, self._ring)

    def _ring(self) -> None:
        """Calls what is due, each in a turn of its own, so that a fault in one is not another's."""
        self._timer = None
        now = self._loop.time()
        while self._alarms:
            first = self._alarms[0]
            if first.owner is None:
                self._cancelled -= 1
            elif first.when <= now + _EARLY_S:
                first.owner = None
                self._loop.call_soon(first.ring)
            else:
                self._wind(first.when, first.when - now)
                return
            heappop(self._alarms)


def _nothing() -> None:
    """What an alarm that was taken back does."""
