"""The pyramid of knowledge: its storeys, the fields that each comprises, the work on them, and what rests on what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from skillgraph.pages.page import Page
from skillgraph.pages.site import Site

_TIERS = """SELECT ?tier ?rank ?name (SAMPLE(?text) AS ?meaning) { ?tier a sg:KnowledgeTier ; sg:tierRank ?rank ;
  skos:prefLabel ?name OPTIONAL { ?tier skos:definition ?text }
} GROUP BY ?tier ?rank ?name ORDER BY DESC(?rank) ?tier"""
_PARTS = """SELECT ?tier ?property ?part ?name { VALUES ?property {
    sg:comprisesArea sg:exampleDailyTask sg:additionalActivity sg:restsDirectlyOn sg:restsOn }
  ?tier a sg:KnowledgeTier ; ?property ?part . ?part skos:prefLabel ?name } ORDER BY ?tier ?property ?name ?part"""
_SKILLS = """SELECT ?tier ?skill ?name { ?skill a sg:Skill ; sg:inTier ?tier ; skos:prefLabel ?name }
ORDER BY ?tier ?name ?skill"""
_WIDTH, _HEIGHT, _TOP = 720, 104, 280  # of the picture, of a storey, of the roof
_GAP = 5

Link = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Shape:
    """Where a storey is drawn: the corners of its trapezoid, and the heights of its two lines of text."""

    points: str
    name_at: int
    fields_at: int


@dataclass(frozen=True, slots=True)
class Storey:
    """A storey of the pyramid with what it comprises, by property; links are IRI and name."""

    iri: str
    rank: int
    name: str
    meaning: str
    shape: Shape
    parts: dict[str, list[Link]] = field(default_factory=dict)
    skills: list[Link] = field(default_factory=list)

    def part(self, name: str) -> list[Link]:
        """What a property such as `comprisesArea` leads to."""
        return self.parts.get(name, [])

    @property
    def below(self) -> list[Link]:
        """What it rests on through another storey."""
        return [one for one in self.part("restsOn") if one not in self.part("restsDirectlyOn")]


def pyramid(site: Site, parameters: Mapping[str, str]) -> Page:
    """The page of `/pyramid`."""
    storeys = _storeys(site)
    model = {
        "storeys": storeys,
        "width": _WIDTH,
        "height": len(storeys) * _HEIGHT,
        "middle": _WIDTH // 2,
        "words": "; ".join(_sentence(one) for one in storeys),
    }
    return Page("pyramid.html", "What knowledge rests on", model, "pyramid")


def _storeys(site: Site) -> list[Storey]:
    rows = site.engine.select(_TIERS).rows
    shapes = _shapes(len(rows))
    found = {
        str(iri): Storey(str(iri), int(str(rank)), str(name), "" if text is None else str(text), shape)
        for (iri, rank, name, text), shape in zip(rows, shapes, strict=True)
    }
    for tier, kind, part, name in site.engine.select(_PARTS).rows:
        found[str(tier)].parts.setdefault(str(kind).rpartition("#")[2], []).append((str(part), str(name)))
    for tier, skill, name in site.engine.select(_SKILLS).rows:
        found[str(tier)].skills.append((str(skill), str(name)))
    return list(found.values())


def _shapes(count: int) -> Iterable[Shape]:
    """Trapezoids one below the other, together one."""
    for number in range(count):
        above, below = (_half(place, count) for place in (number, number + 1))
        top, bottom, middle = number * _HEIGHT, (number + 1) * _HEIGHT - _GAP, _WIDTH // 2
        corners = ((middle - above, top), (middle + above, top), (middle + below, bottom), (middle - below, bottom))
        yield Shape(" ".join(f"{x},{y}" for x, y in corners), top + _HEIGHT // 2 - 6, top + _HEIGHT // 2 + 18)


def _half(place: int, count: int) -> int:
    """Half the width of the pyramid under so many storeys."""
    return (_TOP + (_WIDTH - _TOP) * place // count) // 2


def _sentence(one: Storey) -> str:
    on = ", ".join(name for _, name in one.part("restsDirectlyOn"))
    return f"{one.name} rests on {on}" if on else f"{one.name} is the base"
