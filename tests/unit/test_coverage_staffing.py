"""Staffing, against all assignments in small cases; decimals stay exact."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from itertools import product
from random import Random

import pytest

from skillgraph.coverage import staffing
from skillgraph.coverage.grid import grid
from skillgraph.coverage.staffing import effort, staff
from skillgraph.coverage.world import Contribution, Share, World
from worlds import DAY, derived, iri, small

END = DAY + datetime.timedelta(days=9)


def case(seed: int) -> World:
    """A small world with quarter steps of effort and time, so that all assignments can be tried."""
    world = derived(small(seed))
    random = Random(seed)  # noqa: S311  # the same world every time
    quarter = Decimal("0.25")
    tasks = [one for one in world.targets if random.random() < 0.8]
    people = [one for one in sorted(world.holders) if random.random() < 0.8]
    source = (iri("funding-source", "x"),)
    return replace(
        world,
        contributions=tuple(
            Contribution(iri("contribution", n), one, random.randint(1, 3) * quarter, source)
            for n, one in enumerate(tasks)
        ),
        availability=tuple(
            Share(iri("availability", n), one, "", random.randint(0, 3) * quarter, DAY, END)
            for n, one in enumerate(people)
        ),
        allocations=(),
    )


def best_of_all(world: World) -> tuple[Decimal, int, int]:
    """Least shortfall, fewest tasks short, fewest pairs, by trying all assignments in quarters."""
    table = grid(world, tuple(world.targets), DAY)
    time = {one.holder: int(one.fte * 4) for one in world.availability}
    needed = {one.task: int(one.fte * 4) for one in world.contributions if one.task in table.of}
    pairs = [(holder, task) for task in needed for holder in sorted(table.alone(task)) if time.get(holder)]
    best = (sum(needed.values()), sum(1 for one in needed.values() if one), 0)
    for shares in product(*(range(min(time[holder], needed[task]) + 1) for holder, task in pairs)):
        used, given = defaultdict[str, int](int), defaultdict[str, int](int)
        for (holder, task), share in zip(pairs, shares, strict=True):
            used[holder] += share
            given[task] += share
        if all(used[one] <= time[one] for one in used) and all(given[one] <= needed[one] for one in given):
            short = [needed[one] - given[one] for one in needed]
            best = min(best, (sum(short), sum(map(bool, short)), sum(map(bool, shares))))
    return Decimal(best[0]) / 4, best[1], best[2]


@pytest.mark.parametrize("seed", range(50))
def test_no_assignment_is_better(seed: int) -> None:
    world = case(seed)
    said = staff(world, tuple(world.targets), DAY)
    assert said.is_optimal
    assert (said.shortfall, len(said.short), len(said.assigned)) == best_of_all(world)
    assert said.bound == said.shortfall == sum((one.short for one in said.short), Decimal(0))
    assert said.possible <= said.shortfall
    table = grid(world, tuple(world.targets), DAY)
    assert all(one.holder in table.alone(one.task) and one.fte > 0 for one in said.assigned)
    assert set(said.unstated) == {one for one in world.targets if effort(world, one) is None}


def test_small_decimals_are_exact() -> None:
    world = next(world for seed in range(99) if (world := case(seed)).contributions and staffed(world))
    task, holder = staffed(world)[0]
    tiny = Contribution(iri("contribution", "tiny"), task, Decimal("0.0001"), (iri("funding-source", "x"),))
    share = Share(iri("availability", "one"), holder, "", Decimal("0.3"), DAY, END)
    said = staff(replace(world, contributions=(tiny,), availability=(share,)), (task,), DAY)
    assert [(one.holder, one.fte) for one in said.assigned] == [(holder, Decimal("0.0001"))]
    assert said.shortfall == 0


def test_kept_allocations_use_time_and_count_where_the_holder_covers() -> None:
    world = next(world for seed in range(99) if (world := case(seed)).contributions and staffed(world))
    task, holder = staffed(world)[0]
    changed = replace(
        world,
        contributions=(Contribution(iri("contribution", "x"), task, Decimal("0.9"), (iri("funding-source", "x"),)),),
        availability=(Share(iri("availability", "x"), holder, "", Decimal("0.8"), DAY, END),),
        allocations=(Share(iri("allocation", "x"), holder, task, Decimal("0.5"), DAY, END),),
    )
    anew, kept = staff(changed, (task,), DAY), staff(changed, (task,), DAY, keep=True)
    assert (anew.needed, [one.fte for one in anew.assigned]) == (Decimal("0.9"), [Decimal("0.8")])
    assert (kept.needed, [one.fte for one in kept.assigned]) == (Decimal("0.4"), [Decimal("0.3")])
    assert anew.shortfall == kept.shortfall == Decimal("0.1")


def staffed(world: World) -> list[tuple[str, str]]:
    """(task, holder) where the holder covers the task alone."""
    table = grid(world, tuple(world.targets), DAY)
    return [(task, holder) for task in table.of for holder in sorted(table.alone(task))]


def test_in_a_big_case_the_optimistic_shortfall_is_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    exact = [staff(world, tuple(world.targets), DAY).possible for world in map(case, range(30))]
    monkeypatch.setattr(staffing, "_MOST_PAIRS", -1)
    bounds = [staff(world, tuple(world.targets), DAY).possible for world in map(case, range(30))]
    assert all(bound <= least for bound, least in zip(bounds, exact, strict=True))
    assert bounds != [Decimal(0)] * 30
