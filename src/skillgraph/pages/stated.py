"""What files state about a task: its place in the register, who pays, and the lines of the document behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from skillgraph.coverage.world import World
from skillgraph.pages.site import Site
from skillgraph.terms import Iri, serialise

_FACTS = (
    ("Task group", "sg:inGroup"),
    ("Required by the UK", "sg:ukRequirement"),
    ("UK involvement", "sg:ukInvolvement"),
    ("Work package", "sg:inWorkPackage"),
    ("Task area", "sg:inArea"),
    ("Suits the role", "sg:suitsRole"),
    ("Counterpart elsewhere", "sg:counterpart"),
)
_OPTIONAL = ("sg:counterpart",)
_ABOUT = """SELECT DISTINCT ?property ?value ?label ?layer {{
  VALUES (?property ?p) {{ {properties} }} GRAPH ?g {{ {task} ?p ?value }}
  OPTIONAL {{ ?value skos:prefLabel ?label }} OPTIONAL {{ ?g sg:layer/skos:prefLabel ?layer }}
}} ORDER BY ?property ?value"""
_SHARES = """SELECT ?iri ?payer ?fte (SAMPLE(?code) AS ?status) (MIN(?at) AS ?line) {{
  ?iri a sg:FundingContribution ; sg:forTask {task} ; sg:fundedBy ?payer ; sg:fte ?fte
  OPTIONAL {{ ?iri <http://purl.org/linked-data/sdmx/2009/attribute#obsStatus> ?code }}
  OPTIONAL {{ ?iri prov:wasDerivedFrom/sg:line ?at }}
}} GROUP BY ?iri ?payer ?fte ORDER BY ?iri"""
_SOURCES = """SELECT DISTINCT ?cell ?line ?number ?text {{
  {{ {task} prov:wasDerivedFrom ?cell }} UNION {{ ?x sg:forTask {task} ; prov:wasDerivedFrom ?cell }}
  ?cell sg:line ?line ; sg:text ?text OPTIONAL {{ ?cell sg:cell ?number }}
}} ORDER BY ?line ?number ?cell"""
_ANOMALIES = """SELECT ?iri ?label (MIN(?at) AS ?line) (SAMPLE(?read) AS ?reading) {{
  {{ ?iri sg:affects {task} }} UNION {{ ?iri sg:affects/sg:forTask {task} }}
  ?iri a sg:Anomaly ; skos:prefLabel ?label OPTIONAL {{ ?iri sg:line ?at }} OPTIONAL {{ ?iri sg:reading ?read }}
}} GROUP BY ?iri ?label ORDER BY ?line ?iri"""
# Funding sources that have a look of their own in pictures, by the end of their IRI, in the order of columns.
LOOKS = ("gridpp", "uk-other", "egi-to-uk", "non-uk", "tier2-institutes")
UNDECIDED = "undecided"
_IMPUTED = "I"  # sdmx-code:obsStatus-I


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a fact: its label, where a click leads, and the layer that vouches for it."""

    iri: str
    label: str
    href: str
    layer: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A property with its values; none where nothing is stated."""

    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class About:
    """What the register and curators say of a task."""

    iri: str
    href: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Paid:
    """FTE from a payer; not decided where the payer stands for one of several sources."""

    name: str
    href: str
    look: str
    fte: Decimal
    is_decided: bool
    is_imputed: bool
    line: str


@dataclass(frozen=True, slots=True)
class Place:
    """A source statement or an anomaly, with its line of the document."""

    href: str
    name: str
    line: str
    text: str


def about_task(site: Site, task: str) -> About:
    """The facts of the register, each with the layer that states it."""
    names = " ".join(f'("{name}" {name})' for _, name in _FACTS)
    found: dict[str, dict[str, Value]] = {name: {} for _, name in _FACTS}
    for name, value, label, layer in site.engine.select(
        _ABOUT.format(properties=names, task=serialise(Iri(task)))
    ).rows:
        iri, words = str(value), str(label or value)
        told = Value(iri, words, site.href(iri), str(layer or "inferred"))
        if iri not in found[str(name)] or layer:
            found[str(name)][iri] = told
    facts = (Fact(label, tuple(found[name].values())) for label, name in _FACTS if found[name] or name not in _OPTIONAL)
    return About(task, site.href(task), tuple(facts))


def look_of(payer: str, free: Iterator[str] | None = None, *, is_decided: bool) -> str:
    """The class of style.css for a funding source in a picture; hatched where it stands for one of several.

    A source that has no look of its own takes the next free one.
    """
    if not is_decided:
        return UNDECIDED
    slug = payer.rpartition("/")[2]
    return slug if slug in LOOKS else next(free or iter(()), "other")


def own_requirements(site: Site, task: str) -> frozenset[str]:
    """The requirements that are stated for the task itself, not inherited."""
    rows = site.engine.select(f"SELECT ?r {{ {serialise(Iri(task))} sg:statesRequirement ?r }}").rows
    return frozenset(str(requirement) for (requirement,) in rows)


def contributions(site: Site, world: World, task: str) -> tuple[Paid, ...]:
    """Who pays how much of it, the largest share first."""
    decided = {one.iri: len(one.sources) == 1 for one in world.contributions}
    paid = [
        Paid(
            world.name(str(payer)),
            site.href(str(payer)),
            look_of(str(payer), is_decided=decided[str(iri)]),
            Decimal(str(fte)),
            decided[str(iri)],
            str(status or "").endswith(f"-{_IMPUTED}"),
            str(line or ""),
        )
        for iri, payer, fte, status, line in _rows(site, _SHARES, task)
    ]
    return tuple(sorted(paid, key=lambda one: (-one.fte, one.name)))


def sources(site: Site, task: str) -> tuple[Place, ...]:
    """The cells of the document's table that it was read from."""
    return tuple(
        Place(site.href(str(cell)), f"cell {number}" if number else "passage", str(line), str(text))
        for cell, line, number, text in _rows(site, _SOURCES, task)
    )


def anomalies(site: Site, task: str) -> tuple[Place, ...]:
    """What is odd about it in the document, and how that was read."""
    return tuple(
        Place(site.href(str(iri)), str(label), str(line or ""), str(reading or ""))
        for iri, label, line, reading in _rows(site, _ANOMALIES, task)
    )


def _rows(site: Site, query: str, task: str) -> Iterable[tuple[object, ...]]:
    return site.engine.select(query.format(task=serialise(Iri(task)))).rows
