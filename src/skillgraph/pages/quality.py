"""How good the data is: findings, oddities of the document, judgements that nobody reviewed, and what is not stated."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from skillgraph.coverage import World, tasks
from skillgraph.pages.bars import Bar, stacked
from skillgraph.pages.choices import numbered
from skillgraph.pages.page import Page
from skillgraph.pages.site import Site

FINDINGS = "findings"  # what the server found about the files, as JSON: a worker cannot know it
_ANOMALIES = """SELECT ?anomaly ?name ?reading ?confidence ?first {
  ?anomaly a sg:Anomaly ; skos:prefLabel ?name ; sg:reading ?reading ; sg:confidence/skos:prefLabel ?confidence
  OPTIONAL { SELECT ?anomaly (MIN(?line) AS ?first) { ?anomaly a sg:Anomaly ; sg:line ?line } GROUP BY ?anomaly }
} ORDER BY ?first ?anomaly"""
_LINES = "SELECT ?anomaly ?line { ?anomaly a sg:Anomaly ; sg:line ?line } ORDER BY ?anomaly ?line"
_QUOTES = "SELECT ?anomaly ?text { ?anomaly a sg:Anomaly ; sg:text ?text } ORDER BY ?anomaly ?text"
_SOURCES = "SELECT ?anomaly ?cell { ?anomaly a sg:Anomaly ; prov:wasDerivedFrom ?cell } ORDER BY ?anomaly ?cell"
_JUDGEMENTS = """SELECT ?judgement ?kind ?status ?sure ?rank ?rationale {
  ?judgement sg:reviewStatus/skos:prefLabel ?status ; sg:confidence ?confidence .
  ?confidence skos:prefLabel ?sure ; sg:rank ?rank
  OPTIONAL { ?judgement sg:rationale ?rationale }
  OPTIONAL { VALUES (?class ?named) {
    (sg:Requirement "requirements") (sg:AreaAssignment "areas of tasks") (sg:RoleAssignment "roles of tasks")
    (sg:CounterpartLink "counterparts") (sg:ExampleClassification "examples of support")
    (sg:EntailmentStatement "entailments") (sg:TrainingOutcome "training outcomes") (sg:Skill "skills")
  } ?judgement a ?class }
  BIND(COALESCE(?named, "others") AS ?kind)
} ORDER BY ?kind ?rank ?judgement"""
_ABSENT = """SELECT ?thing ?name {{ ?thing a {kind} ; skos:prefLabel ?name FILTER NOT EXISTS {{ {pattern} }}
  OPTIONAL {{ ?thing sg:number ?number }} }} ORDER BY ?number ?name ?thing"""
_LOOKS = {"low": "is-gap", "medium": "is-weak", "high": "is-good"}
_REVIEWED = "reviewed"

Link = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Anomaly:
    """An oddity of the document: its lines, the text as written, how it was read and how sure that is."""

    iri: str
    name: str
    lines: tuple[str, ...]
    quotes: tuple[str, ...]
    sources: tuple[Link, ...]
    reading: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a curator judged and nobody else has reviewed."""

    iri: str
    kind: str
    status: str
    sure: str
    rationale: str


@dataclass(frozen=True, slots=True)
class Kind:
    """How many judgements of a kind there are, how many were reviewed, and the others by confidence."""

    name: str
    all: int
    reviewed: int
    open: Mapping[str, int]
    bar: Bar


@dataclass(frozen=True, slots=True)
class Absence:
    """What is not stated: in words, of which things, and the query that lists them, where there is one."""

    words: str
    things: tuple[Link, ...]
    query: str = ""


def quality(site: Site, parameters: Mapping[str, str]) -> Page:
    """The page of `/quality`; `findings` are those of the server about the files as they stand."""
    findings: list[dict[str, Any]] = json.loads(parameters.get(FINDINGS, "[]"))
    judgements = [Judgement(*map(_text, (*row[:4], row[5]))) for row in site.engine.select(_JUDGEMENTS).rows]
    open_ones = [one for one in judgements if one.status != _REVIEWED]
    least = [one for one in open_ones if one.sure == next(iter(_LOOKS))]
    labels = site.labels(one.iri for one in least)
    model = {
        "findings": findings,
        "anomalies": _anomalies(site),
        "kinds": _kinds(judgements),
        "judgements": len(judgements),
        "open": len(open_ones),
        "looks": _LOOKS,
        "least": [(one, labels[one.iri]) for one in least],
        "absent": _absences(site),
    }
    return Page("quality.html", "How good the data is", model, "quality")


def _anomalies(site: Site) -> list[Anomaly]:
    lines, quotes, cells = (_by_first(site, query) for query in (_LINES, _QUOTES, _SOURCES))
    found = []
    for iri, name, reading, confidence, _ in site.engine.select(_ANOMALIES).rows:
        key = str(iri)
        sources = tuple((cell, cell.rpartition("/")[2]) for cell in cells.get(key, ()))
        words = (tuple(lines.get(key, ())), tuple(quotes.get(key, ())), sources)
        found.append(Anomaly(key, str(name), *words, str(reading), str(confidence)))
    return found


def _by_first(site: Site, query: str) -> dict[str, list[str]]:
    rows = [(str(thing), str(value)) for thing, value in site.engine.select(query).rows]
    return {thing: [value for _, value in some] for thing, some in groupby(rows, key=lambda row: row[0])}


def _kinds(judgements: Iterable[Judgement]) -> list[Kind]:
    by_kind = {name: list(some) for name, some in groupby(judgements, key=lambda one: one.kind)}
    most = max(map(len, by_kind.values()), default=0)
    return [_kind(name, some, most) for name, some in by_kind.items()]


def _kind(name: str, judgements: list[Judgement], most: int) -> Kind:
    waiting = [one for one in judgements if one.status != _REVIEWED]
    counts = {sure: sum(one.sure == sure for one in waiting) for sure in _LOOKS}
    words = "; ".join(f"{count} of {sure} confidence" for sure, count in counts.items() if count)
    pieces = [(_LOOKS[sure], count, f"{count} of {sure} confidence") for sure, count in counts.items()]
    bar = stacked(f"{name}, not reviewed: {words or 'none'}", pieces, most)
    return Kind(name, len(judgements), len(judgements) - len(waiting), counts, bar)


def _absences(site: Site) -> list[Absence]:
    world = site.world
    paid = {one.task for one in world.contributions}
    unpaid = _tasks(world, (one for one in tasks(world) if one not in paid))
    unmapped = _tasks(world, (one for one in tasks(world) if not world.essential(one)))
    undecided = _tasks(world, (one.task for one in world.contributions if len(one.sources) > 1))
    package = _absent(site, world, "sg:ServiceTask", "?thing sg:inWorkPackage ?any")
    process = _absent(site, world, "sg:VirtualOrganisation", "?any sg:onboards ?thing")
    open_records = tuple((iri, world.name(iri)) for iri, one in sorted(world.holders.items()) if not one.complete_from)
    unmeasured = tuple((one.iri, one.name) for one in world.trainings if one.days is None)
    return [
        Absence("tasks whose effort is not stated task by task", unpaid),
        Absence("tasks with effort from a source that cannot be decided", undecided, "undecidable-funding"),
        Absence("tasks without a work package", package, "tasks-without-work-package"),
        Absence("tasks without an essential requirement, so that nobody's cover is known", unmapped, "unmapped-tasks"),
        Absence("communities (VOs) without a recorded on-boarding", process, "vo-status"),
        Absence("holders whose record is not declared complete: what it lacks is unknown", open_records, "holders"),
        Absence("pieces of training whose effort is not stated", unmeasured),
    ]


def _tasks(world: World, iris: Iterable[str]) -> tuple[Link, ...]:
    return tuple((iri, numbered(world, iri)) for iri in iris)


def _absent(site: Site, world: World, kind: str, pattern: str) -> tuple[Link, ...]:
    rows = site.engine.select(_ABSENT.format(kind=kind, pattern=pattern)).rows
    world = site.world
    return tuple(
        (str(iri), numbered(world, str(iri)) if str(iri) in world.targets else str(name)) for iri, name in rows
    )


def _text(value: object) -> str:
    return "" if value is None else str(value)
