"""`leave`: what breaks if somebody leaves, several together, or a site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from skillgraph.coverage.asking import tasks
from skillgraph.coverage.document import document
from skillgraph.coverage.leaving import Leave, at_site, leave
from skillgraph.coverage.naming import find, slug
from skillgraph.coverage.question import Given, Report, Row, Table
from skillgraph.coverage.reports.words import slugs
from skillgraph.coverage.world import Day, World
from skillgraph.errors import UsageError


def report(world: World, given: Given, day: Day) -> Report:
    """What breaks if these leave together."""
    found = leave_of(world, given, day)
    table = Table(("what", "name", "amount", "note"), 4, tuple(_rows(world, found)))
    return Report({"on": day.isoformat(), "leave": document(found)}, table, tuple(_lines(found)))


def leave_of(world: World, given: Given, day: Day) -> Leave:
    """What those take with them who were named; UsageError where nobody was."""
    site = given.text("site")
    if not given.all("holder") and not site:
        raise UsageError("Nobody leaves.", "Name holders, such as H07, or a site with --site.")
    gone = [find(world, "holder", one) for one in given.all("holder")]
    gone += at_site(world, find(world, "site", site)) if site else ()
    return leave(world, gone, tasks(world), day)


def _lines(found: Leave) -> Iterator[str]:
    lost = found.departure
    gone = slugs(lost.leavers) or "nobody"
    yield f"Without {gone}: {len(lost.alone)} tasks lose the last holder who covers them alone,"
    yield f"{len(lost.together)} can be covered by no team any more, {found.fte} FTE are allocated to tasks."
    if found.unmapped:
        yield f"Without essential requirements, so unknown: {slugs(found.unmapped)}."


def _rows(world: World, found: Leave) -> Iterator[Row]:
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
        yield ("allocated", _task(world, share.task), share.fte, f"FTE of {slug(share.holder)}")
    for paid in found.contributions:
        sources = " or ".join(world.name(one) for one in paid.sources)
        yield ("funding touched", _task(world, paid.task), paid.fte, f"FTE from {sources}")


def _by_name(world: World, iris: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Requirements by what they ask for: tasks that ask for the same share a row."""
    found: dict[str, list[str]] = {}
    for iri in iris:
        found.setdefault(world.requirements[iri].name, []).append(iri)
    return sorted(found.items())


def _askers(world: World, iris: Iterable[str]) -> str:
    wanted = set(iris)
    return slugs(one for one in tasks(world) if wanted.intersection(world.targets[one].requirements))


def _task(world: World, iri: str) -> str:
    return f"{slug(iri)} {world.targets[iri].name}"
