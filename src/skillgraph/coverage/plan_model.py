"""The training plan as an integer program: which holder takes which course.

Wanted in this order: fewest demands unmet, fewest courses whose effort is not stated, fewest days, fewest courses, and
of equal plans the one whose courses come first in the order of IRIs (by the sum of their places).

What a learner needs beforehand makes circles possible: two courses that need each other would allow each other. The
program does not know the order of things, so a solution is checked by following its courses; where something claimed
cannot be learnt, a loop formula (Lin and Zhao 2004) is added that asks for a lesson from outside the circle.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from skillgraph.coverage.learning import Course, Lesson, Levels, learn, learnt, useful
from skillgraph.coverage.plan_start import Start
from skillgraph.coverage.solver import Model, Solution, Term, Variable
from skillgraph.coverage.world import Requirement, SkillLevel


@dataclass(frozen=True, slots=True)
class Learner:
    """A holder, what is known of them, and for each demand that they could meet the requirements to satisfy for it."""

    holder: str
    known: Levels
    lacking: Mapping[int, tuple[Requirement, ...]]


@dataclass(frozen=True, slots=True)
class Problem:
    """How many learners must meet each demand, the courses, and the most days per person; None is no cap."""

    missing: tuple[int, ...]
    learners: tuple[Learner, ...]
    courses: Mapping[str, Course]
    cap: Decimal | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The courses per holder, how many are still missing per demand, and the fewest days proven to be needed.

    `least_days` is None where the time limit ended the search before the demands unmet were proven to be fewest.
    """

    courses: Mapping[str, tuple[str, ...]]
    missing: tuple[int, ...]
    least_days: Decimal | None
    is_optimal: bool


def solve(problem: Problem, seconds: float) -> Chosen:
    """The best choice of courses; where the time limit ends the search before there is any, the one it began with."""
    return _Program(problem, time.monotonic() + seconds).run()


class _Program:
    """The variables of a problem: courses taken, lessons followed, levels learnt, requirements satisfied."""

    def __init__(self, problem: Problem, deadline: float) -> None:
        self._problem = problem
        self._deadline = deadline
        self._model = Model(is_dense=True)
        self._takes: dict[tuple[str, str], Variable] = {}
        self._follows: dict[tuple[str, Lesson], Variable] = {}
        self._learns: dict[tuple[str, SkillLevel], Variable] = {}
        self._useful: dict[str, tuple[Lesson, ...]] = {}
        self._does: list[tuple[Variable, str, int, tuple[Requirement, ...]]] = []
        self._short = [self._model.integer(0, count) for count in problem.missing]
        self._usable = _usable(problem)
        self._scale = 10 ** max((_places(one.days) for one in self._usable.values()), default=0)
        meets: dict[int, list[Term]] = defaultdict(list)
        for learner in problem.learners:
            self._add(learner, meets)
        for demand, count in enumerate(problem.missing):
            self._model.at_least([*meets[demand], (1, self._short[demand])], count)
            if problem.cap is None:  # nothing then keeps anybody from meeting a demand that they can meet
                self._model.at_most([(1, self._short[demand])], max(0, count - len(meets[demand])))

    def _add(self, learner: Learner, meets: dict[int, list[Term]]) -> None:
        wanted = {option for one in learner.lacking.values() for asked in one for option in asked.options}
        lessons = useful(learn(learner.known, self._usable.values()), learner.known, wanted)
        self._useful[learner.holder] = lessons
        for iri in sorted({one.course for one in lessons}):
            self._takes[learner.holder, iri] = self._model.boolean()
        self._add_lessons(learner, lessons)
        for demand, lacking in sorted(learner.lacking.items()):
            options = [[self._learns.get((learner.holder, one)) for one in asked.options] for asked in lacking]
            found = [[one for one in some if one is not None] for some in options]
            if all(found):
                does = self._model.boolean()
                for some in found:
                    self._model.at_least([*((1, one) for one in some), (-1, does)], 0)
                meets[demand].append((1, does))
                self._does.append((does, learner.holder, demand, lacking))
        self._add_cap(learner)

    def _add_lessons(self, learner: Learner, lessons: Sequence[Lesson]) -> None:
        holder, givers = learner.holder, defaultdict(list)
        for lesson in lessons:
            follows = self._follows[holder, lesson] = self._model.boolean()
            self._model.implies(follows, self._takes[holder, lesson.course])
            before = lesson.needs - learner.known
            for level in lesson.gives:
                # What is learnt before is no gain: a lesson that gave what it needs would allow itself.
                if not any(one.skill == level.skill and one.level >= level.level for one in before):
                    givers[level].append(follows)
        for level in sorted(givers):
            self._learns[holder, level] = self._model.boolean()
            self._only_with(self._learns[holder, level], givers[level])
        for lesson in lessons:
            for need in sorted(lesson.needs - learner.known):
                self._model.implies(self._follows[holder, lesson], self._learns[holder, need])

    def _add_cap(self, learner: Learner) -> None:
        cap = self._problem.cap
        if cap is not None:
            own = [(self._days(iri), take) for (holder, iri), take in self._takes.items() if holder == learner.holder]
            self._model.at_most(own, int(cap * self._scale))

    def _only_with(self, one: Variable, others: Sequence[Variable]) -> None:
        self._model.at_least([*((1, other) for other in others), (-1, one)], 0)

    def _days(self, course: str) -> int:
        days = self._usable[course].days
        return int(days * self._scale) if days is not None else 0

    def run(self) -> Chosen:
        """Each objective after the other, each kept at the best that was found for it."""
        values: Mapping[Variable, int] = self._start()
        self._model.hint(values)
        found: dict[str, Solution] = {}
        for name, terms in self._objectives().items():
            solution = self._minimise(terms)
            if solution is None:
                break
            found[name], values = solution, solution.values
            self._model.at_most(terms, solution.objective)
            self._model.hint(values)
        return self._chosen(values, found)

    def _start(self) -> dict[Variable, int]:
        """A plan made demand by demand, as values of the variables."""
        start = Start(self._usable, self._problem.cap, self._useful)
        for demand, count in enumerate(self._problem.missing):
            if count:
                able = [
                    (one.holder, one.known, one.lacking[demand])
                    for one in self._problem.learners
                    if demand in one.lacking
                ]
                start.meet(able, count)
        values = {take: int(iri in start.taken[holder]) for (holder, iri), take in self._takes.items()}
        followed, gained = {}, {}
        for learner in self._problem.learners:
            lessons = learn(learner.known, (self._usable[iri] for iri in sorted(start.taken[learner.holder])))
            followed[learner.holder], gained[learner.holder] = set(lessons), learnt(lessons)
        values |= {one: int(lesson in followed[who]) for (who, lesson), one in self._follows.items()}
        values |= {one: int(level in gained[who]) for (who, level), one in self._learns.items()}
        missing = list(self._problem.missing)
        for does, who, demand, lacking in self._does:
            values[does] = int(all(gained[who].intersection(asked.options) for asked in lacking))
            missing[demand] -= values[does]
        return values | {one: max(0, left) for one, left in zip(self._short, missing, strict=True)}

    def _objectives(self) -> dict[str, list[Term]]:
        order = sorted(self._takes)
        weight = len(order) ** 2 + 1
        wanted = {
            "unmet": [(1, one) for one in self._short] if self._problem.cap is not None else [],
            "not stated": [(1, self._takes[key]) for key in order if self._usable[key[1]].days is None],
            "days": [(self._days(iri), self._takes[holder, iri]) for holder, iri in order],
            "steps": [(weight + place, self._takes[key]) for place, key in enumerate(order)],
        }
        return {name: terms for name, terms in wanted.items() if terms or name == "days"}

    def _minimise(self, terms: Sequence[Term]) -> Solution | None:
        """The least sum for which all that is claimed to be learnt can be learnt."""
        while True:
            left = self._deadline - time.monotonic()
            found = self._model.minimise(terms, left) if left > 0 else None
            if found is None or not self._break_circles(found):
                return found

    def _break_circles(self, found: Solution) -> bool:
        """Whether something claimed could not be learnt; forbids that from now on."""
        taken, claims = self._taken(found.values), defaultdict[str, set[SkillLevel]](set)
        for (who, level), one in self._learns.items():
            if found.values[one]:
                claims[who].add(level)
        is_broken = False
        for learner in self._problem.learners:
            holder = learner.holder
            claimed = claims[holder] - learnt(learn(learner.known, (self._usable[iri] for iri in taken[holder])))
            for level in sorted(claimed):
                self._only_with(self._learns[holder, level], self._outside(learner, claimed))
            is_broken = is_broken or bool(claimed)
        return is_broken

    def _outside(self, learner: Learner, circle: set[SkillLevel]) -> list[Variable]:
        """The lessons that give something of a circle and need nothing of it."""
        return [
            follows
            for (who, lesson), follows in self._follows.items()
            if who == learner.holder and lesson.gives & circle and not (lesson.needs - learner.known) & circle
        ]

    def _taken(self, values: Mapping[Variable, int]) -> defaultdict[str, tuple[str, ...]]:
        """The courses that each holder takes."""
        taken = defaultdict[str, tuple[str, ...]](tuple)
        for (who, iri), take in self._takes.items():
            if values[take]:
                taken[who] += (iri,)
        return taken

    def _chosen(self, values: Mapping[Variable, int], found: Mapping[str, Solution]) -> Chosen:
        before = [one for name, one in found.items() if name not in ("days", "steps")]
        days = found.get("days") if all(one.is_optimal for one in before) else None
        is_complete = len(found) == len(self._objectives())
        return Chosen(
            dict(self._taken(values)),
            tuple(values[one] for one in self._short),
            Decimal(days.bound) / self._scale if days else None,
            is_complete and all(one.is_optimal for one in found.values()),
        )


def _usable(problem: Problem) -> dict[str, Course]:
    """The courses that lead anywhere near what somebody lacks; under a cap, those whose effort is known."""
    offered = {iri: one for iri, one in problem.courses.items() if problem.cap is None or one.days is not None}
    lacking = {asked for learner in problem.learners for some in learner.lacking.values() for asked in some}
    wanted = {option for asked in lacking for option in asked.options}
    needed = useful([lesson for one in offered.values() for lesson in one.lessons], frozenset(), wanted)
    near = {lesson.course for lesson in needed}
    return {iri: one for iri, one in offered.items() if iri in near}


def _places(days: Decimal | None) -> int:
    exponent = days.normalize().as_tuple().exponent if days is not None else 0
    return max(0, -exponent) if isinstance(exponent, int) else 0
