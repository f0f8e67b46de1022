"""Matching: what the queries answer, and what a match says besides."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from answers import Row, plain
from skillgraph.coverage import load_world
from skillgraph.coverage.asking import tasks
from skillgraph.coverage.matching import State, cover
from skillgraph.coverage.world import Day, World
from skillgraph.engine import InProcess
from skillgraph.terms import compact

Ask = Callable[..., list[Row]]
DAYS = ("2024-01-15", "2026-12-01", "2027-03-01", "2028-05-01", "2029-06-30")


@pytest.fixture(scope="module")
def world(snapshot_engine: InProcess) -> World:
    return load_world(snapshot_engine)


@pytest.mark.parametrize("day", DAYS)
def test_who_can_cover_says_the_same_in_the_same_order(world: World, ask: Ask, day: str) -> None:
    seen = set()
    for task in tasks(world):
        expected = [
            {
                "holder": compact(one.holder),
                "status": one.status.value,
                "satisfied": one.satisfied,
                "required": len(one.essential),
                "expires": str(one.expires or ""),
                "optional_satisfied": one.optional,
                "unknown_requirements": "; ".join(
                    each.requirement.name for each in one.essential if each.state is State.NOT_RECORDED
                ),
            }
            for one in cover(world, [task], Day.fromisoformat(day))
        ]
        answer = ask("who-can-cover", task=compact(task), on=day)
        assert [{key: plain(row[key]) for key in expected[0]} for row in answer] == expected
        seen |= {row["status"] for row in answer}
    assert seen >= {"gap", "unknown"}


def test_the_days_have_every_state(world: World) -> None:
    days = map(datetime.date.fromisoformat, DAYS)
    matches = [one for day in days for task in tasks(world) for one in cover(world, [task], day)]
    assert {each.state for one in matches for each in one.essential} == set(State)
    assert {one.status.value for one in matches} == {"covered", "gap", "unknown"}
