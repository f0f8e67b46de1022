"""Plain rules give what the engine gives; other rules, and facts whose texts do not show all, are left to it."""

from __future__ import annotations

import random

import pytest

from skillgraph import workspace
from skillgraph.engine import Dataset
from skillgraph.reason import read_rules
from skillgraph.reason.matching import Lookup, Unsure, consequences
from skillgraph.reason.patterns import plain_rules
from skillgraph.terms import NS, PREFIXES, RDF_TYPE, XSD
from skillgraph.turtle.facts import nquads, split_lines
from skillgraph.turtle.grouped import Fact, Grouped

ID = PREFIXES["holder"]
RULES = {
    "a star": "CONSTRUCT { ?y sg:r ?x ; a sg:D } WHERE { ?x a sg:A ; sg:p ?y ; sg:q holder:n1 }",
    "a literal is handed on": "CONSTRUCT { ?x sg:t ?y } WHERE { ?x sg:p ?y ; sg:q ?z }",
    "a chain": "CONSTRUCT { ?x sg:r ?z } WHERE { ?x sg:p/sg:q ?y . ?y sg:p ?z }",
    "without": "CONSTRUCT { ?x sg:r ?y } WHERE { ?x sg:p ?y . ?y sg:q ?z FILTER NOT EXISTS { ?x sg:q ?z } }",
    "without a class": "CONSTRUCT { ?x a sg:D } WHERE { ?x sg:p ?y . FILTER NOT EXISTS { ?x a sg:B } }",
    "two things that share nothing": "CONSTRUCT { ?x sg:r ?y } WHERE { ?x a sg:A . ?y a sg:B ; sg:p ?z }",
    "listed classes": "CONSTRUCT { ?x sg:r ?kind } WHERE { VALUES ?kind { sg:A sg:B } ?x a ?kind ; sg:p ?y }",
    "names put together": """CONSTRUCT { ?z sg:r ?x ; sg:s ?y }
        WHERE { ?x sg:p ?y ; a sg:A . BIND(STRAFTER(STR(?x), STR(holder:)) AS ?one)
        BIND(IRI(CONCAT(STR(sg:), ?one, "/", STR(STRAFTER(STR(?y), "holder/")))) AS ?z) }""",
    "inner variables are others": """CONSTRUCT { ?x sg:r ?z }
        WHERE { { SELECT DISTINCT ?x ?z WHERE { ?x sg:p ?y . ?y sg:q ?z } } { SELECT ?x WHERE { ?x sg:q ?y } } }""",
    "a pattern in several ways": "CONSTRUCT { ?x sg:r ?z } WHERE { ?x sg:p ?y , ?z . ?z sg:p ?w }",
}
OTHERS = {
    "a literal": 'CONSTRUCT { ?x sg:r ?y } WHERE { ?x sg:p ?y , "7" }',
    "an optional part": "CONSTRUCT { ?x sg:r ?y } WHERE { ?x sg:p ?y OPTIONAL { ?y sg:q ?z } }",
    "a union": "CONSTRUCT { ?x sg:r ?y } WHERE { { ?x sg:p ?y } UNION { ?x sg:q ?y } }",
    "a comparison": "CONSTRUCT { ?x sg:r ?y } WHERE { ?x sg:p ?y FILTER(?x != ?y) }",
    "a path of any length": "CONSTRUCT { ?x sg:r ?y } WHERE { ?x sg:p+ ?y }",
    "any property": "CONSTRUCT { ?x sg:r ?y } WHERE { ?x ?p ?y }",
    "any class": "CONSTRUCT { ?x sg:r ?y } WHERE { ?x a ?y }",
    "a limit": "CONSTRUCT { ?x sg:r ?y } WHERE { { SELECT ?x ?y WHERE { ?x sg:p ?y } LIMIT 1 } }",
    "a limit at the end": "CONSTRUCT { ?x sg:r ?y } WHERE { ?x sg:p ?y } LIMIT 1",
    "a count": "CONSTRUCT { ?x sg:r ?n } WHERE { SELECT ?x (COUNT(?y) AS ?n) WHERE { ?x sg:p ?y } GROUP BY ?x }",
    "a prefix of its own": "PREFIX sg: <http://a/> CONSTRUCT { ?x sg:r ?y } WHERE { ?x sg:p ?y }",
    "a new blank node": "CONSTRUCT { ?x sg:r _:b } WHERE { ?x sg:p ?y }",
    "what is bound too late": "CONSTRUCT { ?x sg:r ?z } WHERE { BIND(IRI(STR(?y)) AS ?z) ?x sg:p ?y }",
    "a string for a value": "CONSTRUCT { ?x sg:r ?z } WHERE { ?x sg:p ?y BIND(STR(?y) AS ?z) }",
    "two things that must not be there": "CONSTRUCT { ?x sg:r ?y } "
    "WHERE { ?x sg:p ?y FILTER NOT EXISTS { ?x sg:q ?z . ?z sg:q ?y } }",
    "something else that must not be there": "CONSTRUCT { ?x sg:r ?y } "
    "WHERE { ?x sg:p ?y FILTER NOT EXISTS { ?x sg:q ?z } }",
    "the same thing twice": "CONSTRUCT { ?x sg:r ?x } WHERE { ?x sg:p ?x }",
    "a language": 'CONSTRUCT { ?z sg:r ?x } WHERE { ?x sg:p ?y BIND(IRI(CONCAT("http://a/"@en, STR(?y))) AS ?z) }',
}


def drawn(chance: random.Random, count: int) -> set[Fact]:
    """Some statements about a few things, of classes or with things and literals for values."""
    nodes = [f"<{ID}n{number}>" for number in range(5)]
    found = set[Fact]()
    for _ in range(count):
        value = chance.choice([*nodes, *nodes, '"a"@en', '"7"', f'"7"^^<{XSD}integer>'])
        said = f"<{NS}{chance.choice('pq')}>", value
        kind = f"<{RDF_TYPE}>", f"<{NS}{chance.choice('AB')}>"
        found.add((chance.choice(nodes), *(kind if chance.random() < 0.3 else said)))
    return found


def constructed(query: str, facts: set[Fact]) -> set[Fact]:
    """What the engine gives."""
    dataset = Dataset()
    dataset.load_nquads(nquads(facts))
    return set(split_lines(dataset.constructed(query).splitlines()))


def made(query: str, old: set[Fact], new: set[Fact]) -> set[Fact]:
    """What new facts give."""
    rules = plain_rules(query)
    assert rules is not None
    known, fresh = Lookup(Grouped.of(old)), Lookup(Grouped.of(new))
    return {fact for rule in rules for fact in consequences(rule, known, fresh)}


@pytest.mark.parametrize("name", RULES)
def test_new_facts_give_what_the_engine_gives(name: str) -> None:
    query, found, unsure = RULES[name], 0, 0
    for seed in range(200):
        chance = random.Random(seed)  # noqa: S311  # a made-up world
        old, new = drawn(chance, seed % 12), drawn(chance, 16)
        expected, before = constructed(query, old | new), constructed(query, old)
        try:
            fresh = made(query, old, new)
        except Unsure:
            unsure += 1
            continue
        assert fresh <= expected, seed
        assert expected - before <= fresh, seed
        found += len(expected - before)
    assert found > 100
    assert unsure == 0


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_plain_join_is_left_to_the_engine(name: str) -> None:
    Dataset().constructed(OTHERS[name])  # it is a query
    assert plain_rules(OTHERS[name]) is None


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ('"007"^^<http://www.w3.org/2001/XMLSchema#integer>', "a literal is handed on"),
        ('<<( <http://a/> <http://b/> "007" )>>', "a literal is handed on"),
        ('"a\\\\n"', "names put together"),
        ("_:b", "names put together"),
        (f"<{ID}%41>", "names put together"),
    ],
)
def test_where_the_texts_do_not_tell_the_engine_is_asked(value: str, rule: str) -> None:
    facts: set[Fact] = {(f"<{ID}n0>", f"<{NS}p>", value), (f"<{ID}n0>", f"<{RDF_TYPE}>", f"<{NS}A>")}
    facts |= {(f"<{ID}n0>", f"<{NS}q>", f"<{ID}n1>")}
    with pytest.raises(Unsure):
        made(RULES[rule], set(), facts)


def test_the_rules_over_records_are_plain() -> None:
    files = [file for file in workspace.read(workspace.shipped()).files if file.path.endswith(".rq")]
    rules = {rule.name: rule for rule in read_rules(file for file in files if file.path.startswith("ontology/rules/"))}
    plain = {name for name, rule in rules.items() if plain_rules(rule.query) is not None}
    assert plain == {"accepts", "attests", "entailments", "satisfaction", "speaks-of"}
