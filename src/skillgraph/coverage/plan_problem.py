"""What a training plan is looked for in: learners with what they lack, and courses; and what was found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from skillgraph.coverage.learning import Course, Levels, useful
from skillgraph.coverage.world import Requirement

Pair = tuple[str, int]  # a holder and the number of a demand


@dataclass(frozen=True, slots=True)
class Learner:
    """A holder, what is known of them, and for each demand that they could meet the requirements to satisfy for it."""

    holder: str
    known: Levels
    lacking: Mapping[int, tuple[Requirement, ...]]

    @property
    def wanted(self) -> Levels:
        """The skill levels that satisfy something of what is lacking."""
        return frozenset(one for some in self.lacking.values() for asked in some for one in asked.options)


@dataclass(frozen=True, slots=True)
class Problem:
    """The demands, how many learners each still needs, the courses, and the most days per person; None is no cap."""

    demands: tuple[tuple[Requirement, ...], ...]
    missing: tuple[int, ...]
    learners: tuple[Learner, ...]
    courses: Mapping[str, Course]
    cap: Decimal | None

    def only(self, pairs: set[Pair]) -> Problem:
        """The problem in which nobody is thought of for a demand but in these pairs."""
        wanted = defaultdict[str, list[int]](list)
        for holder, demand in sorted(pairs):
            wanted[holder].append(demand)
        learners = (
            replace(one, lacking={demand: one.lacking[demand] for demand in wanted[one.holder]})
            for one in self.learners
            if one.holder in wanted
        )
        return replace(self, learners=tuple(learners))

    def opened(self) -> Problem:
        """The problem without demands that are met, and with no courses but those that can help.

        Under a cap a course without stated effort cannot.
        """
        offered = {iri: one for iri, one in self.courses.items() if self.cap is None or one.days is not None}
        is_open = {demand for demand, count in enumerate(self.missing) if count}
        wanted = {option for demand in is_open for asked in self.demands[demand] for option in asked.options}
        lessons = [lesson for one in offered.values() for lesson in one.lessons]
        near = {lesson.course for lesson in useful(lessons, frozenset(), wanted)}
        learners = (
            replace(one, lacking={demand: asked for demand, asked in one.lacking.items() if demand in is_open})
            for one in self.learners
        )
        courses = {iri: one for iri, one in offered.items() if iri in near}
        return replace(self, learners=tuple(one for one in learners if one.lacking), courses=courses)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The courses per holder, how many are still missing per demand, and the fewest days proven to be needed.

    `least_days` is None where the time limit ended the search before the demands unmet were proven to be fewest.
    """

    courses: Mapping[str, tuple[str, ...]]
    missing: tuple[int, ...]
    least_days: Decimal | None
    is_optimal: bool


def scale_of(courses: Iterable[Course]) -> int:
    """The power of ten that makes whole numbers of all days."""
    return int(10 ** max((_places(one.days) for one in courses), default=0))


def _places(days: Decimal | None) -> int:
    exponent = days.normalize().as_tuple().exponent if days is not None else 0
    return max(0, -exponent) if isinstance(exponent, int) else 0
