"""Which properties and classes the graph knows, so that a query with one that it does not know is told of it.

Such a query runs all the same: its patterns match nothing, which looks like an answer.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from skillgraph.engine import Engine, Used
from skillgraph.queries.syntax import Piece, pieces, predicates_in
from skillgraph.terms import ID, KINDS, NS, PREFIXES, RDF_TYPE, compact

_PREFIX = re.compile(r"PREFIX\s+([\w.-]*):\s*<([^<>]*)>", re.IGNORECASE)
_MOST = 10
_USED = "SELECT DISTINCT ?x { ?s ?x ?o }"
_HELD = "SELECT DISTINCT ?x { ?s a ?x FILTER(ISIRI(?x)) }"
_PROPERTIES = """SELECT ?x (SAMPLE(?text) AS ?label) {
  { SELECT DISTINCT ?x { { VALUES ?x { $used } } UNION { ?x a owl:ObjectProperty } UNION { ?x a owl:DatatypeProperty }
    UNION { ?x a owl:AnnotationProperty } UNION { ?x a rdf:Property } } }
  OPTIONAL { ?x rdfs:label ?text }
} GROUP BY ?x"""
_CLASSES = """SELECT ?x (SAMPLE(?text) AS ?label) {
  { SELECT DISTINCT ?x { { VALUES ?x { $used } } UNION { ?x a owl:Class } UNION { ?x a rdfs:Class }
    UNION { ?x rdfs:subClassOf ?o } UNION { ?s rdfs:subClassOf ?x } } }
  FILTER(ISIRI(?x)) OPTIONAL { ?x rdfs:label ?text }
} GROUP BY ?x"""


def used_in(engine: Engine) -> Used:
    """The properties and classes of all statements, for which every one of them is looked at."""
    properties, classes = ([str(iri) for (iri,) in engine.select(query).rows] for query in (_USED, _HELD))
    return Used.of(properties, classes)


def with_values(query: str, iris: Iterable[str]) -> str:
    """A query with IRIs in the place of `$used`."""
    return query.replace("$used", " ".join(f"<{iri}>" for iri in iris))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The properties and classes that a graph uses or declares, by IRI, each with its label or ''."""

    properties: Mapping[str, str]
    classes: Mapping[str, str]
    written: frozenset[str]  # the same as they are written in queries, which tells most queries at a glance

    @classmethod
    def of(cls, engine: Engine, used: Used | None = None) -> Vocabulary:
        """The vocabulary of a dataset; `used` is what it uses, where that is known."""
        known = used or used_in(engine)
        properties, classes = (
            {str(iri): "" if label is None else str(label) for iri, label in engine.select(query).rows}
            for query in (with_values(_PROPERTIES, known.properties), with_values(_CLASSES, known.classes))
        )
        names = [RDF_TYPE, *properties, *classes]
        return cls(
            properties,
            classes,
            frozenset([*map(compact, names), *(f"<{iri}>" for iri in (*names, *PREFIXES.values()))]),
        )

    def warnings(self, query: str, names: Iterable[str]) -> list[str]:
        """One sentence for each property or class of a query that the graph does not know.

        `names` are all IRIs and prefixed names in it.
        """
        declared = dict(_PREFIX.findall(query))
        unusual = any(PREFIXES.get(prefix) != iri for prefix, iri in declared.items())
        if not unusual and all(self._is_plain(name) for name in names):
            return []
        try:
            listed = pieces(query)
            found = dict.fromkeys(self._unknown(listed, {**PREFIXES, **declared}))
        except RecursionError:  # nested deeper than this can follow
            return []
        return list(found)[:_MOST]

    def _is_plain(self, name: str) -> bool:
        return name in self.written or name[-1] == ":" or name.partition(":")[0] in _KINDS or name.startswith(f"<{ID}")

    def _unknown(self, listed: Sequence[Piece], prefixes: Mapping[str, str]) -> Iterator[str]:
        template = _template(listed)
        for place in predicates_in(list(listed)):
            iri = _iri(listed[place], prefixes)
            if place not in template:
                yield from self._judge(iri, self.properties)
        for place in _class_places(listed, prefixes):
            if place not in template:
                yield from self._judge(_iri(listed[place], prefixes), self.classes)

    def _judge(self, iri: str, known: Mapping[str, str]) -> Iterator[str]:
        if not iri or iri == RDF_TYPE or iri in known:
            return
        base = _base(iri)
        near = _near(iri, base, known)
        if near:
            yield f"{_shown(iri)} is not used in this graph; did you mean {_shown(near)}?"
        elif base == NS or not any(other.startswith(base) for other in (*self.properties, *self.classes)):
            yield f"{_shown(iri)} is not used in this graph."


NOTHING_KNOWN = Vocabulary({}, {}, frozenset())

_KINDS = frozenset((*KINDS, "xsd"))  # prefixes of things and of datatypes


def _shown(iri: str) -> str:
    short = compact(iri)
    return f"<{iri}>" if short == iri else short


def _iri(piece: Piece, prefixes: Mapping[str, str]) -> str:
    """The IRI that a piece stands for; '' where it is relative or not told so easily."""
    if piece.kind == "IRI":
        iri = piece.text[1:-1]
        return iri if ":" in iri and "\\" not in iri else ""
    prefix, _, local = piece.text.partition(":")
    return prefixes[prefix] + re.sub(r"\\(.)", r"\1", local) if prefix in prefixes else ""


def _template(listed: Sequence[Piece]) -> range:
    """The places of the template of a CONSTRUCT query, which may make any term."""
    start = next((i for i, piece in enumerate(listed) if not piece.kind and piece.text.upper() == "CONSTRUCT"), -1)
    if start < 0 or listed[start + 1].text != "{":
        return range(0)
    depth = 0
    for i in range(start + 1, len(listed)):
        depth += {"{": 1, "}": -1}.get(listed[i].text, 0)
        if depth == 0:
            return range(start, i)
    return range(0)


def _class_places(listed: Sequence[Piece], prefixes: Mapping[str, str]) -> Iterator[int]:
    """Where a class stands: after `a` or rdf:type, and after a comma behind such a class."""
    follows = False
    for i, piece in enumerate(listed):
        if piece.kind in ("IRI", "NAME"):
            if follows:
                yield i
                follows = listed[i + 1].text == ","
            else:
                follows = _iri(piece, prefixes) == RDF_TYPE
        elif piece.kind or piece.text != ",":
            follows = not piece.kind and piece.text == "a"


def _base(iri: str) -> str:
    return iri[: max(iri.rfind("#"), iri.rfind("/"), iri.rfind(":")) + 1]


def _near(iri: str, base: str, known: Mapping[str, str]) -> str:
    """The known term of the same namespace whose name or label is nearest, or nothing."""
    local = iri[len(base) :].casefold()
    names: dict[str, str] = {}
    for other, label in known.items():
        if other.startswith(base):
            names.setdefault(re.sub(r"\W", "", label).casefold(), other)
    for other in known:
        if other.startswith(base):
            names[other[len(base) :].casefold()] = other
    close = difflib.get_close_matches(local, names, 1, 0.75)
    return names[close[0]] if close and local else ""
