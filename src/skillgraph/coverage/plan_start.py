"""A plan to begin with, which a solver improves: demand after demand is given to those who can meet it cheapest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from skillgraph.coverage.learning import Course, Lesson, Levels, learn, learnt
from skillgraph.coverage.world import Requirement, SkillLevel

Cost = tuple[int, Decimal, int]  # courses without stated effort, days, courses


class Start:
    """Courses taken per holder, added to by `meet`; good and not the cheapest."""

    def __init__(self, courses: Mapping[str, Course], cap: Decimal | None) -> None:
        self.taken: dict[str, frozenset[str]] = defaultdict(frozenset)
        self._courses = courses
        self._cap = cap
        self._givers: dict[SkillLevel, list[Lesson]] = defaultdict(list)
        for course in courses.values():
            for lesson in course.lessons:
                for level in lesson.gives:
                    self._givers[level].append(lesson)

    def meet(self, able: Iterable[tuple[str, Levels, Sequence[Requirement]]], count: int) -> None:
        """Has `count` more holders learn what they lack; each is given as name, what is known, what is lacking."""
        offers = []
        for holder, known, lacking in able:
            more = self._more(holder, known, lacking)
            if more is not None and self._fits(self.taken[holder] | more):
                offers.append((self._cost(more), holder, more))
        for _, holder, more in sorted(offers, key=lambda one: one[:2])[:count]:
            self.taken[holder] |= more

    def _more(self, holder: str, known: Levels, lacking: Sequence[Requirement]) -> frozenset[str] | None:
        taken = self.taken[holder]
        gained = learnt(learn(known, (self._courses[iri] for iri in sorted(taken))))
        more: frozenset[str] = frozenset()
        for asked in lacking:
            ways = [self._way(option, gained, known, taken | more, frozenset()) for option in asked.options]
            found = [one for one in ways if one is not None]
            if not found:
                return None
            more |= min(found, key=lambda one: (self._cost(one), sorted(one)))
        return more

    def _way(
        self, level: SkillLevel, gained: Levels, known: Levels, taken: frozenset[str], under: frozenset[Lesson]
    ) -> frozenset[str] | None:
        """Courses that lead to a level besides those taken; None where there is no way that avoids lessons `under`."""
        if level in gained:
            return frozenset()
        best: frozenset[str] | None = None
        for lesson in self._givers[level]:
            if lesson in under:
                continue
            needed: frozenset[str] | None = frozenset({lesson.course}) - taken
            for need in sorted(lesson.needs - known):
                way = self._way(need, gained, known, taken | {lesson.course}, under | {lesson})
                needed = None if way is None or needed is None else needed | way
            if needed is not None and (best is None or self._cost(needed) < self._cost(best)):
                best = needed
        return best

    def _cost(self, courses: Iterable[str]) -> Cost:
        days = [self._courses[iri].days for iri in courses]
        return (days.count(None), sum((one for one in days if one is not None), Decimal(0)), len(days))

    def _fits(self, courses: Iterable[str]) -> bool:
        return self._cap is None or self._cost(courses)[1] <= self._cap
