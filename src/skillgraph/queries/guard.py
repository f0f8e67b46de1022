"""What is refused before the engine sees a query: too long, too deep, or reaching out of the dataset.

The engine's grammar has no lexer: it reads `SERVICEsg:x` as a keyword and a name, and `<` as less-than wherever an
IRI would not fit. So a keyword counts inside a longer word too, and an IRI that could be a comparison before a comment
or a string is refused. Long flat queries are refused because the engine recurses over chains such as `1+1+1`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from skillgraph.errors import ForbiddenQuery, QuerySyntaxError, TooLarge
from skillgraph.queries.tokens import Token, position, tokenise

_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"}
_FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
_AMBIGUOUS = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.-]*://).*[#']")


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one query: bytes of text, depth of brackets, and tokens other than space and comments."""

    text: int
    nesting: int
    tokens: int


# For the texts of a workspace: its canned queries, its rules and the constraints of its shapes.
OF_WORKSPACE = Limits(text=65_536, nesting=64, tokens=4096)


def guard(query: str, limits: Limits) -> None:
    """Raises where the query is not to be evaluated; whether it is well formed is for the engine to say."""
    size = len(query.encode())
    if size > limits.text:
        raise TooLarge(f"The query has {size} bytes, and {limits.text} are allowed here.", "Shorten it.")
    depth = count = 0
    form = ""
    for token in tokenise(query):
        count += not token.is_blank
        if count > limits.tokens:
            raise TooLarge(f"The query has more than {limits.tokens} words and signs.", "Split it.")
        _refuse_escapes(query, token)
        if token.kind == "other" and token.text in "{([":
            depth += 1
            if depth > limits.nesting:
                line, column = position(query, token.start)
                message = f"line {line}, column {column}: brackets nest deeper than {limits.nesting} levels."
                raise QuerySyntaxError(message, line, column, "Split the query.")
        elif token.kind == "other" and token.text in "})]":
            depth -= 1
        elif not form and token.keyword in _UPDATES:
            raise ForbiddenQuery(
                f"{token.keyword} is an update, and this dataset is read-only.", "Edit the files in git instead."
            )
        elif not form and token.keyword in _FORMS:
            form = token.keyword


def _refuse_escapes(query: str, token: Token) -> None:
    """Raises where a token is SERVICE, or could hide it from a reader who splits the text in another way."""
    prefix = token.text.partition(":")[0].upper() if token.kind == "name" else token.keyword
    if "SERVICE" in prefix:
        raise ForbiddenQuery(
            "SERVICE is not allowed, and no prefix may be named so: this server opens no connection for anybody.",
            "Ask both endpoints and join the answers yourself.",
        )
    if token.kind == "iri" and _AMBIGUOUS.match(token.text):
        line, column = position(query, token.start)
        message = f"line {line}, column {column}: {token.text} could be an IRI or a comparison."
        raise QuerySyntaxError(message, line, column, "Write the IRI in full, or put a space after '<'.")
