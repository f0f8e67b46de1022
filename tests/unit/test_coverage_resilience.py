"""What departures break, against every subset of holders in small worlds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain, combinations

import pytest

from skillgraph.coverage.grid import Grid, grid
from skillgraph.coverage.resilience import (
    Way,
    bus_factors,
    departure,
    robust,
    single_departures,
    truck_factor,
    weak,
)
from worlds import DAY, big, derived, small


def subsets(holders: Iterable[str]) -> list[tuple[str, ...]]:
    """All subsets, the smallest first."""
    names = sorted(holders)
    return list(chain.from_iterable(combinations(names, size) for size in range(len(names) + 1)))


def fewest(table: Grid, is_broken: Callable[[Grid], bool]) -> int | None:
    """How many departures it takes, by trying all."""
    return next((len(gone) for gone in subsets(table.holders) if is_broken(table.without(gone))), None)


def small_grid(seed: int) -> Grid:
    world = derived(small(seed))
    return grid(world, tuple(world.targets), DAY)


def optimistic(table: Grid) -> Grid:
    """The grid if everything unknown were true."""
    could = {one: table.could(one) for one in table.requirements}
    nobody = {one: frozenset[str]() for one in could}
    return Grid(table.requirements, table.of, table.unmapped, could, nobody, frozenset(), table.holders)


@pytest.mark.parametrize("seed", range(60))
def test_bus_factors_are_the_fewest_departures(seed: int) -> None:
    table = small_grid(seed)
    hopeful = optimistic(table)
    for one in bus_factors(table):
        target = one.target
        assert one.alone == fewest(table, lambda left, t=target: not left.alone(t))
        assert one.alone_possible == fewest(hopeful, lambda left, t=target: not left.alone(t))
        assert one.together == fewest(table, lambda left, t=target: t not in left.together)
        assert one.together_possible == fewest(hopeful, lambda left, t=target: t not in left.together)
        assert one.binding
        for requirement in one.binding:
            assert target not in table.without(table.satisfied[requirement]).together


@pytest.mark.parametrize("seed", range(60))
def test_robust_is_covered_whoever_leaves(seed: int) -> None:
    table = small_grid(seed)
    for k in range(3):
        assert set(robust(table, k)) == {
            target
            for target in table.of
            if all(target in table.without(gone).together for gone in subsets(table.holders) if len(gone) <= k)
            and len(table.holders) > k
        }
        assert {one.target for one in weak(table, k)} == set(table.of) - set(robust(table, k))
        assert all(len(one.holders) <= k and one.possible >= len(one.holders) for one in weak(table, k))


@pytest.mark.parametrize("seed", range(60))
def test_departures_break_what_they_break(seed: int) -> None:
    table = small_grid(seed)
    for gone in subsets(table.holders)[1:12]:
        said, left, hopeful = departure(table, gone), table.without(gone), optimistic(table).without(gone)
        assert said.leavers == gone
        assert {one.iri for one in said.together} == set(table.together) - set(left.together)
        assert {one.iri for one in said.alone} == {t for t in table.of if table.alone(t) and not left.alone(t)}
        assert all((one.possible > 0) == bool(hopeful.alone(one.iri)) for one in said.alone)
        assert all((one.possible > 0) == (one.iri in hopeful.together) for one in said.together)
        assert {one.iri for one in said.requirements} == {
            one for one, held in table.satisfied.items() if held and not left.satisfied[one]
        }
        if len(gone) == 1:
            single = [one for one in single_departures(table) if one.holder == gone[0]]
            assert [one.alone for one in single if one.alone] == [tuple(f.iri for f in said.alone)] * bool(said.alone)
            assert {t for one in single for t in one.together} == {f.iri for f in said.together}


@pytest.mark.parametrize("seed", range(80))
@pytest.mark.parametrize("way", list(Way))
def test_the_truck_factor_is_the_fewest_departures(seed: int, way: Way) -> None:
    table = small_grid(seed)

    def covered(left: Grid) -> set[str]:
        return set(left.together) if way is Way.TOGETHER else {target for target in left.of if left.alone(target)}

    now = covered(table)
    for half in (False, True):
        said = truck_factor(table, way, half=half)
        needed = -(-len(now) // 2) if half else min(1, len(now))
        assert (said.covered, said.falling, said.is_optimal) == (len(now), needed, True)
        assert len(now - covered(table.without(said.leavers))) >= needed
        assert len(said.leavers) == fewest(table, lambda left, n=needed: len(now - covered(left)) >= n)
        hopeful = optimistic(table)
        assert said.possible == fewest(hopeful, lambda left, n=needed: len(now - covered(left)) >= n)


def test_single_departures_come_worst_first() -> None:
    world = big(45, 12)
    order = [
        (-len(one.together), -len(one.alone), one.holder)
        for one in single_departures(grid(world, tuple(world.targets), DAY))
    ]
    assert order == sorted(order)
    assert len(order) > 3


def test_out_of_time_a_way_and_a_bound_are_left() -> None:
    world = big(45, 60)
    table = grid(world, tuple(world.targets), DAY)
    said = truck_factor(table, Way.TOGETHER, half=True, seconds=0.0)
    assert len(table.together) - len(table.without(said.leavers).together) >= said.falling == 23
    assert 4 < said.bound < len(said.leavers) < 32
    assert not said.is_optimal
