"""Rows of plain values as a table of terms, which every writer of results takes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal

from skillgraph.coverage.question import Cell
from skillgraph.results import Column, Table
from skillgraph.terms import XSD, Literal, Term


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
