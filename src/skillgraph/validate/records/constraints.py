"""Tests of constraints: of some things, with the values of a path, those that may break one (SHACL, section 4).

A test never leaves out what breaks its constraint; what it names may still keep to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection

from skillgraph.validate.records.group import Group, Pairs
from skillgraph.validate.records.values import Accepts, is_less, read_literal

Focus = Collection[str]
Test = Callable[[Group, Pairs, set[str]], set[str]]  # the things may have values other than those in the pairs: none
Suspects = Callable[[Group, set[str]], set[str]]


def everything(_group: Group, _pairs: Pairs, focus: set[str]) -> set[str]:
    """The test of a constraint that no other test is made of."""
    return focus


def at_least(count: int) -> Test:
    """sh:minCount. Literals are not counted beyond one, since two may be equal to others."""

    def test(_: Group, pairs: Pairs, focus: set[str]) -> set[str]:
        if count == 1:
            return focus - {one for one, _ in pairs}
        counted = Counter(one for one, value in set(pairs) if not value.startswith('"'))
        return {one for one in focus if counted[one] < count}

    return test


def at_most(count: int) -> Test:
    """sh:maxCount."""

    def test(_: Group, pairs: Pairs, focus: set[str]) -> set[str]:
        found = {one for one, _ in pairs}
        if count == 0 or (count == 1 and len(found) == len(pairs)):
            return set() if count else found
        counted = Counter(one for one, _ in pairs)
        return {one for one, times in counted.items() if times > count}

    return test


def of_values(suspects: Suspects) -> Test:
    """A constraint on each value by itself."""

    def test(group: Group, pairs: Pairs, focus: set[str]) -> set[str]:
        wrong = suspects(group, {value for _, value in pairs})
        return {one for one, value in pairs if value in wrong} if wrong else set()

    return test


def accepted(accepts: Accepts) -> Test:
    """A constraint on values that nothing else is needed for; what it says of a value is kept."""
    known: dict[str, bool] = {}

    def suspects(_: Group, values: set[str]) -> set[str]:
        for value in values - known.keys():
            known[value] = accepts(value)
        return {value for value in values if not known[value]}

    return of_values(suspects)


def has_value(wanted: str) -> Test:
    """sh:hasValue."""
    return lambda _, pairs, focus: focus - {one for one, value in pairs if value == wanted}


def one_for_a_language(_: Group, pairs: Pairs, focus: set[str]) -> set[str]:
    """sh:uniqueLang."""
    seen: Counter[tuple[str, str]] = Counter()
    for one, value in pairs:
        literal = read_literal(value)
        if literal is not None and literal[2]:
            seen[one, literal[2]] += 1
    return {one for (one, _), times in seen.items() if times > 1}


def less_than(predicate: str, *, or_equal: bool = False) -> Test:
    """sh:lessThan and sh:lessThanOrEquals."""

    def test(group: Group, pairs: Pairs, focus: set[str]) -> set[str]:
        others: dict[str, list[str]] = {}
        for one, value in group.pairs(predicate):
            others.setdefault(one, []).append(value)
        fine = {
            (value, other): is_less(value, other, or_equal=or_equal)
            for value, other in {(value, other) for one, value in pairs for other in others.get(one, ())}
        }
        return {one for one, value in pairs if not all(fine[value, other] for other in others.get(one, ()))}

    return test


def disjoint(predicate: str) -> Test:
    """sh:disjoint. Literals that are written in different ways may still be equal."""

    def test(group: Group, pairs: Pairs, focus: set[str]) -> set[str]:
        others = group.pairs(predicate)
        common = {one for one, _ in set(pairs) & set(others)}
        with_texts = {one for one, value in others if value.startswith('"')}
        return common | {one for one, value in pairs if value.startswith('"') and one in with_texts}

    return test
