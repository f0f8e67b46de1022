"""The page about a thing: what is said of it and by whom, what points to it, where it is written, what can be asked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from skillgraph.describe import census
from skillgraph.describe.keys import Keys, iris, keys_of
from skillgraph.describe.near import thing_at
from skillgraph.describe.neighbours import neighbours_of
from skillgraph.describe.resource import FORMATS, Resource, counted, licence_of, links_of, path_of_document, resource_of
from skillgraph.describe.schema_org import metadata
from skillgraph.pages.neighbourhood import drawn
from skillgraph.pages.page import Page
from skillgraph.pages.questions import questions_about
from skillgraph.pages.site import Site
from skillgraph.pages.written import places_of
from skillgraph.terms import ID, NS, Iri, compact, mint

_INFERRED = mint("layer", "inferred")
_HEAD = iris("skos:prefLabel rdfs:label skos:definition rdf:type")
_JUDGED = frozenset(iris("sg:rationale sg:confidence sg:reviewStatus prov:wasAttributedTo"))
_ORIGIN = frozenset(iris("prov:wasDerivedFrom sg:asWritten rdfs:isDefinedBy dcterms:source"))
_FACTS, _JUDGEMENT, _FROM = "Facts", "Judgement", "Origin"
_SHOWN = 20
_LOOKED_AT = 300  # statements in each direction, for the picture


def resource(site: Site, parameters: Mapping[str, str]) -> Page:
    """The page of `/doc/<kind>/<slug>`; `findings` are those about it, as JSON."""
    iri = thing_at(site.engine, parameters["kind"], parameters["slug"])
    found = resource_of(site.engine, iri)
    layers = census.layer_of(site.engine, found.stated)
    said = _said(found, layers)
    classes = _narrowest_first(site, found.direct)
    incoming = counted(site.engine, iri, _SHOWN)
    names = site.labels(_mentioned(iri, said, incoming))
    path = path_of_document(iri)
    around = neighbours_of(site.engine, iri, _LOOKED_AT)
    definition = next((str(o) for (p, o) in said if p == _HEAD[2]), "")
    model: dict[str, Any] = {
        "iri": iri,
        "short": compact(iri),
        "path": path,
        "classes": [(cls, names[cls]) for cls in classes],
        "definition": definition,
        "layers": sorted({layer for of in said.values() for layer in of}),
        "groups": _groups(said, keys_of(site.engine, site.shapes, found.direct), names),
        "incoming": [(by, names[by], n, [(x, names[x]) for x in first]) for by, (n, first) in incoming.items()],
        "cover": _about_cover(site, iri, found.classes),
        "places": places_of(
            site, iri, {graph: len(ts) for graph, ts in found.stated.items()}, layers, parameters.get("edit_url", "")
        ),
        "findings": json.loads(parameters.get("findings") or "[]"),
        "questions": questions_about(site, iri, found.classes),
        "picture": drawn(names[iri], around),
        "around": around,
        "is_whole": max(sum(n for n, _ in incoming.values()), len(found.own)) <= _LOOKED_AT,
        "formats": FORMATS,
        "metadata": metadata(site.engine, site.base_url, iri, names[iri], definition, found.classes),
    }
    holders = any(name.startswith(f"{ID}holder/") for name in names)
    links = links_of(site.base_url, path, iri, FORMATS, licence_of(site.engine))
    return Page("resource.html", names[iri], model, names_people=holders, links=links)


def _about_cover(site: Site, iri: str, classes: Iterable[str]) -> tuple[str, str] | None:
    """The page about cover that a task or a holder has: its address, and what it answers."""
    if f"{NS}ServiceTask" in classes:
        return site.page(iri), "Who can cover it, and why"
    return (site.page(iri), "What this holder covers") if f"{NS}Holder" in classes else None


Said = dict[tuple[str, Any], tuple[str, ...]]


def _said(found: Resource, layers: Mapping[str, str]) -> Said:
    """The layers that vouch for each statement, by its property and value."""
    said: dict[tuple[str, Any], set[str]] = {}
    for graph, triples in found.stated.items():
        slug = layers.get(graph, _INFERRED).rpartition("/")[2]
        for _, predicate, value in triples:
            said.setdefault((predicate.value, value), set()).add(slug)
    return {pair: tuple(sorted(of)) for pair, of in said.items()}


def _narrowest_first(site: Site, classes: Sequence[str]) -> list[str]:
    """Classes with few things before those with many."""
    sizes = {
        cls: int(str(site.engine.select(f"SELECT (COUNT(*) AS ?n) {{ ?x a <{cls}> }}").rows[0][0])) for cls in classes
    }
    return sorted(classes, key=lambda cls: (sizes[cls], cls))


def _mentioned(iri: str, said: Said, incoming: Mapping[str, tuple[int, list[str]]]) -> list[str]:
    values = [name for p, o in said for name in (p, o.value if isinstance(o, Iri) else "") if name]
    return [iri, *values, *incoming, *(subject for _, first in incoming.values() for subject in first)]


def _groups(said: Said, keys: Keys, names: Mapping[str, str]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Headings with their rows, each a property with its values; what only rules say comes last."""
    groups: dict[str, list[dict[str, Any]]] = {_FACTS: []}
    follows: list[dict[str, Any]] = []
    for name in keys.ordered({p for p, _ in said if p not in _HEAD}):
        values = [(o, of) for (p, o), of in said.items() if p == name]
        for heading, chosen in (
            (keys.headings.get(name) or _heading(name), [row for row in values if row[1] != ("inferred",)]),
            ("", [row for row in values if row[1] == ("inferred",)]),
        ):
            if chosen:
                row = {"iri": name, "label": names[name], "values": [_value(o, of, names) for o, of in chosen]}
                (groups.setdefault(heading, []) if heading else follows).append(row)
    last = [(heading, rows) for heading, rows in groups.items() if rows]
    order = {_FACTS: 0, _JUDGEMENT: 2, _FROM: 3}
    return [*sorted(last, key=lambda row: order.get(row[0], 1)), *([("Follows by rules", follows)] if follows else [])]


def _heading(name: str) -> str:
    if name in _JUDGED:
        return _JUDGEMENT
    return _FROM if name in _ORIGIN else _FACTS


def _value(term: Any, layers: tuple[str, ...], names: Mapping[str, str]) -> dict[str, Any]:
    is_iri = isinstance(term, Iri)
    text = names[term.value] if is_iri else str(term)
    language = "" if is_iri else getattr(term, "language", "")
    return {"iri": term.value if is_iri else "", "text": text, "language": language, "layers": layers}
