"""The picture that a query's header proposes for its rows: `#+ chart: {type: bar, x: name, y: fte, unit: FTE}`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from skillgraph.errors import WorkspaceError

TYPES: Mapping[str, tuple[str, ...]] = {"bar": ("x", "y"), "interval": ("x", "low", "high")}
_COLUMNS = ("x", "y", "low", "high")


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar for each row: `x` names it, `y` is its length, `low` and `high` an interval; all are names of columns.

    `bar` needs x and y and may have an interval as well; `interval` has one and no y. `unit` says what is counted.
    """

    type: str
    x: str
    y: str = ""
    low: str = ""
    high: str = ""
    unit: str = ""


def read_chart(row: Any, columns: Collection[str], path: str) -> Chart | None:
    """The chart of a header, None where it has none; WorkspaceError says what is wrong with it."""
    if row is None:
        return None
    if not isinstance(row, Mapping) or row.get("type") not in TYPES:
        raise WorkspaceError(f"{path}: the chart has no known type.", f"Types: {', '.join(TYPES)}.")
    needed = TYPES[row["type"]]
    allowed = {"type", "unit", *needed, *(("low", "high") if row["type"] == "bar" else ())}
    if not set(needed) <= set(row) <= allowed or ("low" in row) != ("high" in row):
        hint = f"It needs {', '.join(needed)}, and may have {', '.join(sorted(allowed - {'type', *needed}))}."
        raise WorkspaceError(f"{path}: the chart is not well formed.", hint)
    for name in (str(row[key]) for key in _COLUMNS if key in row):
        if name not in columns:
            raise WorkspaceError(f"{path}: the chart shows {name}, which is no column.", f"{', '.join(columns)}.")
    return Chart(**{key: str(value) for key, value in row.items()})
