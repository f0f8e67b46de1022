"""What plain rules make of new facts beside known ones, without an engine: whole columns of solutions at once.

Every solution needs a new fact, so it is found from there: each pattern in turn is the first that a new fact fits.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from itertools import repeat

from skillgraph.engine import may_change
from skillgraph.reason.patterns import Call, Expression, PlainRule, Text
from skillgraph.turtle.grouped import LITERAL, TYPE, Fact, Grouped, Pair, kind_of

_PLAIN_IRI = re.compile(r"https?://[A-Za-z0-9.-]+/[A-Za-z0-9._~/-]*(?:#[A-Za-z0-9._~/-]*)?")
Row = tuple[str, ...]


class Unsure(Exception):
    """The engine may see something in these facts that is not in their texts."""


class Lookup:
    """Facts as patterns ask for them. They must not change meanwhile."""

    def __init__(self, facts: Grouped) -> None:
        self._facts = facts
        self._pairs: dict[tuple[str, str], set[Pair]] = {}
        self._values: dict[str, Mapping[str, Sequence[str]]] = {}
        self._subjects: dict[str, Mapping[str, Sequence[str]]] = {}

    def pairs(self, pattern: Fact) -> set[Pair]:
        """Subject and value of the facts with the predicate of a pattern (with rdf:type: with the class)."""
        _, predicate, value = pattern
        key = predicate, value if predicate == TYPE else ""
        if key not in self._pairs:
            self._pairs[key] = self._found(*key)
        return self._pairs[key]

    def _found(self, predicate: str, sort: str) -> set[Pair]:
        things = self._facts.by.get((predicate, sort), set())
        texts = set() if sort else self._facts.by.get((predicate, LITERAL), set())
        if "<<" in {value[:2] for _, value in things} or any(map(may_change, {value for _, value in texts})):
            raise Unsure
        return things | texts if things and texts else things or texts

    def values(self, pattern: Fact) -> Mapping[str, Sequence[str]]:
        """The values by subject."""
        if pattern[1] not in self._values:
            self._values[pattern[1]] = _by_first(self.pairs(pattern))
        return self._values[pattern[1]]

    def subjects(self, pattern: Fact) -> Mapping[str, Sequence[str]]:
        """The subjects by value."""
        if pattern[1] == TYPE:
            return {pattern[2]: [subject for subject, _ in self.pairs(pattern)]}
        if pattern[1] not in self._subjects:
            self._subjects[pattern[1]] = _by_first([(value, subject) for subject, value in self.pairs(pattern)])
        return self._subjects[pattern[1]]


def _by_first(pairs: Collection[Pair]) -> Mapping[str, Sequence[str]]:
    """The second terms by the first."""
    single = {one: (other,) for one, other in pairs}
    if len(single) == len(pairs):
        return single
    found: dict[str, list[str]] = {}
    for one, other in pairs:
        found.setdefault(one, []).append(other)
    return found


def consequences(rule: PlainRule, old: Lookup, new: Lookup) -> Grouped:
    """What a rule makes of facts, of which some are new; Unsure where only the engine can tell."""
    made = Grouped()
    for at, pattern in enumerate(rule.patterns):
        if new.pairs(pattern):
            solutions = _Solutions(pattern, new)
            rest = {one: (old,) if place < at else (old, new) for place, one in enumerate(rule.patterns) if place != at}
            solutions.join(rest, _asked_for(rule))
            for absent in rule.absent:
                solutions.drop(absent, (old, new))
            for name, expression in rule.bound:
                solutions.bind(name, expression)
            solutions.give(rule.head, made)
        if not old.pairs(pattern):
            break
    return made


class _Solutions:
    """Rows of values for variables."""

    def __init__(self, pattern: Fact, facts: Lookup) -> None:
        """Of the facts that fit a pattern."""
        subject, _, value = pattern
        pairs = facts.pairs(pattern)
        self._rows: list[Row] = [*pairs] if value[0] == "?" else [(one,) for one, other in pairs if other == value]
        self._columns = {subject: 0, value: 1} if value[0] == "?" else {subject: 0}

    def join(self, rest: Mapping[Fact, Sequence[Lookup]], kept: frozenset[str]) -> None:
        """Goes on with further patterns, each over some facts: first those that take rows away.

        Variables that are not among those `kept` go when nothing needs them any more, so that rows become the same.
        """
        waiting = dict(rest)
        while waiting and self._rows:
            pattern = min(waiting, key=self._cost)
            sources = waiting.pop(pattern)
            self._extend(pattern, sources, waiting)
            self._keep(kept.union(*waiting))

    def _keep(self, names: frozenset[str]) -> None:
        if not self._columns.keys() <= names:
            left = [name for name in self._columns if name in names]
            columns = [[row[self._columns[name]] for row in self._rows] for name in left]
            self._rows = [*set(zip(*columns, strict=True))]
            self._columns = {name: place for place, name in enumerate(left)}

    def _cost(self, pattern: Fact) -> int:
        subject, _, value = pattern
        knows_subject, knows_value = subject in self._columns, value in self._columns or value[0] != "?"
        if knows_subject:
            return 0 if knows_value else 1
        return 2 if value in self._columns else 3 if knows_value else 4

    def _extend(self, pattern: Fact, sources: Sequence[Lookup], waiting: Mapping[Fact, Sequence[Lookup]]) -> None:
        subject, _, value = pattern
        at, other, rows = self._columns.get(subject), self._columns.get(value), self._rows
        if at is not None and (other is not None or value[0] != "?"):
            self._rows = self._fitting(pattern, sources)
            return
        if at is not None:
            maps = [source.values(pattern) for source in sources]
            self._rows = [(*row, one) for found in maps for row in rows for one in found.get(row[at], ())]
            self._columns[value] = len(self._columns)
            return
        maps = [_reduced(source.subjects(pattern), subject, waiting) for source in sources]
        if other is not None:
            self._rows = [(*row, one) for found in maps for row in rows for one in found.get(row[other], ())]
        elif value[0] != "?":
            ones = [one for found in maps for one in found.get(value, ())]
            self._rows = [(*row, one) for row in rows for one in ones]
        else:
            pairs = [pair for source in sources for pair in source.pairs(pattern)]
            self._rows = [(*row, *pair) for row in rows for pair in pairs]
            self._columns |= {subject: len(self._columns), value: len(self._columns) + 1}
            return
        self._columns[subject] = len(self._columns)

    def _fitting(self, pattern: Fact, sources: Iterable[Lookup]) -> list[Row]:
        """The rows in which a pattern has no variable left and is a fact."""
        held = [pairs for source in sources if (pairs := source.pairs(pattern))]
        wanted = zip(self._column(pattern[0]), self._column(pattern[2]), strict=True)
        if len(held) == 1:
            (pairs,) = held
            return [row for row, pair in zip(self._rows, wanted, strict=True) if pair in pairs]
        return [row for row, pair in zip(self._rows, wanted, strict=True) if any(pair in pairs for pairs in held)]

    def drop(self, pattern: Fact, sources: Iterable[Lookup]) -> None:
        """Takes the rows away in which a pattern is a fact."""
        gone = set(self._fitting(pattern, sources))
        self._rows = [row for row in self._rows if row not in gone]

    def _column(self, term: str) -> Iterable[str]:
        at = self._columns.get(term)
        return repeat(term, len(self._rows)) if at is None else [row[at] for row in self._rows]

    def bind(self, name: str, expression: Expression) -> None:
        """Adds what an expression gives."""
        values = self._worked_out(expression)
        self._rows = [(*row, value) for row, value in zip(self._rows, values, strict=True)]
        self._columns[name] = len(self._columns)

    def _worked_out(self, expression: Expression) -> Iterable[str]:
        if isinstance(expression, str):
            return self._column(expression)
        if isinstance(expression, Text):
            return repeat(expression.value, len(self._rows))
        columns = [self._worked_out(one) for one in expression.arguments]
        if expression.function == "CONCAT":
            return ["".join(pieces) for pieces in zip(*columns, strict=True)]
        if expression.function == "STRAFTER":
            texts, starts = columns
            return [_after(text, start) for text, start in zip(texts, starts, strict=True)]
        work = cache(_iri_of if expression.function == "IRI" else _text_of)
        return [work(one) for one in columns[0]]

    def give(self, head: Iterable[Fact], made: Grouped) -> None:
        """Adds what a rule makes of all rows."""
        for subject, predicate, value in head:
            pairs = set(zip(self._column(subject), self._column(value), strict=True))
            if LITERAL in {one[0] for one, _ in pairs}:  # no subject: SPARQL 1.1 Query, section 16.2
                pairs = {pair for pair in pairs if pair[0][0] != LITERAL}
            if value[0] != "?":
                made.take(kind_of(predicate, value), pairs)
            else:
                made.add(predicate, pairs)


def _reduced(
    found: Mapping[str, Sequence[str]], name: str, waiting: Mapping[Fact, Sequence[Lookup]]
) -> Mapping[str, Sequence[str]]:
    """Of subjects by value those that a variable may have by the patterns that wait."""
    for pattern, sources in waiting.items():
        if pattern[2] == name:
            allowed = {value for source in sources for value in source.subjects(pattern)}
            found = {value: left for value, some in found.items() if (left := [one for one in some if one in allowed])}
    return found


def _asked_for(rule: PlainRule) -> frozenset[str]:
    """The variables that are needed when all patterns are joined."""
    named = {term for fact in (*rule.head, *rule.absent) for term in fact}
    return frozenset(named.union(*(_named_in(expression) for _, expression in rule.bound)))


def _named_in(expression: Expression) -> set[str]:
    if isinstance(expression, Call):
        return set[str]().union(*map(_named_in, expression.arguments))
    return {expression} if isinstance(expression, str) else set()


def _after(text: str, start: str) -> str:
    if not start:
        raise Unsure
    return text.partition(start)[2]


def _text_of(term: str) -> str:
    """What STR gives for a term."""
    if term[0] == "<":
        return term[1:-1]
    text = term[1 : term.rindex(LITERAL)] if term[0] == LITERAL else "\\"
    if "\\" in text:
        raise Unsure
    return text


def _iri_of(text: str) -> str:
    if _PLAIN_IRI.fullmatch(text) is None:
        raise Unsure
    return f"<{text}>"
