"""`resilience` and `leave`: what departures and the coming months break."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli.coverage_output import Cell, Format, On, Workspace, day_of, open_world, show
from skillgraph.errors import UsageError

if TYPE_CHECKING:
    from skillgraph.coverage import World
    from skillgraph.coverage.expiry import Expiry
    from skillgraph.coverage.grid import Grid
    from skillgraph.coverage.leaving import Leave
    from skillgraph.coverage.onboarding import Load
    from skillgraph.coverage.resilience import BusFactor, TruckFactor

_BUS = ("task", "name", "alone", "alone_possible", "together", "together_possible", "covering", "binding")
_WEAK = ("task", "requirement", "holders", "possible")
_SINGLE = ("holder", "covers_alone", "team_needs")
_EXPIRY = ("day", "requirement", "of", "loses", "left", "no_cover_alone", "no_cover_together")
_LOAD = ("step", "covering", "possible", "free_fte", "served", "tight")
_LEAVE = ("what", "name", "amount", "note")


def register(app: typer.Typer) -> None:
    """Adds the two commands."""
    app.command()(resilience)
    app.command()(leave)


def resilience(
    targets: Annotated[list[str] | None, typer.Argument(metavar="[TARGET]...", help="43, group=UK; all tasks.")] = None,
    k: Annotated[int | None, typer.Option("--k", min=0, help="What is not robust against K departures.")] = None,
    months: Annotated[int | None, typer.Option("--months", min=1, max=120, help="What expires in so many.")] = None,
    holders: Annotated[bool, typer.Option("--holders", help="What depends on each single holder.")] = False,
    communities: Annotated[
        int | None, typer.Option("--communities", min=1, max=50, help="The load of bringing in so many VOs at once.")
    ] = None,
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, help="Most time for each truck factor.")] = 1.0,
    on: On = None,
    output: Format = None,
    workspace: Workspace = None,
) -> None:
    """Say how many departures leave tasks uncovered: resilience group=UK"""
    from skillgraph.coverage.asking import targets_of
    from skillgraph.coverage.document import document
    from skillgraph.coverage.expiry import expiries
    from skillgraph.coverage.grid import grid
    from skillgraph.coverage.onboarding import onboarding
    from skillgraph.coverage.resilience import bus_factors, robust, single_departures, weak

    if sum((k is not None, months is not None, holders, communities is not None)) > 1:
        raise UsageError("One question at a time.", "Give one of --k, --months, --holders and --communities.")
    world, day = open_world(workspace), day_of(on)
    asked = targets_of(world, targets or ["all"])
    table = grid(world, asked, day)
    told = {"on": day.isoformat(), "unmapped": document(table.unmapped)}
    if communities is not None:
        load = onboarding(world, communities, day)
        show({**told, "load": document(load)}, _load_lines(load), _LOAD, _load_rows(world, load), output)
    elif months is not None:
        ends = expiries(world, asked, day, months)
        lines = (f"{len(ends)} losses of a requirement in {months} months, unless renewed.",)
        show({**told, "expiries": document(ends)}, lines, _EXPIRY, _expiry_rows(world, ends), output)
    elif holders:
        single = single_departures(table)
        rows = ((_slug(one.holder), _slugs(one.alone), _slugs(one.together)) for one in single)
        show({**told, "holders": document(single)}, (), _SINGLE, rows, output)
    elif k is not None:
        found, kept = weak(table, k), robust(table, k)
        names = ((one, world.requirements[one.requirement].name) for one in found)
        weak_rows = ((_slug(one.target), name, _slugs(one.holders), one.possible) for one, name in names)
        lines = (f"Covered by the team whichever {k} leave: {_slugs(kept) or 'nothing'}.",)
        show({**told, "robust": document(kept), "weak": document(found)}, lines, _WEAK, weak_rows, output)
    else:
        factors, trucks = bus_factors(table), _trucks(table, seconds)
        answer = {**told, "bus_factors": document(factors), "truck_factors": document(trucks)}
        show(answer, _bus_lines(table, trucks), _BUS, (_bus_row(world, one) for one in factors), output)


def leave(
    holders: Annotated[list[str] | None, typer.Argument(metavar="[HOLDER]...", help="H07, or several.")] = None,
    site: Annotated[str | None, typer.Option("--site", help="Everybody who is based there and nowhere else.")] = None,
    on: On = None,
    output: Format = None,
    workspace: Workspace = None,
) -> None:
    """Say what breaks if somebody leaves, several together, or a site: leave H07"""
    from skillgraph.coverage.asking import tasks
    from skillgraph.coverage.document import document
    from skillgraph.coverage.leaving import at_site
    from skillgraph.coverage.leaving import leave as leaving
    from skillgraph.coverage.naming import find

    if not holders and site is None:
        raise UsageError("Nobody leaves.", "Name holders, such as H07, or a site with --site.")
    world, day = open_world(workspace), day_of(on)
    gone = [find(world, "holder", one) for one in holders or ()]
    gone += at_site(world, find(world, "site", site)) if site is not None else ()
    found = leaving(world, gone, tasks(world), day)
    show(
        {"on": day.isoformat(), "leave": document(found)},
        _leave_lines(found),
        _LEAVE,
        _leave_rows(world, found),
        output,
    )


def _trucks(table: Grid, seconds: float) -> tuple[TruckFactor, ...]:
    from skillgraph.coverage.resilience import Way, truck_factor

    return tuple(truck_factor(table, way, half=half, seconds=seconds) for way in Way for half in (False, True))


def _bus_lines(table: Grid, trucks: Iterable[TruckFactor]) -> Iterator[str]:
    if table.unmapped:
        yield f"Without essential requirements, so unknown: {_slugs(table.unmapped)}."
    for one in trucks:
        proven = "" if one.is_optimal else f", and at least {one.bound}"
        yield (
            f"Covered {one.way.value}: {one.covered}. Fewest departures that leave {one.falling} of them uncovered:"
            f" {len(one.leavers)}{proven} ({_slugs(one.leavers)}); {one.possible} if everything unknown were true."
        )


def _bus_row(world: World, one: BusFactor) -> tuple[Cell, ...]:
    binding = "; ".join(world.requirements[requirement].name for requirement in one.binding)
    numbers = (one.alone, one.alone_possible, one.together, one.together_possible)
    return (_slug(one.target), world.targets[one.target].name, *numbers, _slugs(one.alone_by), binding)


def _expiry_rows(world: World, ends: Iterable[Expiry]) -> Iterator[Sequence[Cell]]:
    for one in ends:
        lists = map(_slugs, (one.targets, one.holders, one.left, one.alone, one.together))
        yield (one.day, world.requirements[one.requirement].name, *lists)


def _load_lines(load: Load) -> Iterator[str]:
    yield f"{load.communities} at once ask for {load.needed} people, one each per step; {load.served} can be found,"
    yield f"{load.served_possible} if everything unknown were true. The effort of steps is not stated."


def _load_rows(world: World, load: Load) -> Iterator[Sequence[Cell]]:
    for one in load.steps:
        tight = "; ".join(world.requirements[requirement].name for requirement in one.tight)
        yield (world.targets[one.step].name, _slugs(one.covering), one.possible, one.free, one.served, tight)


def _leave_lines(found: Leave) -> Iterator[str]:
    lost = found.departure
    gone = _slugs(lost.leavers) or "nobody"
    yield f"Without {gone}: {len(lost.alone)} tasks lose the last holder who covers them alone,"
    yield f"{len(lost.together)} can be covered by no team any more, {found.fte} FTE are allocated to tasks."
    if found.unmapped:
        yield f"Without essential requirements, so unknown: {_slugs(found.unmapped)}."


def _leave_rows(world: World, found: Leave) -> Iterator[Sequence[Cell]]:
    lost = found.departure
    for what, falls in (("no cover alone", lost.alone), ("no cover together", lost.together)):
        for fall in falls:
            yield (what, _task(world, fall.iri), fall.possible, "others who might cover it")
    fallen = {fall.iri: fall.possible for fall in lost.requirements}
    for name, iris in _by_name(world, fallen):
        possible = max(fallen[iri] for iri in iris)
        yield ("nobody satisfies", name, possible, f"others who might; asked for by {_askers(world, iris)}")
    for name, iris in _by_name(world, lost.single):
        yield ("one holder left", name, None, f"asked for by {_askers(world, iris)}")
    for skill in found.skills:
        note = f"others reach {skill.left}" if skill.left else "nobody else is recorded"
        yield ("skill lost", world.name(skill.skill), skill.level, note)
    for share in found.allocations:
        yield ("allocated", _task(world, share.task), share.fte, f"FTE of {_slug(share.holder)}")
    for paid in found.contributions:
        sources = " or ".join(world.name(one) for one in paid.sources)
        yield ("funding touched", _task(world, paid.task), paid.fte, f"FTE from {sources}")


def _by_name(world: World, requirements: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Requirements by what they ask for: tasks that ask for the same share a row."""
    found: dict[str, list[str]] = {}
    for iri in requirements:
        found.setdefault(world.requirements[iri].name, []).append(iri)
    return sorted(found.items())


def _askers(world: World, requirements: Iterable[str]) -> str:
    from skillgraph.coverage.asking import tasks

    wanted = set(requirements)
    return _slugs(one for one in tasks(world) if wanted.intersection(world.targets[one].requirements))


def _task(world: World, iri: str) -> str:
    return f"{_slug(iri)} {world.targets[iri].name}"


def _slug(iri: str) -> str:
    return iri.rpartition("/")[2]


def _slugs(iris: Iterable[str]) -> str:
    return " ".join(map(_slug, iris))
