"""The fewest departures after which at least so many targets have fallen, by a search of its own.

A target falls when one of its sets of holders leaves whole. The relaxation of a solver says little about that: where
each target has four sets, a quarter of everybody fells them all. So the search goes through the sets that leave, and
turns back wherever prices show that too few targets can still fall. The price of a target is what the holders of its
cheapest set cost, a holder's cost being shared by all targets that they can help to fell; so no targets together cost
more than the departures that fell them. Before that, whatever sets do not fit with enough others into what may leave
are left out: little room is left soon, and large sets go well with few.

Sets of holders and sets of targets are the bits of integers.
"""

from __future__ import annotations

import math
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from operator import or_

from skillgraph.coverage.grid import Holders

Candidate = tuple[int, int]  # a set of holders, and the targets that fall with it
Priced = tuple[float, int, int]  # the same, after what each of its targets costs

_FIRST_NODES = 500  # how long the bound is raised before fewer departures are looked for
_FEW = 100  # sets, up to which each is compared with each
_REMEMBERED = 1 << 14  # sets of holders
_TOLERANCE = 1e-6  # far above what sums of floats lose, so that nothing is cut off for that


@dataclass(frozen=True, slots=True)
class Fewest:
    """A set of leavers, and how many are needed in any case: as many, where the search came to its end."""

    leavers: tuple[str, ...]
    bound: int


def fewest_departures(props: Mapping[str, Sequence[Holders]], falling: int, seconds: float) -> Fewest:
    """The smallest set of holders that includes whole sets of at least `falling` of the targets.

    `props` holds the sets of each target. After `seconds` it is the best one found, with its bound.
    """
    deadline = time.monotonic() + seconds
    if not falling:
        return Fewest((), 0)
    people = sorted(frozenset[str]().union(*(one for held in props.values() for one in held)))
    bits = {one: 1 << place for place, one in enumerate(people)}
    felled: dict[int, int] = defaultdict(int)
    for place, held in enumerate(props.values()):
        for one in held:
            felled[sum(bits[member] for member in one)] |= 1 << place
    search = _Search(sorted(felled.items(), key=lambda one: (one[0].bit_count(), one)), falling, deadline)
    bound = search.run()
    return Fewest(tuple(one for one in people if bits[one] & search.best), bound)


class _StoppedError(Exception):
    """The deadline, or as many nodes as were allowed, came before the end of the search."""


class _Search:
    """Goes depth first through the sets that leave; `best` are the fewest leavers found."""

    def __init__(self, candidates: Sequence[Candidate], falling: int, deadline: float) -> None:
        self._candidates = candidates
        self._falling = falling
        self._deadline = deadline
        self._nodes = 0
        self._allowed = _FIRST_NODES
        self._most = 0
        self._people = max(members.bit_length() for members, _ in candidates)
        self._places = lru_cache(_REMEMBERED)(_places)
        self.best = min(_starts(candidates, falling), key=int.bit_count)

    def run(self) -> int:
        """Looks for fewer leavers than are known; gives the number that is proven to be needed."""
        bound = _cost(self._priced(self._candidates, self._falling), self._falling)
        try:
            while bound < self.best.bit_count():
                self._look(bound)
                bound += bound < self.best.bit_count()
        except _StoppedError:
            self._allowed = 0
        try:
            if bound < self.best.bit_count():
                self._look(self.best.bit_count() - 1)
        except _StoppedError:
            return min(bound, self.best.bit_count())
        return self.best.bit_count()

    def _look(self, most: int) -> None:
        """Whether it can be at most so many; if so, `best` are the fewest."""
        self._most = most
        self._visit(0, 0, self._candidates, [])

    def _visit(self, gone: int, fallen: int, candidates: Sequence[Candidate], barred: Sequence[int]) -> None:
        """Tries all that can leave besides `gone`, but for what would include one of the `barred` sets."""
        self._count()
        fallen |= _union(targets for members, targets in candidates if not members & ~gone)
        needed = self._falling - fallen.bit_count()
        if needed <= 0:
            self.best, self._most = gone, gone.bit_count() - 1
            return
        stays = [one & ~gone for one in barred if (one | gone).bit_count() <= self._most]
        live = _fitting(_live(candidates, gone, fallen, stays), needed, self._most - gone.bit_count())
        priced = self._priced(live, needed)
        if gone.bit_count() + _cost(priced, needed) > self._most:
            return
        rest = [(members, targets) for _, members, targets in priced]
        reach = list(accumulate((targets for _, targets in reversed(rest)), or_))[::-1]
        for place, (members, targets) in enumerate(rest):
            if reach[place].bit_count() < needed:
                return
            if not _includes(members, stays):
                self._follow(gone | members, fallen | targets, rest[place + 1 :], stays)
            stays.append(members)

    def _follow(self, gone: int, fallen: int, later: Sequence[Candidate], barred: Sequence[int]) -> None:
        """Visits only where enough targets can still fall within what may leave."""
        most = self._most
        within = [one for one in later if (one[0] | gone).bit_count() <= most]
        can = fallen | _union(targets for _, targets in within)
        if gone.bit_count() <= most and can.bit_count() >= self._falling:
            self._visit(gone, fallen, within, barred)

    def _priced(self, live: Sequence[Candidate], needed: int) -> list[Priced]:
        """What can leave with what each target of it costs, cheapest first; only `needed` targets share a cost."""
        helped = [0] * self._people
        for members, targets in live:
            for one in self._places(members):
                helped[one] |= targets
        costs = [1 / min(needed, targets.bit_count()) if targets else 0.0 for targets in helped]
        places, cost_of = self._places, costs.__getitem__
        return sorted((sum(map(cost_of, places(members))), members, targets) for members, targets in live)

    def _count(self) -> None:
        self._nodes += 1
        if (self._allowed and self._nodes > self._allowed) or time.monotonic() > self._deadline:
            raise _StoppedError


def _live(candidates: Iterable[Candidate], gone: int, fallen: int, barred: Sequence[int]) -> list[Candidate]:
    """What can still leave and fell something by it: members that are there, targets that stand."""
    live = []
    for members, targets in candidates:
        left, standing = members & ~gone, targets & ~fallen
        if standing and left and not _includes(left, barred):
            live.append((left, standing))
    return live


def _fitting(live: list[Candidate], needed: int, room: int) -> list[Candidate]:
    """Those with which enough can fall: what leaves with one of them fits, each alone beside it, into the room.

    They are gone through again until none is left out: each that is takes something from the others.
    """
    while len(live) <= _FEW:
        reach = [targets for _, targets in live]
        for place, (members, targets) in enumerate(live):
            for other, (others, theirs) in enumerate(live[:place]):
                if (members | others).bit_count() <= room:
                    reach[place] |= theirs
                    reach[other] |= targets
        kept = [one for one, targets in zip(live, reach, strict=True) if targets.bit_count() >= needed]
        if len(kept) == len(live):
            break
        live = kept
    return live


def _includes(members: int, barred: Sequence[int]) -> bool:
    for one in barred:  # noqa: SIM110  # this is where the search spends its time
        if not one & ~members:
            return True
    return False


def _union(parts: Iterable[int]) -> int:
    found = 0
    for one in parts:
        found |= one
    return found


def _cost(priced: Iterable[Priced], needed: int) -> int:
    """How many have to leave, at least, for `needed` targets to fall; more than there are where too few can."""
    cost, paid = 0.0, 0
    for price, _, targets in priced:
        new = min(needed, (targets & ~paid).bit_count())
        paid |= targets
        needed -= new
        cost += new * price
        if not needed:
            return math.ceil(cost - _TOLERANCE)
    return sys.maxsize


def _places(members: int) -> tuple[int, ...]:
    """The bits that are set, each by its place."""
    found = []
    while members:
        one = members & -members
        found.append(one.bit_length() - 1)
        members ^= one
    return tuple(found)


def _starts(candidates: Sequence[Candidate], falling: int) -> Iterator[int]:
    """Small sets of leavers: again and again whatever costs fewest departures, for itself or for each target."""
    whole = [(one, _union(targets for members, targets in candidates if not members & ~one)) for one, _ in candidates]
    for is_by_target in (False, True):
        gone, fallen = 0, 0
        while (needed := falling - fallen.bit_count()) > 0:
            costs = []
            for members, targets in whole:
                if new := targets & ~fallen:
                    share = min(needed, new.bit_count()) if is_by_target else 1
                    costs.append((Fraction((members & ~gone).bit_count(), share), members))
            gone |= min(costs)[1]
            fallen |= _union(targets for members, targets in whole if not members & ~gone)
        yield gone
