"""`cover`: who covers what, with the reason per requirement."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli.coverage_output import Cell, Format, On, Workspace, day_of, open_world, show
from skillgraph.cli.coverage_team import Targets
from skillgraph.cli.render import Output, default_output

if TYPE_CHECKING:
    from skillgraph.coverage import World
    from skillgraph.coverage.document import Document
    from skillgraph.coverage.matching import Answer, Match
    from skillgraph.coverage.positions import SiteCover

_RANKED = ("holder", "status", "satisfied", "essential", "until", "optional", "free_fte", "gap", "unknown", "expiring")
_REASONS = ("holder", "requirement", "necessity", "state", "until", "reason")


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(cover)


def cover(
    targets: Targets,
    holders: Annotated[list[str] | None, typer.Option("--holder", help="Only this holder, requirement by it.")] = None,
    before: Annotated[
        str | None, typer.Option("--before", metavar="DATE", help="Name what expires before it; in a year by default.")
    ] = None,
    on: On = None,
    output: Format = None,
    workspace: Workspace = None,
) -> None:
    """Say who covers all targets together, best first: cover 43; cover 43 --holder H07"""
    from skillgraph.coverage.asking import targets_of
    from skillgraph.coverage.expiry import months_after
    from skillgraph.coverage.matching import cover as cover_of
    from skillgraph.coverage.naming import find
    from skillgraph.coverage.positions import by_site, vacancies

    world, day = open_world(workspace), day_of(on)
    soon = day_of(before) if before else months_after(day, 12)
    asked = targets_of(world, targets or ("all",))
    wanted = [find(world, "holder", one) for one in holders or ()]
    ranked = cover_of(world, asked, day)
    matches = tuple(one for one in ranked if one.holder in wanted) if wanted else ranked
    sites = by_site(world, asked, ranked)
    answer: dict[str, Document] = {
        "on": day.isoformat(),
        "before": soon.isoformat(),
        "targets": list(asked),
        "matches": [_match_document(world, one, soon) for one in matches],
        "vacant_posts": [one.iri for one in vacancies(world, asked)],
        "sites": _sites_document(sites),
    }
    if wanted:
        show(answer, _holder_lines(world, asked, matches), _REASONS, _reason_rows(world, matches), output)
    else:
        mark = "\n" if (output or default_output()) is Output.TABLE else "; "
        rows = (_ranked_row(world, one, soon, mark) for one in matches)
        show(answer, _lines(world, asked, ranked, sites), _RANKED, rows, output)


def _match_document(world: World, found: Match, soon: datetime.date) -> Document:
    from skillgraph.coverage.document import document

    return {
        "holder": found.holder,
        "status": found.status.value,
        "satisfied": found.satisfied,
        "until": document(found.expires),
        "optional": document(found.optional),
        "free_fte": document(found.free),
        "expiring": [one.requirement.iri for one in _expiring(found, soon)],
        "essential": [_answer_document(world, one) for one in found.essential],
        "optional_requirements": [_answer_document(world, one) for one in found.optional_answers],
    }


def _answer_document(world: World, one: Answer) -> Document:
    from skillgraph.coverage.document import document
    from skillgraph.coverage.reasons import reason

    return {
        "requirement": one.requirement.iri,
        "name": one.requirement.name,
        "state": one.state.text,
        "reason": reason(world, one),
        "by": one.by.iri if one.by else None,
        "has": document(one.by.skill_level) if one.by else None,
        "needs": document(one.requirement.options),
        "is_entailed": one.entailed,
        "until": document(one.until),
        "since": document(one.since),
        "begins": document(one.begins),
        "not_counted": [each.iri for each in one.not_counted],
    }


def _sites_document(sites: Iterable[SiteCover]) -> Document:
    from skillgraph.coverage.document import document

    return [document(one) for one in sites]


def _ranked_row(world: World, found: Match, soon: datetime.date, mark: str) -> tuple[Cell, ...]:
    """The row of a holder; a cell with several requirements has the mark between them."""
    from skillgraph.coverage.matching import State
    from skillgraph.coverage.reasons import reason

    gaps, unknown = [], []
    for one in found.essential:
        if one.state is State.NOT_RECORDED:
            is_plain = not (one.not_counted or one.begins)
            unknown.append(one.requirement.name if is_plain else f"{one.requirement.name}: {reason(world, one)}")
        elif one.state is not State.SATISFIED:
            gaps.append(f"{one.requirement.name}: {reason(world, one)}")
    expiring = [f"{one.requirement.name}: {one.until}" for one in _expiring(found, soon)]
    numbers = (found.satisfied, len(found.essential), found.expires, found.optional, found.free)
    return (_slug(found.holder), found.status.value, *numbers, *(mark.join(one) for one in (gaps, unknown, expiring)))


def _expiring(found: Match, soon: datetime.date) -> list[Answer]:
    """The essential requirements that are satisfied and cease to be before a day, the first to end first."""
    ends = [(one.until, one) for one in found.essential if one.until is not None and one.until < soon]
    return [one for _, one in sorted(ends, key=lambda pair: (pair[0], pair[1].requirement.name))]


def _reason_rows(world: World, matches: Iterable[Match]) -> Iterator[Sequence[Cell]]:
    from skillgraph.coverage.reasons import reason

    for found in matches:
        for necessity, answers in (("essential", found.essential), ("optional", found.optional_answers)):
            for one in answers:
                named = (one.requirement.name, necessity, one.state.text)
                yield (_slug(found.holder), *named, one.until, reason(world, one))


def _holder_lines(world: World, asked: Sequence[str], matches: Iterable[Match]) -> Iterator[str]:
    for one in matches:
        until = f" until {one.expires}" if one.status.value == "covered" else ""
        yield (
            f"{_slug(one.holder)}: {one.status.value}{until}, {one.satisfied} of {len(one.essential)} essential"
            f" requirements satisfied, optional weight {one.optional}, free FTE {_stated(one.free)}."
        )
    yield from _unmapped(world, asked)


def _lines(world: World, asked: Sequence[str], ranked: Sequence[Match], sites: Iterable[SiteCover]) -> Iterator[str]:
    counts = {status: sum(one.status.value == status for one in ranked) for status in ("covered", "unknown", "gap")}
    yield f"Covered by {counts['covered']}, unknown of {counts['unknown']}, a gap with {counts['gap']}."
    yield from _unmapped(world, asked)
    for one in sites:
        covering = f"covered by {_slugs(one.covering)}" if one.covering else "covered by nobody"
        unknown = f", unknown of {_slugs(one.unknown)}" if one.unknown else ""
        vacant = f"; vacant: {_slugs(one.vacant)}" if one.vacant else ""
        yield f"{world.name(one.site)}: {covering}{unknown}{vacant}."


def _unmapped(world: World, asked: Iterable[str]) -> Iterator[str]:
    unmapped = [one for one in asked if not world.essential(one)]
    if unmapped:
        yield f"Without essential requirements, so unknown: {_slugs(unmapped)}."


def _stated(value: object) -> str:
    return "not stated" if value is None else str(value)


def _slug(iri: str) -> str:
    return iri.rpartition("/")[2]


def _slugs(iris: Iterable[str]) -> str:
    return " ".join(map(_slug, iris))
