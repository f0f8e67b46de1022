"""What holds in every world: more attestations never take cover away, and a departure never adds any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compared import matching, resilient, smallest
from facts import DATES, DAY, Day, Facts, Record, random_facts
from made import made
from skillgraph.coverage.advice import openings, shadowing
from skillgraph.coverage.expiry import Expiry, expiries
from skillgraph.coverage.grid import grid
from skillgraph.coverage.matching import Status, cover
from skillgraph.coverage.resilience import Way, bus_factors, truck_factor
from skillgraph.coverage.scenario import without
from skillgraph.coverage.staffing import staff
from skillgraph.coverage.teams import smallest_teams
from skillgraph.coverage.training import Goal, plan
from skillgraph.coverage.world import World
from worlds import PEER, SELF

RANDOM = st.randoms(use_true_random=False)
WORLDS = settings(
    derandomize=True, database=None, deadline=None, max_examples=60, suppress_health_check=list(HealthCheck)
)


@st.composite
def records(draw: st.DrawFn, facts: Facts) -> Record:
    """An attestation that says something of somebody in a world."""
    start, end = draw(st.lists(st.sampled_from(DATES), min_size=2, max_size=2, unique=True).map(sorted))
    level = (draw(st.sampled_from(facts.skills)), draw(st.integers(1, 4)))
    return Record(draw(st.sampled_from(sorted(facts.holders))), level, start, end, draw(st.sampled_from((SELF, PEER))))


def statuses(world: World) -> dict[tuple[str, str], Status]:
    """The status of every holder and target."""
    return {(one.holder, target): one.status for target in world.targets for one in cover(world, [target], DAY)}


@WORLDS
@given(RANDOM, st.data())
def test_an_attestation_more_never_turns_covered_into_gap(random: Random, data: st.DataObject) -> None:
    facts = random_facts(random)
    more = replace(facts, records={**facts.records, "more": data.draw(records(facts))})
    before, after = made(facts), made(more)
    kept = statuses(after)
    assert all(kept[pair] is Status.COVERED for pair, one in statuses(before).items() if one is Status.COVERED)
    factors = {one.target: one for one in bus_factors(grid(after, list(facts.own), DAY))}
    for one in bus_factors(grid(before, list(facts.own), DAY)):
        assert one.alone <= factors[one.target].alone
        assert one.together <= factors[one.target].together


@WORLDS
@given(RANDOM, st.data())
def test_a_departure_never_adds_cover(random: Random, data: st.DataObject) -> None:
    facts = random_facts(random)
    leaver = data.draw(st.sampled_from(sorted(facts.holders)))
    world, targets = made(facts), list(facts.own)
    after = without(world, [leaver])
    assert statuses(after) == {pair: one for pair, one in statuses(world).items() if pair[0] != leaver}
    assert set(grid(after, targets, DAY).together) <= set(grid(world, targets, DAY).together)
    before_team, after_team = (smallest_teams(one, targets, DAY) for one in (world, after))
    assert set(before_team.missing) <= set(after_team.missing)
    if before_team.missing == after_team.missing:
        assert before_team.size <= after_team.size


@WORLDS
@given(RANDOM)
def test_who_left_is_as_one_who_never_was(random: Random) -> None:
    facts = random_facts(random)
    leaver = max(facts.holders)
    left = _never_was(facts, leaver)
    world = without(made(facts), [leaver])
    matching(left, world)
    resilient(left, world)
    smallest(left, world)


def _never_was(facts: Facts, leaver: str) -> Facts:
    return replace(
        facts,
        holders={one: day for one, day in facts.holders.items() if one != leaver},
        records={name: one for name, one in facts.records.items() if one.holder != leaver},
        times={name: one for name, one in facts.times.items() if one.holder != leaver},
        sites={one: sites for one, sites in facts.sites.items() if one != leaver},
    )


@WORLDS
@given(RANDOM)
def test_the_order_of_what_is_recorded_changes_nothing(random: Random) -> None:
    facts = random_facts(random, holders=4, courses=3)
    tasks, world = facts.of_kind("task"), made(facts)
    other = _reversed(world)
    for answer in (cover, expiries_of_a_year, openings, shadowing, smallest_teams, staff):
        assert answer(other, tasks, DAY) == answer(world, tasks, DAY)
    for goal in Goal:
        assert plan(other, tasks, goal, DAY) == plan(world, tasks, goal, DAY)
    tables = grid(other, tasks, DAY), grid(world, tasks, DAY)
    for way in Way:
        one, two = (truck_factor(table, way, half=True) for table in tables)
        assert one == two


def expiries_of_a_year(world: World, targets: Sequence[str], day: Day) -> tuple[Expiry, ...]:
    """What expires within twelve months."""
    return expiries(world, targets, day, 12)


def _reversed(world: World) -> World:
    """Every table from its end to its beginning."""
    mappings = {name: dict(reversed(table.items())) for name, table in vars(world).items() if isinstance(table, dict)}
    return replace(
        world, **mappings, **{n: table[::-1] for n, table in vars(world).items() if isinstance(table, tuple)}
    )
