"""Advice on learning, on the example team and on worlds made for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from skillgraph.coverage import load_world
from skillgraph.coverage.advice import NEWCOMER, openings, path, shadowing
from skillgraph.coverage.matching import Status, cover
from skillgraph.coverage.naming import find, slug, tasks_of_group
from skillgraph.coverage.training import trained
from skillgraph.coverage.world import Attestation, Holder, Satisfaction, World
from skillgraph.engine import InProcess
from worlds import DAY, PEER, derived, small


@pytest.fixture(scope="module")
def world(snapshot_engine: InProcess) -> World:
    return load_world(snapshot_engine)


def test_the_skill_that_opens_most_gives_a_task_its_first_cover(world: World) -> None:
    found = openings(world, tasks_of_group(world, find(world, "group", "UK")), DAY)
    first = found[0]
    assert (slug(first.skill_level.skill), first.skill_level.level) == ("certificate-authority", 3)
    assert [slug(task) for task in first.first] == ["33"]
    assert (slug(first.best), first.covers) == ("H03", 2)
    assert all(len(one.first) <= len(first.first) for one in found)


@pytest.mark.parametrize("seed", range(30))
def test_an_opening_is_what_cover_says_after_it(seed: int) -> None:
    world = derived(small(seed))
    targets = sorted(world.targets)
    before = {(one, match.holder) for one in targets for match in cover(world, [one], DAY) if is_covered(match.status)}
    for opening in openings(world, targets, DAY):
        gained = {
            (target, holder)
            for holder in world.holders
            for target in targets
            if is_covered(status(given(world, holder, opening.skill_level), target, holder))
        }
        assert len(gained - before) == opening.covers
        assert {one for one, _ in gained} - {one for one, _ in before} == set(opening.first)


def is_covered(found: Status) -> bool:
    return found is Status.COVERED


def status(world: World, target: str, holder: str) -> Status:
    return next(one.status for one in cover(world, [target], DAY) if one.holder == holder)


def given(world: World, holder: str, level: object) -> World:
    """The world in which one holder has one skill level, on a basis that counts."""
    new = Attestation("new", holder, level, PEER, True, DAY, DAY.max)  # type: ignore[arg-type]
    given_levels = {new.skill_level, *world.entails.get(new.skill_level, frozenset())}
    more = [
        Satisfaction(holder, one.iri, "new", DAY, DAY.max)
        for one in world.requirements.values()
        if given_levels.intersection(one.options)
    ]
    return replace(world, attestations={**world.attestations, "new": new}, satisfactions=(*world.satisfactions, *more))


def test_shadowing_is_beside_somebody_independent_and_near_ones_come_first(world: World) -> None:
    found = shadowing(world, [find(world, "task", "43")], DAY)
    incident = [one for one in found if slug(one.requirement.iri) == "43-incident-response"]
    assert {slug(one.mentor) for one in incident} == {"H03", "H04"}
    assert [slug(one.learner) for one in incident if one.is_near] == ["H02", "H02", "H11", "H11"]
    assert all(one.by.level >= 3 and one.learner != one.mentor for one in found)
    sites = [one.same_site for one in incident]
    assert sites == sorted(sites, reverse=True)


def test_the_path_of_a_newcomer_takes_each_step_after_what_it_needs(world: World) -> None:
    task = find(world, "task", "43")
    made = path(world, task, DAY)
    assert made.reaches_goal
    extended = replace(world, holders={**world.holders, NEWCOMER: Holder(NEWCOMER)})
    after = trained(extended, made, DAY)
    assert status(after, task, NEWCOMER) is Status.COVERED
    order = [slug(one.course) for one in made.steps]
    assert order.index("linux-course") < order.index("incident-course") < order.index("security-camp")
    assert all(one.gains for one in made.steps)
