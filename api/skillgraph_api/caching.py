"""Answers that are kept, bounded in bytes; and requests for the same thing at the same time, answered once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Union

from skillgraph.errors import Busy
from skillgraph_api.answer import Answer, completed, matches, not_modified, wire

Outcome = Union["Kept", Answer, Exception]
Done = Callable[[Outcome], None]
GiveUp = Callable[[], object]
Begin = Callable[[Done], GiveUp]

LARGEST_SHARE = 8  # an answer takes at most this part of the cache
_OVERHEAD = 1024  # bytes for the objects around an answer


class Kept:
    """A whole answer that is good as long as its snapshot is, or for one day only; its head is ready for the wire."""

    __slots__ = ("_unchanged", "answer", "day", "head", "size")

    def __init__(self, answer: Answer, day: str = "", head: bytes = b"") -> None:
        self.answer = answer
        self.day = day
        self.head = head or wire(answer.status, completed(answer))
        self.size = len(answer.body) + 3 * len(self.head) + _OVERHEAD
        self._unchanged = b""

    @property
    def etag(self) -> bytes:
        """The entity tag with its quotation marks."""
        return self.answer.field(b"etag")

    @property
    def unchanged(self) -> bytes:
        """The head of the 304 in its place, made when somebody has the answer already."""
        if not self._unchanged:
            answer = not_modified(self.answer)
            self._unchanged = wire(answer.status, completed(answer))
        return self._unchanged


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


@dataclass(slots=True, eq=False)
class Waiter:
    """Who waits for an outcome; `give_up` ends an evaluation that is made for it alone."""

    done: Done
    begin: Begin
    give_up: GiveUp | None = None


@dataclass(slots=True, eq=False)
class Flight:
    """An evaluation under way, and who wait for it; the first of them began it."""

    owner: Waiter
    waiting: list[Waiter]


def discard(outcome: Outcome) -> None:
    """Ends an answer in chunks that is not read to its end."""
    if isinstance(outcome, Answer) and outcome.chunks is not None:
        outcome.chunks.close()


def settled(if_none_match: str, answer: Kept | Answer) -> tuple[Kept | None, Answer]:
    """What is sent: the answer, with what is kept of it, or a 304 where the client has it."""
    kept, plain = (answer, answer.answer) if isinstance(answer, Kept) else (None, answer)
    if if_none_match and plain.status == 200 and matches(if_none_match, plain.field(b"etag")):
        discard(plain)
        return None, not_modified(plain)
    return kept, plain


class Flights:
    """Evaluations under way by what is asked. One that nobody waits for any more is given up."""

    def __init__(self) -> None:
        self._flights: dict[object, Flight] = {}
        self.joined = 0

    def join(self, key: object, begin: Begin, done: Done) -> GiveUp:
        """Lets `done` have the outcome of what `begin` begins, once for all who ask meanwhile; gives what ends that.

        An answer that is not `Kept` is for one of them only (it comes in chunks, or is another one each time), and
        that this client is one too many concerns it alone: in both cases the others ask for themselves.
        """
        waiter = Waiter(done, begin)
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = Flight(waiter, [waiter])
            waiter.give_up = begin(partial(self._land, key, flight))
        else:
            self.joined += 1
            flight.waiting.append(waiter)
        return partial(self._leave, key, flight, waiter)

    def _land(self, key: object, flight: Flight, outcome: Outcome) -> None:
        self._forget(key, flight)
        waiting, flight.waiting = flight.waiting, []
        is_for_all = isinstance(outcome, Kept) or (isinstance(outcome, Exception) and not isinstance(outcome, Busy))
        for place, waiter in enumerate(waiting):
            is_for_one = waiter is flight.owner if isinstance(outcome, Busy) else place == 0
            if is_for_all or is_for_one:
                waiter.give_up = partial(discard, outcome)
                waiter.done(outcome)
            else:
                waiter.give_up = waiter.begin(waiter.done)

    def _leave(self, key: object, flight: Flight, waiter: Waiter) -> None:
        if waiter not in flight.waiting:  # it has the outcome, or asks for itself
            if waiter.give_up is not None:
                waiter.give_up()
            return
        flight.waiting.remove(waiter)
        if not flight.waiting:
            self._forget(key, flight)
            if flight.owner.give_up is not None:
                flight.owner.give_up()

    def _forget(self, key: object, flight: Flight) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]
