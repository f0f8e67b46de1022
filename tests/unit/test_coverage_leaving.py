"""What leavers take with them: in a small world by hand, and by looking at the world without them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from skillgraph.coverage.grid import grid
from skillgraph.coverage.leaving import at_site, leave
from skillgraph.coverage.world import World
from worlds import DAY, derived, iri, small


def without(world: World, leavers: tuple[str, ...]) -> World:
    """The world in which these have no record."""
    return replace(
        world,
        holders={key: one for key, one in world.holders.items() if key not in leavers},
        attestations={key: one for key, one in world.attestations.items() if one.holder not in leavers},
        satisfactions=tuple(one for one in world.satisfactions if one.holder not in leavers),
        speaks_of=frozenset(one for one in world.speaks_of if world.attestations[one[0]].holder not in leavers),
    )


@pytest.mark.parametrize("seed", range(60))
def test_what_breaks_is_not_there_in_the_world_without_them(seed: int) -> None:
    world = derived(small(seed))
    targets = tuple(world.targets)
    for leavers in ((min(world.holders),), tuple(sorted(world.holders)[:2])):
        said = leave(world, leavers, targets, DAY)
        before, after = grid(world, targets, DAY), grid(without(world, leavers), targets, DAY)
        assert {one.iri for one in said.departure.together} == set(before.together) - set(after.together)
        assert {one.iri for one in said.departure.alone} == {
            one for one in before.of if before.alone(one) and not after.alone(one)
        }
        assert said.unmapped == before.unmapped
        on_the_day = [one for one in world.allocations if one.holder in leavers and one.start <= DAY < one.end]
        assert said.fte == sum((one.fte for one in on_the_day), Decimal(0))
        touched = {one.task for one in on_the_day} | {f.iri for f in (*said.departure.alone, *said.departure.together)}
        assert {one.task for one in said.contributions} == touched & {one.task for one in world.contributions}
        held = {
            (skill, level)
            for one in world.attestations.values()
            if one.holder not in leavers and one.is_active and one.start <= DAY < one.end
            for skill, level in [(one.skill_level.skill, one.skill_level.level)]
        }
        for loss in said.skills:
            assert loss.left < loss.level
            assert all(level <= loss.left for skill, level in held if skill == loss.skill)


def test_a_site_takes_those_who_are_based_there_alone() -> None:
    world = derived(small(5))
    north, south = iri("site", "north"), iri("site", "south")
    names = sorted(world.holders)
    bases = ((north,), (north, south), (south,))
    holders = {name: replace(world.holders[name], sites=sites) for name, sites in zip(names, bases, strict=False)}
    assert at_site(replace(world, holders=holders), north) == (names[0],)
