"""What a demand costs at least, learner by learner, so that plans have a bound and few learners are looked at.

The days of a course are shared by all requirements of all demands that it can help with: with its share of each course
a requirement costs at least its cheapest chain of lessons, and the costs of all demands add up to no more than any plan
that meets them. All numbers are whole, rounded down; a course without stated effort costs more than all the others.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from skillgraph.coverage.learning import Course, Lesson, Levels, useful
from skillgraph.coverage.plan_problem import Learner, Pair, Problem, scale_of
from skillgraph.coverage.world import Requirement, SkillLevel

_FINE = 1 << 20  # shares are whole numbers of this part


@dataclass(frozen=True, slots=True)
class _Chain:
    """The lessons that can help with a requirement, each with its share, what they need, and its cost from nothing."""

    lessons: tuple[tuple[int, Lesson], ...]
    needs: frozenset[SkillLevel]
    cost: int | None


class Floor:
    """The least cost of every pair of learner and demand; pairs that nothing leads to are left out."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._scale = scale_of(problem.courses.values())
        every = sum(self._days(one) for one in problem.courses.values())
        self._unstated = every * len(problem.learners) + 1  # more than the days of any plan
        self._chains = self._all_chains()
        found = defaultdict[int, list[tuple[int, str]]](list)
        for learner in problem.learners:
            self._price(learner, found)
        self.costs = {demand: sorted(found[demand]) for demand, count in enumerate(problem.missing) if count}
        self._least = sum(cost for demand, some in self.costs.items() for cost, _ in some[: problem.missing[demand]])

    def least_days(self, not_stated: int) -> Decimal:
        """What any plan takes with so many courses of no stated effort that meets as many demands as can be."""
        return Decimal(max(0, -(-(self._least - not_stated * self._unstated) // _FINE))) / self._scale

    def not_stated(self, courses: Iterable[str]) -> int:
        """How many of the courses have no stated effort."""
        return sum(self._problem.courses[iri].days is None for iri in courses)

    def cost(self, courses: Iterable[str]) -> int:
        """What courses that are taken cost, each as often as it is named."""
        return sum(self._cost(self._problem.courses[iri]) for iri in courses)

    def nearest(self, count: int) -> set[Pair]:
        """For each demand the pairs that cost least: as many as given, or as the demand needs."""
        return {
            (holder, demand)
            for demand, some in self.costs.items()
            for _, holder in some[: max(count, self._problem.missing[demand])]
        }

    def within(self, cost: int, most: int) -> set[Pair] | None:
        """The pairs that can be part of a plan that costs no more and meets as many demands as can be.

        None where they are more than `most`.
        """
        found = set[Pair]()
        for demand, some in self.costs.items():
            limit = cost - self._least + some[: self._problem.missing[demand]][-1][0] if some else 0
            count = bisect_right(some, limit, key=lambda pair: pair[0])
            if len(found) + count > most:
                return None
            found |= {(holder, demand) for _, holder in some[:count]}
        return found

    def is_met(self, missing: Sequence[int]) -> bool:
        """Whether no plan could leave less unmet, were there no cap."""
        wanted = self._problem.missing
        return all(
            left == max(0, count - len(self.costs.get(demand, ())))
            for demand, (count, left) in enumerate(zip(wanted, missing, strict=True))
        )

    def _all_chains(self) -> dict[str, _Chain]:
        wanted = zip(self._problem.demands, self._problem.missing, strict=True)
        asked = [one for demand, count in wanted if count for one in demand]
        lessons = [lesson for one in self._problem.courses.values() for lesson in one.lessons]
        helping = {one.iri: useful(lessons, frozenset(), one.options) for one in asked}
        shares: dict[str, int] = defaultdict(int)
        for one in asked:
            for iri in {lesson.course for lesson in helping[one.iri]}:
                shares[iri] += 1
        return {one.iri: self._chain(one, helping[one.iri], shares) for one in asked}

    def _chain(self, asked: Requirement, lessons: Sequence[Lesson], shares: Mapping[str, int]) -> _Chain:
        courses = self._problem.courses
        priced = tuple(
            (self._cost(courses[one.course]) // (shares[one.course] * len(courses[one.course].lessons)), one)
            for one in lessons
        )
        needs = frozenset[SkillLevel]().union(*(one.needs for one in lessons))
        return _Chain(priced, needs, _cheapest(priced, frozenset(), asked.options))

    def _price(self, learner: Learner, found: Mapping[int, list[tuple[int, str]]]) -> None:
        own: dict[str, int | None] = {}
        for demand, lacking in learner.lacking.items():
            total: int | None = 0
            for asked in lacking:
                if asked.iri not in own:
                    chain = self._chains[asked.iri]
                    is_new = chain.needs.isdisjoint(learner.known)
                    own[asked.iri] = chain.cost if is_new else _cheapest(chain.lessons, learner.known, asked.options)
                cost = own[asked.iri]
                total = None if total is None or cost is None else total + cost
            if total is not None:
                found[demand].append((total, learner.holder))

    def _days(self, course: Course) -> int:
        return int((course.days or Decimal(0)) * self._scale) * _FINE

    def _cost(self, course: Course) -> int:
        return self._unstated if course.days is None else self._days(course)


def _cheapest(lessons: Sequence[tuple[int, Lesson]], known: Levels, options: Iterable[SkillLevel]) -> int | None:
    """What the cheapest chain of lessons to one of the options costs, of needs the dearest one; None: there is none."""
    costs: dict[SkillLevel, int] = {}
    is_lower = True
    while is_lower:
        is_lower = False
        for share, lesson in lessons:
            needs = [costs.get(one) for one in lesson.needs if one not in known]
            if None in needs:
                continue
            cost = share + max((one for one in needs if one is not None), default=0)
            for level in lesson.gives:
                if level not in costs or cost < costs[level]:
                    costs[level], is_lower = cost, True
    return min((costs[one] for one in options if one in costs), default=None)
