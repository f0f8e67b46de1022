"""How often something may be started again."""

from __future__ import annotations

from skillgraph.isolation.bounds import Bounds
from skillgraph.isolation.tally import Restarts


def test_the_first_ends_cost_nothing_then_ever_more() -> None:
    restarts = Restarts(free=3, window=60, longest=8)
    assert [restarts.delay(now) for now in range(8)] == [0, 0, 0, 1, 2, 4, 8, 8]


def test_ends_of_long_ago_are_forgotten() -> None:
    restarts = Restarts(free=1, window=60)
    assert [restarts.delay(now) for now in (0, 30, 61, 89, 200)] == [0, 1, 1, 2, 0]


def test_bounds_follow_the_cores() -> None:
    assert (Bounds.for_cores(8).workers, Bounds.for_cores(8).slow_slots) == (8, 16)
    assert Bounds.for_cores(8, slow_slots=1) == Bounds(workers=8, slow_slots=1)
    assert (Bounds(slow_slots=1).slow_share, Bounds(stream_slots=9).stream_share) == (1, 4)
