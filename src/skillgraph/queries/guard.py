"""What is refused before the engine sees a query: too long, too deep, too much to plan, or reaching out of the dataset.

The engine's grammar has no lexer: it reads `SERVICEsg:x` as a keyword and a name, and `<` as less-than wherever an
IRI would not fit. So a keyword counts inside a longer word too, and an IRI that could be a comparison before a comment
or a string is refused. Long flat queries are refused because the engine recurses over chains such as `1+1+1`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from skillgraph.errors import ForbiddenQuery, QuerySyntaxError, TooLarge
from skillgraph.sparql.tokens import DENSE, position

_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"}
_FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
_VOLATILE = {"NOW", "RAND", "UUID", "STRUUID"}
_AMBIGUOUS = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.-]*://).*[#']")
_WEIGHT = {"{": 2, "[": 1, "(": 0}  # a group costs as much to plan as two patterns
_TERMS = {"iri", "string", "variable", "name", "blank", "number"}


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one query: bytes of text, depth of brackets, tokens other than space and comments, triple patterns."""

    text: int
    nesting: int
    tokens: int
    patterns: int = 256


# For the texts of a workspace: its canned queries, its rules and the constraints of its shapes.
OF_WORKSPACE = Limits(text=65_536, nesting=64, tokens=4096, patterns=1024)


@dataclass(frozen=True, slots=True)
class Survey:
    """What the guard saw of a query.

    `form` is in small letters ('' for none); `has_from` says whether it has a dataset clause of its own, `is_volatile`
    whether it calls a function whose value is another one each time, such as NOW(); `names` are its IRIs and prefixed
    names as they are written.
    """

    form: str
    has_from: bool
    is_volatile: bool
    names: frozenset[str]


def guard(query: str, limits: Limits) -> Survey:
    """Raises where the query is not to be evaluated; whether it is well formed is for the engine to say."""
    size = len(query.encode())
    if size > limits.text:
        raise TooLarge(f"The query has {size} bytes, and {limits.text} are allowed here.", "Shorten it.")
    look = _Look(query, limits)
    for match in DENSE.finditer(query):
        kind = match.lastgroup
        if kind is not None:
            look.see(kind, match.group(kind), match.start(kind))
    return Survey(look.form.lower(), look.has_from, look.is_volatile, frozenset(look.names))


class _Look:
    """What was seen so far, token by token."""

    def __init__(self, query: str, limits: Limits) -> None:
        self._query = query
        self._limits = limits
        self._count = 0
        self._open: list[str] = []  # the brackets that are open
        self._patterns = 0
        self._values = False  # whether a block of VALUES is read: its rows are no collections
        self._previous = ""
        self._angle_at = ("", 0)  # the last angle bracket that may be the first of two
        self.form = ""
        self.has_from = False
        self.is_volatile = False
        self.names: set[str] = set()

    def see(self, kind: str, text: str, start: int) -> None:
        """Takes the next token into account; raises where it is one too many, or not allowed."""
        self._count += 1
        if self._count > self._limits.tokens:
            raise TooLarge(f"The query has more than {self._limits.tokens} words and signs.", "Split it.")
        if kind == "other":
            self._sign(text, start)
        elif kind == "word":
            self._word(text.upper())
        elif kind == "name":
            self.names.add(text)
            self._name(text.partition(":")[0].upper())
        elif kind == "iri":
            self._iri(text, start)
        if kind in _TERMS and self._previous in _TERMS and self._open and self._open[-1] == "(" and not self._values:
            self._patterns += 2  # an item of a collection
        self._previous = kind

    def _sign(self, text: str, start: int) -> None:
        if text in "{([":
            self._patterns += _WEIGHT[text]
            self._enter(text, start)
        elif text in "})]":
            if self._open:
                self._open.pop()
            if text == "}":
                self._values = False
        elif text in "<>":
            self._angle(text, start)
        elif text == "/" or (text in ".;," and self._open and self._open[-1] != "("):
            self._patterns += 1
        else:
            return
        if self._patterns > self._limits.patterns:
            raise TooLarge(
                f"The query has more than {self._limits.patterns} triple patterns (a group counts as two, a step of a "
                "path as one), which would take long to plan.",
                "Split it, or write values in one VALUES block.",
            )

    def _enter(self, text: str, start: int) -> None:
        self._open.append(text)
        if len(self._open) > self._limits.nesting:
            self._refuse(start, f"brackets nest deeper than {self._limits.nesting} levels.", "Split the query.")

    def _angle(self, text: str, start: int) -> None:
        """Two of them side by side are the bracket of a reified triple (SPARQL 1.2, section 4.2)."""
        if self._angle_at != (text, start - 1):
            self._angle_at = (text, start)
            return
        self._angle_at = ("", 0)
        if text == "<":
            self._enter("<<", start - 1)
        elif self._open and self._open[-1] == "<<":
            self._open.pop()

    def _word(self, keyword: str) -> None:
        if "SERVICE" in keyword:
            raise _reaching_out()
        if not self.form:
            if keyword in _UPDATES:
                raise ForbiddenQuery(
                    f"{keyword} is an update, and this dataset is read-only.", "Edit the files in git instead."
                )
            if keyword in _FORMS:
                self.form = keyword
        elif keyword == "VALUES":
            self._values = True
        elif keyword.startswith("FROM") and not self._open:
            self.has_from = True
        elif keyword in _VOLATILE:
            self.is_volatile = True

    def _name(self, prefix: str) -> None:
        if "SERVICE" in prefix:
            raise _reaching_out()
        if prefix.startswith("FROM") and self.form and not self._open:
            self.has_from = True

    def _iri(self, text: str, start: int) -> None:
        self.names.add(text)
        if ("#" in text or "'" in text) and _AMBIGUOUS.match(text):
            message = f"{text} could be an IRI or a comparison."
            self._refuse(start, message, "Write the IRI in full, or put a space after '<'.")

    def _refuse(self, start: int, message: str, hint: str) -> None:
        line, column = position(self._query, start)
        raise QuerySyntaxError(f"line {line}, column {column}: {message}", line, column, hint)


def _reaching_out() -> ForbiddenQuery:
    return ForbiddenQuery(
        "SERVICE is not allowed, and no prefix may be named so: this server opens no connection for anybody.",
        "Ask both endpoints and join the answers yourself.",
    )
