"""The closure of records: what follows from one file of them and all that the catalogue says, without an engine.

The compiled rules run forwards over facts (semi-naive: each new fact is joined with those before it). Where facts of
two files of records could meet in a rule, `Meeting` says so, since then no file can be closed by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from skillgraph.reason.alone import AloneRules, Following
from skillgraph.reason.atoms import TYPE, Fact, atoms, key_of
from skillgraph.reason.compiler import Rule, RuleSet
from skillgraph.reason.joins import Index, Join, Partners, joins_of

_FUNCTIONAL = re.compile(r"\?this (<[^>]*>) \?a \. \?this \1 \?b \. FILTER\(STR\(\?a\)")
_DISJOINT = re.compile(r"\{ \?this a (<[^>]*>) \. \?this a (<[^>]*>) \. \}")


class Records:
    """What some files of records state, and what is derived from it; `own` are the things that they describe."""

    def __init__(self, stated: Iterable[Fact], catalogue: Index) -> None:
        self.known = set(stated)
        self.own = {fact[0] for fact in self.known}
        self.partners = Partners(self.own, catalogue)
        self.meeting = self.partners.meeting

    def foreign(self, catalogue: Catalogue) -> set[str]:
        """What they mention that neither they nor the catalogue describe, and what both describe."""
        mentioned = {o for _, p, o in self.known if p != TYPE and o[0] in "<_"}
        blank = {node for node in self.own | mentioned if node[0] == "_"}
        return blank | (mentioned - self.own - catalogue.nodes) | (self.own & catalogue.nodes)


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is done with facts of one kind: copies, each with whether it has to be looked at itself; see `Following`."""

    following: Following
    copies: tuple[tuple[bool, str, str, bool], ...]
    joins: tuple[Join, ...]


class Catalogue:
    """The closed facts that are no records, and the rules, ready to be applied to files of records."""

    def __init__(self, rules: RuleSet, facts: Iterable[Fact]) -> None:
        self.facts = set(facts)
        self.nodes = {node for s, _, o in self.facts for node in (s, o)}
        self._alone = AloneRules()
        self._joins: dict[str, list[Join]] = {}
        self._wanted: set[str] = set()
        for rule in rules.rules:
            self._learn(rule)
        self._index = Index()
        for fact in self.facts:
            if key_of(fact[1], fact[2]) in self._wanted:
                self._index.add(fact)
        self._classes: dict[str, _Kind] = {}  # what is done with facts of rdf:type, by the class
        self._literals: dict[str, _Kind] = {}  # with other facts whose value is a literal, by the predicate
        self._things: dict[str, _Kind] = {}  # with all others, by the predicate
        self._checks = _Checks(rules)

    def records(self, stated: Iterable[Fact]) -> Records:
        """What some files state, ready to be closed."""
        return Records(stated, self._index)

    def adopt(self, made: Iterable[Fact], records: Records) -> list[Fact]:
        """What a rule has made of the records, without what is known; the things that it describes are theirs."""
        fresh = [fact for fact in made if fact not in self.facts and fact not in records.known]
        records.known.update(fresh)
        records.own.update({fact[0] for fact in fresh} - self.nodes)
        return fresh

    def close(self, facts: Iterable[Fact], records: Records) -> list[Fact]:
        """What follows from facts and was known neither of the records nor in the catalogue; from then on it is."""
        known, ours, derived = records.known, self.facts, list[Fact]()
        given = list(facts)
        waiting = given[:]
        classes, literals, things = self._classes, self._literals, self._things
        for fact in waiting:  # which grows meanwhile
            s, p, o = fact
            kind = classes.get(o) if p == TYPE else (literals if o[0] == '"' else things).get(p)
            if kind is None:
                kind = self._new_kind(p, o)
            for turns, predicate, fixed, again in kind.copies:
                made = (o if turns else s), predicate, fixed or (s if turns else o)
                if made not in known and made not in ours:
                    known.add(made)
                    derived.append(made)
                    if again:
                        waiting.append(made)
            if kind.joins or kind.following.others:
                for made in self._further(fact, kind, records):
                    if made not in known and made not in ours:
                        known.add(made)
                        derived.append(made)
                        waiting.append(made)
        self._touch(given, records)
        self._touch(derived, records)
        return derived

    def _further(self, fact: Fact, kind: _Kind, records: Records) -> Iterator[Fact]:
        yield from kind.following.other_facts(fact[0], fact[2])
        if kind.joins:
            records.partners.index.add(fact)
            for join in kind.joins:
                yield from join.follow(fact, records.partners)

    def _new_kind(self, predicate: str, value: str) -> _Kind:
        if predicate == TYPE:
            key, kinds = value, self._classes
        else:
            key, kinds = predicate, self._literals if value[0] == '"' else self._things
        following = self._alone.following(predicate, value)
        copies = tuple((*copy, self._is_looked_at(*copy[1:])) for copy in following.copies)
        kinds[key] = _Kind(following, copies, tuple(self._joins.get(key, ())))
        return kinds[key]

    def _is_looked_at(self, predicate: str, fixed: str) -> bool:
        """Whether a fact that follows has to be joined with others, or is of a class that is not known beforehand."""
        if predicate == TYPE:
            return not fixed or fixed in self._wanted
        return predicate in self._wanted

    def _touch(self, facts: Iterable[Fact], records: Records) -> None:
        own, touched, wanted = records.own, records.meeting.touched, self._wanted
        for s, p, o in facts:
            if (key := o if p == TYPE else p) in wanted:
                if s not in own:
                    touched.add((key, "subject"))
                if p != TYPE and o not in own:
                    touched.add((p, "object"))

    def clashes(self, facts: Iterable[Fact]) -> Iterator[tuple[str, str]]:
        """(subject, message) of what breaks an axiom that a file of records can break by itself."""
        return self._checks.run(facts)

    def _learn(self, rule: Rule) -> None:
        body, no_literals = atoms(rule.body)
        head, _ = atoms(rule.head)
        subject, predicate, value = body[0]
        assert subject.startswith("?")
        if len(body) == 1 and (value.startswith("?") or predicate == TYPE):
            self._alone.learn(body[0], head, no_literal=bool(no_literals))
            return
        for key, join in joins_of(body, head, no_literals):
            self._joins.setdefault(key, []).append(join)
            self._wanted.add(key)


class _Checks:
    """Properties with one value, and classes that share nothing."""

    def __init__(self, rules: RuleSet) -> None:
        self._functional: dict[str, str] = {}
        self._disjoint: dict[frozenset[str], str] = {}
        for check in rules.checks:
            if found := _FUNCTIONAL.search(check.query):
                self._functional[found[1]] = check.message
            elif found := _DISJOINT.search(check.query):
                self._disjoint[frozenset(found.groups())] = check.message
        self._classes = frozenset(one for pair in self._disjoint for one in pair)

    def run(self, facts: Iterable[Fact]) -> Iterator[tuple[str, str]]:
        """(subject, message) of each that is broken."""
        functional, classes = self._functional, self._classes
        valued, typed = list[Fact](), list[Fact]()
        for fact in facts:
            if fact[1] in functional:
                valued.append(fact)
            elif fact[1] == TYPE and fact[2] in classes:
                typed.append(fact)
        if len({(s, p) for s, p, _ in valued}) < len(valued):
            yield from self._values(valued)
        if len({s for s, _, _ in typed}) < len(typed):
            yield from self._types(typed)

    def _values(self, facts: Iterable[Fact]) -> Iterator[tuple[str, str]]:
        seen: dict[tuple[str, str], str] = {}
        for s, p, o in facts:
            if seen.setdefault((s, p), o) != o:
                yield s, self._functional[p]

    def _types(self, facts: Iterable[Fact]) -> Iterator[tuple[str, str]]:
        types: dict[str, set[str]] = {}
        for s, _, o in facts:
            types.setdefault(s, set()).add(o)
        for s, held in types.items():
            if len(held) > 1:
                yield from ((s, message) for pair, message in self._disjoint.items() if pair <= held)
