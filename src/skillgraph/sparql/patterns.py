"""The triple patterns of a SELECT query and in which of its groups each stands, for queries in plain forms.

Not read are sub-selects, GRAPH, SERVICE, VALUES, MINUS, LIMIT, brackets of blank nodes and lists, and paths with
brackets, repetition or negation (SPARQL 1.1 Query, section 19.8). The ways of a path with `|` are parts of a UNION.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from skillgraph.sparql.tokens import Token, tokenise
from skillgraph.terms import PREFIXES, RDF_TYPE

_TYPE = f"<{RDF_TYPE}>"
_AGGREGATES = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
_UNREAD = frozenset(
    {"SELECT", "GRAPH", "SERVICE", "VALUES", "MINUS", "LIMIT", "OFFSET", "BASE", "FROM", "DESCRIBE", "CONSTRUCT"}
)
_END = Token("other", "", -1)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A triple pattern: variables begin with `?`, any literal is `"`. `path` are the groups around it, from outside."""

    subject: str
    predicate: str
    value: str
    path: tuple[int, ...]


@dataclass(slots=True)
class Query:
    """What is read of a query. Groups in `alternatives` are parts of a UNION, all others only may match or must not."""

    patterns: list[Pattern] = field(default_factory=list)
    alternatives: set[int] = field(default_factory=set)
    grouped_by: frozenset[str] | None = None  # the variables; None where nothing is added up


class _Unread(Exception):
    """The query is not in a plain form."""


@lru_cache(maxsize=256)
def read_patterns(query: str) -> Query | None:
    """The patterns of a query; None where they cannot be told."""
    try:
        return _Reader(query).read()
    except (_Unread, RecursionError):
        return None


class _Reader:
    def __init__(self, text: str) -> None:
        self._tokens = [*(token for token in tokenise(text) if not token.is_blank), _END, _END, _END]
        self._i = 0
        self._prefixes: Mapping[str, str] = PREFIXES
        self._query = Query()
        self._groups = self._fresh = 0

    def read(self) -> Query:
        """All of it."""
        while self._now.keyword == "PREFIX":
            name, iri = self._tokens[self._i + 1 : self._i + 3]
            self._prefixes = {**self._prefixes, name.text[:-1]: iri.text[1:-1]}
            self._i += 3
        self._need("SELECT")
        adds_up = self._skip_to("{")
        self._group((0,))
        variables: set[str] = set()
        if self._now.keyword == "GROUP":
            adds_up = True
            self._i += 1
            self._need("BY")
            while self._now.kind == "variable" or self._now.text == "(":
                variables.add(self._variable(self._now))
                self._i += 1
        self._tail()
        if adds_up:
            self._query.grouped_by = frozenset(variables)
        return self._query

    @property
    def _now(self) -> Token:
        return self._tokens[self._i]

    def _need(self, *words: str) -> None:
        """Goes beyond a word or a sign."""
        if self._now.keyword not in words and self._now.text not in words:
            raise _Unread
        self._i += 1

    def _skip_to(self, sign: str) -> bool:
        """Goes to a sign; whether something is added up on the way."""
        found = False
        while self._now.text != sign:
            if self._now is _END or self._now.keyword in ("FROM", "BASE"):
                raise _Unread
            found |= self._now.keyword in _AGGREGATES
            self._i += 1
        return found

    def _tail(self) -> None:
        while self._now is not _END:
            if self._now.keyword in _UNREAD:
                raise _Unread
            if self._now.text == "{":
                self._group((0, self._number()))
            else:
                self._i += 1

    def _part(self) -> int:
        number = self._number()
        self._query.alternatives.add(number)
        return number

    def _number(self) -> int:
        self._groups += 1
        return self._groups

    def _group(self, path: tuple[int, ...], *, is_plain: bool = False) -> None:
        """Goes through a group with its braces."""
        self._need("{")
        while self._now.text != "}":
            keyword = self._now.keyword
            if keyword in _UNREAD or self._now is _END:
                raise _Unread
            if self._now.text == ".":
                self._i += 1
            elif keyword in ("FILTER", "BIND"):
                self._expression(path, is_plain=is_plain)
            elif keyword == "OPTIONAL":
                self._i += 1
                self._inner(path, is_plain=is_plain)
            elif self._now.text == "{":
                self._braces(path, is_plain=is_plain)
            else:
                self._triples(path)
        self._i += 1

    def _inner(self, path: tuple[int, ...], *, is_plain: bool) -> int:
        """A group with a number of its own; within one that stands plainly in another it sees less than it seems to."""
        if is_plain:
            raise _Unread
        number = self._number()
        self._group((*path, number))
        return number

    def _braces(self, path: tuple[int, ...], *, is_plain: bool) -> None:
        """A group that stands there by itself, or the parts of a UNION."""
        depth, end = 0, self._i
        while self._tokens[end] is not _END:
            depth += {"{": 1, "}": -1}.get(self._tokens[end].text, 0)
            end += 1
            if depth == 0:
                break
        if self._tokens[end].keyword != "UNION":
            self._group(path, is_plain=True)
            return
        self._query.alternatives.add(self._inner(path, is_plain=is_plain))
        while self._now.keyword == "UNION":
            self._i += 1
            self._query.alternatives.add(self._inner(path, is_plain=is_plain))

    def _expression(self, path: tuple[int, ...], *, is_plain: bool) -> None:
        """Goes beyond a condition or a BIND; groups within it are those of EXISTS."""
        self._i += 1
        depth = 0
        while True:
            token = self._now
            if token is _END or token.keyword in _UNREAD:
                raise _Unread
            if token.text == "{":
                self._inner(path, is_plain=is_plain)
                if depth == 0:
                    return
                continue
            self._i += 1
            depth += {"(": 1, ")": -1}.get(token.text, 0)
            if depth == 0 and token.text == ")":
                return

    def _triples(self, path: tuple[int, ...]) -> None:
        """A subject with its properties and their values."""
        subject = self._term()
        while True:
            ways = self._ways()
            while True:
                value = self._term()
                for steps in ways:
                    self._add(subject, steps, value, path if len(ways) == 1 else (*path, self._part()))
                if self._now.text != ",":
                    break
                self._i += 1
            if self._now.text != ";":
                return
            while self._now.text == ";":
                self._i += 1
            if self._now.text in (".", "}"):
                return

    def _add(self, subject: str, steps: list[tuple[str, bool]], value: str, path: tuple[int, ...]) -> None:
        nodes = [subject]
        for _ in steps[1:]:
            self._fresh += 1
            nodes.append(f"?.{self._fresh}")
        nodes.append(value)
        for (predicate, backwards), one, other in zip(steps, nodes, nodes[1:], strict=False):
            ends = (other, one) if backwards else (one, other)
            self._query.patterns.append(Pattern(ends[0], predicate, ends[1], path))

    def _ways(self) -> list[list[tuple[str, bool]]]:
        """A variable, or the ways of a path: properties, and whether each is gone backwards."""
        if self._now.kind == "variable":
            self._i += 1
            return [[(self._variable(self._tokens[self._i - 1]), False)]]
        found = [self._steps()]
        while self._now.text == "|":
            self._i += 1
            found.append(self._steps())
        return found

    def _steps(self) -> list[tuple[str, bool]]:
        found = []
        while True:
            backwards = self._now.text == "^"
            self._i += backwards
            if self._now.text == "a" and self._now.kind == "word":
                found.append((_TYPE, backwards))
            else:
                found.append((self._name(self._now), backwards))
            self._i += 1
            if self._now.text in ("*", "+", "?", "(", "!"):
                raise _Unread
            if self._now.text != "/":
                return found
            self._i += 1

    def _term(self) -> str:
        token = self._now
        self._i += 1
        if token.kind == "variable":
            return self._variable(token)
        if token.kind == "blank":
            return f"?{token.text}"
        if token.kind in ("iri", "name"):
            return self._name(token)
        if token.text in ("+", "-") and self._now.kind == "number":
            self._i += 1
        elif token.kind == "string":
            if self._now.text == "@":
                self._i += 2
                while self._now.text == "-":
                    self._i += 2
            elif self._now.text == "^":
                self._i += 3
        elif token.kind != "number" and token.keyword not in ("TRUE", "FALSE"):
            raise _Unread
        return '"'

    def _name(self, token: Token) -> str:
        if token.kind == "iri" and ":" in token.text and "\\" not in token.text:
            return token.text
        prefix, _, local = token.text.partition(":")
        if token.kind != "name" or prefix not in self._prefixes or "\\" in local:
            raise _Unread
        return f"<{self._prefixes[prefix]}{local}>"

    def _variable(self, token: Token) -> str:
        if token.kind != "variable":
            raise _Unread
        return f"?{token.text[1:]}"
