"""On-boarding several communities at once, against all ways to give people to steps."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from skillgraph.coverage.grid import grid
from skillgraph.coverage.onboarding import onboarding
from skillgraph.coverage.world import Kind
from worlds import DAY, derived, small


@pytest.mark.parametrize("seed", range(40))
def test_as_many_are_served_as_can_be(seed: int) -> None:
    world = derived(small(seed))
    steps = {key: replace(one, kind=Kind.STEP) for key, one in world.targets.items()}
    world = replace(world, targets=steps)
    table = grid(world, tuple(steps), DAY)
    for communities in (1, 2):
        said = onboarding(world, communities, DAY)
        ways = [
            [step for step in table.of if person in table.alone(step)] or [None] for person in sorted(world.holders)
        ]
        served = max(sum(min(way.count(step), communities) for step in table.of) for way in product(*ways))
        assert said.served == served == sum(one.served for one in said.steps)
        assert said.served <= said.served_possible <= said.needed == communities * len(table.of)
        assert all(one.served <= min(communities, len(one.covering)) for one in said.steps)
        assert [one.step for one in said.steps] == sorted(table.of)
        for one in said.steps:
            assert one.tight == tuple(r for r in table.of[one.step] if len(table.satisfied[r]) < communities)
        assert said.unmapped == table.unmapped
