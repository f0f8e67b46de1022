"""OWL 2 RL, checked on the syntax: which axioms of an ontology leave the profile, and why.

Follows OWL 2 Profiles, section 4.2, on the RDF form of the axioms (OWL 2 Mapping to RDF Graphs), and those global
restrictions of OWL 2 DL that `roles` checks. Annotations are outside the profiles: their values may be anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from skillgraph.reason.axioms import DECLARATIONS, KNOWN_DATATYPES, AxiomGraph, Triple, name_of
from skillgraph.reason.roles import CARDINALITIES, role_violations
from skillgraph.terms import OWL, RDF, RDF_TYPE, RDFS, Blank, Iri, Literal, Term, compact

_PROPERTIES = {"object property", "data property", "annotation property"}
_RL_DATATYPES = KNOWN_DATATYPES - {OWL + "real", OWL + "rational"}  # section 4.2.1
_CONSTRUCTORS = tuple(
    OWL + name
    for name in ("intersectionOf", "unionOf", "complementOf", "oneOf", "someValuesFrom", "allValuesFrom", "hasValue")
)
_EXPRESSIONS = (*_CONSTRUCTORS, OWL + "hasSelf", OWL + "onDatatype", *CARDINALITIES)
_PLACES = {"sub": "a sub-class", "super": "a super-class", "equivalent": "an equivalent class"}

Reasons = Iterator[str]
_PartCheck = Callable[["_Checker", Term, Term], Reasons]


@dataclass(frozen=True, slots=True)
class ProfileViolation:
    """An axiom that OWL 2 RL does not allow: its subject and its predicate or kind as prefixed names, and why."""

    subject: str
    axiom: str
    reason: str


def violations(triples: Iterable[Triple], context: Iterable[Triple] = ()) -> list[ProfileViolation]:
    """What in `triples` is outside OWL 2 RL, in the order of subjects.

    `context` holds the rest of the ontology: its declarations and its order of properties count, its axioms are not
    checked.
    """
    own = set(triples)
    everything = own | set(context)
    graph = AxiomGraph(sorted(everything, key=str))
    checker = _Checker(graph)
    found = {(s, p.value, reason) for s, p, o in own for reason in checker.triple(s, p.value, o)}
    found |= {(s, RDF_TYPE, reason) for s in {s for s, _, _ in own} for reason in _clashing_kinds(graph, s)}
    found |= set(role_violations(graph, own, everything))
    return sorted(
        (ProfileViolation(name_of(subject), compact(axiom), reason) for subject, axiom, reason in found),
        key=lambda violation: (violation.subject, violation.axiom, violation.reason),
    )


def _clashing_kinds(graph: AxiomGraph, subject: Term) -> Reasons:
    """The typing constraints of OWL 2 DL (Structural Specification, section 5.8.1)."""
    kinds = graph.kinds(subject) if isinstance(subject, Iri) else set()
    for clash in (kinds & _PROPERTIES, kinds & {"class", "datatype"}):
        if len(clash) > 1:
            yield f"it is declared as {' and '.join(sorted(clash))}"


class _Checker:
    """Reasons why a triple, or the expressions in it, is outside the profile."""

    def __init__(self, graph: AxiomGraph) -> None:
        self.graph = graph

    def triple(self, subject: Term, predicate: str, value: Term) -> Reasons:
        if predicate in _AXIOMS:
            yield from _AXIOMS[predicate](self, subject, value)
        elif not predicate.startswith((OWL, RDF)) and not self.graph.is_header(subject):
            yield from self._assertion(predicate, value)

    def _assertion(self, predicate: str, value: Term) -> Reasons:
        kinds = self.graph.kinds(Iri(predicate)) & _PROPERTIES
        if not kinds:
            yield f"{compact(predicate)} is not declared as a property"
        elif kinds == {"object property"} and isinstance(value, Literal):
            yield f"{compact(predicate)} is an object property and has a literal as its value"
        elif kinds == {"data property"}:
            yield from self.literal(value)

    def literal(self, value: Term) -> Reasons:
        if not isinstance(value, Literal):
            yield "a data property has a resource as its value"
        elif value.datatype not in _RL_DATATYPES:
            yield f"{compact(value.datatype)} is not a datatype of OWL 2 RL"

    def expression(self, place: str, term: Term, *, thing: bool = False) -> Reasons:
        """Reasons why the class expression may not stand in that place (tables of section 4.2.3)."""
        if isinstance(term, Iri):
            yield from self._named(place, term, thing)
            return
        found = [name for name in _EXPRESSIONS if name in self.graph.predicates(term)]
        if not found:
            yield "it is not a class expression"
        for constructor in found:
            check = _ALLOWED[place].get(constructor)
            part = self.graph.value(term, constructor)
            if check is None or part is None:
                yield f"{compact(constructor)} may not stand in {_PLACES[place]} expression"
            else:
                yield from check(self, term, part)

    def _named(self, place: str, term: Iri, thing: bool) -> Reasons:
        if term.value == OWL + "Thing" and not thing:
            yield f"owl:Thing may not stand in {_PLACES[place]} expression"
        elif "class" not in self.graph.kinds(term):
            yield f"{name_of(term)} is not declared as a class"

    def data_range(self, term: Term) -> Reasons:
        """Datatypes and their intersections (section 4.2.4)."""
        head = self.graph.value(term, OWL + "intersectionOf")
        if isinstance(term, Blank) and head is not None:
            for member in self.graph.members(head):
                yield from self.data_range(member)
        elif isinstance(term, Blank):
            yield "this data range is not allowed: datatypes and their intersections are"
        elif str(term) not in _RL_DATATYPES and "datatype" not in self.graph.kinds(term):
            yield f"{name_of(term)} is not a datatype of OWL 2 RL"

    def filler(self, place: str, restriction: Term, term: Term, *, thing: bool) -> Reasons:
        """The class or data range of a restriction, by what its property is."""
        yield from self.property_of(restriction)
        if "data property" in self._kinds_of_property(restriction):
            yield from self.data_range(term)
        else:
            yield from self.expression(place, term, thing=thing)

    def property_of(self, restriction: Term) -> Reasons:
        if not self._kinds_of_property(restriction) & {"object property", "data property"}:
            yield "the property of the restriction is not declared as an object or data property"

    def _kinds_of_property(self, restriction: Term) -> set[str]:
        prop = self.graph.value(restriction, OWL + "onProperty")
        return set() if prop is None else self.graph.kinds(prop)


def _each(place: str) -> _PartCheck:
    def check(checker: _Checker, expression: Term, part: Term) -> Reasons:
        for member in checker.graph.members(part):
            yield from checker.expression(place, member)

    return check


def _filler(place: str, *, thing: bool) -> _PartCheck:
    return lambda checker, expression, part: checker.filler(place, expression, part, thing=thing)


def _value(checker: _Checker, expression: Term, part: Term) -> Reasons:
    yield from checker.property_of(expression)
    if isinstance(part, Literal):
        yield from checker.literal(part)


def _at_most_one(checker: _Checker, expression: Term, part: Term) -> Reasons:
    if str(part) not in ("0", "1"):
        yield f"a super-class expression may count up to 0 or 1, not up to {part}"
    yield from checker.property_of(expression)
    if (cls := checker.graph.value(expression, OWL + "onClass")) is not None:
        yield from checker.expression("sub", cls, thing=True)
    if (datatype := checker.graph.value(expression, OWL + "onDataRange")) is not None:
        yield from checker.data_range(datatype)


def _fine(checker: _Checker, expression: Term, part: Term) -> Reasons:
    return iter(())


def _complement(checker: _Checker, expression: Term, part: Term) -> Reasons:
    return checker.expression("sub", part)


_ALLOWED: dict[str, dict[str, _PartCheck]] = {
    "sub": {
        OWL + "intersectionOf": _each("sub"),
        OWL + "unionOf": _each("sub"),
        OWL + "oneOf": _fine,
        OWL + "someValuesFrom": _filler("sub", thing=True),
        OWL + "hasValue": _value,
    },
    "super": {
        OWL + "intersectionOf": _each("super"),
        OWL + "complementOf": _complement,
        OWL + "allValuesFrom": _filler("super", thing=False),
        OWL + "hasValue": _value,
        OWL + "maxCardinality": _at_most_one,
        OWL + "maxQualifiedCardinality": _at_most_one,
    },
    "equivalent": {OWL + "intersectionOf": _each("equivalent"), OWL + "hasValue": _value},
}


def _sub_class(checker: _Checker, subject: Term, value: Term) -> Reasons:
    yield from checker.expression("sub", subject)
    yield from checker.expression("super", value)


def _equivalent(checker: _Checker, subject: Term, value: Term) -> Reasons:
    if "datatype" in checker.graph.kinds(subject):
        yield from checker.data_range(value)
        return
    yield from checker.expression("equivalent", subject)
    yield from checker.expression("equivalent", value)


def _disjoint(checker: _Checker, subject: Term, value: Term) -> Reasons:
    yield from checker.expression("sub", subject)
    yield from checker.expression("sub", value)


def _disjoint_union(checker: _Checker, subject: Term, value: Term) -> Reasons:
    yield "a disjoint union is not allowed (section 4.2.5)"


def _members(checker: _Checker, subject: Term, value: Term) -> Reasons:
    if str(checker.graph.value(subject, RDF_TYPE)) == OWL + "AllDisjointClasses":
        yield from _each("sub")(checker, subject, value)


def _domain(checker: _Checker, subject: Term, value: Term) -> Reasons:
    if checker.graph.kinds(subject) != {"annotation property"}:
        yield from checker.expression("super", value)


def _range(checker: _Checker, subject: Term, value: Term) -> Reasons:
    if "data property" in checker.graph.kinds(subject):
        yield from checker.data_range(value)
    else:
        yield from _domain(checker, subject, value)


def _key(checker: _Checker, subject: Term, value: Term) -> Reasons:
    yield from checker.expression("sub", subject)
    for prop in checker.graph.members(value):
        if not checker.graph.kinds(prop) & {"object property", "data property"}:
            yield f"{name_of(prop)} is not declared as an object or data property"


def _same_kind(checker: _Checker, subject: Term, value: Term) -> Reasons:
    if not checker.graph.kinds(subject) & checker.graph.kinds(value) & _PROPERTIES:
        yield f"{name_of(subject)} and {name_of(value)} are not declared as properties of one kind"


def _chain(checker: _Checker, subject: Term, value: Term) -> Reasons:
    for prop in (subject, *checker.graph.members(value)):
        if "object property" not in checker.graph.kinds(prop):
            yield f"{name_of(prop)} is not declared as an object property"


def _type(checker: _Checker, subject: Term, value: Term) -> Reasons:
    iri = str(value)
    kinds = checker.graph.kinds(subject)
    if iri == OWL + "ReflexiveProperty":
        yield "a reflexive property is not allowed (section 4.2.5)"
    elif iri.startswith(OWL) and iri.endswith("Property") and iri not in DECLARATIONS:
        allowed = {"object property", "data property"} if iri == OWL + "FunctionalProperty" else {"object property"}
        if not kinds & allowed:
            yield f"{name_of(subject)} is not declared as an {' or '.join(sorted(allowed, reverse=True))}"
    elif not iri.startswith((OWL, RDFS, RDF)) or iri == OWL + "Nothing":
        yield from checker.expression("super", value)


_AXIOMS: dict[str, _PartCheck] = {
    RDF_TYPE: _type,
    RDFS + "subClassOf": _sub_class,
    RDFS + "domain": _domain,
    RDFS + "range": _range,
    RDFS + "subPropertyOf": _same_kind,
    OWL + "equivalentProperty": _same_kind,
    OWL + "propertyDisjointWith": _same_kind,
    OWL + "propertyChainAxiom": _chain,
    OWL + "equivalentClass": _equivalent,
    OWL + "disjointWith": _disjoint,
    OWL + "disjointUnionOf": _disjoint_union,
    OWL + "members": _members,
    OWL + "hasKey": _key,
}
