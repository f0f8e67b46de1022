"""Expiries, against the grids of the day and the day before."""

from __future__ import annotations

import datetime

import pytest

from skillgraph.coverage.expiry import expiries, months_after
from skillgraph.coverage.grid import grid
from worlds import DAY, derived, small


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-12-01", 6, "2027-06-01"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2026-12-31", 12, "2027-12-31"),
        ("2026-01-31", 0, "2026-01-31"),
        ("9998-12-31", 12, "9999-12-31"),
        ("9999-01-02", 12, "9999-12-31"),
        ("9999-12-31", 120, "9999-12-31"),
    ],
)
def test_months_after(day: str, months: int, expected: str) -> None:
    assert months_after(datetime.date.fromisoformat(day), months).isoformat() == expected


@pytest.mark.parametrize("seed", range(40))
def test_expiries_are_what_goes_from_one_day_to_the_next(seed: int) -> None:
    world = derived(small(seed))
    targets = tuple(world.targets)
    months = 14
    expected = {}
    for day in sorted({one.end for one in world.satisfactions if DAY < one.end <= months_after(DAY, months)}):
        before, after = grid(world, targets, day - datetime.timedelta(days=1)), grid(world, targets, day)
        for one in after.requirements:
            lost = before.satisfied[one] - after.satisfied[one]
            if lost:
                alone = {t for t in before.of if one in before.of[t] and before.alone(t) & lost and not after.alone(t)}
                falls = {t for t in before.together if t not in after.together and one in after.missing(t)}
                expected[day, one] = (lost, after.satisfied[one], alone, falls)
    found = {
        (one.day, one.requirement): (set(one.holders), set(one.left), set(one.alone), set(one.together))
        for one in expiries(world, targets, DAY, months)
    }
    assert found == expected


def test_expiries_happen_in_the_small_worlds_and_in_order() -> None:
    all_of_them = [expiries(world, tuple(world.targets), DAY, 12) for world in map(derived, map(small, range(40)))]
    assert sum(bool(one.together) for found in all_of_them for one in found) > 5
    for found in all_of_them:
        assert all({*one.alone, *one.together} <= set(one.targets) for one in found)
        assert [(one.day, one.requirement) for one in found] == sorted((one.day, one.requirement) for one in found)
