"""Findings that a curator has looked at and lets stand: `# sg: ignore[SG226] starts next month`.

The comment counts for its own line, or for the next line where it stands alone. A reason is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from skillgraph.findings import Finding, Severity
from skillgraph.turtle import ParsedFile

_COMMENT = re.compile(r"#\s*sg:\s*ignore\[([A-Za-z0-9,\s]*)\]\s*(.*)")


@dataclass(frozen=True, slots=True)
class Ignore:
    """One such comment: the line that it counts for, its own place, the codes, the reason."""

    path: str
    target: int
    line: int
    column: int
    codes: frozenset[str]
    reason: str


def read_ignores(files: Iterable[ParsedFile]) -> list[Ignore]:
    """The comments of all files that have any."""
    return [found for one in files if b"sg:" in one.file.content for found in _of_file(one)]


def _of_file(parsed: ParsedFile) -> Iterator[Ignore]:
    if b"ignore[" not in parsed.file.content:
        return
    for token in parsed.document.comments():
        match = _COMMENT.match(token.text)
        if match:
            line, column = parsed.document.lines.place(token.start)
            alone = not parsed.document.lines.line(line)[: column - 1].strip()
            codes = frozenset(code.strip().upper() for code in match[1].split(",") if code.strip())
            yield Ignore(parsed.file.path, line + alone, line, column, codes, match[2].strip())


def apply(findings: Iterable[Finding], ignores: Iterable[Ignore]) -> list[Finding]:
    """The findings that no comment with a reason takes out."""
    quiet = {(one.path, one.target, code) for one in ignores if one.reason for code in one.codes}
    return [finding for finding in findings if (finding.path, finding.line, finding.code) not in quiet]


def about_comments(findings: Iterable[Finding], ignores: Iterable[Ignore]) -> Iterator[Finding]:
    """What is wrong with the comments themselves: no reason (SG106), or nothing to ignore (SG107)."""
    there = {(finding.path, finding.line, finding.code) for finding in findings}
    for one in ignores:
        if not one.reason:
            message = "This comment ignores a finding without a reason."
            yield _finding("SG106", one, message, "Write the reason after the bracket.")
        for code in sorted(one.codes):
            if (one.path, one.target, code) not in there:
                message = f"There is no {code} to ignore on line {one.target}."
                yield _finding("SG107", one, message, "Remove the comment.")


def _finding(code: str, ignore: Ignore, message: str, hint: str) -> Finding:
    return Finding(code, Severity.WARNING, message, ignore.path, ignore.line, ignore.column, hint=hint)
