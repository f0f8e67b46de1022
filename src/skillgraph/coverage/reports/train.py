"""`train`: the cheapest training plan for a goal, which skill opens most, and who could learn beside whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from skillgraph.coverage.advice import openings, path, shadowing
from skillgraph.coverage.asking import targets_of
from skillgraph.coverage.document import document
from skillgraph.coverage.naming import find, slug
from skillgraph.coverage.question import Given, Report, Row, Table
from skillgraph.coverage.reports.words import asked, slugs
from skillgraph.coverage.training import Goal, Plan, Terms, plan
from skillgraph.coverage.world import Day, SkillLevel, World
from skillgraph.errors import UsageError

UNLOCK, SHADOW = "unlock", "shadow"
_FOR_PLANS = ("holder", "newcomer", "cap", "days-per-level")
_PLAN = ("holder", "training", "days", "gains", "note")
_OPENINGS = ("skill", "level", "first_covered", "newly_covered", "newly_satisfied", "best", "best_covers")
_SHADOWING = ("requirement", "learner", "mentor", "mentor_level", "same_site", "ready")


def report(world: World, given: Given, day: Day) -> Report:
    """The cheapest plan for a goal; or advice, where the goal is `unlock` or `shadow`."""
    targets, goal = _targets(world, given), given.text("goal")
    if goal in (UNLOCK, SHADOW):
        if surplus := [name for name in _FOR_PLANS if given.text(name) not in ("", "false")]:
            raise UsageError(f"{goal} does not take {surplus[0]}.", "Leave that out, or choose another goal.")
        return (_openings if goal == UNLOCK else _shadowing)(world, targets, day)
    made = plan_of(world, given, day)
    answer = {"on": day.isoformat(), "plan": document(made), "reaches_goal": made.reaches_goal}
    table = Table(_PLAN, 2, tuple(_rows(world, made)))
    return Report(answer, table, tuple(_lines(world, made)), made.is_optimal)


def compared(world: World, given: Given, day: Day) -> Table:
    """The plan's days, its steps, and what it lacks; of advice, its rows."""
    if given.text("goal") in (UNLOCK, SHADOW):
        return report(world, given, day).table
    made = plan_of(world, given, day)
    rows: list[Row] = [("plan", "", "days", made.days)]
    rows += [("step", slug(one.holder), one.name, one.days) for one in made.steps]
    rows += [("lacking", "", slug(one.of), one.missing) for one in made.shortfalls]
    return Table(("what", "holder", "which", "amount"), 3, tuple(rows))


def _targets(world: World, given: Given) -> tuple[str, ...]:
    tasks = [f"task={one}" for one in given.all("task")]
    return targets_of(world, (*given.all("target"), *tasks)) if tasks else asked(world, given)


def plan_of(world: World, given: Given, day: Day) -> Plan:
    """The plan that was asked for; UsageError where a newcomer's path is asked for with what does not go with it."""
    targets = _targets(world, given)
    terms = Terms(given.decimal("cap"), given.decimal("days-per-level"), Decimal(given.text("seconds")))
    holders = [find(world, "holder", one) for one in given.all("holder")]
    goal = Goal(given.text("goal"))
    if not given.is_on("newcomer"):
        return plan(world, targets, goal, day, terms, holders or None)
    if len(targets) != 1 or holders or goal is not Goal.COVER:
        raise UsageError("A newcomer's path leads to cover of one task.", "For example: train --newcomer --task 43")
    return path(world, targets[0], day, terms)


def _lines(world: World, made: Plan) -> Iterator[str]:
    yield f"Goal {made.goal.value}: {'reached' if made.reaches_goal else 'not reached'} with {len(made.steps)} steps."
    yield f"Effort: {made.days} days" + (
        f", and {made.not_stated} steps whose effort is not stated." if made.not_stated else "."
    )
    if any(one.is_assumed for one in made.steps):
        yield f"Assumed, not stated: {made.terms.days_per_level} days per level where no training states its effort."
    if not made.is_optimal:
        least = f"at least {made.least_days} days are needed" if made.least_days is not None else "no bound is known"
        yield f"The time limit was reached: this is the best plan found; {least}."
    for one in made.shortfalls:
        what = world.requirements[one.of].name if one.of in world.requirements else world.targets[one.of].name
        number = world.targets[one.of].number if one.of in world.targets else None
        yield f"Lacking {one.missing} for {what if number is None else f'{number} {what}'}:"
        for each in one.obstacles:
            yield f"  {world.requirements[each.requirement].name + ': ' if each.requirement else ''}{each.reason}"
    for target in made.unmapped:
        yield f"Unknown, no essential requirement is mapped: {world.targets[target].name}"


def _rows(world: World, made: Plan) -> Iterator[Row]:
    for one in made.steps:
        notes = [] if one.is_recorded else ["nothing recorded of it: the skill may be there"]
        notes += ["assumed"] if one.is_assumed else []
        notes += ["effort not stated"] if one.days is None else []
        gains = "; ".join(_level(world, gain) for gain in one.gains)
        yield slug(one.holder), one.name, one.days, gains, "; ".join(notes)


def _level(world: World, level: SkillLevel) -> str:
    return f"{world.name(level.skill)} {level.level}"


def _openings(world: World, targets: Sequence[str], day: Day) -> Report:
    found = openings(world, targets, day)
    rows = tuple(
        (
            world.name(one.skill_level.skill),
            one.skill_level.level,
            slugs(one.first),
            one.covers,
            one.satisfies,
            slug(one.best),
            slugs(one.best_covers),
        )
        for one in found
    )
    return Report({"on": day.isoformat(), "openings": document(found)}, Table(_OPENINGS, 2, rows))


def _shadowing(world: World, targets: Sequence[str], day: Day) -> Report:
    found = shadowing(world, targets, day)
    rows = dict.fromkeys(  # tasks may ask for the same in two requirements
        (
            one.requirement.name,
            slug(one.learner),
            slug(one.mentor),
            one.by.level,
            "yes" if one.same_site else "no",
            "one level below" if one.is_near else "by prerequisites",
        )
        for one in found
    )
    return Report({"on": day.isoformat(), "shadowing": document(found)}, Table(_SHADOWING, 3, tuple(rows)))
