"""`team`: the smallest teams that cover tasks, and how working time can be given to them."""

from __future__ import annotations

from collections.abc import Iterator

from skillgraph.coverage.document import document
from skillgraph.coverage.naming import slug
from skillgraph.coverage.question import Given, Report, Row, Table
from skillgraph.coverage.reports.words import asked, requirements, slugs, targets
from skillgraph.coverage.staffing import Staffing, staff
from skillgraph.coverage.teams import Teams, smallest_teams
from skillgraph.coverage.world import Day, World
from skillgraph.errors import UsageError


def report(world: World, given: Given, day: Day) -> Report:
    """The smallest teams or, with `staffing`, who gives how much time to which task."""
    if given.is_on("keep") and not given.is_on("staffing"):
        raise UsageError("--keep says how to staff.", "Give it together with --staffing.")
    if given.is_on("staffing"):
        return _staffing(world, given, day)
    found = _teams(world, given, day)
    rows = tuple((number, slugs(one)) for number, one in enumerate(found.teams, 1))
    answer = {"on": day.isoformat(), "teams": document(found)}
    is_proven = found.is_optimal and (found.is_all or len(found.teams) == given.integer("limit"))
    return Report(answer, Table(("team", "members"), 1, rows), tuple(_team_lines(world, found)), is_proven)


def compared(world: World, given: Given, day: Day) -> Table:
    """The teams by their members, and what nobody satisfies."""
    if given.is_on("staffing"):
        return report(world, given, day).table
    found = _teams(world, given, day)
    rows: list[Row] = [("team", slugs(members), found.size) for members in found.teams]
    rows += [("nobody satisfies", world.requirements[one].name, None) for one in found.missing]
    return Table(("what", "which", "size"), 2, tuple(rows))


def _teams(world: World, given: Given, day: Day) -> Teams:
    limit = given.integer("limit") or 1
    return smallest_teams(world, asked(world, given), day, limit=limit, seconds=given.seconds())


def _staffing(world: World, given: Given, day: Day) -> Report:
    plan = staff(world, asked(world, given), day, keep=given.is_on("keep"), seconds=given.seconds())
    shares = [(world.targets[one.task].name, slug(one.task), slug(one.holder), one.fte) for one in plan.assigned]
    missing = [(world.targets[one.task].name, slug(one.task), None, one.short) for one in plan.short]
    table = Table(("task", "slug", "holder", "fte"), 3, (*shares, *missing))
    answer = {"on": day.isoformat(), "staffing": document(plan)}
    return Report(answer, table, tuple(_staffing_lines(world, plan)), plan.is_optimal)


def _team_lines(world: World, found: Teams) -> Iterator[str]:
    if found.is_optimal:
        yield f"The smallest team has {found.size} members; it is proven that fewer do not do."
    else:
        yield f"The best team found has {found.size} members; it is proven that {found.bound} are needed."
    if not found.is_all:
        yield f"There may be more teams of that size than the {len(found.teams)} listed."
    if found.missing:
        yield f"Nobody satisfies: {requirements(world, found.missing)}."
        yield f"So no team covers: {targets(world, found.uncovered)}. The teams satisfy all else."
    if found.unmapped:
        yield f"Without essential requirements, so unknown: {targets(world, found.unmapped)}."
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
            yield f"No {what} stated, left out: {targets(world, missing)}."
    if plan.untimed:
        yield f"No available time recorded: {', '.join(map(slug, plan.untimed))}."
