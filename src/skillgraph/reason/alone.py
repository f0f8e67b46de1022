"""Rules with one pattern in their bodies, and what follows by them from a fact alone.

That is the same for all facts of a predicate (for rdf:type: of a class), so it is worked out on a fact of signs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from skillgraph.turtle.grouped import TYPE, Fact

_SUBJECT, _VALUE, _LITERAL = "?subject", "?value", '"?value"'


@dataclass(frozen=True, slots=True)
class Following:
    """What follows from a fact by itself.

    Copies say whether the value of the fact is the subject, then the predicate, and what the value is ('': the other
    term). `others` have signs for the terms of the fact.
    """

    copies: tuple[tuple[bool, str, str], ...]
    others: tuple[Fact, ...]

    def other_facts(self, subject: str, value: str) -> Iterator[Fact]:
        """What follows from a fact with this subject and value beside the copies."""
        if self.others:
            terms = {_SUBJECT: subject, _VALUE: value, _LITERAL: value}
            for s, p, o in self.others:
                yield terms.get(s, s), p, terms.get(o, o)


class AloneRules:
    """The rules, and what follows by them from facts of each kind."""

    def __init__(self) -> None:
        self._copies: dict[str, list[tuple[bool, str, str, bool]]] = {}
        self._classes: dict[str, list[Sequence[Fact]]] = {}

    def learn(self, pattern: Fact, head: Sequence[Fact], *, no_literal: bool) -> None:
        """Takes in a rule; a pattern has a variable for a value, or says that something is of a class."""
        subject, predicate, value = pattern
        if not value.startswith("?"):
            assert predicate == TYPE
            self._classes.setdefault(value, []).append(head)
            return
        for one, made, other in head:
            fixed = "" if other.startswith("?") else other
            self._copies.setdefault(predicate, []).append((one != subject, made, fixed, no_literal))

    def following(self, predicate: str, value: str) -> Following:
        """What follows from facts of this predicate: of this class, or with values of this sort."""
        sign = _LITERAL if value.startswith('"') else value if predicate == TYPE else _VALUE
        fact = _SUBJECT, predicate, sign
        found: dict[Fact, None] = {fact: None}
        waiting = [fact]
        for one in waiting:
            fresh = [made for made in self._consequences(one) if made not in found]
            found |= dict.fromkeys(fresh)
            waiting += fresh
        del found[fact]
        copies: list[tuple[bool, str, str]] = []
        others: list[Fact] = []
        for s, p, o in found:
            turns = s != _SUBJECT
            other = _SUBJECT if turns else fact[2]
            if s not in (_SUBJECT, fact[2]) or (o != other and o in (_SUBJECT, fact[2])):
                others.append((s, p, o))
            else:
                copies.append((turns, p, "" if o == other else o))
        return Following(tuple(copies), tuple(others))

    def _consequences(self, fact: Fact) -> Iterator[Fact]:
        s, p, o = fact
        if p == TYPE:
            for head in self._classes.get(o, ()):
                for _, predicate, value in head:
                    yield s, predicate, value
        for turns, predicate, value, no_literal in self._copies.get(p, ()):
            if turns:
                if not o.startswith('"'):
                    yield o, predicate, value or s
            elif not (no_literal and o.startswith('"')):
                yield s, predicate, value or o
