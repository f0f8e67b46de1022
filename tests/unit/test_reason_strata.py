"""Rules in an order in which most need to run once; the closure is that of running all until nothing comes."""

from __future__ import annotations

import random

import pytest

from skillgraph.engine import Dataset
from skillgraph.reason import RuleSet, close
from skillgraph.reason.compiler import Rule
from skillgraph.reason.strata import concerned, stratify
from skillgraph.terms import RDF_TYPE


def implies(one: str, other: str) -> Rule:
    return Rule(f"{one} implies {other}", f"?x <urn:{other}> ?y", f"?x <urn:{one}> ?y")


def inverse(one: str, other: str) -> Rule:
    return Rule(f"{one} inverse {other}", f"?y <urn:{other}> ?x", f"?x <urn:{one}> ?y")


def names(rules: tuple[Rule, ...]) -> list[str]:
    return [rule.name for rule in rules]


def together(rules: list[Rule]) -> list[tuple[list[str], bool]]:
    return [(names(stratum.rules), stratum.is_cyclic) for stratum in stratify(rules)]


def test_each_rule_comes_after_those_that_it_reads_from() -> None:
    rules = [implies("e", "f"), implies("d", "e"), inverse("c", "b"), inverse("b", "c"), implies("c", "d")]
    assert together([*rules, implies("a", "b"), implies("z", "a")]) == [
        (["z implies a"], False),
        (["a implies b"], False),
        (["c inverse b", "b inverse c"], True),
        (["c implies d"], False),
        (["d implies e"], False),
        (["e implies f"], False),
    ]


def test_cycles_run_one_after_another_and_a_rule_may_feed_itself() -> None:
    rules = [inverse("c", "d"), inverse("d", "c"), implies("b", "c"), inverse("a", "b"), inverse("b", "a")]
    assert [len(stratum.rules) for stratum in stratify(rules)] == [2, 1, 2]
    transitive = Rule("transitive", "?x <urn:a> ?z", "?x <urn:a> ?y . ?y <urn:a> ?z")
    assert together([transitive]) == [(["transitive"], True)]


def test_a_rule_over_rdf_type_itself_makes_all_cyclic() -> None:
    rules = [implies("a", "b"), Rule("odd", f"?y <{RDF_TYPE}> ?x", "?x <urn:b> ?y")]
    assert [(len(stratum.rules), stratum.is_cyclic) for stratum in stratify(rules)] == [(2, True)]


@pytest.mark.parametrize("seed", range(40))
def test_the_closure_is_that_of_all_rules_in_rounds(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # the same rules every time
    made = [chance.choice((implies, inverse))(*chance.sample("abcdefgh", 2)) for _ in range(chance.randrange(2, 9))]
    joined = [Rule("join", f"?x <urn:{chance.choice('abcdefgh')}> ?z", "?x <urn:a> ?y . ?y <urn:b> ?z")]
    kinds = [Rule("kind", "?x a <urn:C> .", "?x <urn:a> ?y"), Rule("kin", "?x <urn:b> <urn:3>", "?x a <urn:C> .")]
    odd = [Rule("odd", f"?x <{RDF_TYPE}> ?y", "?x <urn:h> ?y")] if seed % 8 == 0 else []
    rules = (*made, *joined, *kinds, *odd)
    facts = [
        f"<urn:{chance.randrange(4)}> <urn:{chance.choice('abcdefgh')}> <urn:{chance.randrange(4)}> ."
        for _ in range(12)
    ]
    one, other, later = Dataset(), Dataset(), Dataset()
    for dataset in (one, other):
        dataset.update(f"INSERT DATA {{ {' '.join(facts)} }}")
    close(one, RuleSet(rules, ()))
    size = -1
    while size != len(other):
        size = len(other)
        for rule in rules:
            other.update(rule.update)
    assert one.dump_nquads() == other.dump_nquads()
    later.update(f"INSERT DATA {{ {' '.join(facts[:8])} }}")
    close(later, RuleSet(rules, ()))
    later.update(f"INSERT DATA {{ {' '.join(facts[8:])} }}")
    close(later, RuleSet(rules, ()), since={fact.split()[1] for fact in facts[8:]})
    assert later.dump_nquads() == other.dump_nquads()


def test_rules_that_can_use_what_came() -> None:
    rules = [implies("c", "d"), implies("a", "b"), implies("b", "c"), implies("x", "y")]
    assert names(concerned(rules, {"<urn:b>"})) == ["c implies d", "b implies c"]
    assert names(concerned(rules, {"<urn:d>"})) == []
    odd = Rule("odd", "?y <urn:z> ?x", f"?x <{RDF_TYPE}> ?y")
    assert len(concerned([*rules, odd], {"<urn:d>"})) == 5
