"""What breaks when people leave: bus factors, what depends on one holder, a departure tried out, what expires."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from skillgraph.coverage import (
    BusFactor,
    TruckFactor,
    Way,
    World,
    bus_factors,
    expiries,
    grid_of,
    truck_factor,
)
from skillgraph.coverage.expiry import Expiry, months_after
from skillgraph.coverage.grid import Grid
from skillgraph.coverage.naming import named_in_parameters, slug
from skillgraph.coverage.reports.leave import leave_of
from skillgraph.coverage.reports.words import asked as asked_for
from skillgraph.coverage.resilience import Departure, single_departures
from skillgraph.coverage.world import Day
from skillgraph.pages.asked import Asked, asked
from skillgraph.pages.bars import Bar, percent, stacked
from skillgraph.pages.choices import Choices, groups_of_tasks, holders, is_invented, numbered
from skillgraph.pages.page import Page
from skillgraph.pages.site import Site

_MONTHS = 12
_LEAVERS = ("holder", "site")
_LOOKS = ("is-gap", "is-weak", "is-fair", "is-good")  # 0, 1, 2, more


@dataclass(frozen=True, slots=True)
class Count:
    """How many tasks stand so many departures (None: no requirement is mapped), alone and together."""

    words: str
    alone: int
    together: int
    alone_bar: Bar
    together_bar: Bar


@dataclass(frozen=True, slots=True)
class Ends:
    """What expires on a day: where it is between today and the last day, in percent, and each requirement."""

    day: Day
    at: str
    changes: tuple[Expiry, ...]

    @property
    def breaks(self) -> bool:
        """Whether a task loses its cover on that day."""
        return any(one.alone or one.together for one in self.changes)


def resilience(site: Site, parameters: Mapping[str, str]) -> Page:
    """The page of `/resilience`; with `holder` or `site` it says what breaks if they leave."""
    world = site.world
    told = asked(site, "resilience", parameters, _LEAVERS, ("k", "holders", "communities"))
    months = told.given.integer("months") or _MONTHS
    with named_in_parameters():
        targets = asked_for(world, told.given)
        left = _left(site, told)
    table = grid_of(world, targets, told.day)
    factors, trucks = bus_factors(table), _truck_factors(table, told.given.seconds())
    model = {
        "told": told,
        "world": world,
        "numbered": lambda iri: numbered(world, iri),
        "slug": slug,
        "groups_of_tasks": groups_of_tasks(world),
        "holders": holders(world),
        "sites": _sites(world),
        "targets": targets,
        "unmapped": table.unmapped,
        "counts": _counts(factors, len(targets)),
        "factors": factors,
        "trucks": trucks,
        "together": len(table.together),
        "single": single_departures(table),
        "left": left,
        "months": months,
        "ends": _ends(expiries(world, targets, told.day, months), told.day, months),
        "last": months_after(told.day, months),
        "invented": is_invented(site),
    }
    is_proven = all(one.is_optimal for one in trucks)
    return Page(
        "resilience.html",
        "What breaks when people leave",
        model,
        "resilience",
        told.on.is_today,
        names_people=True,
        is_volatile=not is_proven,
    )


def _truck_factors(table: Grid, seconds: float) -> list[TruckFactor]:
    return [truck_factor(table, way, half=half, seconds=seconds) for way in Way for half in (False, True)]


def _counts(factors: Sequence[BusFactor], whole: int) -> list[Count]:
    alone = Counter(min(one.alone, 3) for one in factors)
    together = Counter(min(one.together, 3) for one in factors)
    words = ("not covered now", "one departure", "two departures", "three or more")
    return [
        Count(
            text,
            alone[number],
            together[number],
            stacked(f"Alone, {text}: {alone[number]} tasks", [(look, alone[number], text)], whole),
            stacked(f"Together, {text}: {together[number]} tasks", [(look, together[number], text)], whole),
        )
        for number, (text, look) in enumerate(zip(words, _LOOKS, strict=True))
    ]


def _sites(world: World) -> Choices:
    """The sites where somebody is based."""
    sites = {site for one in world.holders.values() for site in one.sites}
    return [("", [(slug(iri), world.name(iri)) for iri in sorted(sites)])]


def _left(site: Site, told: Asked) -> dict[str, object] | None:
    """What a departure takes with it; None where nobody leaves."""
    leavers = {key: told.rest[key] for key in _LEAVERS if key in told.rest}
    if not leavers:
        return None
    day = {"on": told.fields["on"]} if "on" in told.fields else {}
    question = asked(site, "leave", {**leavers, **day})
    found = leave_of(site.world, question.given, question.day)
    return {"told": question, "found": found, "falls": _falls(found.departure)}


def _falls(lost: Departure) -> list[tuple[str, str, int]]:
    """The tasks that lose cover: which cover, and how many of the others might give it."""
    together, alone = ({one.iri: one.possible for one in falls} for falls in (lost.together, lost.alone))
    both = [(iri, "alone and together" if iri in alone else "together", left) for iri, left in together.items()]
    return both + [(iri, "alone", left) for iri, left in alone.items() if iri not in together]


def _ends(changes: Iterable[Expiry], day: Day, months: int) -> list[Ends]:
    length = (months_after(day, months) - day).days
    by_day: dict[Day, list[Expiry]] = {}
    for one in changes:
        by_day.setdefault(one.day, []).append(one)
    return [Ends(end, str(percent((end - day).days, length)), tuple(some)) for end, some in by_day.items()]
