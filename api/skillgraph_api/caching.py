"""Answers that are kept, bounded in bytes; and requests for the same thing at the same time, answered once."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from skillgraph.errors import Busy
from skillgraph_api.answer import Answer, completed, not_modified, wire

LARGEST_SHARE = 8  # an answer takes at most this part of the cache
_OVERHEAD = 1024  # bytes for the objects around an answer


class Kept:
    """A whole answer that is good as long as its snapshot is, or for one day only; ready for the wire as well."""

    __slots__ = ("answer", "day", "etag", "full", "head", "size", "unchanged")

    def __init__(self, answer: Answer, day: str = "") -> None:
        self.answer = answer
        self.day = day
        self.etag = answer.field(b"etag")
        self.full = completed(answer)
        self.head = wire(answer.status, self.full)
        unchanged = not_modified(answer)
        self.unchanged = wire(unchanged.status, completed(unchanged))
        self.size = len(answer.body) + 2 * len(self.head) + len(self.unchanged) + _OVERHEAD


@dataclass(slots=True)
class AnswerCache:
    """The least recently used answers go first. `recall` finds one by a request as it came, before it is read."""

    most: int
    size: int = 0
    hits: int = 0
    misses: int = 0
    _kept: OrderedDict[object, Kept] = field(default_factory=OrderedDict)
    _names: OrderedDict[tuple[bytes, ...], object] = field(default_factory=OrderedDict)
    _names_size: int = 0

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: object, day: str) -> Kept | None:
        """What is kept under a key and still good on that day."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        if kept.day and kept.day != day:
            self._drop(key)
            return None
        self._kept.move_to_end(key)
        return kept

    def put(self, key: object, kept: Kept) -> None:
        """Keeps an answer, unless it is too large for that."""
        if not self.fits(kept.size):
            return
        if key in self._kept:
            self._drop(key)
        self._kept[key] = kept
        self.size += kept.size
        self._make_room()

    def fits(self, size: int) -> bool:
        """Whether an answer of that size may be kept, or so much be kept of requests as they came."""
        return size * LARGEST_SHARE <= self.most

    def name(self, raw: tuple[bytes, ...], key: object) -> None:
        """Remembers that a request as it came asks for what is kept under a key."""
        if key not in self._kept or raw in self._names:
            return
        self._names[raw] = key
        self._weigh_name(raw, 1)
        while self._names and not self.fits(self._names_size):
            oldest, _ = self._names.popitem(last=False)
            self._weigh_name(oldest, -1)
        self._make_room()

    def recall(self, raw: tuple[bytes, ...]) -> Kept | None:
        """What was remembered for a request as it came; who asks looks at the day."""
        key = self._names.get(raw)
        if key is None or key not in self._kept:
            return None
        self._kept.move_to_end(key)
        return self._kept[key]

    def _drop(self, key: object) -> None:
        self.size -= self._kept.pop(key).size

    def _make_room(self) -> None:
        """What was just put in stays: it and all names together take a quarter at most."""
        while self.size > self.most:
            self._drop(next(iter(self._kept)))

    def _weigh_name(self, raw: tuple[bytes, ...], sign: int) -> None:
        change = sign * (sum(map(len, raw)) + _OVERHEAD)
        self.size += change
        self._names_size += change


@dataclass(slots=True)
class Flight:
    """An evaluation under way, and how many wait for it."""

    task: asyncio.Future[Kept | Answer]
    waiting: int = 0
    taken: bool = False


class Flights:
    """Evaluations under way by what is asked. One that nobody waits for any more is given up."""

    def __init__(self) -> None:
        self._flights: dict[object, Flight] = {}
        self.joined = 0

    async def join(self, key: object, make: Callable[[], Awaitable[Kept | Answer]]) -> Kept | Answer:
        """What `make` gives, made once for all who ask meanwhile.

        An answer that is not `Kept` is for one of them only (it comes in chunks, or is another one each time), and
        that this client is one too many concerns it alone: in both cases the others ask for themselves.
        """
        flight = self._flights.get(key)
        own = flight is None
        if flight is None:
            flight = self._flights[key] = Flight(asyncio.ensure_future(make()))
            flight.task.add_done_callback(lambda _: self._forget(key, flight))
        self.joined += not own
        flight.waiting += 1
        try:
            outcome = await asyncio.shield(flight.task)
            if isinstance(outcome, Kept) or not flight.taken:
                flight.taken = True
                return outcome
        except Busy:
            if own:
                raise
        finally:
            flight.waiting -= 1
            if not flight.waiting:
                self._give_up(key, flight)
        return await make()

    def _give_up(self, key: object, flight: Flight) -> None:
        """Ends what nobody waits for: an evaluation, or an answer in chunks that nobody took."""
        if not flight.task.done():
            self._forget(key, flight)
            flight.task.cancel()
        elif not flight.taken and not flight.task.cancelled() and flight.task.exception() is None:
            outcome = flight.task.result()
            if isinstance(outcome, Answer) and outcome.chunks is not None:
                outcome.chunks.close()

    def _forget(self, key: object, flight: Flight) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]
