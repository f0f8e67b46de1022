"""The order in which rules run: most of them need to run once."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from skillgraph.reason.compiler import Rule
from skillgraph.terms import RDF_TYPE

_IRI = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Stratum:
    """Rules that run together: one that needs to run once, or some that feed each other."""

    rules: tuple[Rule, ...]
    is_cyclic: bool

    @property
    def heads(self) -> frozenset[str]:
        """The IRIs in what its rules derive: properties and classes, and values."""
        return frozenset(name for rule in self.rules for name in _IRI.findall(rule.head))


def stratify(rules: Sequence[Rule]) -> tuple[Stratum, ...]:
    """The rules in an order in which each comes after those that it reads from, which are those of its own stratum too.

    One reads from another whose head has an IRI that its own body has. A class and a property are told apart by their
    IRIs alone, so with a rule that has rdf:type as a property all are one stratum.
    """
    heads = [frozenset(_IRI.findall(rule.head)) for rule in rules]
    bodies = [frozenset(_IRI.findall(rule.body)) for rule in rules]
    if any(f"<{RDF_TYPE}>" in names for names in (*heads, *bodies)):
        return (Stratum(tuple(rules), is_cyclic=True),)
    everything = range(len(rules))
    feeds = [[other for other in everything if heads[one] & bodies[other]] for one in everything]
    reached = [_reachable(feeds, one) for one in everything]
    found: list[Stratum] = []
    placed: set[int] = set()
    for one in sorted(everything, key=lambda one: -len(reached[one] | {one})):  # what feeds a rule reaches all it does
        if one not in placed:
            members = sorted({one, *(other for other in reached[one] if one in reached[other])})
            placed.update(members)
            found.append(Stratum(tuple(rules[member] for member in members), one in reached[one]))
    return tuple(found)


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
