"""Who may run when: plain bookkeeping without processes, clocks or an event loop.

A job waits in a line that serves clients in turn, runs in a *fast* slot, and where it takes long moves on to a *slow*
slot. Where no slow slot is free it stays, *overdue*, until somebody waits for its fast slot; then it is sent to the
line for slow slots and begins again when its turn comes. While all fast slots are taken, a worker may have its next
jobs already, *ahead*; they are not counted among those that a client runs. A long answer that is being sent is in a
*stream* slot.
"""

from __future__ import annotations

from collections import Counter
from typing import Generic, TypeVar

from skillgraph.errors import Busy
from skillgraph.isolation.bounds import Bounds
from skillgraph.isolation.line import Lane, Line, T

_RUNNING = (Lane.AHEAD, Lane.FAST, Lane.OVERDUE, Lane.SLOW, Lane.STREAM)
_SHARED = (Lane.SLOW, Lane.STREAM)  # of their slots a client may have a share only

K = TypeVar("K")


class Lanes(Generic[T]):
    """All slots and lines of one pool."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._line: Line[T] = Line()
        self._slow_line: Line[T] = Line()
        self._running: dict[Lane, dict[T, None]] = {lane: {} for lane in _RUNNING}
        self._per_client: Counter[tuple[str, Lane]] = Counter()
        self._at_once: Counter[str] = Counter()

    def count(self, lane: Lane) -> int:
        """How many jobs are in a lane."""
        lines = {Lane.WAITING: self._line, Lane.WAITING_SLOW: self._slow_line}
        return len(lines[lane] if lane in lines else self._running[lane])

    @property
    def empty(self) -> bool:
        """Whether nothing runs and nothing waits."""
        return not (self._at_once or self.waits or self._running[Lane.AHEAD])

    @property
    def waits(self) -> bool:
        """Whether anybody waits for a slot."""
        return bool(self._line or self._slow_line)

    @property
    def is_slow(self) -> bool:
        """Whether a job takes long in a fast slot, or waits for a slow one."""
        return bool(self._running[Lane.OVERDUE] or self._slow_line)

    def waiting(self) -> list[T]:
        """All tickets that wait in either line."""
        return self._line.all() + self._slow_line.all()

    def free_fast(self) -> int:
        """Fast slots that nobody is in."""
        return self._bounds.workers - len(self._running[Lane.FAST]) - len(self._running[Lane.OVERDUE])

    def enter(self, ticket: T) -> T | None:
        """Puts a new job in line. Where the line is full the client with the most jobs in it has to give way.

        Gives the ticket that was put out for this one, if any; raises Busy where it is this one that cannot stay.
        """
        out: T | None = None
        if len(self._line) >= self._bounds.queue and not self._at_the_door(ticket.client):
            out = self._put_out(ticket.client)
        self._line.add(ticket)
        ticket.lane = Lane.WAITING
        return out

    def start(self) -> T | None:
        """The next job that may run now; it is in its slot already."""
        if len(self._running[Lane.SLOW]) < self._bounds.slow_slots and self._slow_line:
            ticket = self._slow_line.take(self._may_run_slow)
            if ticket is not None:
                self._put(ticket, Lane.SLOW)
                return ticket
        if self.free_fast() > 0 and self._line:
            ticket = self._line.take(self._may_run)
            if ticket is not None:
                self._put(ticket, Lane.FAST)
            return ticket
        return None

    def ahead(self) -> T | None:
        """The next job, where all fast slots are taken: it may be given to a worker that has not done its own yet."""
        if not self._line or self.free_fast() > 0:
            return None
        ticket = self._line.take(self._may_run)
        if ticket is not None:
            self._put(ticket, Lane.AHEAD)
        return ticket

    def advance(self, ticket: T) -> None:
        """The job before one that was ahead has left its slot to it."""
        self._take(ticket)
        self._put(ticket, Lane.FAST)

    def overtime(self, ticket: T) -> bool:
        """A fast job takes long: whether it moved to a slow slot. Otherwise it is overdue where it is."""
        self._take(ticket)
        slow = self._slow_slot_for(ticket.client)
        self._put(ticket, Lane.SLOW if slow else Lane.OVERDUE)
        return slow

    def promote(self) -> T | None:
        """An overdue job that has now moved to a slow slot, if there is one for it."""
        for ticket in self._running[Lane.OVERDUE]:
            if self._slow_slot_for(ticket.client):
                self._take(ticket)
                self._put(ticket, Lane.SLOW)
                return ticket
        return None

    def displace(self) -> T | None:
        """An overdue job whose fast slot another is waiting for; it is in line for a slow slot now, or outside.

        It is the youngest of the client that runs the most, and outside only where that line is full.
        """
        overdue = self._running[Lane.OVERDUE]
        if not overdue or self.free_fast() > 0 or not self._line.waits(self._may_run):
            return None
        ticket = max(reversed(overdue), key=lambda one: self._at_once[one.client])
        self._take(ticket)
        if len(self._slow_line) < self._bounds.queue:
            self._slow_line.add(ticket)
            ticket.lane = Lane.WAITING_SLOW
        return ticket

    def stream(self, ticket: T) -> bool:
        """An answer is long: whether it got a stream slot. Otherwise it stays where it is."""
        full = len(self._running[Lane.STREAM]) >= self._bounds.stream_slots
        if full or self._per_client[ticket.client, Lane.STREAM] >= self._bounds.stream_share:
            return False
        self._take(ticket)
        self._put(ticket, Lane.STREAM)
        return True

    def again(self, ticket: T) -> None:
        """Puts a job that runs, or is ahead, back to the head of its line."""
        slow = ticket.lane is Lane.SLOW
        self._take(ticket)
        (self._slow_line if slow else self._line).add(ticket, first=True)
        ticket.lane = Lane.WAITING_SLOW if slow else Lane.WAITING

    def leave(self, ticket: T) -> None:
        """The job has ended, wherever it is."""
        if ticket.lane is Lane.WAITING:
            self._line.remove(ticket)
        elif ticket.lane is Lane.WAITING_SLOW:
            self._slow_line.remove(ticket)
        elif ticket.lane is not Lane.OUTSIDE:
            self._take(ticket)
        ticket.lane = Lane.OUTSIDE

    def _may_run(self, client: str) -> bool:
        return self._at_once[client] < self._bounds.per_client

    def _may_run_slow(self, client: str) -> bool:
        return self._may_run(client) and self._per_client[client, Lane.SLOW] < self._bounds.slow_share

    def _slow_slot_for(self, client: str) -> bool:
        free = len(self._running[Lane.SLOW]) < self._bounds.slow_slots
        return free and self._per_client[client, Lane.SLOW] < self._bounds.slow_share

    def _at_the_door(self, client: str) -> bool:
        """Whether a job of that client would be started at once."""
        return self.free_fast() > 0 and self._may_run(client) and not self._line.of(client)

    def _put_out(self, client: str) -> T:
        own = self._line.of(client)
        if not self._line or own + 1 >= self._line.of(longest := self._line.longest()):
            share = max(1, self._bounds.queue // self._line.clients(client))
            raise put_out() if own >= share else _line_is_full(self._bounds.queue)
        ticket = self._line.last_of(longest)
        self.leave(ticket)
        return ticket

    def _put(self, ticket: T, lane: Lane) -> None:
        ticket.lane = lane
        self._running[lane][ticket] = None
        if lane is not Lane.AHEAD:
            self._at_once[ticket.client] += 1
            if lane in _SHARED:
                self._per_client[ticket.client, lane] += 1

    def _take(self, ticket: T) -> None:
        client, lane, ticket.lane = ticket.client, ticket.lane, Lane.OUTSIDE
        del self._running[lane][ticket]
        if lane is not Lane.AHEAD:
            _uncount(self._at_once, client)
            if lane in _SHARED:
                _uncount(self._per_client, (client, lane))


def _uncount(counts: Counter[K], key: K) -> None:
    counts[key] -= 1
    if not counts[key]:
        del counts[key]


def put_out() -> Busy:
    """The error of a client that has its share of a full line already."""
    return Busy("Too many of your requests are waiting.", "client", hint="Wait for answers before asking for more.")


def _line_is_full(length: int) -> Busy:
    return Busy(f"{length} requests are waiting already.", "server", hint="Ask again in a second.")
