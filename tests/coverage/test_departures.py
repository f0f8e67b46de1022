"""Departures in 2,000 random worlds, also where the solver is asked; smallest teams in 400, staffing in 400."""

from __future__ import annotations

import pytest

from compared import communities, expiring, held, resilient, smallest, staffed, trucks

BLOCK = 200


@pytest.mark.parametrize("block", range(0, 2000, BLOCK))
def test_bus_factors_robustness_and_departures(block: int) -> None:
    held(range(block, block + BLOCK), resilient)


@pytest.mark.parametrize("block", range(0, 2000, BLOCK))
def test_what_expires(block: int) -> None:
    held(range(block, block + BLOCK), expiring)


@pytest.mark.parametrize("block", range(0, 2000, BLOCK))
def test_communities_and_truck_factors(block: int) -> None:
    held(range(block, block + BLOCK), communities, trucks)


@pytest.mark.parametrize("block", range(0, 400, BLOCK))
def test_smallest_teams(block: int) -> None:
    held(range(block, block + BLOCK), smallest, holders=7)


@pytest.mark.parametrize("block", range(0, 400, BLOCK))
def test_staffing(block: int) -> None:
    held(range(block, block + BLOCK), staffed)
