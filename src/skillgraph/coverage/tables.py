"""Reports as bytes: the document as JSON, or the table in a format of tables."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal

from skillgraph.coverage.question import Cell, Report
from skillgraph.results import TABLE_FORMATS, Column, Family, Format, Table, write_table
from skillgraph.terms import XSD, Literal, Term

JSON = Format("json", Family.SOLUTIONS, ("application/json",))
REPORT_FORMATS: tuple[Format, ...] = (JSON, *(one for one in TABLE_FORMATS if one.name not in ("json", "xml")))


def write_report(report: Report, name: str) -> bytes:
    """The report in the format of that short name, UTF-8."""
    if name == JSON.name:
        return json.dumps(report.document, ensure_ascii=False, indent=1).encode() + b"\n"
    return write_table(terms(report.table.columns, report.table.rows), name)


def terms(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Table:
    """Plain values as a table of terms."""
    return Table(tuple(map(Column, columns)), tuple(tuple(_term(cell) for cell in row) for row in rows))


def _term(cell: Cell) -> Term | None:
    if cell is None:
        return None
    if isinstance(cell, Decimal):
        return Literal(f"{cell:f}", XSD + "decimal")
    if isinstance(cell, int):
        return Literal(str(cell), XSD + "integer")
    if isinstance(cell, datetime.date):
        return Literal(cell.isoformat(), XSD + "date")
    return Literal(cell)
