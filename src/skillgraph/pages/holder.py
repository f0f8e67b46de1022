"""A holder: what is attested, which tasks that covers or nearly covers, working time, and what would leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from skillgraph.coverage import World, find, leave, match, tasks
from skillgraph.coverage.expiry import months_after
from skillgraph.coverage.matching import Match, State, Status, free
from skillgraph.coverage.naming import slug
from skillgraph.coverage.reasons import reason
from skillgraph.coverage.world import Attestation, Day, Share, on_day
from skillgraph.pages.asked import On, on_of, text_of
from skillgraph.pages.page import Page
from skillgraph.pages.site import Site

_SOON_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Attested:
    """An attestation in words; `state` is valid, ends soon, expired, withdrawn or begins later."""

    iri: str
    href: str
    skill: str
    skill_href: str
    level: int
    basis: str
    start: Day
    end: Day
    state: str


@dataclass(frozen=True, slots=True)
class Covered:
    """A task beside the holder; `lacking` are the essential requirements not satisfied, with the reason."""

    number: int | None
    name: str
    href: str
    why: str
    match: Match
    lacking: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Leaving:
    """What would be lost, in words and links."""

    alone: tuple[tuple[str, str], ...]
    together: tuple[tuple[str, str], ...]
    skills: tuple[tuple[str, str, int, int], ...]
    fte: Decimal


def holder(site: Site, parameters: Mapping[str, str]) -> Page:
    """The page of `/holder/<name>`; UnknownName where there is no such holder."""
    world, on = site.world, on_of(site, parameters)
    iri = find(world, "holder", text_of(parameters, "name"))
    record, every = world.holders[iri], tasks(world)
    found = [_covered(site, world, iri, one, on) for one in every]
    model = {
        "on": on,
        "iri": iri,
        "slug": slug(iri),
        "href": site.href(iri),
        "action": site.page(iri),
        "roles": _links(site, world, record.roles),
        "sites": _links(site, world, record.sites),
        "complete": record.complete_from,
        "attested": _attested(site, world, iri, on.day),
        "covered": [one for one in found if one.match.status is Status.COVERED],
        "near": [one for one in found if one.match.status is not Status.COVERED and len(one.lacking) == 1],
        "counts": {status: sum(one.match.status is status for one in found) for status in Status},
        "shares": _shares(site, world, world.allocations_of.get(iri, ()), on),
        "available": [*on_day(world.availability_of.get(iri, ()), on.day)],
        "free": free(world, iri, on.day),
        "leaving": _leaving(site, world, iri, every, on),
    }
    return Page("holder.html", f"Holder {world.name(iri)}", model, "coverage", on.is_today, names_people=True)


def _links(site: Site, world: World, iris: Iterable[str]) -> list[tuple[str, str]]:
    return [(site.href(one), world.name(one)) for one in iris]


def _covered(site: Site, world: World, holder: str, task: str, on: On) -> Covered:
    found, target = match(world, holder, (task,), on.day), world.targets[task]
    lacking = tuple(
        (one.requirement.name, reason(world, one)) for one in found.essential if one.state is not State.SATISFIED
    )
    links = site.page(task, on.text), site.why(task, holder, on.text)
    return Covered(target.number, target.name, *links, found, lacking)


def _attested(site: Site, world: World, holder: str, day: Day) -> list[Attested]:
    """The attestations by skill, the newest of a skill first."""
    told = [
        Attested(
            one.iri,
            site.href(one.iri),
            world.name(one.skill_level.skill),
            site.href(one.skill_level.skill),
            one.skill_level.level,
            world.name(one.basis),
            one.start,
            one.end,
            _state(one, day),
        )
        for one in world.attestations_of.get(holder, ())
    ]
    return sorted(told, key=lambda one: (one.skill.casefold(), -one.start.toordinal(), one.iri))


def _state(one: Attestation, day: Day) -> str:
    if not one.is_active:
        return "withdrawn"
    if one.end <= day:
        return "expired"
    if one.start > day:
        return "begins later"
    return "ends soon" if one.end <= months_after(day, _SOON_MONTHS) else "valid"


def _shares(
    site: Site, world: World, shares: Iterable[Share], on: On
) -> list[tuple[str, str, Decimal, Day, Day, bool]]:
    """Allocations: address and name of the task, FTE, days, and whether they hold on the day."""
    return [
        (
            site.page(one.task, on.text),
            f"{slug(one.task)} {world.name(one.task)}",
            one.fte,
            one.start,
            one.end,
            one.start <= on.day < one.end,
        )
        for one in sorted(shares, key=lambda one: (one.start, one.task))
    ]


def _leaving(site: Site, world: World, holder: str, every: Sequence[str], on: On) -> Leaving:
    lost = leave(world, (holder,), every, on.day)

    def named(iris: Iterable[str]) -> tuple[tuple[str, str], ...]:
        return tuple((site.page(one, on.text), f"{slug(one)} {world.name(one)}") for one in iris)

    return Leaving(
        named(one.iri for one in lost.departure.alone),
        named(one.iri for one in lost.departure.together),
        tuple((site.href(one.skill), world.name(one.skill), one.level, one.left) for one in lost.skills),
        lost.fte,
    )
