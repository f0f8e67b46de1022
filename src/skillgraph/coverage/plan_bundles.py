"""Everything that a learner can come to cover within a cap, each with the cheapest courses for it.

A cap leaves few of the many sets of courses, and these can be counted up. A plan then chooses one bundle for each
learner. That says all that there is to say about the cap, where rows of a program for each course let a relaxation take
a part of everything.

Sets of courses are the bits of integers. A *way* is a smallest set of courses that leads to a level, satisfies a
requirement, or meets a demand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

from skillgraph.coverage.learning import Lesson
from skillgraph.coverage.plan_problem import Learner
from skillgraph.coverage.world import SkillLevel

_MOST_WAYS = 60  # to one level, or to meet one demand
Cost = tuple[int, int]  # days in units of a scale, and courses


@dataclass(frozen=True, slots=True)
class Bundle:
    """Courses that one learner takes, their days in units of a scale, and the demands that are met by them."""

    courses: tuple[str, ...]
    days: int
    meets: frozenset[int]


class _TooManyError(Exception):
    """There are more sets of courses than are worth counting up."""


def bundles(
    learner: Learner, lessons: Sequence[Lesson], days: Mapping[str, int], cap: int, most: int
) -> tuple[Bundle, ...] | None:
    """The bundles of a learner within the cap: whatever can be met, one of them meets it and nothing cheaper does.

    None where more than `most` sets of courses would have to be looked at. `days` are those of all courses of the
    lessons, in units of the cap.
    """
    packing = _Packing(lessons, days, cap)
    try:
        ways = packing.ways_to_meet(learner)
        taken = packing.all_taken(ways, most)
    except _TooManyError:
        return None
    best: dict[frozenset[int], int] = {}
    for one in sorted(taken, key=lambda one: (taken[one], one.bit_count(), one)):
        best.setdefault(frozenset(demand for demand, some in ways.items() if _includes_any(one, some)), one)
    return tuple(Bundle(packing.names(one), taken[one], met) for met, one in best.items() if met)


class _Packing:
    """The courses of a learner as bits; `cost` of a set of them is what it takes."""

    def __init__(self, lessons: Sequence[Lesson], days: Mapping[str, int], cap: int) -> None:
        self._courses = sorted({one.course for one in lessons if days[one.course] <= cap})
        self._days = [days[iri] for iri in self._courses]
        self._cap = cap
        bits = {iri: 1 << place for place, iri in enumerate(self._courses)}
        self._lessons = [(bits[one.course], one) for one in lessons if one.course in bits]
        self.cost = cache(self._cost)

    def names(self, taken: int) -> tuple[str, ...]:
        """The courses of a set, by their IRIs."""
        return tuple(iri for place, iri in enumerate(self._courses) if taken >> place & 1)

    def ways_to_meet(self, learner: Learner) -> dict[int, list[int]]:
        """The ways to meet each demand that the learner can meet within the cap."""
        to, found = self._ways_to_levels(learner), dict[int, list[int]]()
        for demand, lacking in sorted(learner.lacking.items()):
            ways = [0]
            for asked in lacking:
                ways = self._joined(ways, _smallest(chain.from_iterable(to.get(one, ()) for one in asked.options)))
            if ways:
                found[demand] = ways
        return found

    def _ways_to_levels(self, learner: Learner) -> dict[SkillLevel, list[int]]:
        sought = learner.wanted.union(*(one.needs - learner.known for _, one in self._lessons))
        to, through = dict[SkillLevel, list[int]](), dict[Lesson, list[int]]()
        is_new = True
        while is_new:
            is_new = False
            for course, lesson in self._lessons:
                ways = [course]
                for need in sorted(lesson.needs - learner.known):
                    ways = self._joined(ways, to.get(need, ()))
                if ways != through.get(lesson, []):
                    through[lesson], is_new = ways, True
                    for level in lesson.gives & sought:
                        to[level] = _smallest([*to.get(level, ()), *ways])
        return to

    def _joined(self, ones: Iterable[int], others: Sequence[int]) -> list[int]:
        """The smallest sets within the cap that include one of each."""
        both = {one | other for one in ones for other in others}
        found = _smallest(one for one in both if self.cost(one)[0] <= self._cap)
        if len(found) > _MOST_WAYS:
            raise _TooManyError
        return found

    def all_taken(self, ways: Mapping[int, Sequence[int]], most: int) -> dict[int, int]:
        """Every set of courses within the cap that is worth taking, with its days: ways to meet some of the demands."""
        once, taken = _bits_once(ways.values()), {0: 0}
        for some in ways.values():
            worth = self._worth(some, once)
            for one, days in list(taken.items()):
                if not _includes_any(one, some):
                    for way in worth:
                        more = days + self.cost(way & ~one)[0]
                        if more <= self._cap:
                            taken[one | way] = more
            if len(taken) > most:
                raise _TooManyError
        return taken

    def _worth(self, ways: Sequence[int], once: int) -> list[int]:
        """The ways without those that another one can replace for as little or less, whatever else is taken.

        `once` are the courses that help with one demand alone: what a way has of them is saved with it.
        """
        kept = list(ways)
        for way in ways:
            if any(self.cost(one & ~way) <= self.cost(way & once & ~one) for one in kept if one != way):
                kept.remove(way)
        return kept

    def _cost(self, taken: int) -> Cost:
        days, left = 0, taken
        while left:
            first = left & -left
            days, left = days + self._days[first.bit_length() - 1], left ^ first
        return days, taken.bit_count()


def _smallest(sets: Iterable[int]) -> list[int]:
    """The sets that include no other one, each once, in a fixed order."""
    kept: list[int] = []
    for one in sorted(set(sets), key=lambda one: (one.bit_count(), one)):
        if not _includes_any(one, kept):
            kept.append(one)
    return kept


def _includes_any(taken: int, sets: Iterable[int]) -> bool:
    return any(not one & ~taken for one in sets)


def _bits_once(ways: Iterable[Sequence[int]]) -> int:
    """The courses that are in the ways to meet one demand and no other."""
    seen, again = 0, 0
    for some in ways:
        here = 0
        for way in some:
            here |= way
        seen, again = seen | here, again | seen & here
    return seen & ~again
