"""Each way of leaving OWL 2 RL is found, and what is allowed is left alone."""

from __future__ import annotations

import pytest

from skillgraph.reason.axioms import Triple
from skillgraph.reason.profile import ProfileViolation, violations
from skillgraph.terms import ID, NS, OWL, RDF, RDFS, XSD
from skillgraph.turtle import parse_document

PREFIXES = f"""
@prefix owl: <{OWL}> . @prefix rdf: <{RDF}> . @prefix rdfs: <{RDFS}> . @prefix xsd: <{XSD}> .
@prefix : <{ID}task/> . @prefix sg: <{NS}> .
"""
DECLARED = """
sg:A a owl:Class . sg:B a owl:Class . sg:C a owl:Class .
sg:p a owl:ObjectProperty . sg:q a owl:ObjectProperty . sg:r a owl:ObjectProperty . sg:s a owl:ObjectProperty .
sg:d a owl:DatatypeProperty . sg:note a owl:AnnotationProperty .
"""
R = "a owl:Restriction ; owl:onProperty"
SELF = "[ a owl:Restriction ; owl:onProperty sg:p ; owl:hasSelf true ]"

# An axiom, the predicate or class that it is reported under, and words of the reason.
OUTSIDE: list[tuple[str, str, str]] = [
    # super-class expressions
    (f"sg:A rdfs:subClassOf [ {R} sg:p ; owl:someValuesFrom sg:B ] .", "rdfs:subClassOf", "owl:someValuesFrom may not"),
    (f"sg:A rdfs:subClassOf [ {R} sg:p ; owl:minCardinality 1 ] .", "rdfs:subClassOf", "owl:minCardinality may not"),
    (f"sg:A rdfs:subClassOf [ {R} sg:p ; owl:cardinality 1 ] .", "rdfs:subClassOf", "owl:cardinality may not"),
    (f"sg:A rdfs:subClassOf [ {R} sg:p ; owl:maxCardinality 2 ] .", "rdfs:subClassOf", "not up to 2"),
    (
        f"sg:A rdfs:subClassOf [ {R} sg:p ; owl:qualifiedCardinality 1 ; owl:onClass sg:B ] .",
        "rdfs:subClassOf",
        "owl:qualifiedCardinality may not",
    ),
    (
        f"sg:A rdfs:subClassOf [ {R} sg:p ; owl:maxQualifiedCardinality 1 ; owl:onClass [ owl:complementOf sg:B ] ] .",
        "rdfs:subClassOf",
        "owl:complementOf may not stand in a sub-class",
    ),
    ("sg:A rdfs:subClassOf [ owl:unionOf ( sg:B sg:C ) ] .", "rdfs:subClassOf", "owl:unionOf may not"),
    ("sg:A rdfs:subClassOf [ owl:oneOf ( :x ) ] .", "rdfs:subClassOf", "owl:oneOf may not"),
    ("sg:A rdfs:subClassOf owl:Thing .", "rdfs:subClassOf", "owl:Thing may not stand in a super-class"),
    (f"sg:A rdfs:subClassOf {SELF} .", "rdfs:subClassOf", "owl:hasSelf may not"),
    (
        f"sg:A rdfs:subClassOf [ {R} sg:p ; owl:allValuesFrom [ owl:unionOf ( sg:B sg:C ) ] ] .",
        "rdfs:subClassOf",
        "owl:unionOf may not stand in a super-class",
    ),
    # sub-class expressions
    ("owl:Thing rdfs:subClassOf sg:A .", "rdfs:subClassOf", "owl:Thing may not stand in a sub-class"),
    ("[ owl:complementOf sg:A ] rdfs:subClassOf sg:B .", "rdfs:subClassOf", "owl:complementOf may not"),
    (f"[ {R} sg:p ; owl:allValuesFrom sg:A ] rdfs:subClassOf sg:B .", "rdfs:subClassOf", "owl:allValuesFrom may not"),
    (f"[ {R} sg:p ; owl:maxCardinality 1 ] rdfs:subClassOf sg:B .", "rdfs:subClassOf", "owl:maxCardinality may not"),
    # equivalences
    ("sg:A owl:equivalentClass owl:Thing .", "owl:equivalentClass", "owl:Thing may not stand in an equivalent"),
    ("sg:A owl:equivalentClass [ owl:unionOf ( sg:B sg:C ) ] .", "owl:equivalentClass", "owl:unionOf may not"),
    ("sg:A owl:equivalentClass [ owl:oneOf ( :x ) ] .", "owl:equivalentClass", "owl:oneOf may not"),
    (
        f"sg:A owl:equivalentClass [ owl:intersectionOf ( sg:B [ {R} sg:p ; owl:someValuesFrom sg:C ] ) ] .",
        "owl:equivalentClass",
        "owl:someValuesFrom may not",
    ),
    # other class axioms
    ("sg:A owl:disjointWith [ owl:complementOf sg:B ] .", "owl:disjointWith", "owl:complementOf may not"),
    ("[] a owl:AllDisjointClasses ; owl:members ( sg:A owl:Thing ) .", "owl:members", "owl:Thing may not"),
    ("sg:A owl:disjointUnionOf ( sg:B sg:C ) .", "owl:disjointUnionOf", "disjoint union"),
    ("sg:A owl:hasKey ( sg:note ) .", "owl:hasKey", "sg:note is not declared as an object or data property"),
    # property axioms
    ("sg:p a owl:ReflexiveProperty .", "rdf:type", "reflexive property"),
    ("sg:d a owl:InverseFunctionalProperty .", "rdf:type", "sg:d is not declared as an object property"),
    (
        "sg:note a owl:FunctionalProperty .",
        "rdf:type",
        "sg:note is not declared as an object property or data property",
    ),
    ("sg:p rdfs:domain [ owl:unionOf ( sg:A sg:B ) ] .", "rdfs:domain", "owl:unionOf may not"),
    ("sg:p rdfs:range owl:Thing .", "rdfs:range", "owl:Thing may not"),
    ("sg:d rdfs:range xsd:date .", "rdfs:range", "xsd:date is not a datatype of OWL 2 RL"),
    ("sg:d rdfs:range owl:real .", "rdfs:range", "owl:real is not a datatype of OWL 2 RL"),
    ('sg:d rdfs:range [ a rdfs:Datatype ; owl:oneOf ( "a" ) ] .', "rdfs:range", "data range is not allowed"),
    ("sg:p rdfs:subPropertyOf sg:d .", "rdfs:subPropertyOf", "not declared as properties of one kind"),
    ("sg:p owl:propertyChainAxiom ( sg:q sg:d ) .", "owl:propertyChainAxiom", "sg:d is not declared as an object"),
    # assertions
    (":x a [ owl:unionOf ( sg:A sg:B ) ] .", "rdf:type", "owl:unionOf may not"),
    (":x sg:d [] .", "sg:d", "resource as its value"),
    (":x sg:p 1 .", "sg:p", "literal as its value"),
    (':x sg:d "2026-01-01"^^xsd:date .', "sg:d", "xsd:date is not a datatype"),
    (f'[ {R} sg:d ; owl:hasValue "2026"^^xsd:gYear ] rdfs:subClassOf sg:A .', "rdfs:subClassOf", "xsd:gYear is not"),
    # declarations
    (":x a sg:Z .", "rdf:type", "sg:Z is not declared as a class"),
    (":x sg:z :y .", "sg:z", "sg:z is not declared as a property"),
    (
        f"[ {R} sg:z ; owl:someValuesFrom sg:A ] rdfs:subClassOf sg:B .",
        "rdfs:subClassOf",
        "property of the restriction",
    ),
    ("sg:A rdfs:subClassOf [ a owl:Class ] .", "rdfs:subClassOf", "it is not a class expression"),
    ("sg:p a owl:DatatypeProperty .", "rdf:type", "declared as data property and object property"),
    ("sg:A a rdfs:Datatype .", "rdf:type", "declared as class and datatype"),
]

INSIDE: list[str] = [
    "sg:A rdfs:subClassOf sg:B , owl:Nothing .",
    "sg:A rdfs:subClassOf [ owl:intersectionOf ( sg:B [ owl:complementOf sg:C ] ) ] .",
    f"sg:A rdfs:subClassOf [ {R} sg:p ; owl:allValuesFrom sg:B ] , [ {R} sg:d ; owl:allValuesFrom xsd:integer ] .",
    f"sg:A rdfs:subClassOf [ {R} sg:p ; owl:maxCardinality 1 ] , [ {R} sg:p ; owl:hasValue :x ] .",
    f"sg:A rdfs:subClassOf [ {R} sg:p ; owl:maxQualifiedCardinality 0 ; owl:onClass owl:Thing ] .",
    f"sg:A rdfs:subClassOf [ {R} sg:d ; owl:maxQualifiedCardinality 1 ; owl:onDataRange xsd:decimal ] .",
    f"[ owl:unionOf ( sg:A [ {R} sg:p ; owl:someValuesFrom owl:Thing ] ) ] rdfs:subClassOf sg:B .",
    f"[ {R} [ owl:inverseOf sg:p ] ; owl:someValuesFrom [ owl:oneOf ( :x :y ) ] ] rdfs:subClassOf sg:B .",
    f"[ {R} sg:d ; owl:someValuesFrom xsd:string ] rdfs:subClassOf sg:B .",
    f"sg:A owl:equivalentClass [ owl:intersectionOf ( sg:B [ {R} sg:d ; owl:hasValue 3 ] ) ] .",
    "sg:A owl:disjointWith sg:B . [] a owl:AllDisjointClasses ; owl:members ( sg:A sg:C ) .",
    "sg:A owl:hasKey ( sg:p sg:d ) .",
    "sg:p a owl:TransitiveProperty , owl:SymmetricProperty . sg:p owl:inverseOf sg:q . sg:r rdfs:subPropertyOf sg:p .",
    "sg:p a owl:FunctionalProperty , owl:InverseFunctionalProperty .",
    "sg:p a owl:AsymmetricProperty , owl:IrreflexiveProperty .",
    "sg:d a owl:FunctionalProperty ; rdfs:domain sg:A ; rdfs:range xsd:integer . sg:p rdfs:range sg:B .",
    "sg:d rdfs:range [ a rdfs:Datatype ; owl:intersectionOf ( xsd:integer xsd:decimal ) ] .",
    "sg:r owl:propertyChainAxiom ( sg:p sg:q ) , ( sg:p sg:r ) , ( sg:r sg:q ) , ( sg:r sg:r ) .",
    ':x a sg:A , owl:NamedIndividual ; sg:p :y ; sg:d 1 , "text"@en ; sg:note "2026-01-01"^^xsd:date .',
    ':x owl:differentFrom :y . sg:A rdfs:label "A"@en ; rdfs:isDefinedBy <https://w3id.org/skillgraph/ns/x> .',
    '<https://w3id.org/skillgraph/ns/x> a owl:Ontology ; owl:versionInfo "1" ; sg:anything 2 .',
]

# What has a chain or is transitive, and what may not be said of it (Structural Specification, section 11.2).
COMPLEX = {
    "transitive": "sg:p a owl:TransitiveProperty .",
    "chain": "sg:p owl:propertyChainAxiom ( sg:q sg:r ) .",
    "above a chain": "sg:s owl:propertyChainAxiom ( sg:q sg:r ) ; rdfs:subPropertyOf sg:p .",
    "inverse of a transitive one": "sg:s a owl:TransitiveProperty ; owl:inverseOf sg:p .",
    "the same as a transitive one": "sg:s a owl:TransitiveProperty . sg:p owl:equivalentProperty sg:s .",
}
FORBIDDEN = {
    "sg:p a owl:FunctionalProperty .": "owl:FunctionalProperty",
    "sg:p a owl:InverseFunctionalProperty .": "owl:InverseFunctionalProperty",
    "sg:p a owl:AsymmetricProperty .": "owl:AsymmetricProperty",
    "sg:p a owl:IrreflexiveProperty .": "owl:IrreflexiveProperty",
    "sg:p owl:propertyDisjointWith sg:q .": "owl:propertyDisjointWith",
    "[] a owl:AllDisjointProperties ; owl:members ( sg:q sg:p ) .": "owl:AllDisjointProperties",
    f"sg:A rdfs:subClassOf [ {R} sg:p ; owl:maxCardinality 1 ] .": "owl:maxCardinality",
    f"sg:A rdfs:subClassOf [ {R} [ owl:inverseOf sg:p ] ; owl:maxCardinality 1 ] .": "owl:maxCardinality",
    f"sg:A rdfs:subClassOf {SELF} .": "owl:hasSelf",
}
IRREGULAR: dict[str, tuple[str, str]] = {
    "itself in the middle": ("sg:p owl:propertyChainAxiom ( sg:q sg:p sg:r ) .", "come back to sg:p"),
    "itself at both ends": ("sg:p owl:propertyChainAxiom ( sg:p sg:q sg:p ) .", "come back to sg:p"),
    "its inverse": ("sg:p owl:propertyChainAxiom ( sg:q sg:s ) ; owl:inverseOf sg:s .", "use sg:s, which follows from"),
    "a circle": (
        "sg:p owl:propertyChainAxiom ( sg:q sg:r ) . sg:q owl:propertyChainAxiom ( sg:p sg:r ) .",
        "come back to sg:p",
    ),
    "a property that follows from it": (
        "sg:p owl:propertyChainAxiom ( sg:q sg:r ) ; rdfs:subPropertyOf sg:q .",
        "use sg:q, which follows from sg:p",
    ),
    "further away": (
        "sg:p owl:propertyChainAxiom ( sg:q sg:q ) . sg:q owl:propertyChainAxiom ( sg:r sg:r ) . "
        "sg:p rdfs:subPropertyOf sg:r .",
        "use sg:r, which follows from sg:p",
    ),
}


def triples(turtle: str) -> list[Triple]:
    document = parse_document(PREFIXES + turtle, ID)
    assert document.problems == ()
    return [(t.subject, t.predicate, t.object) for t in document.triples]


def found(axiom: str, context: str = "") -> list[ProfileViolation]:
    return violations(triples(axiom), triples(DECLARED + context))


@pytest.mark.parametrize(("axiom", "name", "words"), OUTSIDE, ids=[row[0] for row in OUTSIDE])
def test_an_axiom_outside_the_profile_is_found(axiom: str, name: str, words: str) -> None:
    assert any(wrong.axiom == name and words in wrong.reason for wrong in found(axiom)), found(axiom)


@pytest.mark.parametrize("axiom", INSIDE)
def test_an_axiom_inside_the_profile_is_left_alone(axiom: str) -> None:
    assert found(axiom) == []


@pytest.mark.parametrize("axiom", FORBIDDEN)
@pytest.mark.parametrize("case", COMPLEX)
def test_what_is_not_simple_is_neither_counted_nor_forbidden(axiom: str, case: str) -> None:
    reasons = {wrong.axiom: wrong.reason for wrong in found(axiom, COMPLEX[case]) if "not simple" in wrong.reason}
    assert reasons == {FORBIDDEN[axiom]: "sg:p is transitive or has a chain, so it is not simple"}


@pytest.mark.parametrize("axiom", FORBIDDEN)
def test_what_stands_below_a_transitive_property_is_simple(axiom: str) -> None:
    below = "sg:p rdfs:subPropertyOf sg:s . sg:s a owl:TransitiveProperty . sg:p a owl:SymmetricProperty ."
    assert [wrong for wrong in found(axiom, below) if "not simple" in wrong.reason] == []


@pytest.mark.parametrize("case", IRREGULAR)
def test_chains_without_an_order_are_found(case: str) -> None:
    axioms, words = IRREGULAR[case]
    assert any(wrong.axiom == "owl:propertyChainAxiom" and words in wrong.reason for wrong in found(axioms))


def test_the_context_is_not_checked_itself() -> None:
    assert found("sg:A rdfs:subClassOf sg:B .", "sg:p a owl:ReflexiveProperty .") == []


def test_the_subject_is_named() -> None:
    (wrong,) = found("sg:p a owl:ReflexiveProperty .")
    assert wrong == ProfileViolation("sg:p", "rdf:type", "a reflexive property is not allowed (section 4.2.5)")
    (wrong,) = found("[ owl:complementOf sg:A ] rdfs:subClassOf sg:B .")
    assert wrong.subject == "(expression)"


def test_a_list_in_a_circle_ends() -> None:
    circle = "_:l rdf:first sg:A ; rdf:rest _:l . sg:B owl:equivalentClass [ owl:intersectionOf _:l ] ."
    assert found(circle) == []


def test_the_tables_of_this_file_are_whole() -> None:
    assert len(OUTSIDE) >= 43
    assert len(INSIDE) >= 21
