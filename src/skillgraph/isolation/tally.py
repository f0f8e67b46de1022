"""What went on, as numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

ENDS = ("deadline", "client_gone", "memory", "cpu", "depth", "slow", "stream", "recycled", "crashed", "closed")


@dataclass(slots=True)
class Tally:
    """Counts since the start, over all pools: they only grow."""

    jobs: int = 0
    retried: int = 0
    forks: int = 0
    parents: int = 0
    ends: Counter[str] = field(default_factory=Counter)  # of workers, by the causes in `ENDS`


@dataclass(frozen=True, slots=True)
class Stats:
    """One look: gauges of one pool, and the counts so far."""

    running: int  # in fast slots
    waiting: int
    slow: int
    streaming: int
    idle: int  # workers without a job
    process: int  # number of the parent process, whose children the workers are; 0 while it is started again
    jobs: int
    retried: int
    forks: int
    parents: int
    ends: Mapping[str, int]


@dataclass(slots=True)
class Restarts:
    """How long to wait before something that ended is started again: not at all at first, then ever longer."""

    free: int = 3
    window: float = 60.0
    longest: float = 30.0
    _times: list[float] = field(default_factory=list)

    def delay(self, now: float) -> float:
        """Seconds to wait after an end at `now`; ends longer ago than the window are forgotten."""
        self._times = [time for time in self._times if now - time < self.window] + [now]
        over = len(self._times) - self.free
        return 0.0 if over <= 0 else min(self.longest, 2.0 ** (over - 1))
