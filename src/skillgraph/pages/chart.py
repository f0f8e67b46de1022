"""The chart of an answer: a bar for each row, as its query's header or its columns propose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from skillgraph.pages.bars import Bar, interval, percent, stacked
from skillgraph.pages.sheet import Cell, Sheet, heading
from skillgraph.queries import Chart

_MOST_BARS = 60

Row = dict[str, Cell | None]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart: its title, its rows as name, bar and value in words, and how many rows of the answer it leaves out."""

    title: str
    rows: tuple[tuple[str, Bar, str], ...]
    left_out: int

    @property
    def has_open(self) -> bool:
        """Whether something in it cannot be decided."""
        return any(part.look == "possible" for _, bar, _ in self.rows for part in bar.parts)


def drawn(chart: Chart, sheet: Sheet) -> Drawn | None:
    """The chart of these rows; None where nothing is to be drawn, or a number is below zero."""
    places = {head.name: place for place, head in enumerate(sheet.heads)}
    named = {key: places.get(getattr(chart, key)) for key in ("x", "y", "low", "high")}
    rows = [{key: _at(row, place) for key, place in named.items()} for row in sheet.rows[:_MOST_BARS]]
    found = [_number(cell) for row in rows for key, cell in row.items() if key != "x"]
    numbers = [number for number in found if number is not None]
    if not numbers or min(numbers) < 0 or max(numbers) == 0:
        return None
    bars = tuple(_bar(row, chart, max(numbers)) for row in rows)
    what = chart.unit[:1].upper() + chart.unit[1:] if chart.unit else heading(chart.y or chart.high)
    span = f", from {chart.low} to {chart.high}" if chart.type == "interval" else ""
    return Drawn(f"{what} by {chart.x.replace('_', ' ')}{span}", bars, sheet.count - len(bars))


def guessed(sheet: Sheet) -> Chart | None:
    """A chart for rows that nobody has proposed one for: the first column of names against the first of numbers."""
    if not 1 < sheet.count <= _MOST_BARS:
        return None
    x = next((head.name for head in sheet.heads if not head.is_number), "")
    y = next((head.name for head in sheet.heads if head.is_number), "")
    return Chart("bar", x, y) if x and y else None


def _at(row: Sequence[Cell | None], place: int | None) -> Cell | None:
    return None if place is None else row[place]


def _number(cell: Cell | None) -> Decimal | None:
    return None if cell is None else cell.number


def _text(cell: Cell | None) -> str:
    return "" if cell is None else cell.text


def _bar(row: Row, chart: Chart, most: Decimal) -> tuple[str, Bar, str]:
    name = _text(row["x"]) or "(no name)"
    low, high = _number(row["low"]), _number(row["high"])
    if chart.type != "interval":
        return _valued(name, row, low, high, most)
    if low is None or high is None:
        return name, Bar(f"{name}: not stated", ()), "not stated"
    words = f"{low}" if low == high else f"{low} to {high}"
    return name, interval(f"{name}: {words}", low, high, most), words


def _valued(name: str, row: Row, low: Decimal | None, high: Decimal | None, most: Decimal) -> tuple[str, Bar, str]:
    value = _number(row["y"])
    if value is None:
        return name, Bar(f"{name}: not stated", ()), "not stated"
    words = _text(row["y"])
    if low is None or high is None:
        return name, stacked(f"{name}: {words}", [("certain", value, words)], most), words
    words += f" ({low} to {high})"
    bar = stacked(f"{name}: {words}", [("certain", value, words)], most)
    return name, replace(bar, around=(percent(low, most), percent(high, most))), words
