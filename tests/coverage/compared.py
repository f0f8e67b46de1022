"""Answers about cover, teams and resilience held to the oracle's; each function fails where they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache, partial
from random import Random

from facts import DATES, DAY, Day, Facts, random_facts
from made import made
from oracle import Oracle
from oracle_teams import Lapse, best_levels, broken, covered_now, factors, lapses, robust, served, teams, truck
from oracle_time import fewest_pairs, fewest_short, needs, shortfall
from skillgraph.coverage.expiry import Expiry, expiries
from skillgraph.coverage.grid import Grid, grid
from skillgraph.coverage.leaving import at_site, leave
from skillgraph.coverage.matching import Answer, Match, State, Status, answer, cover
from skillgraph.coverage.onboarding import onboarding
from skillgraph.coverage.resilience import (
    Way,
    bus_factors,
    departure,
    single_departures,
    truck_factor,
    weak,
)
from skillgraph.coverage.resilience import robust as robust_now
from skillgraph.coverage.staffing import staff
from skillgraph.coverage.teams import smallest_teams
from skillgraph.coverage.world import World

Check = Callable[[Facts, World], None]
_STATES = {state: state.text for state in State}
_STATUSES = {Status.COVERED: "covered", Status.UNKNOWN: "unknown", Status.GAP: "gap"}


def groups(facts: Facts) -> list[list[str]]:
    """What is asked about together: each target, all tasks, all steps."""
    found = [[one] for one in facts.own]
    return [*found, *(list(names) for kind in ("task", "step") if len(names := facts.of_kind(kind)) > 1)]


def held(seeds: Iterable[int], *checks: Check, **size: int) -> None:
    """Fails at the first random world, named by its seed, in which a check finds a difference."""
    for seed in seeds:
        facts = random_facts(Random(seed), **size)  # noqa: S311
        world = made(facts)
        for check in checks:
            try:
                check(facts, world)
            except AssertionError as error:
                error.add_note(f"in random_facts(Random({seed}))")
                raise


# Who covers what


def matching(facts: Facts, world: World) -> None:
    """Status, reasons, expiry, free time and ranking, on two days."""
    for day in (DAY, DATES[-4]):
        _matching(facts, world, day)


def _matching(facts: Facts, world: World, day: Day) -> None:
    oracle = Oracle(facts, day)
    for holder in facts.holders:
        for name in facts.demands:
            _answer(oracle, answer(world, holder, world.requirements[name], day), holder, name)
    for targets in groups(facts):
        assert [_row(one) for one in cover(world, targets, day)] == [
            (row.holder, row.status, row.satisfied, row.optional, row.expires, row.free)
            for row in oracle.ranking(targets)
        ]


def _row(one: Match) -> tuple[object, ...]:
    return (one.holder, _STATUSES[one.status], one.satisfied, one.optional, one.expires, one.free)


def _answer(oracle: Oracle, found: Answer, holder: str, name: str) -> None:
    known = oracle.known(holder, name)
    assert (_STATES[found.state], found.until, found.since) == (known.state, known.until, known.since)
    assert (found.by.iri in known.by) if known.by else found.by is None
    if found.state is State.SATISFIED:
        return
    assert found.begins == known.begins
    assert {one.iri for one in found.not_counted} == known.not_counted


# Teams and resilience


def smallest(facts: Facts, world: World) -> None:
    """Teams, in each group of targets: all of the smallest, what nobody satisfies, and the least possible size."""
    oracle = Oracle(facts, DAY)
    for targets in groups(facts):
        found, best = smallest_teams(world, targets, DAY, limit=50), teams(oracle, targets)
        assert found.is_all
        assert found.is_optimal
        assert [*found.teams] == best.teams
        assert found.size == len(best.teams[0])
        assert (set(found.missing), found.uncovered) == (set(best.missing), best.uncovered)
        assert found.possible == best.possible
        assert set(found.unmapped) == set(targets) - set(oracle.mapped(targets))
    first = smallest_teams(world, targets, DAY, limit=1)
    assert (first.teams, first.is_all) == (found.teams[:1], len(best.teams) == 1)


def resilient(facts: Facts, world: World) -> None:
    """Bus factors with what binds, robustness, and every departure of one or two, of a site, and its skills."""
    oracle, targets = Oracle(facts, DAY), list(facts.own)
    table = grid(world, targets, DAY)
    found = bus_factors(table)
    assert [one.target for one in found] == oracle.mapped(targets)
    for one in found:
        best = factors(oracle, one.target)
        assert (one.alone, one.alone_possible) == (best.alone, best.alone_possible)
        assert (one.together, one.together_possible) == (best.together, best.together_possible)
        assert set(one.binding) == set(best.binding)
        assert set(one.alone_by) == oracle.alone(one.target, oracle.satisfying)
    for k in range(4):
        _robust(oracle, table, targets, k)
    _departures(oracle, world, table, targets)


def _robust(oracle: Oracle, table: Grid, targets: Sequence[str], k: int) -> None:
    best = robust(oracle, targets, k)
    assert robust_now(table, k) == best
    found = weak(table, k)
    assert {one.target for one in found} == set(oracle.mapped(targets)) - set(best)
    assert {(one.target, one.requirement, frozenset(one.holders), one.possible) for one in found} == {
        (target, name, oracle.satisfying[name], len(oracle.possibly[name]))
        for target in targets
        for name in oracle.demands([target])
        if len(oracle.satisfying[name]) < k + 1
    }


def _departures(oracle: Oracle, world: World, table: Grid, targets: Sequence[str]) -> None:
    facts = oracle.facts
    singles = {one.holder: one for one in single_departures(table)}
    for gone in oracle.subsets():
        if len(gone) in (1, 2):
            best = broken(oracle, targets, gone)
            found = departure(table, gone)
            assert {one.iri: one.possible for one in found.alone} == best.alone
            assert {one.iri: one.possible for one in found.together} == best.together
            assert {one.iri: one.possible for one in found.requirements} == best.requirements
            assert set(found.single) == set(best.single)
            if len(gone) == 1:
                one = singles.get(gone[0])
                assert set(one.alone if one else ()) == set(best.alone)
                assert set(one.together if one else ()) == set(best.together)
            _left(oracle, world, targets, gone)
    for site in {site for sites in facts.sites.values() for site in sites}:
        assert set(at_site(world, site)) == {one for one, sites in facts.sites.items() if set(sites) == {site}}


def _left(oracle: Oracle, world: World, targets: Sequence[str], gone: Sequence[str]) -> None:
    facts, found = oracle.facts, leave(world, gone, targets, DAY)
    theirs, others = best_levels(oracle, gone), best_levels(oracle, set(facts.holders) - set(gone))
    assert {one.skill: (one.level, one.left) for one in found.skills} == {
        skill: (level, others.get(skill, 0)) for skill, level in theirs.items() if level > others.get(skill, 0)
    }
    allocated = {
        name: one
        for name, one in facts.times.items()
        if one.task in targets and one.holder in gone and one.start <= DAY < one.end
    }
    assert {one.iri for one in found.allocations} == set(allocated)
    assert found.fte == sum((one.fte for one in allocated.values()), Decimal(0))
    best = broken(oracle, targets, gone)
    touched = {one.task for one in allocated.values()} | set(best.alone) | set(best.together)
    assert {one.iri for one in found.contributions} == {n for n, one in facts.effort.items() if one[0] in touched}


def expiring(facts: Facts, world: World) -> None:
    """What expires in the next 1, 3 and 14 months."""
    targets = list(facts.own)
    on_day = cache(partial(Oracle, facts))
    for months in (1, 3, 14):
        best = lapses(on_day, targets, DAY, months)
        found = expiries(world, targets, DAY, months)
        assert sorted(map(_lapse, found)) == sorted(map(_lapse, best))


def _lapse(one: Expiry | Lapse) -> tuple[object, ...]:
    sets = (one.holders, one.left, one.targets, one.alone, one.together)
    return (one.day, one.requirement, *(sorted(names) for names in sets))


def trucks(facts: Facts, world: World) -> None:
    """The truck factor of all targets, alone and together, until one falls and until half of them do."""
    oracle, targets = Oracle(facts, DAY), list(facts.own)
    table = grid(world, targets, DAY)
    for way in Way:
        covered = covered_now(oracle, targets, str(way))
        for half in (False, True):
            found = truck_factor(table, way, half=half)
            falling = min(len(covered), max(1, -(-len(covered) // 2) if half else 1))
            assert (found.covered, found.falling) == (len(covered), falling)
            best = truck(oracle, covered, str(way), oracle.satisfying, falling)
            assert (len(found.leavers), found.bound) == (best, best)
            assert found.possible == truck(oracle, covered, str(way), oracle.possibly, falling)


def communities(facts: Facts, world: World) -> None:
    """How one to three communities load the team."""
    oracle, steps = Oracle(facts, DAY), facts.of_kind("step")
    mapped = oracle.mapped(steps)
    for count in (1, 2, 3):
        found = onboarding(world, count, DAY)
        assert found.needed == count * len(mapped)
        assert found.served == served(oracle, mapped * count, oracle.satisfying)
        assert found.served_possible == served(oracle, mapped * count, oracle.possibly)
        assert set(found.unmapped) == set(steps) - set(mapped)
        assert [one.step for one in found.steps] == mapped
        assert sum(one.served for one in found.steps) == found.served
        for one in found.steps:
            assert set(one.covering) == oracle.alone(one.step, oracle.satisfying)
            assert one.possible == len(oracle.alone(one.step, oracle.possibly)) - len(one.covering)
            assert one.served <= min(count, len(one.covering))
            assert set(one.tight) == {n for n in oracle.demands([one.step]) if len(oracle.satisfying[n]) < count}


def staffed(facts: Facts, world: World) -> None:
    """Working time given to tasks: the least shortfall, fewest tasks short, fewest pairs where these can be tried."""
    oracle, tasks = Oracle(facts, DAY), facts.of_kind("task")
    for keep in (False, True):
        asked = needs(oracle, tasks, oracle.satisfying, keep=keep)
        found = staff(world, tasks, DAY, keep=keep)
        assert found.is_optimal
        assert found.shortfall == found.bound == shortfall(asked)
        assert len(found.short) == fewest_short(asked)
        assert found.possible == shortfall(needs(oracle, tasks, oracle.possibly, keep=keep))
        if not keep:
            pairs = fewest_pairs(asked)
            assert pairs is None or len(found.assigned) == pairs
            _is_possible(found.assigned, asked.time, asked.effort)


def _is_possible(assigned: Sequence[object], time: Mapping[str, Decimal], effort: Mapping[str, Decimal]) -> None:
    for names, most in (("holder", time), ("task", effort)):
        for name in {getattr(one, names) for one in assigned}:
            assert sum(one.fte for one in assigned if getattr(one, names) == name) <= most[name]  # type: ignore[attr-defined]
