"""The order in which the properties of a thing are told: names first, then as the shapes of its classes order them.

The same classes give the same keys, whatever is said of a thing: what is read off their shapes and of the properties
that the vocabulary offers for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from skillgraph.engine import Engine
from skillgraph.terms import RDF_TYPE, expand

_FIRST = "skos:prefLabel rdfs:label dcterms:title skos:altLabel skos:notation skos:definition dcterms:description"
_NOTES = "skos:scopeNote skos:example sg:asWritten"
_ALWAYS = "skos:prefLabel skos:definition sg:asWritten prov:wasDerivedFrom"
_LAST = "sg:rationale sg:confidence sg:reviewStatus prov:wasAttributedTo prov:wasDerivedFrom rdfs:isDefinedBy"
_ABOVE = "SELECT DISTINCT ?class {{ VALUES ?direct {{ {} }} ?direct rdfs:subClassOf* ?class FILTER(isIRI(?class)) }}"
_SHAPED = """SELECT ?path (MIN(?order) AS ?first) (MIN(?heading) AS ?group) {{
  VALUES ?class {{ {} }}
  ?shape sh:targetClass ?class ; (sh:property|dcterms:hasPart)? ?part .
  ?part sh:path ?path . FILTER(isIRI(?path))
  OPTIONAL {{ ?part sh:order ?order }}
  OPTIONAL {{ ?part sh:group/rdfs:label ?heading }}
}} GROUP BY ?path ORDER BY ?first ?path"""
_OFFERED = """SELECT DISTINCT ?property {{
  VALUES ?class {{ {} }} ?property rdfs:domain|schema:domainIncludes ?class
}} ORDER BY ?property"""


@dataclass(frozen=True, slots=True)
class Keys:
    """Property IRIs in their order, those that the classes offer, and the headings that shapes give them (sh:group)."""

    properties: tuple[str, ...]
    offered: frozenset[str]
    headings: dict[str, str]

    def ordered(self, found: Iterable[str]) -> list[str]:
        """The properties that were found: those that are known in their order, the others after them."""
        places = {name: place for place, name in enumerate(self.properties)}
        return sorted(set(found), key=lambda name: (places.get(name, len(places)), name))


def iris(names: str) -> tuple[str, ...]:
    """The IRIs of prefixed names with blanks between them."""
    return tuple(iri for name in names.split() if (iri := expand(name)))


def keys_of(engine: Engine, shapes: Engine, classes: Iterable[str]) -> Keys:
    """The properties of things that are of all of these classes, and so of those above them."""
    direct = " ".join(f"<{cls}>" for cls in sorted(classes))
    above = {str(row[0]) for row in engine.select(_ABOVE.format(direct)).rows}
    values = " ".join(f"<{cls}>" for cls in sorted({*classes, *above}))
    shaped = shapes.select(_SHAPED.format(values)).rows if values else ()
    offered = engine.select(_OFFERED.format(values)).rows if values else ()
    last = iris(_LAST)
    middle = [*(str(row[0]) for row in shaped), *(str(row[0]) for row in offered)]
    listed = [*iris(_FIRST), *iris(_NOTES), *(name for name in middle if name not in last and name != RDF_TYPE), *last]
    always = frozenset((*iris(_ALWAYS), *(name for name in middle if name != RDF_TYPE)))
    return Keys(
        tuple(dict.fromkeys(listed)), always, {str(path): str(group) for path, _, group in shaped if group is not None}
    )
