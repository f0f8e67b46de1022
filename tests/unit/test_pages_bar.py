"""Bars: pieces lie side by side and fill the width."""

from __future__ import annotations

from decimal import Decimal

from skillgraph.pages.bar import WIDTH, bar


def test_pieces_are_as_wide_as_their_shares() -> None:
    pieces = bar([("one", Decimal("0.75"), True), ("two", Decimal("0.25"), False)])
    assert [(one.left, one.width, one.tone, one.is_decided) for one in pieces] == [
        (Decimal(0), Decimal("450.0"), 0, True),
        (Decimal("450.0"), Decimal("150.0"), 1, False),
    ]


def test_pieces_fill_the_width_and_none_is_empty() -> None:
    pieces = bar([("a", Decimal(1), True), ("b", Decimal(0), True), ("c", Decimal(1), True), ("d", Decimal(1), True)])
    assert [one.name for one in pieces] == ["a", "c", "d"]
    assert abs(sum(one.width for one in pieces) - WIDTH) < Decimal("0.5")
    assert bar([]) == ()
