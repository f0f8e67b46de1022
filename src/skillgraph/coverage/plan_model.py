"""The training plan as an integer program: which holder takes which course.

Wanted in this order: fewest demands unmet, fewest courses whose effort is not stated, fewest days, fewest courses. Of
equal plans it is always the same one, whichever the solver comes to.

What a learner needs beforehand makes circles possible: two courses that need each other would allow each other. The
program does not know the order of things, so a solution is checked by following its courses; where something claimed
cannot be learnt, a loop formula (Lin and Zhao 2004) is added that asks for a lesson from outside the circle.

Under a cap a learner for whom few sets of courses are worth taking chooses one of them whole instead. A row for the cap
says little as long as parts of courses can be taken: 45 tasks and 12 holders took 20 s by rows alone, and take 0.5 s.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from skillgraph.coverage.learning import Lesson, learn, learnt
from skillgraph.coverage.plan_bundles import Bundle, bundles
from skillgraph.coverage.plan_lessons import lessons_for
from skillgraph.coverage.plan_problem import Chosen, Learner, Problem, scale_of
from skillgraph.coverage.plan_start import Start
from skillgraph.coverage.relaxation import Variable
from skillgraph.coverage.solver import Model, Solution, Term
from skillgraph.coverage.world import Requirement, SkillLevel

_MOST_SETS = 1000  # of courses that are counted up for one learner
_PATIENCE = 2  # learners with more of them, after which nobody's are counted any more


class Program:
    """The variables of a problem: courses taken, lessons followed, levels learnt, demands met; and bundles chosen."""

    def __init__(self, problem: Problem, deadline: float) -> None:
        self._problem = problem
        self._deadline = deadline
        self._model = Model(is_dense=True)
        self._takes: dict[tuple[str, str], Variable] = {}
        self._follows: dict[tuple[str, Lesson], Variable] = {}
        self._learns: dict[tuple[str, SkillLevel], Variable] = {}
        self._bundles: dict[str, dict[Bundle, Variable]] = {}
        self._patience = _PATIENCE if problem.cap is not None else 0
        self._useful: dict[str, tuple[Lesson, ...]] = {}
        self._does: list[tuple[Variable, str, int, tuple[Requirement, ...]]] = []
        self._short = [self._model.integer(0, count) for count in problem.missing]
        self._usable = problem.courses
        self._scale = scale_of(self._usable.values())
        self._all_days = {iri: int((one.days or 0) * self._scale) for iri, one in self._usable.items()}
        self._cap = int((problem.cap or 0) * self._scale)
        meets: dict[int, list[Term]] = defaultdict(list)
        for learner in problem.learners:
            self._add(learner, meets)
        # A day weighs more than all steps together.
        self._day = 1 + sum(len({lesson.course for lesson in some}) for some in self._useful.values())
        for demand, count in enumerate(problem.missing):
            self._model.at_least([*meets[demand], (1, self._short[demand])], count)
            if problem.cap is None:  # nothing then keeps anybody from meeting a demand that they can meet
                self._model.at_most([(1, self._short[demand])], max(0, count - len(meets[demand])))

    def _add(self, learner: Learner, meets: dict[int, list[Term]]) -> None:
        lessons = self._useful[learner.holder] = lessons_for(learner, self._usable)
        if self._patience:
            offered = bundles(learner, lessons, self._all_days, self._cap, _MOST_SETS)
            if offered is not None:
                self._add_bundles(learner, offered, meets)
                return
            self._patience -= 1
        self._add_lessons(learner, lessons)
        self._add_levels(learner, lessons)
        for demand, lacking in sorted(learner.lacking.items()):
            options = [[self._learns.get((learner.holder, one)) for one in asked.options] for asked in lacking]
            found = [[one for one in some if one is not None] for some in options]
            if all(found):
                does = self._model.boolean()
                for some in found:
                    self._only_with(does, some)
                meets[demand].append((1, does))
                self._does.append((does, learner.holder, demand, lacking))
        self._add_cap(learner)

    def _add_bundles(self, learner: Learner, some: Sequence[Bundle], meets: dict[int, list[Term]]) -> None:
        chooses = dict(zip(some, self._model.booleans(len(some)), strict=True))
        self._bundles[learner.holder] = chooses
        self._model.at_most([(1, one) for one in chooses.values()], 1)
        for bundle, one in chooses.items():
            for demand in bundle.meets:
                meets[demand].append((1, one))

    def _add_lessons(self, learner: Learner, lessons: Sequence[Lesson]) -> None:
        """Whether a course is taken and which of its lessons are followed: one variable where there is one lesson."""
        holder, of_course = learner.holder, defaultdict[str, list[Lesson]](list)
        for lesson in lessons:
            of_course[lesson.course].append(lesson)
        for iri, some in sorted(of_course.items()):
            takes = self._takes[holder, iri] = self._model.boolean()
            for lesson in some:
                self._follows[holder, lesson] = takes if len(some) == 1 else self._model.boolean()
                if len(some) > 1:
                    self._model.implies(self._follows[holder, lesson], takes)

    def _add_levels(self, learner: Learner, lessons: Sequence[Lesson]) -> None:
        """Which levels are learnt that something rests on: the variable of a lesson where only that one gives it."""
        holder, givers = learner.holder, defaultdict[SkillLevel, list[Variable]](list)
        before = {lesson: lesson.needs - learner.known for lesson in lessons}
        sought = learner.wanted.union(*before.values())
        for lesson in lessons:
            for level in lesson.gives & sought:
                # What is learnt before is no gain: a lesson that gave what it needs would allow itself.
                if not any(one.skill == level.skill and one.level >= level.level for one in before[lesson]):
                    givers[level].append(self._follows[holder, lesson])
        for level, some in sorted(givers.items()):
            if len(some) == 1:
                self._learns[holder, level] = some[0]
            else:
                self._learns[holder, level] = self._model.boolean()
                self._only_with(self._learns[holder, level], some)
        for lesson, needs in before.items():
            for need in sorted(needs):
                self._model.implies(self._follows[holder, lesson], self._learns[holder, need])

    def _add_cap(self, learner: Learner) -> None:
        if self._problem.cap is not None:
            own = [
                (self._all_days[iri], take) for (holder, iri), take in self._takes.items() if holder == learner.holder
            ]
            self._model.at_most(own, self._cap)

    def _only_with(self, one: Variable, others: Sequence[Variable]) -> None:
        if len(others) == 1:
            self._model.implies(one, others[0])
            return
        self._model.at_least([*((1, other) for other in others), (-1, one)], 0)

    def run(self) -> Chosen:
        """Each objective after the other, each kept at the best that was found for it."""
        values: Mapping[Variable, int] | None = None
        found: dict[str, Solution] = {}
        for name, terms in self._objectives().items():
            solution = self._minimise(terms)
            if solution is None:
                break
            found[name], values = solution, solution.values
            self._model.at_most(terms, solution.objective)
            self._model.hint(values)
        return self._chosen(values or self._start(), found)

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
        followed, gained = {}, {}
        for learner in self._problem.learners:
            lessons = learn(learner.known, (self._usable[iri] for iri in sorted(start.taken[learner.holder])))
            followed[learner.holder], gained[learner.holder] = set(lessons), learnt(lessons)
        values = {one: int(level in gained[who]) for (who, level), one in self._learns.items()}
        values |= {one: int(lesson in followed[who]) for (who, lesson), one in self._follows.items()}
        values |= {one: int(iri in start.taken[who]) for (who, iri), one in self._takes.items()}
        for who, some in self._bundles.items():
            values |= _chosen_of(some, start.taken[who])
        missing = list(self._problem.missing)
        for does, who, demand, lacking in self._does:
            values[does] = int(all(gained[who].intersection(asked.options) for asked in lacking))
            missing[demand] -= values[does]
        for bundle, chooses in (pair for some in self._bundles.values() for pair in some.items()):
            for demand in bundle.meets if values[chooses] else ():
                missing[demand] -= 1
        return values | {one: max(0, left) for one, left in zip(self._short, missing, strict=True)}

    def _objectives(self) -> dict[str, list[Term]]:
        order = sorted(self._takes)
        bundled = [pair for some in self._bundles.values() for pair in some.items()]
        wanted = {
            "unmet": [(1, one) for one in self._short] if self._problem.cap is not None else [],
            "not stated": [(1, self._takes[key]) for key in order if self._usable[key[1]].days is None],
            "days": [
                *((self._all_days[iri] * self._day + 1, self._takes[holder, iri]) for holder, iri in order),
                *((one.days * self._day + len(one.courses), chooses) for one, chooses in bundled),
            ],
        }
        return {name: terms for name, terms in wanted.items() if terms or name == "days"}

    def _minimise(self, terms: Sequence[Term]) -> Solution | None:
        """The least sum for which all that is claimed to be learnt can be learnt."""
        while True:
            left = self._deadline - time.monotonic()
            found = self._model.minimise(terms, left, self._start) if left > 0 else None
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
            if not claims[holder]:
                continue
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
        for who, some in self._bundles.items():
            for bundle, chooses in some.items():
                if values[chooses]:
                    taken[who] += bundle.courses
        return taken

    def _chosen(self, values: Mapping[Variable, int], found: Mapping[str, Solution]) -> Chosen:
        before = [one for name, one in found.items() if name != "days"]
        days = found.get("days") if all(one.is_optimal for one in before) else None
        is_complete = len(found) == len(self._objectives())
        return Chosen(
            dict(self._taken(values)),
            tuple(values[one] for one in self._short),
            Decimal(days.bound // self._day) / self._scale if days else None,
            is_complete and all(one.is_optimal for one in found.values()),
        )


def _chosen_of(some: Mapping[Bundle, Variable], taken: Collection[str]) -> dict[Variable, int]:
    """Values that choose, of some bundles, the one that meets most with courses that are taken."""
    within = [one for one in some if set(one.courses) <= set(taken)]
    best = max(within, key=lambda one: (len(one.meets), one.courses), default=None)
    return {chooses: int(one is best) for one, chooses in some.items()}
