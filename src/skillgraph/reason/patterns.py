"""Those of the workspace's rules that are plain joins, read from their text: patterns, and IRIs put together.

All else that a rule may be (OPTIONAL, UNION, other filters, what counts) is left to the engine; see `plain_rules`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from skillgraph.sparql.tokens import Token, tokenise
from skillgraph.terms import PREFIXES
from skillgraph.turtle.grouped import TYPE, Fact

_FUNCTIONS = {"STR": (1, 1), "STRAFTER": (2, 2), "CONCAT": (1, 99), "IRI": (1, 1)}  # how many arguments each takes


@dataclass(frozen=True, slots=True)
class Text:
    """A string."""

    value: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function with what it is applied to."""

    function: str
    arguments: tuple[Expression, ...]


Expression = Text | Call | str  # or a variable, or an IRI


@dataclass(frozen=True, slots=True)
class PlainRule:
    """What is made (`head`) of all that fits the patterns together; variables begin with `?`."""

    head: tuple[Fact, ...]
    patterns: tuple[Fact, ...]
    absent: tuple[Fact, ...] = ()  # which must not be there
    bound: tuple[tuple[str, Expression], ...] = ()  # variables and what is worked out for them, in this order


class _Other(Exception):
    """The rule is of another sort."""


@lru_cache(maxsize=64)
def plain_rules(query: str) -> tuple[PlainRule, ...] | None:
    """A CONSTRUCT query as plain joins that give the same together; None where it may be something else."""
    try:
        return tuple(_Reader(query).rules())
    except _Other:
        return None


class _Reader:
    def __init__(self, query: str) -> None:
        self._tokens = [token for token in tokenise(query) if not token.is_blank]
        self._tokens.append(Token("other", "", len(query)))
        self._at = 0
        self._hidden = 0
        self._absent: list[Fact] = []
        self._bound: dict[str, Expression] = {}
        self._texts: set[str] = set()  # variables that hold strings
        self._values: list[tuple[str, list[str]]] = []

    def rules(self) -> Iterator[PlainRule]:
        """The whole query, once for each combination of listed values."""
        self._expect("CONSTRUCT", "{")
        head = self._triples(paths=False)
        self._expect("}", "WHERE", "{")
        patterns = self._group()
        self._expect("}", "")
        known = _variables(patterns)
        listed = {name for name, _ in self._values}
        if self._bound.keys() & (known | listed) or len(listed) < len(self._values):
            raise _Other
        if not _variables(head) <= (known | listed | self._bound.keys()) - self._texts:
            raise _Other
        if not _variables(self._absent) <= known or not patterns:
            raise _Other
        rule = PlainRule(tuple(head), tuple(patterns), tuple(self._absent), tuple(self._bound.items()))
        for one in _with_values(rule, self._values):
            if any(s[0] != "?" or s == o or (p == TYPE and o[0] == "?") for s, p, o in (*one.patterns, *one.absent)):
                raise _Other
            yield replace(one, patterns=tuple(dict.fromkeys(one.patterns)))

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _is(self, text: str) -> bool:
        return (self._next.keyword or self._next.text) == text

    def _expect(self, *texts: str) -> None:
        for text in texts:
            if not self._is(text):
                raise _Other
            self._at = min(self._at + 1, len(self._tokens) - 1)

    def _group(self, *, is_inner: bool = False) -> list[Fact]:
        """The patterns of a group; inside another one there may be nothing else."""
        found: list[Fact] = []
        while not self._is("}"):
            if self._next.kind == "variable":
                found += self._triples()
            elif is_inner:
                raise _Other
            elif self._is("{"):
                found += self._selected()
            elif self._is("FILTER"):
                self._expect("FILTER", "NOT", "EXISTS", "{")
                absent = self._triples(paths=False)
                self._expect("}")
                if len(absent) != 1:
                    raise _Other
                self._absent += absent
            elif self._is("BIND"):
                self._bind(_variables(found))
            else:
                self._listed()
        return found

    def _selected(self) -> list[Fact]:
        """A group that shows some of its variables; the others get names that nothing else has."""
        self._expect("{", "SELECT")
        if self._is("DISTINCT"):
            self._take()
        shown = set[str]()
        while self._next.kind == "variable":
            shown.add(self._variable())
        self._expect("WHERE", "{")
        patterns = self._group(is_inner=True)
        self._expect("}", "}")
        if not shown <= _variables(patterns):
            raise _Other
        self._hidden += 1
        names = {name: f"{name}.{self._hidden}" for name in _variables(patterns) - shown}
        return [_renamed(pattern, names) for pattern in patterns]

    def _bind(self, known: set[str]) -> None:
        self._expect("BIND", "(")
        value, is_text = self._expression(known)
        self._expect("AS")
        name = self._variable()
        self._expect(")")
        if name in self._bound or name in known:
            raise _Other
        self._bound[name] = value
        self._texts |= {name} if is_text else set()

    def _expression(self, known: set[str]) -> tuple[Expression, bool]:
        """An expression, and whether it gives a string rather than a term."""
        token = self._next
        if token.kind == "variable":
            name = self._variable()
            if name not in known and name not in self._bound:
                raise _Other
            return name, name in self._texts
        if token.kind == "string" and "\\" not in token.text and not token.text.startswith(('"""', "'''")):
            return Text(self._take().text[1:-1]), True
        if token.keyword not in _FUNCTIONS:
            return self._iri(), False
        function = self._take().keyword
        self._expect("(")
        arguments = [self._expression(known)]
        while self._is(","):
            self._take()
            arguments.append(self._expression(known))
        self._expect(")")
        least, most = _FUNCTIONS[function]
        if not least <= len(arguments) <= most or not (function == "STR" or all(text for _, text in arguments)):
            raise _Other
        if function == "STR" and arguments[0][1]:
            return arguments[0]
        return Call(function, tuple(value for value, _ in arguments)), function != "IRI"

    def _listed(self) -> None:
        self._expect("VALUES")
        name = self._variable()
        self._expect("{")
        values = []
        while not self._is("}"):
            values.append(self._iri())
        self._take()
        self._values.append((name, values))

    def _triples(self, *, paths: bool = True) -> list[Fact]:
        """Triples until something else begins; a path of several steps becomes as many triples."""
        found: list[Fact] = []
        while self._next.kind == "variable":
            subject = self._variable()
            while True:
                steps = [self._verb()]
                while paths and self._is("/"):
                    self._take()
                    steps.append(self._verb())
                found += self._along(subject, steps)
                while self._is(","):
                    self._take()
                    found += self._along(subject, steps)
                if not self._is(";"):
                    break
                self._take()
                if self._is(".") or self._is("}"):
                    break
            if not self._is("."):
                break
            self._take()
        return found

    def _along(self, subject: str, steps: Sequence[str]) -> Iterator[Fact]:
        for step in steps[:-1]:
            self._hidden += 1
            between = f"?.{self._hidden}"
            yield subject, step, between
            subject = between
        yield subject, steps[-1], self._variable() if self._next.kind == "variable" else self._iri()

    def _verb(self) -> str:
        if self._next.kind == "word" and self._next.text == "a":
            self._take()
            return TYPE
        return self._iri()

    def _variable(self) -> str:
        if self._next.kind != "variable":
            raise _Other
        return f"?{self._take().text[1:]}"

    def _iri(self) -> str:
        kind, text, _ = self._take()
        if kind == "name" and "\\" not in text:
            prefix, _, local = text.partition(":")
            if prefix in PREFIXES:
                return f"<{PREFIXES[prefix]}{local}>"
        if kind != "iri" or "\\" in text or ":" not in text:
            raise _Other
        return text


def _variables(facts: Sequence[Fact]) -> set[str]:
    return {term for fact in facts for term in fact if term[0] == "?"}


def _renamed(fact: Fact, names: Mapping[str, str]) -> Fact:
    subject, predicate, value = fact
    return names.get(subject, subject), predicate, names.get(value, value)


def _replaced(value: Expression, names: Mapping[str, str]) -> Expression:
    if isinstance(value, Call):
        return replace(value, arguments=tuple(_replaced(one, names) for one in value.arguments))
    return names.get(value, value) if isinstance(value, str) else value


def _with_values(rule: PlainRule, listed: Sequence[tuple[str, Sequence[str]]]) -> Iterator[PlainRule]:
    """The rule with each combination of values in the place of the variables that have some."""
    if not listed:
        yield rule
        return
    (name, values), *others = listed
    for value in values:
        names = {name: value}
        head, patterns, absent = (
            tuple(_renamed(fact, names) for fact in facts) for facts in (rule.head, rule.patterns, rule.absent)
        )
        bound = tuple((one, _replaced(expression, names)) for one, expression in rule.bound)
        yield from _with_values(PlainRule(head, patterns, absent, bound), others)
