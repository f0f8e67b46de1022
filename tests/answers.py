"""Answers of canned queries as plain rows, and the comparison with what a test case expects.

A case is a mapping: `params`, and one or more of `count` (how many rows), `rows` (all rows in their order) and
`contains` (rows that are among them). An expected row names only the columns that it is about.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from skillgraph.engine import Engine
from skillgraph.queries import CannedQuery, run
from skillgraph.results import Table
from skillgraph.results.table import short

Row = dict[str, str]


def rows_of(table: Table) -> list[Row]:
    """Rows by column name: text, or a prefixed name, or nothing."""
    names = [column.name for column in table.columns]
    return [dict(zip(names, (short(cell) for cell in row), strict=True)) for row in table.rows]


def params_of(case: Mapping[str, Any]) -> dict[str, str]:
    """The parameters of a case as a command line would give them."""
    return {name: str(value) for name, value in (case.get("params") or {}).items()}


def failures(case: Mapping[str, Any], query: CannedQuery, engine: Engine, today: datetime.date) -> list[str]:
    """What differs between the answer and the case, in sentences; nothing where it holds."""
    rows = rows_of(run(query, params_of(case), engine, today))
    unknown = set(case) - {"params", "count", "rows", "contains"}
    problems = [f"the case has the unknown entry {name}" for name in sorted(unknown)]
    if "count" in case and len(rows) != int(case["count"]):
        problems.append(f"there are {len(rows)} rows, expected were {case['count']}")
    problems += _differences(case["rows"], rows) if "rows" in case else []
    problems += [
        f"no row has {wanted}" for wanted in case.get("contains", []) if not any(fits(row, wanted) for row in rows)
    ]
    return problems


def fits(row: Row, wanted: Mapping[str, Any]) -> bool:
    """Whether the row has the expected values in the columns that are named."""
    return all(name in row and same(row[name], str(value)) for name, value in wanted.items())


def same(one: str, other: str) -> bool:
    """Equality of cells; numbers are compared as numbers, so that 1.4 is 1.40."""
    return plain(one) == plain(other)


def plain(cell: str | None) -> str | Decimal | None:
    """A cell as something that can be compared: a number where it is one."""
    try:
        return None if cell is None else Decimal(cell)
    except InvalidOperation:
        return cell


def _differences(wanted: Sequence[Mapping[str, Any]], rows: Sequence[Row]) -> list[str]:
    problems = [] if len(wanted) == len(rows) else [f"there are {len(rows)} rows, expected were {len(wanted)}"]
    for number, (expected, row) in enumerate(zip(wanted, rows, strict=False), 1):
        if not fits(row, expected):
            got = {name: row.get(name, "(no such column)") for name in expected}
            problems.append(f"row {number} is {got}, expected was {dict(expected)}")
    return problems
