"""Where a text stops being a SPARQL query, token by token, and what could stand there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from skillgraph.queries.syntax.grammar import AGGREGATES, FUNCTIONS, Node, Rule, rules
from skillgraph.sparql.tokens import tokenise

_SIGNS = re.compile(r"<<\(|\)>>|<<|>>|\{\||\|\}|\^\^|&&|\|\||!=|<=|>=|.", re.DOTALL)
_LANG = re.compile(r"[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[a-z]+)?")
_NAMES = {"VAR": "a variable", "IRI": "an IRI", "NAME": "a name", "PNAME": "a prefix with its colon", "END": "the end"}
_NAMES |= {"STRING": "a text in quotation marks", "INTEGER": "a whole number", "NUMBER": "a number"}
_NAMES |= {"LANG": "a language tag", "BLANK": "a blank node", "FUNCTION": "a function", "AGGREGATE": "a function"}
_KINDS = {"variable": "VAR", "iri": "IRI", "name": "NAME", "string": "STRING", "number": "NUMBER", "blank": "BLANK"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A token as the grammar sees it: its kind in capitals ('' for a sign or word), its text, where it starts."""

    kind: str
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the text stops being a query: the place in the list of pieces, and what is expected there.

    `expected` is for people; `words` are the keywords and signs among it.
    """

    place: int
    expected: tuple[str, ...]
    words: frozenset[str]


def pieces(text: str) -> list[Piece]:
    """The tokens of a query without white space and comments, signs of several characters joined, and its end."""
    found: list[Piece] = []
    end = -1  # of what was joined to a token before
    for token in tokenise(text):
        if token.is_blank or token.start < end:
            continue
        kind, value = _KINDS.get(token.kind, ""), token.text
        if token.kind == "other":
            tag = _LANG.match(text, token.start + 1) if value == "@" else None
            sign = _SIGNS.match(text, token.start)
            value = f"@{tag.group()}" if tag else sign.group() if sign else value
            kind = "LANG" if tag else ""
            end = token.start + len(value)
        found.append(Piece(kind, value, token.start))
    return [*found, Piece("END", "", len(text.rstrip()))]


def stop_of(listed: list[Piece]) -> Stop | None:
    """Where the pieces stop being a query; None where they are one."""
    run = _Run(listed)
    if run.match(Node("rule", "query"), 0) >= 0:
        return None
    return Stop(run.farthest, tuple(sorted(run.expected)), frozenset(run.words))


def predicates_in(listed: list[Piece]) -> list[int]:
    """The places of the IRIs and names that stand for properties, in paths too; none where this is no query."""
    run = _Run(listed)
    return sorted(run.steps) if run.match(Node("rule", "query"), 0) >= 0 else []


class _Run:
    """One pass over the pieces, which remembers how far it came."""

    def __init__(self, listed: list[Piece]) -> None:
        self._pieces = listed
        self._rules = rules()
        self.farthest = 0
        self.expected: set[str] = set()
        self.words: set[str] = set()
        self.steps: set[int] = set()  # where IRIs stood as steps of a path

    def match(self, node: Node, at: int) -> int:
        """The place after what the node matches, or -1."""
        if node.kind == "rule":
            end = self._rule(self._rules[node.text], at)
            if node.text in ("primary", "inverse") and end > at and self._pieces[end - 1].kind in ("IRI", "NAME"):
                self.steps.add(end - 1)
            return end
        if node.kind == "sequence":
            for part in node.parts:
                at = self.match(part, at)
                if at < 0:
                    return -1
            return at
        if node.kind == "choice":
            return next((end for part in node.parts if (end := self.match(part, at)) >= 0), -1)
        if node.kind in ("optional", "many", "some"):
            return self._repeated(node, at)
        return self._terminal(node, at)

    def _repeated(self, node: Node, at: int) -> int:
        end = self.match(node.parts[0], at)
        if end < 0:
            return -1 if node.kind == "some" else at
        while node.kind != "optional":
            following = self.match(node.parts[0], end)
            if following <= end:
                break
            end = following
        return end

    def _rule(self, rule: Rule, at: int) -> int:
        known = set(self.expected) if self.farthest == at else set()
        end = self.match(rule.node, at)
        if rule.label and self.farthest == at and self.expected != known:
            self.expected = known | {rule.label}
        return end

    def _terminal(self, node: Node, at: int) -> int:
        piece = self._pieces[at]
        if self._fits(node, piece):
            return at + 1
        if at > self.farthest:
            self.farthest, self.expected, self.words = at, set(), set()
        if at == self.farthest:
            word = node.text
            self.expected.add(_NAMES[word] if node.kind == "token" else word if word.isalpha() else f"'{word}'")
            if node.kind == "word":
                self.words.add(word)
            elif word in ("FUNCTION", "AGGREGATE"):
                self.words |= FUNCTIONS | AGGREGATES
        return -1

    @staticmethod
    def _fits(node: Node, piece: Piece) -> bool:
        if node.kind == "word":
            return not piece.kind and (piece.text == "a" if node.text == "a" else piece.text.upper() == node.text)
        if node.text == "FUNCTION":
            return not piece.kind and piece.text.upper() in FUNCTIONS
        if node.text == "AGGREGATE":
            return not piece.kind and piece.text.upper() in AGGREGATES
        if node.text == "INTEGER":
            return piece.kind == "NUMBER" and piece.text.isdigit()
        if node.text == "PNAME":
            return piece.kind == "NAME" and piece.text.endswith(":")
        return piece.kind == node.text
