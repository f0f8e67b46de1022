"""Charts of answers: lengths in proportion, what is open beside what is certain, nothing where nothing is known."""

from __future__ import annotations

from decimal import Decimal

from skillgraph.pages.chart import Drawn, drawn, guessed
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


def made(chart: Chart, shown: Sheet) -> Drawn:
    found = drawn(chart, shown)
    assert found is not None
    return found


def lengths(found: Drawn) -> list[list[tuple[str, Decimal]]]:
    return [[(part.look, part.length) for part in bar.parts] for _, bar, _ in found.rows]


def test_lengths_are_in_proportion() -> None:
    found = made(Chart("bar", "name", "fte", unit="FTE"), sheet(("a", "2.50"), ("b", "5"), ("c", "")))
    assert found.title == "FTE by name"
    assert lengths(found) == [[("certain", Decimal(50))], [("certain", Decimal(100))], []]
    assert [(name, value) for name, _, value in found.rows] == [("a", "2.50"), ("b", "5"), ("c", "not stated")]
    assert found.rows[0][1].text == "a: 2.50"
    assert not found.has_open


def test_what_cannot_be_decided_is_open() -> None:
    rows = sheet(("a", "0", "0", "4"), ("b", "1", "3", "3"), ("c", "", "", ""))
    found = made(Chart("interval", "name", low="low", high="high"), rows)
    assert lengths(found) == [[("possible", Decimal(100))], [("certain", Decimal(75))], []]
    assert [value for _, _, value in found.rows] == ["0 to 4", "3", "not stated"]
    assert found.has_open
    assert found.title.endswith("from low to high")


def test_an_interval_around_a_value() -> None:
    ((_, bar, value),) = made(Chart("bar", "name", "fte", "low", "high"), sheet(("a", "3", "2", "4"))).rows
    assert (bar.parts[0].length, bar.around, value) == (Decimal(75), (Decimal(50), Decimal(100)), "3 (2 to 4)")


def test_nothing_to_draw() -> None:
    chart = Chart("bar", "name", "fte")
    assert drawn(chart, sheet(("a", "-1"), ("b", "2"))) is None
    assert drawn(chart, sheet(("a", ""))) is None
    assert drawn(chart, sheet(("a", "0"))) is None


def test_a_long_answer_leaves_rows_out() -> None:
    found = made(Chart("bar", "name", "fte"), sheet(*((f"{n}", "1") for n in range(70))))
    assert (len(found.rows), found.left_out) == (60, 10)


def test_a_chart_that_nobody_proposed() -> None:
    assert guessed(sheet(("a", "1"), ("b", "2"))) == Chart("bar", "name", "fte")
    assert guessed(sheet(("a", "1"))) is None
    assert guessed(sheet(("a",), ("b",))) is None
