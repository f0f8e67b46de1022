"""The least that has to be attested, against all sets tried one after the other."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations

import pytest

from skillgraph.coverage import load_world
from skillgraph.coverage.additions import additions
from skillgraph.coverage.asking import targets_of
from skillgraph.coverage.matching import State, Status, match
from skillgraph.coverage.world import Attestation, SkillLevel, World
from skillgraph.engine import InProcess
from worlds import DAY, PEER, Stated, derived, iri, small


def attested(stated: Stated, holder: str, levels: Iterable[SkillLevel]) -> World:
    """The world in which the holder has attestations of these levels besides."""
    more = {
        iri("attestation", f"new{number}"): Attestation(
            iri("attestation", f"new{number}"), holder, level, PEER, True, DAY, DAY + datetime.timedelta(days=1)
        )
        for number, level in enumerate(levels)
    }
    world = replace(stated.world, attestations={**stated.world.attestations, **more})
    return derived(replace(stated, world=world))


def levels_above(stated: Stated, holder: str, level: SkillLevel) -> int:
    """How far a level is above what was ever recorded of its skill, entailed levels included."""
    world, held = derived(stated), 0
    for one in stated.world.attestations.values():
        if one.holder == holder and one.is_active and one.start <= DAY:
            included = world.entails[one.skill_level] | {one.skill_level}
            held = max(held, *(each.level for each in included if each.skill == level.skill), 0)
    return max(0, level.level - held)


def by_trying(stated: Stated, holder: str, targets: list[str]) -> set[frozenset[SkillLevel]]:
    """The cheapest of the smallest sets."""
    world = derived(stated)
    skills = {option.skill for one in world.requirements.values() for option in one.options}
    skills |= {level.skill for level in world.entails}
    every = [SkillLevel(skill, level) for skill in sorted(skills) for level in range(1, 5)]
    found: list[tuple[int, frozenset[SkillLevel]]] = []
    for size in range(len(every)):
        for some in combinations(every, size):
            answers = match(attested(stated, holder, some), holder, targets, DAY).essential
            if all(one.state is State.SATISFIED for one in answers):
                found.append((sum(levels_above(stated, holder, one) for one in some), frozenset(some)))
        if found:
            break
    least = min(cost for cost, _ in found)
    return {some for cost, some in found if cost == least and some}


@pytest.mark.parametrize("seed", range(60))
def test_they_are_the_smallest_and_cheapest(seed: int) -> None:
    stated = small(seed)
    world = derived(stated)
    holder, target = sorted(world.holders)[-1], sorted(world.targets)[0]
    lacking = [one for one in match(world, holder, [target], DAY).essential if one.state is not State.SATISFIED]
    found = additions(world, holder, [target], DAY, limit=1000)
    assert found.is_all
    if len(lacking) < 3:  # more takes too long to try
        sets = {frozenset(one.skill_level for one in some) for some in found.sets}
        assert sets == by_trying(stated, holder, [target])
    for some in found.sets:
        after = match(attested(stated, holder, [one.skill_level for one in some]), holder, [target], DAY)
        assert after.status is Status.COVERED
        assert {each for one in some for each in one.meets} == {one.requirement.iri for one in lacking}
        assert (len(some), sum(one.steps for one in some)) == (found.size, found.steps)
        assert [one.steps for one in some] == [levels_above(stated, holder, one.skill_level) for one in some]


def test_a_renewal_takes_no_step(snapshot_engine: InProcess) -> None:
    world = load_world(snapshot_engine)
    found = additions(world, iri("holder", "H07"), targets_of(world, ["43"]), DAY)
    assert [[(one.skill_level.level, one.steps) for one in some] for some in found.sets] == [[(3, 0)]]


def test_there_may_be_more_than_are_listed(snapshot_engine: InProcess) -> None:
    world = load_world(snapshot_engine)
    asked = targets_of(world, ["36"])
    two = additions(world, iri("holder", "H09"), asked, DAY)
    one = additions(world, iri("holder", "H09"), asked, DAY, limit=1)
    assert (len(two.sets), two.is_all) == (2, True)
    assert (one.sets, one.is_all) == (two.sets[:1], False)


def test_who_covers_it_needs_nothing(snapshot_engine: InProcess) -> None:
    world = load_world(snapshot_engine)
    found = additions(world, iri("holder", "H03"), targets_of(world, ["43"]), DAY)
    assert (found.sets, found.size, found.steps) == ((), 0, 0)
