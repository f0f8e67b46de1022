"""Names in a text that may be half written: the prefixes that it declares and the IRI that a token stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from skillgraph.terms import RDF_TYPE
from skillgraph.turtle.iri import resolve
from skillgraph.turtle.lexer import Token, lex


def iri_of(token: Token, prefixes: Mapping[str, str], base: str) -> str | None:
    """The IRI that a token stands for, or none (RDF 1.1 Turtle, section 2.4)."""
    if token.kind == "name":
        prefix, _, local = token.text.partition(":")
        return prefixes[prefix] + re.sub(r"\\(.)", r"\1", local) if prefix in prefixes else None
    if token.kind == "iri":
        return resolve(base, token.text[1:-1])
    return RDF_TYPE if token.kind == "word" and token.text == "a" else None


def is_name(text: str) -> bool:
    """Whether a text is one prefixed name as it stands."""
    tokens = list(lex(text))
    return len(tokens) == 1 and tokens[0].kind == "name"


def declared_prefixes(text: str) -> dict[str, str]:
    """The prefixes that a text declares, whatever else in it is wrong; Turtle and SPARQL write them alike."""
    found: dict[str, str] = {}
    before: tuple[str, str] = "", ""
    for token in lex(text):
        if token.kind in ("space", "comment"):
            continue
        word, name = before
        if word and name and token.kind == "iri":
            found[name[:-1]] = token.text[1:-1]
        before = (word, token.text) if word and not name and token.kind == "name" else (_directive(token), "")
    return found


def _directive(token: Token) -> str:
    word = token.text.lstrip("@").lower() if token.kind in ("at", "word") else ""
    return word if word == "prefix" else ""
