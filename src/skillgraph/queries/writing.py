"""What may be written at a place of a query that is still being written (SPARQL 1.1 Query, section 19.8).

The tokens before the cursor are walked with the grammar of triple patterns and property paths in mind; in expressions
anything may stand. What a query says elsewhere of a variable's class counts as well.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from skillgraph.sparql.tokens import Token, tokenise
from skillgraph.terms import RDF_TYPE

_TERMS = ("variable", "name", "iri", "blank", "string", "number")
_SILENT = ("string", "comment", "iri", "variable", "number")


class Role(StrEnum):
    """The part of a statement that comes next."""

    SUBJECT = "subject"
    PREDICATE = "predicate"
    OBJECT = "object"
    DATATYPE = "datatype"
    END = "end"


@dataclass(frozen=True, slots=True)
class Context:
    """What is being written: its role, the statement so far, the text before the cursor and the range that it takes."""

    role: Role
    subject: str | None
    predicate: str | None
    classes: tuple[str, ...]
    typed: str
    start: int
    end: int


@dataclass(slots=True)
class _Pattern:
    """A triple pattern so far; `depth` counts the open brackets of an expression, `data` is for the list of VALUES."""

    role: Role = Role.END
    subject: str = ""
    predicate: str | None = None
    depth: int = 0
    data: bool = False
    outer: list[str] = field(default_factory=list)


def query_context_at(text: str, offset: int, prefixes: Mapping[str, str]) -> Context | None:
    """What is being written at an offset of a query; none inside strings, comments, IRIs, variables and numbers."""
    tokens = [token for token in tokenise(text) if token.kind != "space"]
    touched = next((one for one in tokens if one.start < offset <= one.start + len(one.text)), None)
    start = end = offset
    if touched is not None and touched.kind in ("name", "word"):
        start, end = touched.start, touched.start + len(touched.text)
    elif touched is not None and touched.kind in _SILENT:
        return None
    if _is_open(text, offset, tokens):
        return None
    pattern, classes = _Pattern(), defaultdict[str, list[str]](list)
    here: tuple[Role, str, str | None] | None = None
    for token in tokens:
        if here is None and token.start >= start:
            here = pattern.role, pattern.subject, pattern.predicate
        _take(pattern, token, prefixes, classes)
    role, subject, predicate = here or (pattern.role, pattern.subject, pattern.predicate)
    known = tuple(classes[subject]) if subject else ()
    return Context(role, None, predicate, known, text[start:offset], start, end)


def _is_open(text: str, offset: int, tokens: Sequence[Token]) -> bool:
    """Whether a string or an IRI was begun before the cursor and is not closed."""
    line = text.rfind("\n", 0, offset) + 1
    quoted = any(one.kind == "other" and one.text in "\"'" and line <= one.start < offset for one in tokens)
    return quoted or re.search(r"(?:^|\s)<[^\s<>=]*\Z", text[line:offset]) is not None


def _take(pattern: _Pattern, token: Token, prefixes: Mapping[str, str], classes: dict[str, list[str]]) -> None:
    if token.kind == "other":
        _punctuate(pattern, token.text)
    elif token.kind in _TERMS:
        _term(pattern, token.text, _iri(token, prefixes), classes)
    elif token.text == "a" and pattern.role is Role.PREDICATE:
        pattern.predicate, pattern.role = RDF_TYPE, Role.OBJECT
    elif token.keyword in ("TRUE", "FALSE"):
        _term(pattern, token.text, None, classes)
    elif token.kind == "word" and not pattern.depth:
        pattern.role, pattern.data = Role.END, token.keyword == "VALUES"


def _iri(token: Token, prefixes: Mapping[str, str]) -> str | None:
    if token.kind == "iri":
        return token.text[1:-1]
    prefix, colon, local = token.text.partition(":")
    return prefixes[prefix] + local if token.kind == "name" and colon and prefix in prefixes else None


def _punctuate(pattern: _Pattern, mark: str) -> None:
    """A mark outside terms: what it ends or begins; marks of property paths lead back to a predicate."""
    role = pattern.role
    if mark in "{}":
        pattern.role, pattern.depth = Role.END if pattern.data and mark == "{" else Role.SUBJECT, 0
        pattern.data = pattern.data and mark == "{"
    elif pattern.data:
        return
    elif mark in "()" and (pattern.depth or role in (Role.SUBJECT, Role.END)):
        pattern.depth = max(0, pattern.depth + (1 if mark == "(" else -1))
        pattern.role = Role.END if pattern.depth else Role.SUBJECT
    elif mark in ".;,[]" and not pattern.depth:
        _divide(pattern, mark)
    elif mark in "/|^" and role is Role.OBJECT:
        pattern.role = Role.PREDICATE


def _divide(pattern: _Pattern, mark: str) -> None:
    if mark == "[":
        pattern.outer.append(pattern.subject)
        pattern.subject, pattern.role = "", Role.PREDICATE
    elif mark == "]" and pattern.outer:
        pattern.subject, pattern.role = pattern.outer.pop(), Role.END
    else:
        pattern.role = {".": Role.SUBJECT, ";": Role.PREDICATE, ",": Role.OBJECT}.get(mark, Role.END)


def _term(pattern: _Pattern, text: str, iri: str | None, classes: dict[str, list[str]]) -> None:
    if pattern.role is Role.SUBJECT:
        pattern.subject, pattern.predicate, pattern.role = text, None, Role.PREDICATE
    elif pattern.role is Role.PREDICATE:
        pattern.predicate, pattern.role = iri, Role.OBJECT
    elif pattern.role is Role.OBJECT:
        if pattern.predicate == RDF_TYPE and iri is not None:
            classes[pattern.subject].append(iri)
        pattern.role = Role.END
