"""Who pays for the work: sources by group, intervals of work packages, what ends with a source, and the risks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from skillgraph.coverage import Ending, World, exposure, risks
from skillgraph.coverage.naming import named_in_parameters, slug
from skillgraph.coverage.reports.funding import exposure_of
from skillgraph.coverage.world import Contribution
from skillgraph.pages.asked import Asked, asked
from skillgraph.pages.bars import Bar, interval, stacked
from skillgraph.pages.choices import Choices, groups_of_tasks
from skillgraph.pages.page import Page
from skillgraph.pages.site import Site
from skillgraph.pages.stated import LOOKS, look_of
from skillgraph.terms import ID

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays, or of whom one pays and it cannot be decided which."""

    iri: str
    name: str
    look: str


@dataclass(frozen=True, slots=True)
class Group:
    """A group of tasks: what each payer gives in FTE, the sum (None: not stated by task), and a picture of it."""

    iri: str
    name: str
    paid: Mapping[str, Decimal]
    total: Decimal | None
    bar: Bar


@dataclass(frozen=True, slots=True)
class Bounds:
    """FTE that belong to something for certain, and at most; how many of the tasks touched state none."""

    iri: str
    name: str
    low: Decimal
    high: Decimal
    tasks: int
    not_stated: int
    bar: Bar


def funding(site: Site, parameters: Mapping[str, str]) -> Page:
    """The page of `/funding`; with `without` it lists the tasks that its end touches."""
    world, is_asked = site.world, bool(parameters.get("without"))
    told = asked(site, "funding", parameters, but=() if is_asked else ("without",))
    payers = _payers(world)
    model = {
        "payers": payers,
        "groups": _groups(world, payers),
        "published": [one for one in world.figures if one.fte is not None or one.share is not None],
        "packages": _bounds(world, Ending.WORK_PACKAGE, _of_kind(world, "wp")),
        "sources": _bounds(world, Ending.SOURCE, _decided(world)),
        "undecided": [one for one in world.contributions if len(one.sources) > 1],
        "endings": _endings(world),
        "groups_of_tasks": groups_of_tasks(world),
        "told": told,
        "ending": _ending(site, told) if is_asked else None,
        "world": world,
    }
    return Page("funding.html", "Who pays for the work", model, "funding", told.on.is_today and is_asked, is_asked)


def _payers(world: World) -> list[Payer]:
    """Everybody who pays for a task, in the order of the table's columns; those that cannot be decided come last."""
    found = {one.payer: len(one.sources) > 1 for one in world.contributions}
    rank = {name: place for place, name in enumerate(LOOKS)}
    ordered = sorted(found, key=lambda iri: (found[iri], rank.get(slug(iri), len(rank)), iri))
    named = {slug(iri) for iri in ordered} & set(LOOKS)
    free = iter([look for look in LOOKS if look not in named])
    return [Payer(iri, world.name(iri), look_of(iri, free, is_decided=not found[iri])) for iri in ordered]


def _groups(world: World, payers: Iterable[Payer]) -> list[Group]:
    iris = sorted({group for one in world.targets.values() for group in one.groups})
    paid = {iri: _paid(one for one in world.contributions if iri in world.targets[one.task].groups) for iri in iris}
    widest = max((sum(one.values(), _NOTHING) for one in paid.values()), default=_NOTHING)
    return [_group(world, iri, paid[iri], widest, payers) for iri in iris]


def _group(world: World, iri: str, paid: Mapping[str, Decimal], widest: Decimal, payers: Iterable[Payer]) -> Group:
    pieces = [(one, paid[one.iri]) for one in payers if one.iri in paid]
    words = [f"{one.name}: {amount:.2f} FTE" for one, amount in pieces]
    bar = stacked(
        f"{world.name(iri)}: {'; '.join(words) or 'not stated by task'}",
        [(one.look, amount, text) for (one, amount), text in zip(pieces, words, strict=True)],
        widest,
    )
    return Group(iri, world.name(iri), paid, sum(paid.values(), _NOTHING) if paid else None, bar)


def _paid(contributions: Iterable[Contribution]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for one in contributions:
        found[one.payer] = found.get(one.payer, _NOTHING) + one.fte
    return found


def _bounds(world: World, kind: Ending, iris: Iterable[str]) -> list[Bounds]:
    found = [exposure(world, kind, iri) for iri in iris]
    widest = max((one.certain + one.possible for one in found), default=_NOTHING)
    rows = []
    for one in found:
        low, high = one.certain, one.certain + one.possible
        name = world.name(one.ended)
        text = f"{name}: {low} FTE" if low == high else f"{name}: between {low} and {high} FTE"
        bar = interval(text, low, high, widest)
        rows.append(Bounds(one.ended, name, low, high, len(one.losses), len(one.not_stated), bar))
    return rows


def _of_kind(world: World, kind: str) -> list[str]:
    return sorted(iri for iri in world.names if iri.startswith(f"{ID}{kind}/"))


def _decided(world: World) -> list[str]:
    """The sources that can end: not those that stand for one of several."""
    undecided = {one.payer for one in world.contributions if len(one.sources) > 1}
    rank = {name: place for place, name in enumerate(LOOKS)}
    found = [iri for iri in _of_kind(world, Ending.SOURCE.value) if iri not in undecided]
    return sorted(found, key=lambda iri: (rank.get(slug(iri), len(rank)), iri))


def _endings(world: World) -> Choices:
    """What a list to choose from offers."""
    sources = [(slug(iri), world.name(iri)) for iri in _decided(world)]
    return [("Funding sources", sources), *groups_of_tasks(world)]


def _ending(site: Site, told: Asked) -> dict[str, object]:
    """What ends, and the tasks that this touches, those first that fewest cover."""
    with named_in_parameters():
        exposed = exposure_of(site.world, told.given)
    listed = risks(site.world, exposed, told.day)
    return {"exposed": exposed, "risks": listed, "name": site.world.name(exposed.ended)}
