"""Plans for many learners: as good as those of the whole program, or with a bound that is true."""

from __future__ import annotations

from decimal import Decimal

import pytest

from skillgraph.coverage import plan_search
from skillgraph.coverage.training import Goal, Plan, Terms, plan, trained
from skillgraph.coverage.world import World
from worlds import DAY, big, taught


def world_of(seed: int) -> World:
    """60 tasks and skills, and 40 holders who have ten of them each."""
    return taught(big(60, 40, seed), seed)


def both(monkeypatch: pytest.MonkeyPatch, world: World, goal: Goal, most: int, nearest: int) -> tuple[Plan, Plan]:
    """The plan by the whole program, and the one that is looked for among few learners first."""
    targets, terms = tuple(world.targets)[:4], Terms(seconds=Decimal(60))
    whole = plan(world, targets, goal, DAY, terms)
    assert whole.is_optimal
    assert whole.steps
    monkeypatch.setattr(plan_search, "_MOST_PAIRS", most)
    monkeypatch.setattr(plan_search, "_NEAREST", nearest)
    return whole, plan(world, targets, goal, DAY, terms)


@pytest.mark.parametrize("goal", [Goal.COVER, Goal.NO_SINGLE_POINT])
@pytest.mark.parametrize("seed", range(1, 7))
def test_a_plan_that_is_proven_among_some_is_the_best_of_all(
    seed: int, goal: Goal, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = world_of(seed)
    whole, found = both(monkeypatch, world, goal, 159, 6)
    assert found.least_days is not None
    assert 0 < found.least_days <= whole.days <= found.days
    if found.is_optimal:
        assert (found.days, len(found.steps)) == (whole.days, len(whole.steps))
    then = plan(trained(world, found, DAY), tuple(world.targets)[:4], goal, DAY)
    assert found.reaches_goal
    assert (then.steps, then.shortfalls) == ((), ())


def test_some_plans_are_proven_so(monkeypatch: pytest.MonkeyPatch) -> None:
    proven = []
    for seed in range(1, 7):
        with monkeypatch.context() as patched:
            proven.append(both(patched, world_of(seed), Goal.COVER, 159, 10)[1].is_optimal)
    assert any(proven)


def test_where_the_rest_is_too_large_the_floor_is_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, found = both(monkeypatch, world_of(1), Goal.COVER, 4, 1)
    assert not found.is_optimal
    assert found.least_days is not None
    assert 0 < found.least_days < whole.days <= found.days


def test_a_cap_leaves_no_bound_where_more_may_be_met(monkeypatch: pytest.MonkeyPatch) -> None:
    world = world_of(1)
    monkeypatch.setattr(plan_search, "_MOST_PAIRS", 4)
    found = plan(world, tuple(world.targets)[:4], Goal.COVER, DAY, Terms(cap=Decimal(1), seconds=Decimal(60)))
    assert not found.reaches_goal
    assert (found.least_days, found.is_optimal) == (None, False)
