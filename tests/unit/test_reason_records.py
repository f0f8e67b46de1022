"""What follows from records beside a catalogue is what the engine derives from both at once."""

from __future__ import annotations

import random

import pytest

from skillgraph.engine import Dataset
from skillgraph.reason import RuleSet, close, compile_axioms
from skillgraph.reason.records import Catalogue
from skillgraph.terms import ID, NS, OWL, RDFS, serialise
from skillgraph.turtle import parse_document
from skillgraph.turtle.facts import by_graph, engine_quads, split_lines
from skillgraph.turtle.grouped import Fact, Grouped

PREFIXES = f"@prefix owl: <{OWL}> . @prefix rdfs: <{RDFS}> . @prefix : <{ID}> . @prefix sg: <{NS}> .\n"
AXIOMS = {
    "hierarchies": "sg:p rdfs:subPropertyOf sg:q . sg:q rdfs:subPropertyOf sg:r . sg:A rdfs:subClassOf sg:B . "
    "sg:B rdfs:subClassOf sg:C . sg:q rdfs:domain sg:A . sg:r rdfs:range sg:D .",
    "inverses": "sg:p owl:inverseOf sg:q . sg:q rdfs:subPropertyOf sg:r . sg:r a owl:SymmetricProperty .",
    "chains": "sg:r owl:propertyChainAxiom ( sg:p sg:q ) . sg:s owl:propertyChainAxiom ( sg:r sg:p sg:q ) .",
    "a chain of an inverse": "sg:r owl:propertyChainAxiom ( [ owl:inverseOf sg:p ] sg:q ) .",
    "a chain with itself": "sg:r owl:propertyChainAxiom ( sg:p sg:p ) . sg:p rdfs:subPropertyOf sg:q .",
    "transitive": "sg:p a owl:TransitiveProperty ; rdfs:subPropertyOf sg:q . sg:q owl:inverseOf sg:r .",
    "a value on the right": "sg:A rdfs:subClassOf [ owl:onProperty sg:p ; owl:hasValue :n1 ] . "
    "sg:p owl:inverseOf sg:q . sg:q rdfs:domain sg:B . sg:q rdfs:range sg:C .",
    "a value on the left": "[ owl:onProperty sg:p ; owl:hasValue :n1 ] rdfs:subClassOf sg:A . "
    "sg:A rdfs:subClassOf sg:B .",
    "some of a class": "[ owl:onProperty sg:p ; owl:someValuesFrom sg:A ] rdfs:subClassOf sg:B . "
    "[ owl:onProperty sg:q ; owl:someValuesFrom owl:Thing ] rdfs:subClassOf sg:A .",
    "intersections": "sg:C owl:equivalentClass [ owl:intersectionOf ( sg:A sg:B ) ] . "
    "[ owl:unionOf ( sg:A [ owl:onProperty sg:p ; owl:someValuesFrom sg:C ] ) ] rdfs:subClassOf sg:D .",
}


def drawn(chance: random.Random, count: int) -> set[Fact]:
    """Some statements about a few things, of classes or with things and literals for values."""
    nodes = [f"<{ID}n{number}>" for number in range(5)]
    found = set[Fact]()
    for _ in range(count):
        subject, property_ = chance.choice(nodes), f"<{NS}{chance.choice('pqrs')}>"
        kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", f"<{NS}{chance.choice('ABCD')}>"
        value = chance.choice([*nodes, *nodes, '"a"@en', '"7"'])
        found.add((subject, *(kind if chance.random() < 0.4 else (property_, value))))
    return found


def rules_of(axioms: str) -> RuleSet:
    """The rules that some axioms are compiled to."""
    triples = ((t.subject, t.predicate, t.object) for t in parse_document(PREFIXES + axioms, ID).triples)
    ontology = Dataset()
    ontology.load_nquads("".join(f"{' '.join(map(serialise, triple))} .\n" for triple in triples).encode())
    return compile_axioms(ontology.engine())


def held(dataset: Dataset) -> set[Fact]:
    return set(split_lines(dataset.triple_lines()))


@pytest.mark.parametrize("name", AXIOMS)
def test_it_follows_what_the_engine_derives(name: str) -> None:
    rules = rules_of(AXIOMS[name])
    derived = 0
    for seed in range(60):
        chance = random.Random(seed)  # noqa: S311  # a made-up world
        facts, records = drawn(chance, 6), drawn(chance, 8)
        before, both = Dataset(), Dataset()
        before.load(engine_quads(facts, ""))
        close(before, rules)
        both.load(engine_quads(facts | records, ""))
        close(both, rules)
        catalogue = Catalogue(rules, Grouped.of(held(before)))
        given = Grouped.of(records)
        made = catalogue.close(given, catalogue.records([given]))
        assert len(made) == len(set(made))
        assert set(given) == records
        assert held(before) | records | set(made) == held(both), (name, seed)
        assert not set(made) & (held(before) | records)
        derived += len(made)
    assert derived > 20


def test_a_value_may_have_any_sign_for_the_end_of_a_line() -> None:
    line = '<http://a/> <http://b/> "one\u2028two\x85three" <http://g/> .\n'
    assert by_graph(line.encode()) == {"http://g/": [("<http://a/>", "<http://b/>", '"one\u2028two\x85three"')]}
