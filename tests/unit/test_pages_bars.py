"""Bars are to scale, and their pieces touch."""

from __future__ import annotations

from decimal import Decimal

from skillgraph.pages.bars import Part, interval, percent, stacked


def test_percentages_are_exact_and_nothing_of_nothing_is_none() -> None:
    assert percent(Decimal("1.40"), Decimal("19.16")) == Decimal("7.31")
    assert percent(3, 3) == 100
    assert percent(Decimal(1), Decimal(0)) == 0


def test_pieces_touch_although_they_are_rounded() -> None:
    bar = stacked("thirds", [("a", 1, "one"), ("b", 0, "none"), ("c", 1, "two"), ("d", 1, "three")], 3)
    assert [part.look for part in bar.parts] == ["a", "c", "d"]
    assert [one.end for one in bar.parts[:-1]] == [other.start for other in bar.parts[1:]]
    assert bar.parts[-1].end == 100


def test_an_interval_is_certain_first_and_possible_after() -> None:
    assert interval("WP-2", Decimal("4.24"), Decimal("8.48"), Decimal("8.48")).parts == (
        Part(Decimal(0), Decimal(50), "certain", "at least 4.24"),
        Part(Decimal(50), Decimal(50), "possible", "at most 8.48"),
    )
    assert [one.look for one in interval("WP-1", Decimal(0), Decimal(4), Decimal(8)).parts] == ["possible"]
