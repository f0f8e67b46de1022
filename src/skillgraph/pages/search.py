"""Search: things by label, other labels and slug, grouped by kind, or the nearest where nothing is found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from skillgraph.pages.asked import text_of
from skillgraph.pages.page import Page
from skillgraph.pages.ranking import Hit, Named, nearest, ranked
from skillgraph.pages.site import Site
from skillgraph.terms import ID, NS, compact, split_id

_NAMES = """SELECT ?thing (SAMPLE(?main) AS ?label) (GROUP_CONCAT(DISTINCT ?name; separator="\\n") AS ?names) {
  { ?thing skos:prefLabel|rdfs:label ?main BIND(STR(?main) AS ?name) } UNION { ?thing skos:altLabel ?name }
  FILTER(ISIRI(?thing))
} GROUP BY ?thing ORDER BY ?thing"""
_SHOWN = 20  # of a kind
_WORDS = {"wp": "work package", "vo": "virtual organisation"}
_ORDER = ("task", "skill", "role", "holder", "area", "step", "group", "wp", "funding-source")


@dataclass(frozen=True, slots=True)
class Found:
    """A thing that was found: its page, its label, its short name, and the name it was found by where that differs."""

    iri: str
    label: str
    short: str
    href: str
    by: str


@dataclass(frozen=True, slots=True)
class Group:
    """The things of one kind that were found; `more` were left out."""

    kind: str
    found: tuple[Found, ...]
    more: int


def search(site: Site, parameters: Mapping[str, str]) -> Page:
    """The page of `/search`; `q` is the text."""
    asked = text_of(parameters, "q")
    things = named(site) if asked else ()
    hits = ranked(asked, things)
    near = [] if hits or not asked else nearest(asked, things)
    model = {
        "asked": asked,
        "count": len(hits),
        "groups": _groups(site, hits),
        "near": [_found(site, Hit(one, 0, "")) for one in near],
    }
    return Page("search.html", f"Search: {asked}" if asked else "Search", model, "search", names_people=True)


def named(site: Site) -> tuple[Named, ...]:
    """Everything that has a label, with all that it is called: its labels, its slug, and its short name."""
    found = []
    for thing, label, names in site.engine.select(_NAMES).rows:
        iri = str(thing)
        short, slug = compact(iri), iri.rpartition("/")[2].rpartition("#")[2]
        called = (*str(names or "").split("\n"), slug, short)
        found.append(Named(iri, _kind(iri), str(label or short), tuple(dict.fromkeys(one for one in called if one))))
    return tuple(found)


def _kind(iri: str) -> str:
    if iri.startswith(ID):
        return (split_id(iri) or ("thing", ""))[0]
    return "term" if iri.startswith(NS) else "other"


def _groups(site: Site, hits: Sequence[Hit]) -> tuple[Group, ...]:
    """Kinds with the best hits first; those that people ask about first among equals."""
    by_kind: dict[str, list[Hit]] = {}
    for hit in hits:
        by_kind.setdefault(hit.named.kind, []).append(hit)
    order = sorted(by_kind, key=lambda kind: (by_kind[kind][0].rank, _place(kind), kind))
    return tuple(
        Group(
            _WORDS.get(kind, kind.replace("-", " ")),
            tuple(_shown(site, by_kind[kind])),
            max(0, len(by_kind[kind]) - _SHOWN),
        )
        for kind in order
    )


def _place(kind: str) -> int:
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)


def _shown(site: Site, hits: Sequence[Hit]) -> Iterable[Found]:
    return (_found(site, hit) for hit in hits[:_SHOWN])


def _found(site: Site, hit: Hit) -> Found:
    one = hit.named
    by = next((name for name in one.names if hit.name and name.casefold() == hit.name), "")
    return Found(
        one.iri, one.label, compact(one.iri), site.page(one.iri), "" if by.casefold() == one.label.casefold() else by
    )
