"""How a new community (VO) is brought on board: the steps, how far each VO has got, who carries the steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from skillgraph.coverage import Day, World, grid_of, onboarding_load
from skillgraph.coverage.world import Kind, Target
from skillgraph.errors import UsageError
from skillgraph.pages.asked import asked
from skillgraph.pages.bars import Bar, stacked
from skillgraph.pages.choices import is_invented
from skillgraph.pages.page import Page
from skillgraph.pages.site import Site

_TOLD = """SELECT ?step (SAMPLE(?text) AS ?meaning) (SAMPLE(?quote) AS ?written) {
  ?step a sg:OnboardingStep OPTIONAL { ?step skos:definition ?text } OPTIONAL { ?step sg:asWritten ?quote }
} GROUP BY ?step ORDER BY ?step"""
_COMMUNITIES = """SELECT ?vo ?name (COUNT(DISTINCT ?example) AS ?examples) (SAMPLE(?onboarding) AS ?process) {
  ?vo a sg:VirtualOrganisation ; skos:prefLabel ?name
  OPTIONAL { ?example sg:exampleFor ?vo } OPTIONAL { ?onboarding sg:onboards ?vo }
} GROUP BY ?vo ?name ORDER BY ?name ?vo"""
_STATES = """SELECT ?vo ?step ?state { ?process sg:onboards ?vo . ?execution sg:inProcess ?process ;
  p-plan:correspondsToStep ?step ; sg:executionStatus/skos:prefLabel ?state } ORDER BY ?vo ?step ?execution"""
_SUPPORT = """SELECT ?activity ?name (SAMPLE(?text) AS ?meaning) { ?activity a sg:SupportActivity ; skos:prefLabel ?name
  OPTIONAL { ?activity skos:definition ?text } OPTIONAL { ?activity sg:listPosition ?place }
} GROUP BY ?activity ?name ?place ORDER BY ?place ?activity"""
_MOST = 50


@dataclass(frozen=True, slots=True)
class Step:
    """A step: what it means, the document's words, what is required, and how many cover it or might."""

    target: Target
    meaning: str
    written: str
    requirements: tuple[tuple[str, str], ...]
    covering: tuple[str, ...]
    possible: int
    bar: Bar


@dataclass(frozen=True, slots=True)
class Community:
    """A VO: how many examples of past support name it, whether a process is recorded, and the state by step."""

    iri: str
    name: str
    examples: int
    has_process: bool
    states: Mapping[str, str]


def onboarding(site: Site, parameters: Mapping[str, str]) -> Page:
    """The page of `/onboarding`; `communities` says how many are brought in at once."""
    world = site.world
    told = asked(site, "resilience", parameters, but=("target", "k", "months", "holders", "seconds"))
    at_once = told.given.integer("communities") or 1
    if at_once > _MOST:
        raise UsageError(f"communities is {at_once}.", f"Write a number up to {_MOST}.")
    load = onboarding_load(world, at_once, told.day)
    model = {
        "told": told,
        "world": world,
        "steps": _steps(site, world, told.day),
        "communities": _communities(site),
        "at_once": at_once,
        "load": load,
        "tight_of": {one.step: frozenset(one.tight) for one in load.steps}.get,
        "free_of": {one.step: one.free for one in load.steps}.get,
        "support": [tuple(map(str, row)) for row in site.engine.select(_SUPPORT).rows],
        "invented": is_invented(site),
    }
    return Page(
        "onboarding.html", "Bringing a community on board", model, "onboarding", told.on.is_today, names_people=True
    )


def _steps(site: Site, world: World, day: Day) -> list[Step]:
    words = {str(step): (_text(meaning), _text(written)) for step, meaning, written in site.engine.select(_TOLD).rows}
    steps = sorted((one for one in world.targets.values() if one.kind is Kind.STEP), key=lambda one: one.number or 0)
    table = grid_of(world, [one.iri for one in steps], day)
    found = []
    for one in steps:
        is_mapped = one.iri in table.of
        covering = tuple(sorted(table.alone(one.iri))) if is_mapped else ()
        possible = len(table.alone_possibly(one.iri)) - len(covering) if is_mapped else 0
        pieces = [
            ("certain", len(covering), f"{len(covering)} cover it alone"),
            ("possible", possible, f"of {possible} it is unknown"),
        ]
        bar = stacked(f"{one.name}: covered by {len(covering)}, unknown of {possible}", pieces, len(world.holders))
        needs = tuple((each.iri, each.name) for each in world.essential(one.iri))
        found.append(Step(one, *words.get(one.iri, ("", "")), needs, covering, possible, bar))
    return found


def _communities(site: Site) -> list[Community]:
    states: dict[str, dict[str, str]] = {}
    for vo, step, state in site.engine.select(_STATES).rows:
        states.setdefault(str(vo), {})[str(step)] = str(state)
    return [
        Community(str(vo), str(name), int(str(examples)), process is not None, states.get(str(vo), {}))
        for vo, name, examples, process in site.engine.select(_COMMUNITIES).rows
    ]


def _text(value: object) -> str:
    return "" if value is None else str(value)
