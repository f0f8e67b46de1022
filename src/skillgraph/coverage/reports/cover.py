"""`cover`: who covers what, with the reason per requirement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from skillgraph.coverage.document import Document, document
from skillgraph.coverage.expiry import months_after
from skillgraph.coverage.matching import Answer, Match, State, cover
from skillgraph.coverage.naming import find, slug
from skillgraph.coverage.positions import SiteCover, by_site, vacancies
from skillgraph.coverage.question import Given, Report, Row, Table, day_of
from skillgraph.coverage.reasons import reason
from skillgraph.coverage.reports.words import asked as targets_asked
from skillgraph.coverage.reports.words import slugs
from skillgraph.coverage.world import Day, World

_RANKED = ("holder", "status", "satisfied", "essential", "until", "optional", "free_fte", "gap", "unknown", "expiring")
_REASONS = ("holder", "requirement", "necessity", "state", "until", "reason")
_COMPARED = ("target", "holder", "status", "satisfied", "essential", "until")


def report(world: World, given: Given, day: Day) -> Report:
    """Every holder against all targets together, best first; the holders asked for, requirement by requirement."""
    soon = day_of(given.text("before")) if given.text("before") else months_after(day, 12)
    asked = targets_asked(world, given)
    wanted = [find(world, "holder", one) for one in given.all("holder")]
    ranked = cover(world, asked, day)
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
        rows = tuple(_reason_rows(world, matches))
        return Report(answer, Table(_REASONS, 3, rows), tuple(_holder_lines(world, asked, matches)))
    rows = tuple(_ranked_row(world, one, soon) for one in matches)
    return Report(answer, Table(_RANKED, 1, rows), tuple(_lines(world, asked, ranked, sites)))


def compared(world: World, given: Given, day: Day) -> Table:
    """Every target and holder by themselves; with holders asked for, requirement by requirement."""
    if given.all("holder"):
        return report(world, given, day).table
    rows: list[Row] = []
    for target in targets_asked(world, given):
        for one in sorted(cover(world, (target,), day), key=lambda one: one.holder):
            numbers = (one.satisfied, len(one.essential), one.expires)
            rows.append((slug(target), slug(one.holder), one.status.value, *numbers))
    return Table(_COMPARED, 2, tuple(rows))


def _match_document(world: World, found: Match, soon: Day) -> Document:
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
    return [document(one) for one in sites]


def _ranked_row(world: World, found: Match, soon: Day) -> Row:
    """The row of a holder."""
    gaps, unknown = [], []
    for one in found.essential:
        if one.state is State.NOT_RECORDED:
            is_plain = not (one.not_counted or one.begins)
            unknown.append(one.requirement.name if is_plain else f"{one.requirement.name}: {reason(world, one)}")
        elif one.state is not State.SATISFIED:
            gaps.append(f"{one.requirement.name}: {reason(world, one)}")
    expiring = [f"{one.requirement.name}: {one.until}" for one in _expiring(found, soon)]
    numbers = (found.satisfied, len(found.essential), found.expires, found.optional, found.free)
    return (slug(found.holder), found.status.value, *numbers, *("; ".join(one) for one in (gaps, unknown, expiring)))


def _expiring(found: Match, soon: Day) -> list[Answer]:
    """The essential requirements that are satisfied and cease to be before a day, the first to end first."""
    ends = [(one.until, one) for one in found.essential if one.until is not None and one.until < soon]
    return [one for _, one in sorted(ends, key=lambda pair: (pair[0], pair[1].requirement.name))]


def _reason_rows(world: World, matches: Iterable[Match]) -> Iterator[Row]:
    for found in matches:
        for necessity, answers in (("essential", found.essential), ("optional", found.optional_answers)):
            for one in answers:
                named = (one.requirement.name, necessity, one.state.text)
                yield (slug(found.holder), *named, one.until, reason(world, one))


def _holder_lines(world: World, asked: Sequence[str], matches: Iterable[Match]) -> Iterator[str]:
    for one in matches:
        until = f" until {one.expires}" if one.status.value == "covered" else ""
        yield (
            f"{slug(one.holder)}: {one.status.value}{until}, {one.satisfied} of {len(one.essential)} essential"
            f" requirements satisfied, optional weight {one.optional}, free FTE {_stated(one.free)}."
        )
    yield from _unmapped(world, asked)


def _lines(world: World, asked: Sequence[str], ranked: Sequence[Match], sites: Iterable[SiteCover]) -> Iterator[str]:
    counts = {status: sum(one.status.value == status for one in ranked) for status in ("covered", "unknown", "gap")}
    yield f"Covered by {counts['covered']}, unknown of {counts['unknown']}, a gap with {counts['gap']}."
    yield from _unmapped(world, asked)
    for one in sites:
        covering = f"covered by {slugs(one.covering)}" if one.covering else "covered by nobody"
        unknown = f", unknown of {slugs(one.unknown)}" if one.unknown else ""
        vacant = f"; vacant: {slugs(one.vacant)}" if one.vacant else ""
        yield f"{world.name(one.site)}: {covering}{unknown}{vacant}."


def _unmapped(world: World, asked: Iterable[str]) -> Iterator[str]:
    unmapped = [one for one in asked if not world.essential(one)]
    if unmapped:
        yield f"Without essential requirements, so unknown: {slugs(unmapped)}."


def _stated(value: object) -> str:
    return "not stated" if value is None else str(value)
