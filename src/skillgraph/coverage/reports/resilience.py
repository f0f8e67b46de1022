"""`resilience`: how many departures leave tasks uncovered, and what the coming months and newcomers do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from skillgraph.coverage.document import Document, document
from skillgraph.coverage.expiry import Expiry, expiries
from skillgraph.coverage.grid import Grid, grid
from skillgraph.coverage.naming import slug
from skillgraph.coverage.onboarding import Load, onboarding
from skillgraph.coverage.question import Given, Report, Row, Table
from skillgraph.coverage.reports.words import asked, requirements, slugs
from skillgraph.coverage.resilience import (
    BusFactor,
    TruckFactor,
    Way,
    bus_factors,
    robust,
    single_departures,
    truck_factor,
    weak,
)
from skillgraph.coverage.world import Day, World
from skillgraph.errors import UsageError

_BUS = ("task", "name", "alone", "alone_possible", "together", "together_possible", "covering", "binding")
_COMPARED = ("target", "alone", "alone_possible", "alone_by", "together", "together_possible", "binding")
_WEAK = ("task", "requirement", "holders", "possible")
_SINGLE = ("holder", "covers_alone", "team_needs")
_EXPIRY = ("day", "requirement", "of", "loses", "left", "no_cover_alone", "no_cover_together")
_LOAD = ("step", "covering", "possible", "free_fte", "served", "tight")
_MODES = ("k", "months", "holders", "communities")


def report(world: World, given: Given, day: Day) -> Report:
    """Bus and truck factors or, where one of four parameters is given, what it asks for."""
    if len(_chosen(given)) > 1:
        raise UsageError("One question at a time.", "Give one of --k, --months, --holders and --communities.")
    communities, months, k = (given.integer(name) for name in ("communities", "months", "k"))
    targets = asked(world, given)
    table = grid(world, targets, day)
    told: dict[str, Document] = {"on": day.isoformat(), "unmapped": document(table.unmapped)}
    if communities is not None:
        return _onboarding(world, told, onboarding(world, communities, day))
    if months is not None:
        return _expiries(world, told, expiries(world, targets, day, months), months)
    if given.is_on("holders"):
        single = single_departures(table)
        rows = tuple((slug(one.holder), slugs(one.alone), slugs(one.together)) for one in single)
        return Report({**told, "holders": document(single)}, Table(_SINGLE, 1, rows))
    return _factors(world, told, table, given.seconds()) if k is None else _weak(world, told, table, k)


def compared(world: World, given: Given, day: Day) -> Table:
    """Bus factors by target, or the rows of what else was asked for."""
    if _chosen(given):
        return report(world, given, day).table
    found = bus_factors(grid(world, asked(world, given), day))
    return Table(_COMPARED, 1, tuple(_compared(world, one) for one in found))


def _chosen(given: Given) -> list[str]:
    return [name for name in _MODES if given.text(name) not in ("", "false")]


def _compared(world: World, one: BusFactor) -> Row:
    numbers = (one.together, one.together_possible)
    binding = requirements(world, one.binding)
    return (slug(one.target), one.alone, one.alone_possible, slugs(one.alone_by), *numbers, binding)


def _factors(world: World, told: dict[str, Document], table: Grid, seconds: float) -> Report:
    factors = bus_factors(table)
    trucks = tuple(truck_factor(table, way, half=half, seconds=seconds) for way in Way for half in (False, True))
    answer = {**told, "bus_factors": document(factors), "truck_factors": document(trucks)}
    rows = tuple(_bus_row(world, one) for one in factors)
    is_proven = all(one.is_optimal for one in trucks)
    return Report(answer, Table(_BUS, 2, rows), tuple(_bus_lines(table, trucks)), is_proven)


def _bus_lines(table: Grid, trucks: Iterable[TruckFactor]) -> Iterator[str]:
    if table.unmapped:
        yield f"Without essential requirements, so unknown: {slugs(table.unmapped)}."
    for one in trucks:
        found, possible = _proven(len(one.leavers), one.bound), _proven(one.possible, one.possible_bound)
        yield (
            f"Covered {one.way.value}: {one.covered}. Fewest departures that leave {one.falling} of them uncovered:"
            f" {found} ({slugs(one.leavers)}); {possible} if everything unknown were true."
        )


def _proven(found: int, bound: int) -> str:
    return str(found) if found == bound else f"{found}, and at least {bound}"


def _bus_row(world: World, one: BusFactor) -> Row:
    numbers = (one.alone, one.alone_possible, one.together, one.together_possible)
    named = (slug(one.target), world.targets[one.target].name)
    return (*named, *numbers, slugs(one.alone_by), requirements(world, one.binding))


def _weak(world: World, told: dict[str, Document], table: Grid, k: int) -> Report:
    found, kept = weak(table, k), robust(table, k)
    rows = tuple(
        (slug(one.target), world.requirements[one.requirement].name, slugs(one.holders), one.possible) for one in found
    )
    lines = (f"Covered by the team whichever {k} leave: {slugs(kept) or 'nothing'}.",)
    return Report({**told, "robust": document(kept), "weak": document(found)}, Table(_WEAK, 2, rows), lines)


def _expiries(world: World, told: dict[str, Document], ends: Sequence[Expiry], months: int) -> Report:
    rows = tuple(_expiry_row(world, one) for one in ends)
    lines = (f"{len(ends)} losses of a requirement in {months} months, unless renewed.",)
    return Report({**told, "expiries": document(tuple(ends))}, Table(_EXPIRY, 3, rows), lines)


def _expiry_row(world: World, one: Expiry) -> Row:
    lists = map(slugs, (one.targets, one.holders, one.left, one.alone, one.together))
    return (one.day, world.requirements[one.requirement].name, *lists)


def _onboarding(world: World, told: dict[str, Document], load: Load) -> Report:
    rows = tuple(
        (
            world.targets[one.step].name,
            slugs(one.covering),
            one.possible,
            one.free,
            one.served,
            requirements(world, one.tight),
        )
        for one in load.steps
    )
    lines = (
        f"{load.communities} at once ask for {load.needed} people, one each per step; {load.served} can be found,",
        f"{load.served_possible} if everything unknown were true. The effort of steps is not stated.",
    )
    return Report({**told, "load": document(load)}, Table(_LOAD, 1, rows), lines)
