"""The synthetic worlds of the other tests say what they should: everything happens in the small ones."""

from __future__ import annotations

from skillgraph.coverage.matching import State, Status, answer, cover
from worlds import DAY, big, derived, small


def test_small_worlds_have_every_state_and_status() -> None:
    states, statuses = set(), set()
    for seed in range(40):
        world = derived(small(seed))
        for target in world.targets:
            statuses |= {match.status for match in cover(world, [target], DAY)}
        states |= {
            answer(world, holder, one, DAY).state for holder in world.holders for one in world.requirements.values()
        }
    assert states == set(State)
    assert statuses == set(Status)


def test_a_big_world_is_as_big_as_asked() -> None:
    world = big(45, 60)
    assert (len(world.targets), len(world.holders), len(world.requirements)) == (45, 60, 180)
    assert len(world.satisfactions) > 1000
