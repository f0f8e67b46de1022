"""Our closure against two others: owlrl, which runs the tables of OWL 2 RL as they stand, and HermiT."""

from __future__ import annotations

from collections.abc import Iterable

import owlrl
import pytest
import rdflib

from skillgraph.engine import Dataset
from skillgraph.reason import close, compile_axioms, read_rules
from skillgraph.reason.axioms import Triple
from skillgraph.reason.dl import DLReport
from skillgraph.terms import ID, NS, OWL, RDF_TYPE, RDFS, Iri, Literal, compact, serialise
from skillgraph.turtle import parse_document
from skillgraph.workspace import Contents

Statements = set[tuple[str, str, str]]

PREFIXES = f"""
@prefix owl: <{OWL}> . @prefix rdfs: <{RDFS}> . @prefix : <{ID}task/> . @prefix sg: <{NS}> .
"""
PROPERTIES = "sg:p a owl:ObjectProperty . sg:q a owl:ObjectProperty . sg:r a owl:ObjectProperty ."
CLASSES = "sg:A a owl:Class . sg:B a owl:Class . sg:C a owl:Class . sg:D a owl:Class ."

# One small graph per kind of rule: the axioms, the statements, and how many statements follow.
CASES: dict[str, tuple[str, str, int]] = {
    "subclass": ("sg:A rdfs:subClassOf sg:B . sg:B rdfs:subClassOf sg:C .", ":x a sg:A .", 2),
    "subproperty": ("sg:p rdfs:subPropertyOf sg:q . sg:q rdfs:subPropertyOf sg:r .", ":x sg:p :y .", 2),
    "equivalent property": ("sg:p owl:equivalentProperty sg:q .", ":x sg:p :y . :y sg:q :z .", 2),
    "inverse": ("sg:p owl:inverseOf sg:q .", ":x sg:p :y . :z sg:q :y .", 2),
    "symmetric": ("sg:p a owl:SymmetricProperty .", ":x sg:p :y .", 1),
    "transitive": ("sg:p a owl:TransitiveProperty .", ":w sg:p :x . :x sg:p :y . :y sg:p :z .", 3),
    "transitive over a circle": ("sg:p a owl:TransitiveProperty .", ":x sg:p :y . :y sg:p :x .", 2),
    "chain": ("sg:r owl:propertyChainAxiom ( sg:p sg:q ) .", ":x sg:p :y . :y sg:q :z .", 1),
    "chain of three": ("sg:r owl:propertyChainAxiom ( sg:p sg:q sg:p ) .", ":w sg:p :x . :x sg:q :y . :y sg:p :z .", 1),
    "two chains": (
        "sg:r owl:propertyChainAxiom ( sg:p sg:r ) , ( sg:q sg:r ) .",
        ":w sg:p :x . :x sg:q :y . :y sg:r :z .",
        2,
    ),
    "chain of an inverse": (
        "sg:r owl:propertyChainAxiom ( sg:q sg:q ) . sg:p owl:inverseOf sg:q .",
        ":z sg:p :y . :y sg:p :x .",
        3,
    ),
    "domain and range": ("sg:p rdfs:domain sg:A ; rdfs:range sg:B .", ":x sg:p :y .", 2),
    "value on the left": (
        "[ a owl:Restriction ; owl:onProperty sg:p ; owl:hasValue :v ] rdfs:subClassOf sg:A .",
        ":x sg:p :v . :y sg:p :w .",
        1,
    ),
    "value on the right": (
        "sg:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty sg:p ; owl:hasValue :v ] .",
        ":x a sg:A .",
        1,
    ),
    "value both ways": (
        "sg:A owl:equivalentClass [ a owl:Restriction ; owl:onProperty sg:p ; owl:hasValue :v ] .",
        ":x a sg:A . :y sg:p :v . :z sg:p :w .",
        2,
    ),
    "some values on the left": (
        "[ a owl:Restriction ; owl:onProperty sg:p ; owl:someValuesFrom sg:A ] rdfs:subClassOf sg:B .",
        ":x sg:p :y . :y a sg:A . :z sg:p :x .",
        1,
    ),
    "any value on the left": (
        "[ a owl:Restriction ; owl:onProperty sg:p ; owl:someValuesFrom owl:Thing ] rdfs:subClassOf sg:B .",
        ":x sg:p :y .",
        1,
    ),
    "some values of some values": (
        """[ a owl:Restriction ; owl:onProperty sg:p ; owl:someValuesFrom
             [ a owl:Restriction ; owl:onProperty sg:q ; owl:someValuesFrom sg:A ] ] rdfs:subClassOf sg:B .""",
        ":x sg:p :y . :y sg:q :z . :z a sg:A .",
        1,
    ),
    "intersection on the left": (
        "[ a owl:Class ; owl:intersectionOf ( sg:A sg:B ) ] rdfs:subClassOf sg:C .",
        ":x a sg:A , sg:B . :y a sg:A .",
        1,
    ),
    "intersection on the right": (
        "sg:A rdfs:subClassOf [ a owl:Class ; owl:intersectionOf ( sg:B sg:C ) ] .",
        ":x a sg:A .",
        2,
    ),
    "intersection of two restrictions": (
        """[ a owl:Class ; owl:intersectionOf (
             [ a owl:Restriction ; owl:onProperty sg:p ; owl:someValuesFrom sg:A ]
             [ a owl:Restriction ; owl:onProperty sg:q ; owl:someValuesFrom sg:B ] ) ] rdfs:subClassOf sg:C .""",
        ":x sg:p :y ; sg:q :z . :y a sg:A . :z a sg:B . :w sg:p :y ; sg:q :y .",
        1,
    ),
    "union on the left": (
        "[ a owl:Class ; owl:unionOf ( sg:A sg:B ) ] rdfs:subClassOf sg:C .",
        ":x a sg:A . :y a sg:B . :z a sg:D .",
        2,
    ),
    "union within an intersection": (
        """[ a owl:Class ; owl:intersectionOf ( sg:A [ a owl:Class ; owl:unionOf ( sg:B sg:C ) ] ) ]
           rdfs:subClassOf sg:D .""",
        ":x a sg:A , sg:B . :y a sg:A , sg:C . :z a sg:A .",
        2,
    ),
    "intersection of a dozen": (
        f"""[ a owl:Class ; owl:intersectionOf ( {
            12 * "[ a owl:Restriction ; owl:onProperty sg:p ; owl:someValuesFrom"
            " [ a owl:Restriction ; owl:onProperty sg:q ; owl:someValuesFrom sg:A ] ] "
        } ) ] rdfs:subClassOf sg:B .""",
        ":x sg:p :y . :y sg:q :z . :z a sg:A . :w sg:p :x .",
        1,
    ),
    "equivalence": ("sg:A owl:equivalentClass sg:B .", ":x a sg:A . :y a sg:B .", 2),
    "equivalence with an intersection": (
        """sg:A owl:equivalentClass [ a owl:Class ; owl:intersectionOf (
             sg:B [ a owl:Restriction ; owl:onProperty sg:p ; owl:hasValue :v ] ) ] .""",
        ":x a sg:A . :y a sg:B ; sg:p :v . :z a sg:B .",
        3,
    ),
    "a type that a chain brings": (
        """sg:r owl:propertyChainAxiom ( sg:p sg:q ) . sg:r rdfs:subPropertyOf sg:p .
           [ a owl:Restriction ; owl:onProperty sg:p ; owl:someValuesFrom sg:A ] rdfs:subClassOf sg:B .""",
        ":x sg:p :y . :y sg:q :z . :z a sg:A .",
        3,
    ),
}


def dataset_of(triples: Iterable[Triple]) -> Dataset:
    dataset = Dataset()
    dataset.load_nquads("".join(f"{' '.join(map(serialise, triple))} .\n" for triple in triples).encode())
    return dataset


def plain(dataset: Dataset) -> list[Triple]:
    return [(s, p, o) for s, p, o, _ in dataset.triples()]


def closed_by_us(ontology: Iterable[Triple], triples: Iterable[Triple]) -> list[Triple]:
    dataset = dataset_of(triples)
    close(dataset, compile_axioms(dataset_of(ontology).engine()))
    return plain(dataset)


def closed_by_owlrl(triples: Iterable[Triple]) -> list[Triple]:
    graph = rdflib.Graph(bind_namespaces="none")
    graph.parse(data="".join(f"{' '.join(map(serialise, triple))} .\n" for triple in triples), format="nt")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return [
        (Iri(str(s)), Iri(str(p)), Iri(str(o)))
        for s, p, o in graph
        if isinstance(s, rdflib.URIRef) and isinstance(o, rdflib.URIRef)
    ]


def about_individuals(triples: Iterable[Triple], terms: set[str]) -> Statements:
    """What is said of the graph's own things with a declared class or object property."""
    return {
        (compact(str(s)), compact(p.value), compact(str(o)))
        for s, p, o in triples
        if str(s).startswith(ID) and isinstance(o, Iri) and (o.value if p.value == RDF_TYPE else p.value) in terms
    }


def declared_in(triples: Iterable[Triple]) -> set[str]:
    kinds = {OWL + "Class", OWL + "ObjectProperty"}
    return {str(s) for s, p, o in triples if p.value == RDF_TYPE and str(o) in kinds}


@pytest.mark.parametrize("name", CASES)
def test_a_rule_gives_what_owlrl_gives(name: str) -> None:
    axioms, statements, count = CASES[name]
    document = parse_document(f"{PREFIXES}{PROPERTIES}{CLASSES}{axioms}{statements}", ID)
    assert document.problems == ()
    triples = [(t.subject, t.predicate, t.object) for t in document.triples]
    terms = declared_in(triples)
    ours = about_individuals(closed_by_us(triples, triples), terms)
    assert ours == about_individuals(closed_by_owlrl(triples), terms)
    assert len(ours - about_individuals(triples, terms)) == count


def test_all_kinds_of_rules_have_a_case() -> None:
    assert len(CASES) >= 26


@pytest.fixture(scope="module")
def prepared(ontology: list[Triple], data: list[Triple], contents: Contents) -> list[Triple]:
    """The workspace as the closure finds it in a build: with what the rules of the stage `before` have added."""
    dataset = dataset_of([*ontology, *data])
    for rule in read_rules(contents.text("ontology", ".rq")):
        if rule.stage == "before":
            dataset.construct(rule.query)
    return plain(dataset)


def without_text(triples: Iterable[Triple]) -> list[Triple]:
    """No rule of ours looks at a literal, and owlrl takes minutes over them.

    Keys are left out too: owlrl compares all properties of a key but the last, and takes different things for one.
    """
    return [triple for triple in triples if not isinstance(triple[2], Literal) and triple[1].value != OWL + "hasKey"]


# Each has to add something to the shipped data, or the comparison would say nothing about it.
DERIVED = {
    "rdf:type", "sg:hasRequirement", "sg:requirementOf", "sg:accepts", "sg:attests", "sg:entails", "sg:paidThrough",
    "sg:hasEffort", "sg:funds", "sg:basedAt", "sg:actsAs", "sg:dependsOnTier", "sg:dependsOnKnowledgeOf", "sg:restsOn",
    "sg:supports", "sg:partOf", "sg:prerequisite", "sg:hasTask", "sg:carriesTask", "sg:hasExample", "org:holds",
    "org:role", "skos:narrower", "skos:broaderTransitive", "skos:semanticRelation", "p-plan:isPrecededBy",
}  # fmt: skip


@pytest.mark.slow
def test_the_shipped_graph_is_closed_as_owlrl_closes_it(ontology: list[Triple], prepared: list[Triple]) -> None:
    terms = declared_in(ontology)
    given = without_text(prepared)
    ours = about_individuals(closed_by_us(ontology, given), terms)
    assert ours == about_individuals(closed_by_owlrl(given), terms)
    added = ours - about_individuals(given, terms)
    assert len(added) >= 4000
    assert DERIVED - {predicate for _, predicate, _ in added} == set()


@pytest.mark.xdist_group("hermit")
@pytest.mark.slow
def test_hermit_finds_the_same_types(ontology: list[Triple], data: list[Triple], report: DLReport) -> None:
    terms = declared_in(ontology)
    given = [*ontology, *data]
    known = about_individuals(given, terms)
    ours = {row for row in about_individuals(closed_by_us(ontology, given), terms) - known if row[1] == "rdf:type"}
    theirs = {(compact(s.value), "rdf:type", compact(o.value)) for s, o in report.types if s.value.startswith(ID)}
    assert ours == theirs
    assert len(theirs) >= 2000
    defined = {cls for _, _, cls in theirs}
    assert {"sg:LeadershipTask", "sg:RequiredUninvolvedTask"} <= defined
