"""Rows as JSON objects, for dashboards and notebooks: one array of them, or one on each line.

Every row has every column, in order; null where nothing is bound. A number is a JSON number where every number of its
column has at most 15 digits that count, so that no reader changes it; else the whole column is text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from skillgraph.results.columns import Kind, Sheet, Typed

_NUMBERS = (Kind.INTEGER, Kind.DECIMAL, Kind.DOUBLE)


def objects(sheet: Sheet) -> bytes:
    """One array."""
    rows = ",\n".join(_rows(sheet))
    return f"[\n{rows}\n]\n".encode() if rows else b"[]\n"


def lines(sheet: Sheet) -> bytes:
    """One object on each line."""
    return "".join(f"{row}\n" for row in _rows(sheet)).encode()


def _rows(sheet: Sheet) -> Iterator[str]:
    heads = [f"{_text(one.column.name)}:" for one in sheet.columns]
    written = [_cells(one) for one in sheet.columns]
    if not written:
        yield from ["{}"] * sheet.rows
        return
    for cells in zip(*written, strict=True):
        yield "{" + ",".join([head + cell for head, cell in zip(heads, cells, strict=True)]) + "}"


def _cells(one: Typed) -> Sequence[str]:
    if one.kind is Kind.BOOLEAN:
        return ["null" if value is None else "true" if value else "false" for value in one.values]
    if one.kind in _NUMBERS and one.is_exact_as_double:
        return ["null" if value is None else _number(one, value) for value in one.values]
    return ["null" if text is None else _text(text) for text in one.texts]


def _number(one: Typed, value: object) -> str:
    """With as many decimals as the column has, as in the document."""
    if one.kind is Kind.DECIMAL:
        return f"{value:.{one.scale}f}"
    return repr(value) if one.kind is Kind.DOUBLE else str(value)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
