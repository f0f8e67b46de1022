"""The formats as one table, and the simple ones."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from skillgraph.check.report.junit import junit
from skillgraph.check.report.sarif import sarif
from skillgraph.check.report.source import Sources
from skillgraph.check.report.turtle import turtle
from skillgraph.errors import UnknownName
from skillgraph.findings import Finding, Severity, printable
from skillgraph.workspace import Contents

_WIDTH = 160  # characters of a file's line that are shown
_GITHUB = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def write_report(findings: Sequence[Finding], contents: Contents, name: str) -> str:
    """The findings in the format of that name; UnknownName lists those there are."""
    if name not in FORMATS:
        raise UnknownName(f"There is no format called {name!r} for findings.", f"Formats: {', '.join(FORMATS)}.")
    return FORMATS[name](findings, Sources(contents))


def _full(findings: Sequence[Finding], sources: Sources) -> str:
    """Place, code, severity and sentence; the line of the file with a caret; the hint."""
    return "".join(f"{_block(finding, sources)}\n" for finding in findings)


def _block(finding: Finding, sources: Sources) -> str:
    lines = [f"{finding.place()} {finding.code} {finding.severity}: {finding.message}"]
    text = sources.line(finding.path, finding.line)
    if text is not None:
        number = str(finding.line)
        text, column = _window(text, max(finding.column, 1))
        caret = "".join("\t" if character == "\t" else " " for character in text[: column - 1]) + "^"
        lines += [f"  {number} | {text}", f"  {' ' * len(number)} | {caret}"]
    if finding.hint:
        lines.append(f"  {finding.hint}")
    return "\n".join(lines) + "\n"


def _window(text: str, column: int) -> tuple[str, int]:
    """A line as it is shown, and the column in it: of a long one, what is around the place."""
    start = max(0, column - _WIDTH // 2) if len(text) > _WIDTH else 0
    lead = "..." if start else ""
    rest = "..." if len(text) > start + _WIDTH else ""
    return f"{lead}{text[start : start + _WIDTH]}{rest}", column - start + len(lead)


def _concise(findings: Sequence[Finding], _: Sources) -> str:
    """One line each."""
    return "".join(f"{finding.one_line()}\n" for finding in findings)


def _github(findings: Sequence[Finding], _: Sources) -> str:
    """Workflow commands, which annotate the lines of a pull request."""
    return "".join(
        f"::{_GITHUB[finding.severity]} file={_property(finding.path)},line={max(finding.line, 1)},"
        f"col={max(finding.column, 1)},title={finding.code}::{_data(f'{finding.message} {finding.hint}'.strip())}\n"
        for finding in findings
    )


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _json(findings: Sequence[Finding], _: Sources) -> str:
    rows = [
        {
            "code": finding.code,
            "severity": finding.severity.value,
            "path": finding.path,
            "line": finding.line,
            "column": finding.column,
            "message": finding.message,
            "hint": finding.hint,
            "focus": finding.focus,
            "shape": finding.shape,
        }
        for finding in findings
    ]
    return json.dumps(rows, indent=1, ensure_ascii=False) + "\n"


def _markdown(findings: Sequence[Finding], _: Sources) -> str:
    if not findings:
        return "No findings.\n"
    head = "| place | code | severity | finding |\n|---|---|---|---|\n"
    return head + "".join(
        f"| `{finding.place()}` | {finding.code} | {finding.severity} | "
        f"{printable(f'{finding.message} {finding.hint}').replace('|', chr(92) + '|')} |\n"
        for finding in findings
    )


FORMATS: dict[str, Callable[[Sequence[Finding], Sources], str]] = {
    "full": _full,
    "concise": _concise,
    "github": _github,
    "sarif": sarif,
    "json": _json,
    "junit": junit,
    "markdown": _markdown,
    "turtle": turtle,
}
