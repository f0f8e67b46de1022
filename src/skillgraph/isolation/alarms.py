"""Much that is to happen later, of which hardly anything does, on one timer of the event loop.

A timer of the loop's own costs more than a short job has to spare. Here one that is taken back is only marked, and the
loop is asked to wake up for the earliest alone. What is to happen after equally many seconds stands in one line, which
is in order by itself.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

_EARLY_S = 0.001  # the loop counts in milliseconds
_LONG = 256  # a line of that many is looked through for those that were taken back


class Alarm:
    """Something that is to happen at a time of the loop's clock; `cancel` takes it back."""

    __slots__ = ("args", "call", "when")

    def __init__(self, when: float, call: Callable[..., object], args: tuple[Any, ...]) -> None:
        self.when = when
        self.call: Callable[..., object] | None = call  # None: it has happened or was taken back
        self.args = args

    def cancel(self) -> None:
        """It is not to happen; without effect on one that has happened or was taken back."""
        self.call, self.args = None, ()  # what it would have called need not stay for it

    def ring(self) -> None:
        """Lets it happen, unless it was taken back at the last moment."""
        call, args = self.call, self.args
        self.cancel()
        if call is not None:
            call(*args)


class Alarms:
    """Calls each at its time. For the thread of its event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._lines: dict[float, deque[Alarm]] = {}  # by seconds
        self._most: dict[float, int] = {}  # the length at which a line is looked through
        self._timer: asyncio.TimerHandle | None = None
        self._rings_at = 0.0

    def __len__(self) -> int:
        return sum(map(len, self._lines.values()))

    def after(self, seconds: float, call: Callable[..., object], *args: Any) -> Alarm:
        """Has something called when that time has passed."""
        alarm = Alarm(self._loop.time() + seconds, call, args)
        line = self._lines.get(seconds)
        if line is None:
            line = self._lines[seconds] = deque()
            self._most[seconds] = _LONG
        elif len(line) >= self._most[seconds]:
            line = self._tidy(seconds, line)
        line.append(alarm)
        if self._timer is None or alarm.when < self._rings_at:
            self._wind(alarm.when, seconds)
        return alarm

    def _tidy(self, seconds: float, line: deque[Alarm]) -> deque[Alarm]:
        kept = self._lines[seconds] = deque([alarm for alarm in line if alarm.call is not None])
        self._most[seconds] = 2 * len(kept) + _LONG
        return kept

    def _wind(self, when: float, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._rings_at = when
        self._timer = self._loop.call_later(seconds, self._ring)

    def _ring(self) -> None:
        """Calls what is due, each in a turn of its own, so that a fault in one is not another's."""
        self._timer = None
        now, due = self._loop.time(), []
        for seconds, line in list(self._lines.items()):
            while line and (line[0].call is None or line[0].when <= now + _EARLY_S):
                due.append(line.popleft())
            if not line:
                del self._lines[seconds], self._most[seconds]
        for alarm in sorted(due, key=lambda alarm: alarm.when):
            self._loop.call_soon(alarm.ring)
        if self._lines:
            first = min(line[0].when for line in self._lines.values())
            self._wind(first, first - now)
