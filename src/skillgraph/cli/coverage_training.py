"""`train`: the cheapest training plan for a goal, which skill opens most, and who could learn beside whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli.coverage_output import Cell, Format, On, Workspace, day_of, open_world, show
from skillgraph.errors import UsageError

if TYPE_CHECKING:
    from skillgraph.coverage import World
    from skillgraph.coverage.training import Plan, Terms
    from skillgraph.coverage.world import Day, SkillLevel

_PLAN = ("holder", "training", "days", "gains", "note")
_OPENINGS = ("skill", "level", "first_covered", "newly_covered", "newly_satisfied", "best", "best_covers")
_SHADOWING = ("requirement", "learner", "mentor", "mentor_level", "same_site", "ready")


class Wanted(StrEnum):
    """What is to be reached, or to be known."""

    COVER = "cover"
    NO_SINGLE_POINT = "no-single-point-of-failure"
    TWO_PER_REQUIREMENT = "two-per-requirement"
    UNLOCK = "unlock"
    SHADOW = "shadow"


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(train)


def train(
    chosen: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TARGET]...", help="43, role:NAME, area:NAME, step:NAME, group=UK; all tasks by default."
        ),
    ] = None,
    goal: Annotated[Wanted, typer.Option("--goal", help="A goal, or 'unlock' or 'shadow' for advice.")] = Wanted.COVER,
    task: Annotated[
        list[str] | None, typer.Option("--task", help="A task that the plan is for, by its number.")
    ] = None,
    holder: Annotated[list[str] | None, typer.Option("--holder", help="Only this holder learns and counts.")] = None,
    newcomer: Annotated[bool, typer.Option("--newcomer", help="Somebody of whom nothing is recorded learns.")] = False,
    cap: Annotated[str | None, typer.Option("--cap", metavar="DAYS", help="The most days per person.")] = None,
    days_per_level: Annotated[
        str | None, typer.Option("--days-per-level", metavar="DAYS", help="Assumed where no effort is stated.")
    ] = None,
    on: On = None,
    output: Format = None,
    workspace: Workspace = None,
) -> None:
    """Find the cheapest training plan: train --goal no-single-point-of-failure group=UK"""
    from skillgraph.coverage.asking import targets_of, tasks
    from skillgraph.coverage.document import document
    from skillgraph.coverage.naming import find
    from skillgraph.coverage.questions import days_of
    from skillgraph.coverage.training import Terms

    world, day = open_world(workspace), day_of(on)
    words = [*(chosen or ()), *(f"task={one}" for one in task or ())]
    targets = targets_of(world, words) if words else tasks(world)
    if goal in (Wanted.UNLOCK, Wanted.SHADOW):
        (_show_openings if goal is Wanted.UNLOCK else _show_shadowing)(world, targets, day, output)
        return
    terms = Terms(days_of(cap), days_of(days_per_level))
    holders = [find(world, "holder", one) for one in holder or ()]
    made = _plan(world, targets, goal, day, terms, holders, newcomer=newcomer)
    answer = {"on": day.isoformat(), "plan": document(made), "reaches_goal": made.reaches_goal}
    show(answer, _lines(world, made), _PLAN, _rows(world, made), output)
    raise typer.Exit(0 if made.reaches_goal else 1)


def _plan(
    world: World,
    targets: Sequence[str],
    wanted: Wanted,
    day: Day,
    terms: Terms,
    holders: Sequence[str],
    *,
    newcomer: bool,
) -> Plan:
    from skillgraph.coverage.advice import path
    from skillgraph.coverage.training import Goal, plan

    if not newcomer:
        return plan(world, targets, Goal(wanted.value), day, terms, holders or None)
    if len(targets) != 1 or holders or wanted is not Wanted.COVER:
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


def _rows(world: World, made: Plan) -> Iterator[tuple[Cell, ...]]:
    from skillgraph.coverage.naming import slug

    for one in made.steps:
        notes = [] if one.is_recorded else ["nothing recorded of it: the skill may be there"]
        notes += ["assumed"] if one.is_assumed else []
        notes += ["effort not stated"] if one.days is None else []
        gains = "; ".join(_level(world, gain) for gain in one.gains)
        yield slug(one.holder), one.name, one.days, gains, "; ".join(notes)


def _level(world: World, level: SkillLevel) -> str:
    return f"{world.name(level.skill)} {level.level}"


def _show_openings(world: World, targets: Sequence[str], day: Day, output: Format) -> None:
    from skillgraph.coverage.advice import openings
    from skillgraph.coverage.document import document
    from skillgraph.coverage.naming import slug

    found = openings(world, targets, day)
    rows = (
        (
            world.name(one.skill_level.skill),
            one.skill_level.level,
            " ".join(slug(target) for target in one.first),
            one.covers,
            one.satisfies,
            slug(one.best),
            " ".join(slug(target) for target in one.best_covers),
        )
        for one in found
    )
    show({"on": day.isoformat(), "openings": document(found)}, (), _OPENINGS, rows, output)


def _show_shadowing(world: World, targets: Sequence[str], day: Day, output: Format) -> None:
    from skillgraph.coverage.advice import shadowing
    from skillgraph.coverage.document import document
    from skillgraph.coverage.naming import slug

    found = shadowing(world, targets, day)
    rows = (
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
    show({"on": day.isoformat(), "shadowing": document(found)}, (), _SHADOWING, rows, output)
