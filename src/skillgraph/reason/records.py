"""The closure of records: what follows from one file of them and all that the catalogue says, without an engine.

The compiled rules run forwards over facts (semi-naive: each new fact is joined with those before it). A fact is three
texts as N-Triples writes them. Where facts of two files of records could meet in a rule, `Meeting` says so, since
then no file can be closed by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from skillgraph.reason.compiler import Rule, RuleSet
from skillgraph.terms import RDF_TYPE

Fact = tuple[str, str, str]
TYPE = f"<{RDF_TYPE}>"
_TOKEN = re.compile(
    r'FILTER\(!isLiteral\((\?\w+)\)\)|<[^>]*>|\?\w+|\^|\ba\b|"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^<[^>]*>)?|[.;]'
)
_FUNCTIONAL = re.compile(r"\?this (<[^>]*>) \?a \. \?this \1 \?b \. FILTER\(STR\(\?a\)")
_DISJOINT = re.compile(r"\{ \?this a (<[^>]*>) \. \?this a (<[^>]*>) \. \}")
_Side = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Joined:
    """A rule with several atoms in its body; `literals` are the variables that no literal may be bound to."""

    body: tuple[Fact, ...]
    head: tuple[Fact, ...]
    no_literals: tuple[str, ...]


@dataclass(slots=True)
class Meeting:
    """On which sides of which predicates records touch nodes of others, and where rules looked for partners there."""

    touched: set[_Side] = field(default_factory=set)
    joined: set[_Side] = field(default_factory=set)

    def add(self, other: Meeting) -> None:
        """Takes in what was seen in other files."""
        self.touched |= other.touched
        self.joined |= other.joined

    @property
    def is_possible(self) -> bool:
        """Whether facts of two files could meet."""
        return bool(self.touched & self.joined)


class Records:
    """What some files of records state, and what is derived from it; `own` are the things that they describe."""

    def __init__(self, stated: Iterable[Fact], wanted: frozenset[str] = frozenset()) -> None:
        self.known = set(stated)
        self.own = {fact[0] for fact in self.known}
        self.index = Index(wanted)
        self.meeting = Meeting()

    def foreign(self, catalogue: Catalogue) -> set[str]:
        """What they mention that neither they nor the catalogue describe, and what both describe."""
        mentioned = {o for _, p, o in self.known if p != TYPE and o[0] in "<_"}
        blank = {node for node in self.own | mentioned if node[0] == "_"}
        return blank | (mentioned - self.own - catalogue.nodes) | (self.own & catalogue.nodes)


class Catalogue:
    """The closed facts that are no records, and the rules, ready to be applied to files of records."""

    def __init__(self, rules: RuleSet, facts: Iterable[Fact]) -> None:
        self.facts = set(facts)
        self.nodes = {node for s, _, o in self.facts for node in (s, o)}
        self._copies: dict[str, list[tuple[bool, str, str, bool]]] = {}
        self._classes: dict[str, list[Sequence[Fact]]] = {}
        self._joins: dict[str, list[tuple[_Joined, int]]] = {}
        for rule in rules.rules:
            self._learn(rule)
        wanted = {_key(atom[1], atom[2]) for joins in self._joins.values() for rule, _ in joins for atom in rule.body}
        self._index = Index(wanted)
        self._index.add(fact for fact in self.facts if _key(fact[1], fact[2]) in wanted)
        self._checks = _Checks(rules)

    def records(self, stated: Iterable[Fact]) -> Records:
        """What some files state, ready to be closed."""
        return Records(stated, self._index.wanted)

    def adopt(self, made: Iterable[Fact], records: Records) -> list[Fact]:
        """What a rule has made of the records, without what is known; the things that it describes are theirs."""
        fresh = [fact for fact in made if fact not in self.facts and fact not in records.known]
        records.known.update(fresh)
        records.own.update(fact[0] for fact in fresh if fact[0] not in self.nodes)
        return fresh

    def close(self, facts: Iterable[Fact], records: Records) -> list[Fact]:
        """What follows from facts and was known neither of the records nor in the catalogue; from then on it is."""
        known, given, derived = records.known, list(facts), []
        waiting = given[:]
        while waiting:
            fact = waiting.pop()
            for made in self._consequences(fact, records):
                if made not in known and made not in self.facts:
                    known.add(made)
                    derived.append(made)
                    waiting.append(made)
        self._touch(given, records)
        self._touch(derived, records)
        return derived

    def _touch(self, facts: Iterable[Fact], records: Records) -> None:
        own, touched, wanted = records.own, records.meeting.touched, self._index.wanted
        for s, p, o in facts:
            if (key := o if p == TYPE else p) in wanted:
                if s not in own:
                    touched.add((key, "subject"))
                if p != TYPE and o not in own:
                    touched.add((p, "object"))

    def clashes(self, facts: Iterable[Fact]) -> Iterator[tuple[str, str]]:
        """(subject, message) of what breaks an axiom that a file of records can break by itself."""
        return self._checks.run(facts)

    def _consequences(self, fact: Fact, records: Records) -> Iterator[Fact]:
        s, p, o = fact
        if p == TYPE:
            for head in self._classes.get(o, ()):
                for _, predicate, value in head:
                    yield s, predicate, value
        for flips, predicate, value, no_literal in self._copies.get(p, ()):
            if flips:
                if not o.startswith('"'):
                    yield o, predicate, value or s
            elif not (no_literal and o.startswith('"')):
                yield s, predicate, value or o
        joins = self._joins.get(o if p == TYPE else p)
        if joins:
            records.index.add((fact,))
            for rule, at in joins:
                yield from self._join(rule, at, fact, records)

    def _join(self, rule: _Joined, at: int, fact: Fact, records: Records) -> Iterator[Fact]:
        bound = _bind(rule.body[at], fact, {})
        if bound is None:
            return
        rest = [atom for place, atom in enumerate(rule.body) if place != at]
        for solution in self._solutions(rest, bound, records):
            if not any(solution[name].startswith('"') for name in rule.no_literals):
                for s, p, o in rule.head:
                    subject, value = solution.get(s, s), solution.get(o, o)
                    if not subject.startswith('"'):
                        yield subject, p, value

    def _solutions(self, atoms: list[Fact], bound: dict[str, str], records: Records) -> Iterator[dict[str, str]]:
        if not atoms:
            yield bound
            return
        atom = next((one for one in atoms if one[0] in bound or one[2] in bound), atoms[0])
        rest = [one for one in atoms if one is not atom]
        subject, value = bound.get(atom[0], ""), bound.get(atom[2], "" if atom[2].startswith("?") else atom[2])
        if subject and subject not in records.own:
            records.meeting.joined.add((_key(atom[1], atom[2]), "subject"))
        elif not subject and value not in records.own:
            records.meeting.joined.add((atom[1], "object"))
        for source in (records.index, self._index):
            for found in source.find(subject, atom[1], value):
                more = _bind(atom, found, bound)
                if more is not None:
                    yield from self._solutions(rest, more, records)

    def _learn(self, rule: Rule) -> None:
        body, no_literals = _atoms(rule.body)
        head, _ = _atoms(rule.head)
        if len(body) > 1:
            joined = _Joined(tuple(body), tuple(head), tuple(no_literals))
            for at, atom in enumerate(body):
                self._joins.setdefault(_key(atom[1], atom[2]), []).append((joined, at))
            return
        (s, p, o), x = body[0], body[0][0]
        if p == TYPE and not o.startswith("?"):
            self._classes.setdefault(o, []).append(head)
            return
        if not o.startswith("?"):
            joined = _Joined((body[0],), tuple(head), tuple(no_literals))
            self._joins.setdefault(p, []).append((joined, 0))
            return
        for subject, predicate, value in head:
            fixed = "" if value.startswith("?") else value
            self._copies.setdefault(p, []).append((subject != x, predicate, fixed, bool(no_literals)))
        assert s == x


class Index:
    """Facts by subject and predicate, and by predicate and object, of the predicates that rules join on."""

    def __init__(self, wanted: Iterable[str]) -> None:
        self.wanted = frozenset(wanted)
        self._values: dict[tuple[str, str], list[Fact]] = {}
        self._subjects: dict[tuple[str, str], list[Fact]] = {}

    def add(self, facts: Iterable[Fact]) -> None:
        for fact in facts:
            self._values.setdefault((fact[0], fact[1]), []).append(fact)
            self._subjects.setdefault((fact[1], fact[2]), []).append(fact)

    def find(self, subject: str, predicate: str, value: str) -> Sequence[Fact]:
        if subject:
            return self._values.get((subject, predicate), ())
        if value:
            return self._subjects.get((predicate, value), ())
        return [fact for (name, _), facts in self._subjects.items() if name == predicate for fact in facts]


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

    def run(self, facts: Iterable[Fact]) -> Iterator[tuple[str, str]]:
        seen: dict[tuple[str, str], str] = {}
        types: dict[str, set[str]] = {}
        classes = {one for pair in self._disjoint for one in pair}
        for s, p, o in facts:
            if p in self._functional and seen.setdefault((s, p), o) != o:
                yield s, self._functional[p]
            if p == TYPE and o in classes:
                types.setdefault(s, set()).add(o)
        for s, held in types.items():
            if len(held) > 1:
                yield from ((s, message) for pair, message in self._disjoint.items() if pair <= held)


def _atoms(text: str) -> tuple[list[Fact], list[str]]:
    """The triple patterns of a compiled rule's head or body, inverse paths turned round; variables begin with `?`."""
    terms: list[str] = []
    atoms: list[Fact] = []
    no_literals: list[str] = []
    inverse = False
    for match in _TOKEN.finditer(text):
        sign = match[0]
        if match[1]:
            no_literals.append(match[1])
        elif sign == "^":
            inverse = True
        elif sign != ".":
            terms.append(TYPE if sign == "a" else sign)
        if len(terms) == 3:
            s, p, o = terms
            atoms.append((o, p, s) if inverse else (s, p, o))
            terms, inverse = [], False
    assert not terms, text
    return atoms, no_literals


def _bind(atom: Fact, fact: Fact, bound: dict[str, str]) -> dict[str, str] | None:
    if atom[1] != fact[1]:
        return None
    found = bound
    for name, value in ((atom[0], fact[0]), (atom[2], fact[2])):
        if not name.startswith("?"):
            if name != value:
                return None
        elif name in found:
            if found[name] != value:
                return None
        else:
            found = {**found, name: value}
    return found


def _key(predicate: str, value: str) -> str:
    """A predicate, or with rdf:type the class."""
    return value if predicate == TYPE and not value.startswith("?") else predicate
