"""What to learn: the cheapest plan for a goal, which skill opens most, who could learn beside whom, a learning path.

The plan is searched for only where a goal was sent; without one the page shows the form. The first search is short: it
shows the best plan that it found, and offers to search on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from skillgraph.coverage import Goal, Opening, Plan, Shadowing, World, openings, shadowing
from skillgraph.coverage.naming import named_in_parameters, slug
from skillgraph.coverage.question import Given
from skillgraph.coverage.reports.train import SHADOW, plan_of
from skillgraph.coverage.reports.words import asked as asked_for
from skillgraph.coverage.training import Step
from skillgraph.coverage.world import Kind
from skillgraph.pages.asked import SECONDS, Asked, asked
from skillgraph.pages.bars import Bar, stacked
from skillgraph.pages.choices import groups_of_tasks, holders, is_invented, numbered, targets
from skillgraph.pages.page import Page
from skillgraph.pages.rendering import amount
from skillgraph.pages.site import Site

_GOALS = {
    Goal.COVER: "every task is covered by somebody alone",
    Goal.NO_SINGLE_POINT: "no task depends on one person alone",
    Goal.TWO_PER_REQUIREMENT: "every requirement is satisfied by two",
}
_FIRST_SECONDS = 1.0  # of a search, unless more are asked for
_MOST_OPENINGS = 20
_ASKS = ("goal", "newcomer", "holder", "cap", "days-per-level")


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody's steps in their order, the days that they take, and a picture of the days."""

    holder: str
    name: str
    steps: tuple[Step, ...]
    days: Decimal
    bar: Bar


@dataclass(frozen=True, slots=True)
class Beside:
    """A requirement with the learners for it, each with those whom they could shadow."""

    name: str
    iri: str
    learners: tuple[tuple[str, tuple[Shadowing, ...]], ...]


def training(site: Site, parameters: Mapping[str, str]) -> Page:
    """The page of `/training`; with a goal it holds a plan, with `goal=shadow` who could learn beside whom."""
    world = site.world
    told = asked(site, "train", parameters, but=("task",))
    goal = told.given.text("goal")
    is_planned = goal in tuple(Goal) and any(name in told.fields for name in _ASKS)
    with named_in_parameters():
        wanted = asked_for(world, told.given)
        made = plan_of(world, _short(told), told.day) if is_planned else None
    opened = openings(world, wanted, told.day)
    model = {
        "told": told,
        "most": _most(told),
        "world": world,
        "numbered": lambda iri: numbered(world, iri),
        "slug": slug,
        "goals": [("", [(goal.value, text) for goal, text in _GOALS.items()])],
        "targets": [*groups_of_tasks(world), *targets(world, *Kind)],
        "holders": holders(world),
        "plan": made,
        "goal": _GOALS[made.goal] if made else "",
        "longer": _longer(site, told) if made and not made.is_optimal else "",
        "learners": _learners(world, made) if made else [],
        "openings": [(one, _opens(one, opened)) for one in opened[:_MOST_OPENINGS]],
        "opened": len(opened),
        "beside": _beside(shadowing(world, wanted, told.day)) if goal == SHADOW else None,
        "invented": is_invented(site),
    }
    is_proven = made is None or made.is_optimal
    return Page(
        "training.html",
        "What to learn",
        model,
        "training",
        told.on.is_today,
        names_people=True,
        is_volatile=not is_proven,
    )


def _short(told: Asked) -> Given:
    """What was asked for, with a first search unless somebody searches on."""
    if SECONDS in told.fields:
        return told.given
    return replace(told.given, texts={**told.given.texts, SECONDS: (str(min(_FIRST_SECONDS, told.given.seconds())),)})


def _longer(site: Site, told: Asked) -> str:
    """Where the search goes on, for as long as the server allows; nowhere ('') where it has."""
    return "" if SECONDS in told.fields else site.address("/training", {**told.fields, SECONDS: _most(told)})


def _most(told: Asked) -> str:
    return f"{told.given.seconds():g}"


def _learners(world: World, made: Plan) -> list[Learner]:
    steps = {holder: tuple(some) for holder, some in groupby(made.steps, key=lambda one: one.holder)}
    days = {holder: sum((one.days or Decimal(0) for one in some), Decimal(0)) for holder, some in steps.items()}
    longest = max((*days.values(), made.terms.cap or Decimal(0)), default=Decimal(0))
    return [
        Learner(holder, world.name(holder), some, days[holder], _days(world.name(holder), some, days[holder], longest))
        for holder, some in steps.items()
    ]


def _days(name: str, steps: Iterable[Step], days: Decimal, longest: Decimal) -> Bar:
    pieces = [
        ("possible" if one.is_assumed else "certain", one.days, f"{one.name}: {_in_days(one.days)}")
        for one in steps
        if one.days is not None
    ]
    return stacked(f"{name}: {_in_days(days)}", pieces, longest)


def _in_days(days: Decimal) -> str:
    return f"{amount(days)} {'day' if days == 1 else 'days'}"


def _opens(one: Opening, opened: Iterable[Opening]) -> Bar:
    """How many tasks somebody would cover for the first time, against the one that opens most pairs."""
    most = max(each.covers for each in opened)
    first = len(one.first)
    text = f"{one.covers} pairs of a holder and a task, {first} of the tasks for the first time"
    return stacked(text, [("certain", one.covers, text)], most)


def _beside(pairs: Iterable[Shadowing]) -> list[Beside]:
    """Pairs by what is asked for, which several tasks may ask for alike, and by learner; nearest first."""
    found = []
    for name, some in groupby(pairs, key=lambda one: one.requirement.name):
        listed = list(some)
        unique = {(one.learner, one.mentor): one for one in reversed(listed)}
        learners = dict.fromkeys(one.learner for one in listed)
        rows = tuple((learner, tuple(one for one in unique.values() if one.learner == learner)) for learner in learners)
        found.append(Beside(name, listed[0].requirement.iri, rows))
    return found
