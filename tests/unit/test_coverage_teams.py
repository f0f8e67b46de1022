"""Smallest teams, against all subsets of holders in small worlds."""

from __future__ import annotations

from itertools import combinations

import pytest

from skillgraph.coverage.grid import grid
from skillgraph.coverage.teams import least_cover, smallest_teams
from worlds import DAY, big, derived, small


def covers_of(sets: list[frozenset[str]], holders: list[str]) -> list[tuple[str, ...]]:
    """All smallest subsets that meet every set, by trying all."""
    for size in range(len(holders) + 1):
        found = [team for team in combinations(holders, size) if all(set(team) & one for one in sets)]
        if found:
            return found
    return []


@pytest.mark.parametrize("seed", range(60))
def test_teams_are_the_smallest_of_all_subsets(seed: int) -> None:
    world = derived(small(seed))
    holders = sorted(world.holders)
    for targets in [*([one] for one in world.targets), list(world.targets)]:
        table = grid(world, targets, DAY)
        answer = smallest_teams(world, targets, DAY, limit=1000)
        expected = covers_of([held for held in table.satisfied.values() if held], holders)
        assert list(answer.teams) == expected
        assert (answer.is_optimal, answer.is_all, answer.size) == (True, True, len(expected[0]))
        assert answer.missing == tuple(one for one in table.requirements if not table.satisfied[one])
        assert set(answer.uncovered) == {target for target in table.of if table.missing(target)}
        possible = covers_of([table.could(one) for one in table.requirements], holders)
        assert answer.possible == (len(possible[0]) if possible else None)


def test_there_may_be_more_teams_than_asked_for() -> None:
    world = big(45, 60)
    one, many = (smallest_teams(world, list(world.targets)[:3], DAY, limit=limit) for limit in (1, 3))
    assert one.teams == many.teams[:1]
    assert len(many.teams) == 3
    assert not many.is_all
    assert one.size == many.size == many.bound


def test_out_of_time_a_cover_and_a_bound_are_left() -> None:
    world = big(120, 300)
    table = grid(world, list(world.targets), DAY)
    rows = list(table.satisfied.values())
    team, bound = least_cover(rows, 0.01)
    assert all(set(team) & row for row in rows)
    assert 1 <= bound < len(team)


def test_of_nothing_the_empty_team_is_the_smallest() -> None:
    answer = smallest_teams(derived(small(1)), [], DAY)
    assert (answer.teams, answer.size, answer.is_all, answer.missing) == (((),), 0, True, ())
