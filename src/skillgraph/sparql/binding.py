"""Putting values in the place of variables.

A value is a serialised RDF term and takes the place of a whole token, so nothing in it can be read as SPARQL.
Where the grammar allows a variable only (after SELECT, AS, GROUP BY, ORDER BY and before the block of VALUES) the
variable stays, and a declared parameter of a canned query is refused there when its file is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from skillgraph.errors import WorkspaceError
from skillgraph.sparql.tokens import Token, position, tokenise

_OPENS = {"SELECT": "SELECT", "GROUP": "GROUP BY", "ORDER": "ORDER BY", "VALUES": "VALUES"}
_CLOSES = {"WHERE", "FROM", "HAVING", "LIMIT", "OFFSET"}


def parameters_used(text: str) -> set[str]:
    """The names of all `$name` tokens outside strings, comments and IRIs."""
    return {token.text[1:] for token in tokenise(text) if token.kind == "variable" and token.text[0] == "$"}


def bind(text: str, values: Mapping[str, str], marks: str = "$") -> str:
    """The query with each variable that has a value replaced by it, wherever a term can stand.

    `marks` says which spelling counts: for canned queries `$name` alone, for pre-bound variables `?name` too.
    """
    pieces = []
    for token, place in places(text):
        is_bound = token.kind == "variable" and token.text[0] in marks and token.text[1:] in values and not place
        pieces.append(values[token.text[1:]] if is_bound else token.text)
    return "".join(pieces)


def check_places(text: str, names: Iterable[str], path: str) -> None:
    """WorkspaceError where one of the names stands in a place that takes a variable only."""
    declared = {f"${name}" for name in names}
    for token, place in places(text):
        if place and token.text in declared:
            line, column = position(text, token.start)
            raise WorkspaceError(
                f"{path}:{line}:{column} {token.text} stands after {place}, where a value cannot stand.",
                f"Write ?{token.text[1:]} there, or put the parameter into an expression.",
            )


def places(text: str) -> Iterator[tuple[Token, str]]:
    """Each token, and for a variable where only a variable can stand the keyword that makes it so."""
    clause, depth, previous = "", 0, ""
    outer: list[tuple[str, int]] = []  # what an EXISTS { ... } inside an expression interrupts
    for token in tokenise(text):
        if token.is_blank:
            yield token, ""
            continue
        place = ""
        if token.keyword in _OPENS:
            clause, depth = _OPENS[token.keyword], 0
        elif token.keyword in _CLOSES:
            clause = ""
        elif token.text == "{":
            outer.append((clause, depth) if depth else ("", 0))
            clause, depth = "", 0
        elif token.text == "}":
            clause, depth = outer.pop() if outer else ("", 0)
        elif token.text in "()":
            depth += 1 if token.text == "(" else -1
        elif token.kind == "variable":
            bare = clause if depth == 0 or clause == "VALUES" else ""
            place = "AS" if previous == "AS" else bare
        yield token, place
        previous = token.keyword
