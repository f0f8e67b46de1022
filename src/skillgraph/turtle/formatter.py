"""Turtle in the house style: the same tokens and comments on other lines, and so the same graph.

`a` first, one predicate per line, one object per line where there are several; the first of several types stays
beside its `a`. Lists and blank nodes stand on one line where they fit. Strings, numbers, names and the order of
subjects, predicates and objects stay as the author wrote them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from skillgraph.errors import InternalError
from skillgraph.findings import Finding, Severity
from skillgraph.turtle.arrangement import arrange
from skillgraph.turtle.document import Problem
from skillgraph.turtle.layout import Layout
from skillgraph.turtle.lexer import Lines, scan
from skillgraph.turtle.located import parse_document

_BASE = "https://example.org/"  # for the syntax alone: what relative IRIs stand for is not asked


@dataclass(frozen=True, slots=True)
class Formatted:
    """A file's bytes in the house style, or its bytes as they are and why they cannot be read."""

    content: bytes
    findings: tuple[Finding, ...]


def format_bytes(path: str, content: bytes) -> Formatted:
    """The file in the house style; with syntax errors, a NUL character or bytes outside UTF-8 it stays as it is."""
    findings = tuple(_refusals(path, content))
    return Formatted(content if findings else format_text(content.decode()).encode(), findings)


def format_text(text: str) -> str:
    """A document without syntax errors in the house style; formatting it again changes nothing."""
    tokens = arrange(text)
    shown = Layout(tokens).document()
    if scan(shown)[1] != tokens.texts:
        raise InternalError("The formatter would have changed a token, so it has changed nothing.")
    return shown


def _refusals(path: str, content: bytes) -> Iterator[Finding]:
    """Why the file is not formatted: the codes are those of `skillgraph check`."""
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        good = content[: error.start].decode()
        yield _finding(
            "SG104", path, Lines(good), Problem(len(good), "Here is a byte that is not UTF-8.", "Save it as UTF-8.")
        )
        return
    document = parse_document(text, _BASE)
    for problem in document.problems:
        yield _finding("SG101", path, document.lines, problem)
    if "\0" in text:
        yield _finding(
            "SG103", path, document.lines, Problem(text.index("\0"), "Here is a NUL character.", "Remove it.")
        )


def _finding(code: str, path: str, lines: Lines, problem: Problem) -> Finding:
    line, column = lines.place(problem.at)
    return Finding(code, Severity.VIOLATION, problem.message, path, line, column, hint=problem.hint)
