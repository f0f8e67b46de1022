"""What a query may read of a graph, told from its text: the properties and classes that its patterns name.

It errs on one side only. Wherever a pattern could match triples whose property, or class, the text does not name, the
answer is that any triple may be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from skillgraph.sparql.tokens import Token, tokenise
from skillgraph.terms import PREFIXES, RDF, RDF_TYPE

_OF_LISTS = frozenset({f"<{RDF}first>", f"<{RDF}rest>"})  # what (1 2) stands for
_OTHER_GRAPHS = frozenset({"BASE", "DESCRIBE", "FROM", "GRAPH", "SERVICE"})
_ENDS_TERM = frozenset({"variable", "iri", "name", "blank", "string", "number"})
_PATHS = frozenset("/|^(!")


class _Open(Exception):
    """A pattern may match any triple."""


@lru_cache(maxsize=1024)
def names_read(query: str) -> frozenset[str] | None:
    """The properties and classes, as `<IRI>`, that the patterns of a query name; None where it may read any triple.

    Among them are names that only stand elsewhere in the patterns, such as in a comparison.
    """
    tokens = [token for token in tokenise(query) if not token.is_blank]
    try:
        return frozenset(_Reader(tokens).names()) | _OF_LISTS
    except _Open:
        return None


class _Reader:
    def __init__(self, tokens: Sequence[Token]) -> None:
        end = Token("other", "", -1)
        self._tokens = [end, *tokens, end, end]  # so that each has neighbours
        self._prefixes: Mapping[str, str] = PREFIXES
        self._groups = _groups(self._tokens)
        self._listed = frozenset(self._in_values())

    def names(self) -> Iterator[str]:
        i = 1
        while i < len(self._tokens) - 2:
            i = self._beyond(i)
            token = self._tokens[i]
            self._refuse(i)
            if token.kind in ("iri", "name"):
                name = self._resolved(token)
                if name == f"<{RDF_TYPE}>":
                    self._class_after(i)
                else:
                    yield name
            elif token.text == "a" and token.kind == "word":
                self._class_after(i)
            i += 1

    def _beyond(self, i: int) -> int:
        """The place behind what is no pattern: a declaration, a head, a template, an order."""
        tokens = self._tokens
        while True:
            keyword = tokens[i].keyword
            if keyword == "PREFIX":
                self._prefixes = {**self._prefixes, tokens[i + 1].text[:-1]: tokens[i + 2].text[1:-1]}
                i += 3
            elif keyword == "CONSTRUCT" and tokens[i + 1].text == "{":
                i = next(j for j in range(i, len(tokens)) if tokens[j].text in ("}", "")) + 1
            elif keyword in ("SELECT", "GROUP", "ORDER"):
                i = next(j for j in range(i, len(tokens)) if tokens[j].text in ("{", "}", ""))
            else:
                return min(i, len(tokens) - 2)

    def _refuse(self, i: int) -> None:
        before, token, after = self._tokens[i - 1 : i + 2]
        is_open = token.keyword in _OTHER_GRAPHS
        if token.kind == "variable":
            is_open = self._ends_term(i - 1) and self._begins_term(after) and not self._in_list(i)
        elif token.kind == "other":
            is_open = token.text in "*?~" if token.text else False
            is_open |= token.text == "!" and not (after.text in "=" or after.kind in ("word", "variable"))
            is_open |= token.text == "!" and after.text == "a"
            is_open |= token.text + before.text in ("<<", "|{")
        if is_open:
            raise _Open

    def _ends_term(self, i: int) -> bool:
        token = self._tokens[i]
        if token.text == ")":
            opened = _opening(self._tokens, i)
            return self._tokens[opened - 1].kind != "word"
        return token.kind in _ENDS_TERM or token.text in (";", "[", "]") or token.keyword in ("TRUE", "FALSE")

    def _begins_term(self, token: Token) -> bool:
        return token.kind in _ENDS_TERM or token.text in ("[", "(", "+", "-") or token.keyword in ("TRUE", "FALSE")

    def _in_list(self, i: int) -> bool:
        """Whether a variable is one of those for which values are listed, where these are listed."""
        return self._tokens[i - 1].keyword == "VALUES"

    def _class_after(self, i: int) -> None:
        """The objects of rdf:type have to be named."""
        tokens = self._tokens
        if tokens[i - 1].text in _PATHS:
            raise _Open
        while True:
            value = tokens[i + 1]
            is_listed = value.kind == "variable" and (value.text[1:], self._groups[i + 1]) in self._listed
            if not (value.kind in ("iri", "name") or is_listed) or tokens[i + 2].text in ("/", "|", "("):
                raise _Open
            i += 2
            if tokens[i].text != ",":
                return

    def _in_values(self) -> Iterator[tuple[str, int]]:
        """The variables of VALUES with one variable, none of them undefined, each with its group."""
        tokens = self._tokens
        for i, token in enumerate(tokens):
            if token.keyword == "VALUES" and tokens[i + 1].kind == "variable":
                inside = [tokens[j] for j in range(i + 2, len(tokens)) if self._groups[j] == self._groups[i + 3]]
                if all(one.keyword != "UNDEF" for one in inside):
                    yield tokens[i + 1].text[1:], self._groups[i]

    def _resolved(self, token: Token) -> str:
        if "\\" in token.text:
            raise _Open
        if token.kind == "iri":
            if ":" not in token.text:
                raise _Open
            return token.text
        prefix, _, local = token.text.partition(":")
        if prefix not in self._prefixes:
            raise _Open
        return f"<{self._prefixes[prefix]}{local}>"


def _groups(tokens: Sequence[Token]) -> list[int]:
    """For each token the number of the innermost pair of braces that it is in."""
    found, stack, count = [], [0], 0
    for token in tokens:
        if token.text == "{" and token.kind == "other":
            count += 1
            stack.append(count)
        found.append(stack[-1])
        if token.text == "}" and token.kind == "other" and len(stack) > 1:
            stack.pop()
    return found


def _opening(tokens: Sequence[Token], i: int) -> int:
    """The place of the bracket that a closing one belongs to."""
    depth = 0
    for j in range(i, 0, -1):
        depth += {")": 1, "(": -1}.get(tokens[j].text, 0)
        if depth == 0:
            return j
    return 1
