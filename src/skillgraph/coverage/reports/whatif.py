"""`whatif`: what a change does to answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from skillgraph.coverage.document import Document, document
from skillgraph.coverage.question import Cell, Report, Table
from skillgraph.coverage.questions import Difference
from skillgraph.coverage.world import Day
from skillgraph.findings import Finding

_COLUMNS = ("question", "about", "column", "before", "after")


def report(
    found: Mapping[str, Difference] | None, days: tuple[Day, Day], findings: Iterable[Finding] = (), not_stated: int = 0
) -> Report:
    """The differences between answers, by question; None where the changed workspace has no answers."""
    answer: dict[str, Document] = {
        "before_on": days[0].isoformat(),
        "after_on": days[1].isoformat(),
        "findings": [finding_document(one) for one in findings],
        "not_stated": not_stated,
        "differences": document(found),
    }
    rows = tuple(row for name, one in (found or {}).items() for row in _rows(name, one))
    return Report(answer, Table(_COLUMNS, 3, rows), tuple(_lines(found or {}, days)))


def finding_document(finding: Finding) -> Document:
    """A finding as a plain document."""
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "message": finding.message,
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "hint": finding.hint,
    }


def _lines(found: Mapping[str, Difference], days: tuple[Day, Day]) -> Iterator[str]:
    yield f"Before: as recorded, on {days[0]}. After: changed, on {days[1]}."
    for name, one in found.items():
        yield f"{name}: {len(one.changed)} changed, {len(one.new)} new, {len(one.gone)} gone, {one.same} the same."


def _rows(question: str, found: Difference) -> Iterator[tuple[Cell, ...]]:
    """A row for each cell that differs; for what is new or gone, one for each of its cells."""
    pairs = [(old, None) for old in found.gone] + [(None, new) for new in found.new] + list(found.changed)
    for old, new in pairs:
        row = new or old or ()
        about = " ".join(str(cell) for cell in row[: found.keys] if cell not in (None, ""))
        for index in range(found.keys, len(row)):
            cells = tuple(None if side is None or side[index] is None else str(side[index]) for side in (old, new))
            if cells[0] != cells[1]:
                yield question, about, found.columns[index], *cells
        if len(row) == found.keys:
            yield question, about, "", *("yes" if side is not None else None for side in (old, new))
