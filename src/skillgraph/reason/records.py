"""The closure of records: what follows from one file of them and all that the catalogue says, without an engine.

The compiled rules run forwards over facts (semi-naive: each new fact is joined with those before it). Where facts of
two files of records could meet in a rule, `Meeting` says so, since then no file can be closed by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from skillgraph.reason.alone import AloneRules, Following
from skillgraph.reason.atoms import atoms, key_of
from skillgraph.reason.compiler import Rule, RuleSet
from skillgraph.reason.joins import Index, Join, Partners, joins_of
from skillgraph.turtle.grouped import LITERAL, TYPE, Fact, Grouped, Kind, Pair, kind_of

_FUNCTIONAL = re.compile(r"\?this (<[^>]*>) \?a \. \?this \1 \?b \. FILTER\(STR\(\?a\)")
_DISJOINT = re.compile(r"\{ \?this a (<[^>]*>) \. \?this a (<[^>]*>) \. \}")


class Records:
    """What some files of records state, and what is derived from it; `own` are the things that they describe."""

    def __init__(self, stated: Iterable[Grouped], catalogue: Index) -> None:
        self.known = Grouped.union(stated)
        self.own = self.known.subjects()
        self.partners = Partners(self.own, catalogue)
        self.meeting = self.partners.meeting

    def foreign(self, catalogue: Catalogue) -> set[str]:
        """What they mention that neither they nor the catalogue describe, and what both describe."""
        mentioned = self.known.nodes()
        blank = {node for node in self.own | mentioned if node[0] == "_"}
        return blank | (mentioned - self.own - catalogue.nodes) | (self.own & catalogue.nodes)


@dataclass(frozen=True, slots=True)
class _Copy:
    """Facts of one kind that follow from each of another; `turns` as in `Following`, `fixed` is '' or their value."""

    turns: bool
    kind: Kind
    fixed: str
    again: bool  # whether they have to be looked at themselves

    def of(self, pairs: set[Pair]) -> set[Pair]:
        """Those that follow from some."""
        if self.fixed:
            value = self.fixed
            return {(o, value) for _, o in pairs} if self.turns else {(s, value) for s, _ in pairs}
        return {(o, s) for s, o in pairs} if self.turns else pairs


@dataclass(frozen=True, slots=True)
class _Doing:
    """What is done with facts of one kind; see `Following`."""

    following: Following
    copies: tuple[_Copy, ...]
    typings: tuple[bool, ...]  # whether the value is the subject, for each copy whose class is the other term
    joins: tuple[Join, ...]


class Catalogue:
    """The closed facts that are no records, and the rules, ready to be applied to files of records."""

    def __init__(self, rules: RuleSet, facts: Grouped) -> None:
        self.facts = facts
        self.nodes = {node for pairs in facts.by.values() for pair in pairs for node in pair}
        self._alone = AloneRules()
        self._joins: dict[str, list[Join]] = {}
        self._wanted: set[str] = set()
        for rule in rules.rules:
            self._learn(rule)
        self._index = Index()
        for (predicate, sort), pairs in facts.by.items():
            if key_of(predicate, sort or "<>") in self._wanted:
                for subject, value in pairs:
                    self._index.add((subject, predicate, value))
        self._doing: dict[Kind, _Doing] = {}
        self._checks = _Checks(rules)

    def records(self, stated: Iterable[Grouped]) -> Records:
        """What some files state, ready to be closed."""
        return Records(stated, self._index)

    def adopt(self, made: Grouped, records: Records) -> Grouped:
        """What a rule has made of the records, without what is known; the things that it describes are theirs."""
        fresh = made.minus(self.facts, records.known)
        records.known.update(fresh)
        records.own.update(fresh.subjects() - self.nodes)
        return fresh

    def close(self, facts: Grouped, records: Records) -> Grouped:
        """What follows from facts and was known neither of the records nor in the catalogue; from then on it is."""
        derived = Grouped()
        waiting = [*facts.by.items()]

        def learn(kind: Kind, made: set[Pair], *, again: bool) -> None:
            fresh = self.facts.fresh(kind, records.known.fresh(kind, made))
            if fresh:
                records.known.take(kind, fresh)
                derived.take(kind, fresh)
                if again:
                    waiting.append((kind, fresh))

        for kind, pairs in waiting:  # which grows meanwhile
            doing = self._doing.get(kind) or self._new_doing(kind)
            for copy in doing.copies:
                learn(copy.kind, copy.of(pairs), again=copy.again)
            for made, some in Grouped.of(self._further(kind, pairs, doing, records)).by.items():
                learn(made, some, again=True)
        self._touch(facts, records)
        self._touch(derived, records)
        return derived

    def _further(self, kind: Kind, pairs: set[Pair], doing: _Doing, records: Records) -> Iterator[Fact]:
        """What follows from facts of a kind beside the copies."""
        if doing.following.others:
            for subject, value in pairs:
                yield from doing.following.other_facts(subject, value)
        for turns in doing.typings:
            for subject, value in pairs:
                yield (value, TYPE, subject) if turns else (subject, TYPE, value)
        if doing.joins:
            facts = [(subject, kind[0], value) for subject, value in pairs]
            for fact in facts:
                records.partners.index.add(fact)
            for join in doing.joins:
                for fact in facts:
                    yield from join.follow(fact, records.partners)

    def _new_doing(self, kind: Kind) -> _Doing:
        predicate, sort = kind
        is_literal = sort[:1] == LITERAL
        following = self._alone.following(predicate, sort or "<>")
        copies, typings = list[_Copy](), list[bool]()
        for turns, made, fixed in following.copies:
            value = fixed or ("<>" if turns or not is_literal else LITERAL)
            if made == TYPE and not fixed:
                typings.append(turns)
            else:
                copies.append(_Copy(turns, kind_of(made, value), fixed, self._is_looked_at(made, fixed)))
        key = sort if predicate == TYPE else predicate
        self._doing[kind] = _Doing(following, tuple(copies), tuple(typings), tuple(self._joins.get(key, ())))
        return self._doing[kind]

    def _is_looked_at(self, predicate: str, fixed: str) -> bool:
        """Whether facts that follow have to be joined with others."""
        return (fixed if predicate == TYPE else predicate) in self._wanted

    def _touch(self, facts: Grouped, records: Records) -> None:
        own, touched = records.own, records.meeting.touched
        for (predicate, sort), pairs in facts.by.items():
            key = sort if predicate == TYPE else predicate
            if key in self._wanted:
                if not {subject for subject, _ in pairs} <= own:
                    touched.add((key, "subject"))
                if predicate != TYPE and not {value for _, value in pairs} <= own:
                    touched.add((predicate, "object"))

    def clashes(self, facts: Grouped) -> Iterator[tuple[str, str]]:
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

    def run(self, facts: Grouped) -> Iterator[tuple[str, str]]:
        """(subject, message) of each that is broken."""
        for predicate, message in self._functional.items():
            pairs = [pair for sort in ("", LITERAL) for pair in facts.by.get((predicate, sort), ())]
            if len({subject for subject, _ in pairs}) < len(pairs):
                yield from ((subject, message) for subject in _with_several(pairs))
        yield from self._types(facts)

    def _types(self, facts: Grouped) -> Iterator[tuple[str, str]]:
        held = {one: {subject for subject, _ in facts.by.get((TYPE, one), ())} for one in sorted(self._classes)}
        if sum(map(len, held.values())) == len(set[str]().union(*held.values())):
            return
        for pair, message in self._disjoint.items():
            for subject in sorted(set.intersection(*(held[one] for one in pair))):
                yield subject, message


def _with_several(pairs: Iterable[Pair]) -> Iterator[str]:
    """The subject of each pair that gives another value than one before it."""
    seen: dict[str, str] = {}
    for subject, value in sorted(pairs):
        if seen.setdefault(subject, value) != value:
            yield subject
