"""The cheapest training plan that reaches a goal, and which part of the goal no training reaches.

A plan is a set of steps: a holder takes a course. It costs working days, added up exactly. What is learnt counts from
the day asked for like an attestation on a basis that counts for every requirement; nothing recorded is lost by it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cache

from skillgraph.coverage.grid import grid
from skillgraph.coverage.learning import Course, Levels, courses, in_order, includes, learn, learnt, recorded
from skillgraph.coverage.matching import demanded
from skillgraph.coverage.plan_problem import Chosen, Learner, Problem
from skillgraph.coverage.plan_search import solve
from skillgraph.coverage.world import Attestation, Day, Requirement, Satisfaction, SkillLevel, World


class Goal(StrEnum):
    """What a plan is to reach for the targets that it is made for."""

    COVER = "cover"
    """Every target is covered by one holder alone."""
    NO_SINGLE_POINT = "no-single-point-of-failure"
    """Every target is covered by two holders, each of them alone."""
    TWO_PER_REQUIREMENT = "two-per-requirement"
    """Every essential requirement is satisfied by two holders, whoever covers the targets."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a plan has to keep to: the most days per person, days assumed per level, seconds to look for it."""

    cap: Decimal | None = None
    days_per_level: Decimal | None = None
    seconds: Decimal = Decimal(30)


@dataclass(frozen=True, slots=True)
class Step:
    """A holder takes a course; `gains` are the skill levels that it leads to for them.

    `days` is None where the effort is not stated. `is_recorded` is false where nothing was recorded of any of the
    skills: then the training may not be needed, if the skill is there and only its record is missing.
    """

    holder: str
    course: str
    name: str
    days: Decimal | None
    gains: tuple[SkillLevel, ...]
    is_assumed: bool
    is_recorded: bool


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a part of the goal is not reached: the requirement, where it is one, and the reason in words."""

    requirement: str
    reason: str


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A target or requirement for which `missing` holders are lacking even with the plan."""

    of: str
    missing: int
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps, holder by holder in the order in which they can be taken, and how far they lead.

    `days` adds up what is stated or assumed; `not_stated` counts the steps whose effort is not stated and which come on
    top. `unmapped` are targets without essential requirements, of which nothing can be said. Where `is_optimal` is
    false the time limit was reached: the plan works, and `least_days` is what any equally good one takes at least
    (None: not known).
    """

    goal: Goal
    steps: tuple[Step, ...]
    days: Decimal
    not_stated: int
    shortfalls: tuple[Shortfall, ...]
    unmapped: tuple[str, ...]
    terms: Terms
    least_days: Decimal | None
    is_optimal: bool

    @property
    def reaches_goal(self) -> bool:
        """Whether every target that has essential requirements is as the goal asks."""
        return not self.shortfalls


@dataclass(frozen=True, slots=True)
class _Demand:
    """A target or requirement, what has to be satisfied for it, and by how many of the holders."""

    of: str
    requirements: tuple[Requirement, ...]
    count: int


def plan(
    world: World,
    targets: Sequence[str],
    goal: Goal,
    day: Day,
    terms: Terms | None = None,
    holders: Iterable[str] | None = None,
) -> Plan:
    """The cheapest plan for some targets; only `holders` learn and count, or all.

    Of plans that leave the same least part of the goal unmet: fewest steps without stated effort, fewest days, fewest
    steps; of equal ones always the same.
    """
    terms, began = terms or Terms(), time.monotonic()
    able = sorted(world.holders if holders is None else holders)
    demands = _demands(world, targets, goal)
    problem = _problem(world, able, targets, demands, day, terms)
    chosen = solve(problem, float(terms.seconds), began)
    steps = tuple(step for one in problem.learners for step in _steps(world, one, problem, chosen, day))
    reach = cache(lambda place: learnt(learn(problem.learners[place].known, problem.courses.values())))
    return Plan(
        goal,
        steps,
        sum((one.days for one in steps if one.days is not None), Decimal(0)),
        sum(one.days is None for one in steps),
        tuple(
            Shortfall(one.of, missing, _obstacles(one, problem, index, reach))
            for index, (one, missing) in enumerate(zip(demands, chosen.missing, strict=True))
            if missing
        ),
        tuple(one for one in targets if not world.essential(one)),
        terms,
        chosen.least_days,
        chosen.is_optimal,
    )


def trained(world: World, made: Plan, day: Day) -> World:
    """The world in which everybody has taken their steps: each gain is an attestation from the day on, without end."""
    gained = [
        Attestation(f"{one.course}#{one.holder}-{number}", one.holder, level, "", True, day, Day.max)
        for one in made.steps
        for number, level in enumerate(one.gains)
    ]
    more = [
        Satisfaction(one.holder, asked.iri, one.iri, one.start, one.end)
        for one in gained
        for asked in world.requirements.values()
        if includes(world, one.skill_level).intersection(asked.options)
    ]
    return replace(
        world,
        attestations={**world.attestations, **{one.iri: one for one in gained}},
        satisfactions=(*world.satisfactions, *more),
    )


def _demands(world: World, targets: Sequence[str], goal: Goal) -> tuple[_Demand, ...]:
    if goal is Goal.TWO_PER_REQUIREMENT:
        return tuple(_Demand(one.iri, (one,), 2) for one in demanded(world, targets))
    count = 2 if goal is Goal.NO_SINGLE_POINT else 1
    found = {one: world.essential(one) for one in targets}
    return tuple(_Demand(one, asked, count) for one, asked in found.items() if asked)


def _problem(
    world: World, able: Sequence[str], targets: Sequence[str], demands: Sequence[_Demand], day: Day, terms: Terms
) -> Problem:
    asked = {one.iri: one for demand in demands for one in demand.requirements}
    satisfied = grid(world, targets, day).satisfied
    missing = [demand.count for demand in demands]
    learners = []
    for holder in able:
        unmet = {iri for iri in asked if holder not in satisfied[iri]}
        lacking = {}
        for index, demand in enumerate(demands):
            lacks = tuple(one for one in demand.requirements if one.iri in unmet)
            if lacks:
                lacking[index] = lacks
            else:
                missing[index] -= 1
        learners.append(Learner(holder, recorded(world, holder, day), lacking))
    return Problem(
        tuple(one.requirements for one in demands),
        tuple(max(0, one) for one in missing),
        tuple(learners),
        courses(world, terms.days_per_level),
        terms.cap,
    )


def _steps(world: World, learner: Learner, problem: Problem, chosen: Chosen, day: Day) -> Iterable[Step]:
    taken = {iri: problem.courses[iri] for iri in chosen.courses.get(learner.holder, ())}
    skills = {one.skill for one in learner.known}
    complete = world.holders[learner.holder].complete_from
    is_complete = complete is not None and complete <= day
    for course, lessons in in_order(world, learner.known, taken):
        gains = tuple(sorted({one.leads_to for one in lessons}))
        is_recorded = is_complete or any(one.skill in skills for one in gains)
        yield Step(learner.holder, course.iri, course.name, course.days, gains, course.is_assumed, is_recorded)


def _obstacles(demand: _Demand, problem: Problem, index: int, reach: Callable[[int], Levels]) -> tuple[Obstacle, ...]:
    """Why too few holders can meet a demand: what cannot be learnt at all, else the cap, else their number.

    `reach` gives all that the learner at a place can learn.
    """
    candidates = [place for place, one in enumerate(problem.learners) if index in one.lacking]
    found = []
    for asked in demand.requirements:
        lacking = (place for place in candidates if asked in problem.learners[place].lacking[index])
        stuck = next((place for place in lacking if reach(place).isdisjoint(asked.options)), None)
        if stuck is not None:
            found.append(Obstacle(asked.iri, _missing_training(asked, problem.courses.values(), reach(stuck))))
    if found:
        return tuple(found)
    if len(candidates) < problem.missing[index]:
        return (Obstacle("", "there are too few holders"),)
    if problem.cap is None:
        return (Obstacle("", "no plan for it was found in time"),)
    is_unstated = any(one.days is None for one in problem.courses.values())
    besides = ", or rest on training whose effort is not stated" if is_unstated else ""
    return (Obstacle("", f"it would exceed the cap per person{besides}"),)


def _missing_training(asked: Requirement, offered: Iterable[Course], can: Levels) -> str:
    lessons = [lesson for one in offered for lesson in one.lessons if lesson.gives.intersection(asked.options)]
    if not lessons:
        return "no training leads to it"
    needs = sorted({need for one in lessons for need in one.needs - can})
    names = ", ".join(f"{one.skill.rpartition('/')[2]} {one.level}" for one in needs)
    return f"what its training needs beforehand cannot be learnt: {names}"
