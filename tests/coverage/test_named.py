"""Worlds in which implementation and oracle once differed, held to it in every question."""

from __future__ import annotations

import pytest

from compared import communities, expiring, matching, resilient, smallest, staffed, trucks
from compared_training import beside, newcomers, planned, unlocking
from facts import DAY, Facts
from made import made, tail
from named import H2, NAMED, PARTS, TASK
from skillgraph.coverage.training import Goal, plan

CHECKS = (
    matching, resilient, expiring, communities, trucks, smallest, staffed, planned, unlocking, beside, newcomers
)  # fmt: skip


@pytest.mark.parametrize("facts", [*NAMED.values(), PARTS], ids=[*NAMED, "a course in two parts"])
def test_every_answer(facts: Facts) -> None:
    world = made(facts)
    for check in CHECKS:
        check(facts, world)


def test_a_course_is_attended_in_two_parts() -> None:
    found = plan(made(PARTS), [TASK], Goal.COVER, DAY, holders=[H2])
    assert found.reaches_goal
    assert {tail(one.course): {tail(gain.skill) for gain in one.gains} for one in found.steps} == {
        "k0": {"s0", "s2"},
        "k1": {"s1"},
    }
