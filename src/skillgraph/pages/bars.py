"""A bar chart as numbers: `results.html` writes them as SVG. Every length is in pixels of the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from skillgraph.pages.sheet import Cell, Sheet, heading
from skillgraph.queries import Chart

ROW = 28
_LETTER = 7.5  # the width of most letters
_PLOT = 300
_VALUE = 110
_MOST_BARS = 60
_MOST_LETTERS = 36


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its name, short and whole, the value in words, and where things are drawn.

    `solid` is the length of what is certain, `open` that of what may be added to it; an interval around a value goes
    from `low` to `high`, which are None where there is none.
    """

    label: str
    whole: str
    value: str
    y: int
    solid: float
    open: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart: its name, its size, where bars start, its bars, and how many rows it leaves out."""

    title: str
    width: int
    height: int
    start: int
    bars: tuple[Bar, ...]
    left_out: int
    has_open: bool


def bars_of(chart: Chart, sheet: Sheet) -> Bars | None:
    """The chart of these rows; None where nothing is to be drawn, or a number is below zero."""
    places = {head.name: place for place, head in enumerate(sheet.heads)}
    named = {key: places.get(getattr(chart, key)) for key in ("x", "y", "low", "high")}
    rows = [{key: _at(row, place) for key, place in named.items()} for row in sheet.rows[:_MOST_BARS]]
    found = [_number(cell) for row in rows for key, cell in row.items() if key != "x"]
    numbers = [number for number in found if number is not None]
    if not numbers or min(numbers) < 0 or max(numbers) == 0:
        return None
    scale = Decimal(_PLOT) / max(numbers)
    bars = tuple(_bar(row, chart, scale, place) for place, row in enumerate(rows))
    what = chart.unit[:1].upper() + chart.unit[1:] if chart.unit else heading(chart.y or chart.high)
    span = f", from {chart.low} to {chart.high}" if chart.type == "interval" else ""
    title = f"{what} by {chart.x.replace('_', ' ')}{span}"
    start = 20 + int(_LETTER * max(len(bar.label) for bar in bars))
    size = start + _PLOT + _VALUE, ROW * len(bars) + 4
    return Bars(title, *size, start, bars, sheet.count - len(bars), any(bar.open for bar in bars))


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


def _bar(row: dict[str, Cell | None], chart: Chart, scale: Decimal, place: int) -> Bar:
    name = _text(row["x"]) or "(no name)"
    value, low, high = (_number(row[key]) for key in ("y", "low", "high"))
    label = name if len(name) <= _MOST_LETTERS else f"{name[: _MOST_LETTERS - 1]}…"
    if chart.type == "interval":
        solid, more = low, None if high is None or low is None else high - low
        words = "not stated" if low is None else f"{low}" if low == high else f"{low} to {high}"
        low = high = None
    else:
        solid, more = value, None
        words = "not stated" if value is None else _text(row["y"])
        if low is not None and high is not None:
            words += f" ({low} to {high})"
    drawn = [None if number is None else round(float(number * scale), 1) for number in (solid, more, low, high)]
    return Bar(label, name, words, 2 + ROW * place, drawn[0] or 0.0, drawn[1] or 0.0, drawn[2], drawn[3])
