"""Plans and advice on learning held to the oracle's; each function fails where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from facts import DAY, Course, Facts, Record
from oracle import Oracle
from oracle_training import Cost, cheapest, cost_of, learnt, opened, recorded, shadows, to_attest
from skillgraph.coverage.additions import additions
from skillgraph.coverage.advice import openings, path, shadowing
from skillgraph.coverage.training import Goal, Plan, Terms, plan, trained
from skillgraph.coverage.world import World


def planned(facts: Facts, world: World) -> None:
    """The cheapest plan for each goal, under a cap as well, and for one holder; applied, it leads where it says."""
    oracle, tasks = Oracle(facts, DAY), facts.of_kind("task")
    for goal in Goal:
        found = plan(world, tasks, goal, DAY)
        best = cheapest(oracle, tasks, str(goal))
        _is_as_good(found, best)
        steps = [(one.holder, one.course) for one in found.steps]
        assert replace(cost_of(oracle, steps, tasks, str(goal)), steps=()) == replace(best, steps=())
        _leads_there(found, facts, world, tasks)
    _is_as_good(
        plan(world, tasks, Goal.COVER, DAY, Terms(cap=Decimal(2))), cheapest(oracle, tasks, "cover", cap=Decimal(2))
    )
    one = min(facts.holders)
    _is_as_good(plan(world, tasks, Goal.COVER, DAY, holders=[one]), cheapest(oracle, tasks, "cover", holders=[one]))


def _is_as_good(found: Plan, best: Cost) -> None:
    unmet = sum(one.missing for one in found.shortfalls)
    assert found.is_optimal
    assert (unmet, found.not_stated, found.days) == (best.unmet, best.not_stated, best.days)
    assert len(found.steps) == best.count
    assert found.reaches_goal is (best.unmet == 0)


def _leads_there(found: Plan, facts: Facts, world: World, tasks: Sequence[str]) -> None:
    """Each step gains what it can, and with all gains attested nothing is left to train for."""
    oracle, unmet = Oracle(facts, DAY), sum(one.missing for one in found.shortfalls)
    gains = {(one.holder, (gain.skill, gain.level)) for one in found.steps for gain in one.gains}
    for holder in facts.holders:
        courses = [one.course for one in found.steps if one.holder == holder]
        outcomes = learnt(oracle, recorded(oracle, holder), courses)[1]
        assert {gain for who, gain in gains if who == holder} == outcomes
    attested = {f"gain-{n}": Record(*one, start=DAY) for n, one in enumerate(sorted(gains))}
    after = Oracle(replace(facts, records={**facts.records, **attested}), DAY)
    assert cost_of(after, [], tasks, str(found.goal)).unmet == unmet
    then = plan(trained(world, found, DAY), tasks, found.goal, DAY)
    assert sum(one.missing for one in then.shortfalls) == unmet
    assert then.steps == ()


def assumed(facts: Facts, world: World) -> None:
    """The cheapest plan where each level of a skill takes a day that no course states, for few skills."""
    asked = {skill for one in facts.demands.values() for skill, _ in one.options}
    asked |= {skill for one in asked for skill in facts.before.get(one, ())}
    if len(asked) > 2 or any(len(one.outcomes) > 1 for one in facts.courses.values()):
        return
    steps = {f"assumed:{skill}-{n}": Course(Decimal(1), ((skill, n, n - 1),)) for skill in asked for n in range(1, 5)}
    stated = {
        name: one if one.days else replace(one, days=Decimal(sum(n - start for _, n, start in one.outcomes)))
        for name, one in facts.courses.items()
    }
    oracle, tasks = Oracle(replace(facts, courses={**stated, **steps}), DAY), facts.of_kind("task")
    found = plan(world, tasks, Goal.COVER, DAY, Terms(days_per_level=Decimal(1)))
    _is_as_good(found, cheapest(oracle, tasks, "cover"))


def unlocking(facts: Facts, world: World) -> None:
    """Which skill level opens most."""
    oracle, tasks = Oracle(facts, DAY), facts.of_kind("task")
    found, best = openings(world, tasks, DAY), opened(oracle, tasks)
    assert [(one.skill_level.skill, one.skill_level.level) for one in found] == [one.level for one in best]
    for one, other in zip(found, best, strict=True):
        assert (set(one.first), one.covers, one.satisfies) == (set(other.first), other.covers, other.satisfies)
        most = max(map(len, other.by_holder.values()))
        if most:
            assert len(other.by_holder[one.best]) == most
            assert set(one.best_covers) == set(other.by_holder[one.best])


def beside(facts: Facts, world: World) -> None:
    """Who could shadow whom."""
    oracle, tasks = Oracle(facts, DAY), facts.of_kind("task")
    assert {
        (one.requirement.iri, one.learner, one.mentor, one.is_near, one.same_site)
        for one in shadowing(world, tasks, DAY)
    } == {(one.requirement, one.learner, one.mentor, one.near, one.same_site) for one in shadows(oracle, tasks)}


def newcomers(facts: Facts, world: World) -> None:
    """The path of somebody of whom nothing is recorded."""
    nobody = Facts(**{**vars(facts), "holders": {"new": None}, "sites": {"new": ()}, "records": {}})
    oracle = Oracle(nobody, DAY)
    for task in facts.of_kind("task"):
        best, found = cheapest(oracle, [task], "cover"), path(world, task, DAY)
        unmet = sum(one.missing for one in found.shortfalls)
        assert (unmet, found.not_stated, found.days) == (best.unmet, best.not_stated, best.days)
        assert len(found.steps) == best.count


def lacking(facts: Facts, world: World) -> None:
    """What would have to be attested of each holder for each task, where four attestations are enough."""
    oracle = Oracle(facts, DAY)
    for task in facts.of_kind("task"):
        for holder in facts.holders:
            best = to_attest(oracle, holder, [task], 4)
            if best is not None and len(best) <= 20:
                found = additions(world, holder, [task], DAY, limit=20, seconds=60.0)
                assert found.is_all
                assert found.is_proven
                sets = [tuple((one.skill_level.skill, one.skill_level.level) for one in some) for some in found.sets]
                assert sorted(sets) == sorted(best)
