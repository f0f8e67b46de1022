"""`team`: the smallest teams that cover tasks, and how working time can be given to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli.coverage_output import Format, On, Workspace, day_of, open_world, show
from skillgraph.errors import UsageError

if TYPE_CHECKING:
    from skillgraph.coverage import World
    from skillgraph.coverage.staffing import Staffing
    from skillgraph.coverage.teams import Teams

Targets = Annotated[
    list[str], typer.Argument(metavar="TARGET...", help="43, role:NAME, area:NAME, step:NAME, group=UK.")
]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(team)


def team(
    targets: Targets,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="Most teams listed.")] = 20,
    staffing: Annotated[bool, typer.Option("--staffing", help="Give working time to the tasks instead.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="With --staffing: beside today's allocations.")] = False,
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, help="Most time for each step of the search.")] = 20.0,
    on: On = None,
    output: Format = None,
    workspace: Workspace = None,
) -> None:
    """Find the smallest teams that cover all targets together: team group=UK"""
    from skillgraph.coverage.asking import targets_of
    from skillgraph.coverage.document import document
    from skillgraph.coverage.naming import slug
    from skillgraph.coverage.staffing import staff
    from skillgraph.coverage.teams import smallest_teams

    if keep and not staffing:
        raise UsageError("--keep says how to staff.", "Give it together with --staffing.")
    world, day = open_world(workspace), day_of(on)
    asked = targets_of(world, targets)
    if staffing:
        plan = staff(world, asked, day, keep=keep, seconds=seconds)
        shares = ((world.targets[one.task].name, slug(one.task), slug(one.holder), one.fte) for one in plan.assigned)
        missing = ((world.targets[one.task].name, slug(one.task), None, one.short) for one in plan.short)
        answer = {"on": day.isoformat(), "staffing": document(plan)}
        show(answer, _staffing_lines(world, plan), ("task", "slug", "holder", "fte"), [*shares, *missing], output)
        return
    found = smallest_teams(world, asked, day, limit=limit, seconds=seconds)
    rows = ((number, " ".join(map(slug, one))) for number, one in enumerate(found.teams, 1))
    show(
        {"on": day.isoformat(), "teams": document(found)}, _team_lines(world, found), ("team", "members"), rows, output
    )


def _team_lines(world: World, found: Teams) -> Iterator[str]:
    if found.is_optimal:
        yield f"The smallest team has {found.size} members; it is proven that fewer do not do."
    else:
        yield f"The best team found has {found.size} members; it is proven that {found.bound} are needed."
    if not found.is_all:
        yield f"There may be more teams of that size than the {len(found.teams)} listed."
    if found.missing:
        yield f"Nobody satisfies: {'; '.join(world.requirements[one].name for one in found.missing)}."
        yield f"So no team covers: {_names(world, found.uncovered)}. The teams satisfy all else."
    if found.unmapped:
        yield f"Without essential requirements, so unknown: {_names(world, found.unmapped)}."
    if found.possible is None:
        yield "Even if everything unknown were true, some requirement would have nobody."
    elif found.missing or found.possible < found.size:
        yield f"If everything unknown were true, {found.possible} might do."


def _staffing_lines(world: World, plan: Staffing) -> Iterator[str]:
    yield f"Of {plan.needed} FTE stated, {plan.shortfall} FTE find nobody who covers the task and has time."
    yield f"It is proven that at least {plan.bound} do; if everything unknown were true, it would be {plan.possible}."
    if plan.short:
        tasks = (f"{world.targets[one.task].name} ({one.short} of {one.needed})" for one in plan.short)
        yield f"Short: {'; '.join(tasks)}. In the table they are the rows without a holder."
    if not plan.is_optimal:
        yield "Time ran out: fewer tasks might be short, or fewer people needed for the same."
    for what, missing in (("effort", plan.unstated), ("essential requirements", plan.unmapped)):
        if missing:
            yield f"No {what} stated, left out: {_names(world, missing)}."
    if plan.untimed:
        yield f"No available time recorded: {', '.join(one.rpartition('/')[2] for one in plan.untimed)}."


def _names(world: World, targets: tuple[str, ...]) -> str:
    return "; ".join(world.targets[one].name for one in targets)
