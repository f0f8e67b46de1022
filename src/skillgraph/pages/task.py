"""A task: who can cover it and why, what it requires, who pays, where that is from, and what is not recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from skillgraph.coverage import World, cover, find, vacancies
from skillgraph.coverage.matching import Match, State, Status
from skillgraph.coverage.naming import slug
from skillgraph.coverage.reasons import reason
from skillgraph.coverage.staffing import effort
from skillgraph.pages import lessons, stated
from skillgraph.pages.asked import On, on_of, text_of
from skillgraph.pages.bars import Bar, stacked
from skillgraph.pages.page import Page
from skillgraph.pages.site import Site

_MOST_RANKED = 100


@dataclass(frozen=True, slots=True)
class Ranked:
    """A holder beside a task; `lacking` are the essential requirements that are not satisfied, with the reason."""

    name: str
    href: str
    why: str
    match: Match
    lacking: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Required:
    """A requirement, how many satisfy it, and of how many nothing is known."""

    iri: str
    name: str
    href: str
    necessity: str
    weight: Decimal
    confidence: str
    review: str
    inherited: bool
    satisfied: int
    unknown: int


def task(site: Site, parameters: Mapping[str, str]) -> Page:
    """The page of `/task/<name>`, by number or title; UnknownName where there is no such task."""
    world, on = site.world, on_of(site, parameters)
    iri = find(world, "task", text_of(parameters, "name"))
    target = world.targets[iri]
    matches = cover(world, (iri,), on.day)
    required = [*_required(site, world, iri, matches)]
    about = stated.about_task(site, iri)
    shares = stated.contributions(site, world, iri)
    model = {
        "on": on,
        "target": target,
        "slug": slug(iri),
        "action": site.page(iri),
        "about": about,
        "ranked": [_ranked(site, world, one, iri, on) for one in matches[:_MOST_RANKED]],
        "people": len(matches),
        "counts": {one: sum(match.status is one for match in matches) for one in Status},
        "required": required,
        "vacant": [(site.href(one.iri), slug(one.iri), world.name(one.site)) for one in vacancies(world, (iri,))],
        "lessons": lessons.for_task(site, world, iri, matches, on),
        "shares": shares,
        "total": effort(world, iri),
        "bar": _bar(shares),
        "published": [one for one in world.figures if one.group in target.groups],
        "sources": stated.sources(site, iri),
        "anomalies": stated.anomalies(site, iri),
        "silent": [*_silent(world, iri, matches, about, required)],
    }
    number = f"{target.number} " if target.number is not None else ""
    return Page("task.html", f"{number}{target.name}", model, "coverage", on.is_today, names_people=True)


def _ranked(site: Site, world: World, one: Match, task: str, on: On) -> Ranked:
    lacking = tuple(
        (answer.requirement.name, reason(world, answer))
        for answer in one.essential
        if answer.state is not State.SATISFIED
    )
    links = site.page(one.holder, on.text), site.why(task, one.holder, on.text)
    return Ranked(world.name(one.holder), *links, one, lacking)


def _bar(shares: Iterable[stated.Paid]) -> Bar | None:
    """Who pays, side by side; None where no effort is stated."""
    pieces = [(one.look, one.fte, f"{one.name}: {one.fte} FTE") for one in shares]
    total = sum((fte for _, fte, _ in pieces), Decimal(0))
    return stacked(f"{total} FTE: {', '.join(text for *_, text in pieces)}", pieces, total) if pieces else None


def _required(site: Site, world: World, task: str, matches: Iterable[Match]) -> Iterable[Required]:
    """The requirements, essential ones first; one that another thing states is inherited."""
    answers = [answer for one in matches for answer in (*one.essential, *one.optional_answers)]
    own = stated.own_requirements(site, task)
    for one in (*world.essential(task), *world.optional(task)):
        states = [answer.state for answer in answers if answer.requirement.iri == one.iri]
        yield Required(
            one.iri,
            one.name,
            site.href(one.iri),
            "essential" if one.is_essential else "optional",
            one.weight,
            one.confidence,
            one.review_status,
            one.iri not in own,
            states.count(State.SATISFIED),
            states.count(State.NOT_RECORDED),
        )


def _silent(
    world: World, task: str, matches: Iterable[Match], about: stated.About, required: Iterable[Required]
) -> Iterable[str]:
    """What is not recorded, in sentences."""
    for fact in about.facts:
        if not fact.values:
            yield f"{fact.label}: not stated."
    if effort(world, task) is None:
        yield "Effort in FTE: not stated, which is not zero."
    if not world.essential(task):
        yield "No essential requirement is mapped, so cover is unknown for everybody."
    unknown = sum(one.status is Status.UNKNOWN for one in matches)
    if unknown:
        yield f"Of {unknown} of {len(world.holders)} holders too little is recorded to say whether they cover it."
    proposed = [one for one in required if one.review != "reviewed"]
    if proposed:
        yield f"{len(proposed)} of its requirements have not been reviewed by a second person."
