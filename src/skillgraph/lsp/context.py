"""What may be written at a place of a Turtle text that is still being written.

The tokens before the cursor are walked with the grammar of a statement in mind (RDF 1.1 Turtle, section 6.5, rules 6
to 15). A name that begins a line at its first column begins a statement, as in the house style.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from skillgraph.lsp.names import iri_of
from skillgraph.lsp.sheet import Sheet
from skillgraph.queries.writing import Context, Role
from skillgraph.terms import RDF_TYPE
from skillgraph.turtle.lexer import Token

_TERMS = ("name", "iri", "blank", "string", "number", "word")
_SILENT = ("string", "comment", "number", "at", "iri")


@dataclass(slots=True)
class _Frame:
    """A statement or an anonymous node inside one; `listed` inside the brackets of a collection."""

    role: Role = Role.SUBJECT
    subject: str | None = None
    predicate: str | None = None
    listed: bool = False
    classes: list[str] = field(default_factory=list)


def context_at(sheet: Sheet, offset: int, prefixes: Mapping[str, str], base: str) -> Context | None:
    """What is being written at an offset; none inside strings, comments and IRIs, and after a number."""
    before = sheet.token(offset - 1) if offset else None
    start = end = offset
    if before is not None and before.kind in ("name", "word"):
        start, end = before.start, before.start + len(before.text)
    elif before is not None and before.kind in _SILENT and _reaches(before, offset):
        return None
    stack = [_Frame()]
    for token in sheet.tokens:
        if token.start >= start:
            break
        if token.kind == "bad" and token.text in "\"'":
            return None
        if token.kind in _TERMS and sheet.begins_line(token.start):
            _begin(stack)
        _take(stack, token, prefixes, base)
    if sheet.begins_line(start):
        _begin(stack)
    frame = stack[-1]
    return Context(
        frame.role, frame.subject, frame.predicate, tuple(frame.classes), sheet.text[start:offset], start, end
    )


def _reaches(token: Token, offset: int) -> bool:
    """Whether the cursor is inside the token, or right after one that could still grow."""
    return offset < token.start + len(token.text) or token.kind not in ("string", "iri")


def _begin(stack: list[_Frame]) -> None:
    """At a line without an indent brackets go on, and a statement does not."""
    if len(stack) == 1:
        stack[:] = [_Frame()]


def _take(stack: list[_Frame], token: Token, prefixes: Mapping[str, str], base: str) -> None:
    if token.kind == "at" and token.text in ("@prefix", "@base"):
        stack[:] = [_Frame(Role.END)]
    elif token.kind == "mark":
        _punctuate(stack, token.text)
    elif token.kind in _TERMS:
        _term(stack[-1], iri_of(token, prefixes, base))


def _punctuate(stack: list[_Frame], mark: str) -> None:
    frame = stack[-1]
    if mark == ".":
        stack[:] = [_Frame()]
    elif mark == ";":
        frame.role = Role.PREDICATE
    elif mark == ",":
        frame.role = Role.OBJECT
    elif mark == "^^":
        frame.role = Role.DATATYPE
    elif mark == "[":
        stack.append(_Frame(Role.PREDICATE))
    elif mark == "(":
        stack.append(_Frame(Role.OBJECT, frame.subject, frame.predicate, listed=True))
    elif mark in ("]", ")") and len(stack) > 1:
        stack.pop()
        _term(stack[-1], None)


def _term(frame: _Frame, iri: str | None) -> None:
    if frame.role is Role.SUBJECT:
        frame.subject, frame.role = iri, Role.PREDICATE
    elif frame.role is Role.PREDICATE:
        frame.predicate, frame.role = iri, Role.OBJECT
    elif frame.role is Role.OBJECT:
        if frame.predicate == RDF_TYPE and iri is not None:
            frame.classes.append(iri)
        frame.role = Role.OBJECT if frame.listed else Role.END
    elif frame.role is Role.DATATYPE:
        frame.role = Role.OBJECT if frame.listed else Role.END
