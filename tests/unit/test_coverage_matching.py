"""Matching: what the queries answer, and what a match says besides."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable

import pytest

from answers import Row, plain
from skillgraph.coverage import load_world
from skillgraph.coverage.asking import tasks
from skillgraph.coverage.matching import State, Status, cover
from skillgraph.coverage.world import Day, World, on_day
from skillgraph.engine import InProcess
from skillgraph.terms import compact
from worlds import iri

Ask = Callable[..., list[Row]]
SAID = {
    State.EXPIRED: "expired",
    State.BELOW_LEVEL: "below level",
    State.MISSING: "not in a complete record",
    State.NOT_RECORDED: "nothing recorded",
}
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


@pytest.mark.parametrize("day", DAYS)
def test_who_covers_gives_those_who_cover_in_the_same_order(world: World, ask: Ask, day: str) -> None:
    on = Day.fromisoformat(day)
    for task in tasks(world):
        covering = [one for one in cover(world, [task], on) if one.status is Status.COVERED]
        answer = ask("who-covers", task=compact(task), on=day)
        assert [(row["holder"], int(row["required"]), plain(row["optional_satisfied"])) for row in answer] == [
            (compact(one.holder), len(one.essential), one.optional) for one in covering
        ]
        for row, one in zip(answer, covering, strict=True):
            ends = [
                max(by.end for by in on_day(world.satisfactions_of[one.holder, each.requirement.iri], on))
                for each in one.essential
            ]
            assert row["assured_until"] == str(min(ends))
            assert one.expires is not None
            assert min(ends) <= one.expires


def test_the_days_have_every_state(world: World) -> None:
    days = map(datetime.date.fromisoformat, DAYS)
    matches = [one for day in days for task in tasks(world) for one in cover(world, [task], day)]
    assert {each.state for one in matches for each in one.essential} == set(State)
    assert {one.status.value for one in matches} == {"covered", "gap", "unknown"}


@pytest.mark.parametrize("day", DAYS)
def test_the_other_queries_say_the_same(world: World, ask: Ask, day: str) -> None:
    on = Day.fromisoformat(day)
    matches = {task: {one.holder: one for one in cover(world, [task], on)} for task in tasks(world)}
    for row in ask("coverage-summary", on=day):
        found = Counter(one.status.value for one in matches[iri("task", row["number"])].values())
        assert found == {key: int(row[key]) for key in ("covered", "gap", "unknown") if int(row[key])}
    for number, (task, by_holder) in enumerate(matches.items()):
        holder = sorted(by_holder)[number % len(by_holder)]
        one = by_holder[holder]
        rows = ask("missing-for", task=compact(task), holder=compact(holder), on=day)
        assert {(row["requirement"], row["status"], row["reason"]) for row in rows if row["requirement"]} == {
            (compact(each.requirement.iri), "unknown" if each.state is State.NOT_RECORDED else "gap", SAID[each.state])
            for each in one.essential
            if each.state is not State.SATISFIED
        }
    for holder in sorted(world.holders):
        for row in ask("tasks-for-holder", holder=compact(holder), on=day):
            one = matches[iri("task", row["number"])][holder]
            gaps = sum(each.state not in (State.SATISFIED, State.NOT_RECORDED) for each in one.essential)
            counts = (one.satisfied, gaps, len(one.essential))
            assert row["status"] == one.status.value
            assert (int(row["satisfied"]), int(row["gaps"]), int(row["required"])) == counts
