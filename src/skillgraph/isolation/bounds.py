"""How much may be going on at once, and how much one worker may use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Bounds:
    """One table for scheduling, processes and their sandbox. Seconds and bytes; counts are of jobs at once."""

    workers: int = 2  # fast slots: one for each core
    queue: int = 16  # jobs that wait for a slot, of all clients together
    per_client: int = 5  # running jobs of one client
    patience: float = 30.0  # longest wait for a slot
    slow_after: float = 0.05  # from here on a job is slow and gives its fast slot back
    brisk: float = 0.005  # a worker gets its next jobs ahead, as many as it does in this time by its last one; 0: none
    ahead: int = 8  # the most that it gets so
    slow_slots: int = 4
    stream_slots: int = 8  # answers longer than `spool` that are being sent
    stream_seconds: float = 60.0  # longest time to send one
    spool: int = _MIB  # longest answer that the front holds whole
    memory: int = 512 * _MIB  # of a worker, beyond what its parent has loaded
    stack: int = 512 * _MIB  # of the thread that evaluates; address space, used as it is needed
    cpu: int = 0  # processor seconds of a job; 0: two more than its deadline
    recycle_after: int = 20_000  # jobs of one worker; a fork and its pages cost as much as a hundred short ones
    recycle_growth: int = 128 * _MIB  # of a worker's peak of resident memory
    load_seconds: float = 120.0  # longest time that a parent may take to load

    @classmethod
    def for_cores(cls, cores: int, **given: Any) -> Bounds:
        """The defaults on a machine of that many cores, `given` fields apart."""
        return cls(**{"workers": cores, "slow_slots": 2 * cores} | given)

    @property
    def slow_share(self) -> int:
        """Slow slots that one client may hold: half of them, so that nobody fills them alone."""
        return max(1, self.slow_slots // 2)

    @property
    def stream_share(self) -> int:
        """Stream slots that one client may hold."""
        return max(1, self.stream_slots // 2)
