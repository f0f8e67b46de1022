"""The triples of an ontology, indexed for those who read its axioms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from skillgraph.terms import OWL, RDF, RDF_TYPE, RDFS, XSD, Iri, Term, compact

Triple = tuple[Term, Iri, Term]
Node = TypeVar("Node")

_XSD_KNOWN = """
decimal integer nonNegativeInteger nonPositiveInteger positiveInteger negativeInteger long int short byte unsignedLong
unsignedInt unsignedShort unsignedByte double float string normalizedString token language Name NCName NMTOKEN boolean
hexBinary base64Binary anyURI dateTime dateTimeStamp
"""
_OTHERS_KNOWN = (RDF + "PlainLiteral", RDF + "langString", RDF + "XMLLiteral", RDFS + "Literal")
# The datatype map of OWL 2 (Structural Specification, section 4): xsd:date is not in it.
KNOWN_DATATYPES = frozenset((*(XSD + name for name in _XSD_KNOWN.split()), *_OTHERS_KNOWN)) | {
    OWL + "real",
    OWL + "rational",
}
DECLARATIONS = {
    OWL + "Class": "class",
    RDFS + "Datatype": "datatype",
    OWL + "ObjectProperty": "object property",
    OWL + "TransitiveProperty": "object property",
    OWL + "SymmetricProperty": "object property",
    OWL + "DatatypeProperty": "data property",
    OWL + "AnnotationProperty": "annotation property",
}
_BUILT_IN = {
    OWL + "Thing": "class",
    OWL + "Nothing": "class",
    OWL + "topObjectProperty": "object property",
    OWL + "bottomObjectProperty": "object property",
    OWL + "topDataProperty": "data property",
    OWL + "bottomDataProperty": "data property",
    **{RDFS + name: "annotation property" for name in ("label", "comment", "seeAlso", "isDefinedBy")},
    **{
        OWL + name: "annotation property"
        for name in ("deprecated", "versionInfo", "priorVersion", "backwardCompatibleWith", "incompatibleWith")
    },
}


class AxiomGraph:
    """Triples by subject and by predicate, and what each term is declared to be."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._by_subject: dict[Term, dict[str, list[Term]]] = {}
        self._kinds: dict[Term, set[str]] = {Iri(name): {kind} for name, kind in _BUILT_IN.items()}
        self._by_predicate: dict[str, list[tuple[Term, Term]]] = {}
        for subject, predicate, value in triples:
            self._by_predicate.setdefault(predicate.value, []).append((subject, value))
            self._by_subject.setdefault(subject, {}).setdefault(predicate.value, []).append(value)
            if predicate.value == RDF_TYPE and str(value) in DECLARATIONS:
                self._kinds.setdefault(subject, set()).add(DECLARATIONS[str(value)])

    def kinds(self, term: Term) -> set[str]:
        """What the term is declared to be; an inverse is what the property is that it inverts."""
        inverted = None if isinstance(term, Iri) else self.value(term, OWL + "inverseOf")
        return self._kinds.get(term if inverted is None else inverted, set())

    def predicates(self, subject: Term) -> set[str]:
        """The predicates that the subject has."""
        return set(self._by_subject.get(subject, {}))

    def pairs(self, predicate: str) -> list[tuple[Term, Term]]:
        """Subjects and values of a predicate, in the order in which the triples came."""
        return self._by_predicate.get(predicate, [])

    def typed(self, cls: str) -> list[str]:
        """The named resources that are stated to be of a class."""
        return [
            str(subject) for subject, value in self.pairs(RDF_TYPE) if str(value) == cls and isinstance(subject, Iri)
        ]

    def value(self, subject: Term, predicate: str) -> Term | None:
        """One value, or None."""
        values = self._by_subject.get(subject, {}).get(predicate, [])
        return values[0] if values else None

    def members(self, head: Term) -> list[Term]:
        """The members of a list; one that is cut short or runs in a circle ends where it breaks."""
        found: list[Term] = []
        seen: set[Term] = set()
        node: Term | None = head
        while node is not None and node not in seen and (first := self.value(node, RDF + "first")) is not None:
            seen.add(node)
            found.append(first)
            node = self.value(node, RDF + "rest")
        return found

    def is_header(self, subject: Term) -> bool:
        """Whether the subject is an ontology."""
        return str(self.value(subject, RDF_TYPE)) == OWL + "Ontology"

    def property_of(self, expression: Term) -> Term:
        """The named property behind a property expression."""
        inverted = None if isinstance(expression, Iri) else self.value(expression, OWL + "inverseOf")
        return expression if inverted is None else inverted


def reachable(edges: Mapping[Node, Iterable[Node]], start: Node) -> set[Node]:
    """What the edges lead to from a node, in any number of steps; the node itself where they lead back to it."""
    found: set[Node] = set()
    waiting = [start]
    while waiting:
        fresh = set(edges.get(waiting.pop(), ())) - found
        found |= fresh
        waiting += fresh
    return found


def name_of(term: Term) -> str:
    """A term as a message names it."""
    return compact(term.value) if isinstance(term, Iri) else "(expression)"
