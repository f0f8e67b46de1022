"""The order in which rules run: most of them need to run once."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from skillgraph.reason.compiler import Rule
from skillgraph.terms import RDF_TYPE

_IRI = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Strata:
    """Rules in three parts: what feeds a cycle, what is on one or between two, and what only follows from them.

    The first and the last are in an order in which each rule comes after those that it reads from.
    """

    first: tuple[Rule, ...]
    cyclic: tuple[Rule, ...]
    last: tuple[Rule, ...]


def stratify(rules: Sequence[Rule]) -> Strata:
    """The rules by what they read: one reads from another whose head has an IRI that its own body has.

    A class and a property are told apart by their IRIs alone, so a rule with rdf:type as a property makes all cyclic.
    """
    heads = [frozenset(_IRI.findall(rule.head)) for rule in rules]
    bodies = [frozenset(_IRI.findall(rule.body)) for rule in rules]
    everything = range(len(rules))
    if any(f"<{RDF_TYPE}>" in names for names in (*heads, *bodies)):
        return Strata((), tuple(rules), ())
    feeds = [[other for other in everything if heads[one] & bodies[other]] for one in everything]
    reached = [_reachable(feeds, one) for one in everything]
    turning = {one for one in everything if one in reached[one]}
    before = {one for one in everything if one not in turning and reached[one] & turning}
    behind = {one for cycle in turning for one in reached[cycle]} - turning
    first = sorted(before - behind, key=lambda one: -len(reached[one]))  # what feeds a rule reaches more than it
    last = sorted(set(everything) - before - turning, key=lambda one: -len(reached[one]))
    cyclic = sorted(turning | (before & behind))
    return Strata(*(tuple(rules[one] for one in part) for part in (first, cyclic, last)))


def concerned(rules: Sequence[Rule], names: Set[str]) -> tuple[Rule, ...]:
    """The rules that can use statements with these properties and classes, given as `<IRI>`, or what comes of them."""
    if any(f"<{RDF_TYPE}>" in _IRI.findall(f"{rule.head} {rule.body}") for rule in rules):
        return tuple(rules)
    known, found = set(names), set[int]()
    is_new = True
    while is_new:
        is_new = False
        for place, rule in enumerate(rules):
            if place not in found and not known.isdisjoint(_IRI.findall(rule.body)):
                found.add(place)
                known.update(_IRI.findall(rule.head))
                is_new = True
    return tuple(rule for place, rule in enumerate(rules) if place in found)


def _reachable(feeds: Sequence[Sequence[int]], start: int) -> frozenset[int]:
    found: set[int] = set()
    waiting = list(feeds[start])
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += feeds[one]
    return frozenset(found)
