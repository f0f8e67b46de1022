"""Bar charts: lengths in proportion, what is open beside what is certain, nothing where nothing is known."""

from __future__ import annotations

from decimal import Decimal

from skillgraph.pages.bars import Bars, bars_of, guessed
from skillgraph.pages.sheet import Cell, Head, Sheet
from skillgraph.queries import Chart


def sheet(*rows: tuple[str, ...], numbers: int = 1, names: tuple[str, ...] = ("name", "fte", "low", "high")) -> Sheet:
    cells = tuple(
        tuple(
            None if text == "" else Cell(text, number=Decimal(text) if place >= numbers else None)
            for place, text in enumerate(row)
        )
        for row in rows
    )
    heads = tuple(Head(name, name, "", place >= numbers) for place, name in enumerate(names[: len(rows[0])]))
    return Sheet(heads, cells, len(rows), names_people=False)


def drawn(chart: Chart, shown: Sheet) -> Bars:
    found = bars_of(chart, shown)
    assert found is not None
    return found


def test_lengths_are_in_proportion() -> None:
    bars = drawn(Chart("bar", "name", "fte", unit="FTE"), sheet(("a", "2.50"), ("b", "5"), ("c", "")))
    assert bars.title == "FTE by name"
    assert [bar.solid for bar in bars.bars] == [150.0, 300.0, 0.0]
    assert [bar.value for bar in bars.bars] == ["2.50", "5", "not stated"]
    assert not bars.has_open


def test_what_cannot_be_decided_is_open() -> None:
    rows = sheet(("a", "0", "0", "4"), ("b", "1", "3", "3"), ("c", "", "", ""))
    bars = drawn(Chart("interval", "name", low="low", high="high"), rows)
    assert [(bar.solid, bar.open, bar.value) for bar in bars.bars] == [
        (0.0, 300.0, "0 to 4"),
        (225.0, 0.0, "3"),
        (0.0, 0.0, "not stated"),
    ]
    assert bars.has_open
    assert bars.title.endswith("from low to high")


def test_an_interval_around_a_value() -> None:
    (bar,) = drawn(Chart("bar", "name", "fte", "low", "high"), sheet(("a", "3", "2", "4"))).bars
    assert (bar.solid, bar.low, bar.high, bar.value) == (225.0, 150.0, 300.0, "3 (2 to 4)")


def test_a_long_name_is_cut_and_kept_whole_beside() -> None:
    (bar,) = drawn(Chart("bar", "name", "fte"), sheet(("n" * 90, "1"))).bars
    assert (len(bar.label), len(bar.whole)) == (36, 90)


def test_nothing_to_draw() -> None:
    chart = Chart("bar", "name", "fte")
    assert bars_of(chart, sheet(("a", "-1"), ("b", "2"))) is None
    assert bars_of(chart, sheet(("a", ""))) is None
    assert bars_of(chart, sheet(("a", "0"))) is None


def test_a_long_answer_leaves_rows_out() -> None:
    bars = drawn(Chart("bar", "name", "fte"), sheet(*((f"{n}", "1") for n in range(70))))
    assert (len(bars.bars), bars.left_out) == (60, 10)


def test_a_chart_that_nobody_proposed() -> None:
    assert guessed(sheet(("a", "1"), ("b", "2"))) == Chart("bar", "name", "fte")
    assert guessed(sheet(("a", "1"))) is None
    assert guessed(sheet(("a",), ("b",))) is None
