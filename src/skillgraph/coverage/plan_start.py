"""A plan to begin with, which a solver improves: demand after demand is given to those who can meet it cheapest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from skillgraph.coverage.learning import Course, Lesson, Levels, learn, learnt
from skillgraph.coverage.world import Requirement, SkillLevel

Cost = tuple[int, Decimal, int]  # courses without stated effort, days, courses


@dataclass(frozen=True, slots=True)
class Way:
    """Courses that lead to a level, and what they cost."""

    cost: Cost
    courses: frozenset[str]


class Start:
    """Courses taken per holder, added to by `meet`; good and not the cheapest.

    `useful` are the lessons that can help each holder.
    """

    def __init__(
        self, courses: Mapping[str, Course], cap: Decimal | None, useful: Mapping[str, Sequence[Lesson]]
    ) -> None:
        self.taken: dict[str, frozenset[str]] = defaultdict(frozenset)
        self._courses = courses
        self._cap = cap
        self._useful = useful
        self._ways: dict[str, dict[SkillLevel, Way]] = {}

    def meet(self, able: Iterable[tuple[str, Levels, Sequence[Requirement]]], count: int) -> None:
        """Has `count` more holders learn what they lack; each is given as name, what is known, what is lacking."""
        offers = []
        for holder, known, lacking in able:
            more = self._more(holder, known, lacking)
            if more is not None and self._fits(self.taken[holder] | more):
                offers.append((self._cost(more), holder, more))
        for _, holder, more in sorted(offers, key=lambda one: one[:2])[:count]:
            self.taken[holder] |= more
            self._ways.pop(holder, None)

    def _more(self, holder: str, known: Levels, lacking: Sequence[Requirement]) -> frozenset[str] | None:
        if holder not in self._ways:
            self._ways[holder] = self._all_ways(self.taken[holder], known, self._useful[holder])
        ways = self._ways[holder]
        more: frozenset[str] = frozenset()
        for asked in lacking:
            found = [ways[option].courses - more for option in asked.options if option in ways]
            if not found:
                return None
            more |= min(found, key=lambda one: (self._cost(one), sorted(one)))
        return more

    def _all_ways(self, taken: frozenset[str], known: Levels, lessons: Sequence[Lesson]) -> dict[SkillLevel, Way]:
        """A cheap set of courses besides those taken for every level that can be learnt, made of ways to its needs.

        What is known needs no way to come before a lesson, and has one where it is to be learnt so that it counts.
        """
        gained = learnt(learn(known, (self._courses[iri] for iri in sorted(taken))))
        ways = dict.fromkeys(gained, Way(self._cost(()), frozenset()))
        is_better = True
        while is_better:
            is_better = False
            for lesson in lessons:
                needs = lesson.needs - known
                if not needs <= ways.keys():
                    continue
                courses = frozenset({lesson.course} - taken).union(*(ways[need].courses for need in needs))
                way = Way(self._cost(courses), courses)
                for level in lesson.gives:
                    if level not in ways or way.cost < ways[level].cost:
                        ways[level], is_better = way, True
        return ways

    def _cost(self, courses: Iterable[str]) -> Cost:
        days = [self._courses[iri].days for iri in courses]
        return (days.count(None), sum((one for one in days if one is not None), Decimal(0)), len(days))

    def _fits(self, courses: Iterable[str]) -> bool:
        return self._cap is None or self._cost(courses)[1] <= self._cap
