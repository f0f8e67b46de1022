"""Training plans in 300 random worlds, each through the solver some seven times: none is cheaper than the one found."""

from __future__ import annotations

import pytest

from compared import held
from compared_training import assumed, newcomers, planned

BLOCK = 100


@pytest.mark.parametrize("block", range(0, 300, BLOCK))
def test_cheapest_plans(block: int) -> None:
    held(range(block, block + BLOCK), planned, holders=3, courses=4)


@pytest.mark.parametrize("block", range(0, 300, BLOCK))
def test_the_path_of_a_newcomer(block: int) -> None:
    held(range(block, block + BLOCK), newcomers, holders=1, courses=4)


def test_days_assumed_per_level() -> None:
    held(range(200), assumed, holders=1, courses=1)
