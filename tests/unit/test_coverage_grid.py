"""The grid says of every pair what the matching says of it."""

from __future__ import annotations

import pytest

from skillgraph.coverage.grid import grid
from skillgraph.coverage.matching import State, Status, answer, match
from worlds import DAY, derived, small


@pytest.mark.parametrize("seed", range(60))
def test_the_grid_agrees_with_the_matching(seed: int) -> None:
    world = derived(small(seed))
    table = grid(world, tuple(world.targets), DAY)
    for iri, one in table.requirements.items():
        states = {holder: answer(world, holder, one, DAY).state for holder in world.holders}
        assert table.satisfied[iri] == {holder for holder, state in states.items() if state is State.SATISFIED}
        assert table.unknown[iri] == {holder for holder, state in states.items() if state is State.NOT_RECORDED}
    for target in world.targets:
        statuses = {holder: match(world, holder, [target], DAY).status for holder in world.holders}
        if target in table.unmapped:
            assert not world.essential(target)
            continue
        assert table.alone(target) == {holder for holder, status in statuses.items() if status is Status.COVERED}
        assert table.alone_possibly(target) == {one for one, status in statuses.items() if status is not Status.GAP}
        assert table.alone_surely_not(target) == table.holders - table.alone_possibly(target)


def test_who_leaves_is_in_no_cell() -> None:
    world = derived(small(3))
    whole = grid(world, tuple(world.targets), DAY)
    leaver = min(world.holders)
    left = whole.without([leaver])
    assert leaver in whole.holders
    assert all(leaver not in left.could(one) for one in left.requirements)
    assert all(leaver not in left.alone(target) for target in left.of)
    assert set(left.together) <= set(whole.together)
