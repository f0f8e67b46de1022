"""The chart that a query's header proposes."""

from __future__ import annotations

from typing import Any

import pytest

from skillgraph.errors import WorkspaceError
from skillgraph.queries import Chart
from skillgraph.queries.chart import read_chart

COLUMNS = ("name", "fte", "low", "high")


def test_a_header_without_a_chart() -> None:
    assert read_chart(None, COLUMNS, "q.rq") is None


def test_what_a_chart_shows() -> None:
    row = {"type": "bar", "x": "name", "y": "fte", "low": "low", "high": "high", "unit": "FTE"}
    assert read_chart(row, COLUMNS, "q.rq") == Chart("bar", "name", "fte", "low", "high", "FTE")
    row = {"type": "interval", "x": "name", "low": "low", "high": "high"}
    assert read_chart(row, COLUMNS, "q.rq") == Chart("interval", "name", "", "low", "high")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("bar", "no known type"),
        ({"type": "pie", "x": "name", "y": "fte"}, "Types: bar, interval"),
        ({"type": "bar", "x": "name"}, "It needs x, y"),
        ({"type": "bar", "x": "name", "y": "fte", "low": "low"}, "not well formed"),
        ({"type": "interval", "x": "name", "y": "fte", "low": "low", "high": "high"}, "It needs x, low, high"),
        ({"type": "bar", "x": "name", "y": "fte", "colour": "red"}, "may have high, low, unit"),
        ({"type": "bar", "x": "nme", "y": "fte"}, "the chart shows nme, which is no column"),
    ],
)
def test_what_is_wrong_with_a_chart(row: Any, words: str) -> None:
    with pytest.raises(WorkspaceError) as raised:
        read_chart(row, COLUMNS, "q.rq")
    assert words in str(raised.value)
