"""Lessons: what somebody would have to learn to cover a task, from where, and by which training."""

from __future__ import annotations

from pathlib import Path

import pytest

from sites import site_of
from skillgraph.coverage import World, additions, cover, find, load_world
from skillgraph.engine import Dataset, Engine
from skillgraph.pages.asked import On
from skillgraph.pages.lessons import for_task
from skillgraph.workspace import Contents
from worlds import DAY, derived, small


@pytest.fixture(scope="module")
def world(snapshot_engine: Engine) -> World:
    return load_world(snapshot_engine)


def test_those_who_lack_least_come_first(snapshot_engine: Engine, contents: Contents, world: World) -> None:
    task = find(world, "task", "43")
    here = site_of(snapshot_engine, contents, world=world)
    learners = for_task(here, world, task, cover(world, (task,), DAY), On(DAY, ""))
    assert [one.name for one in learners] == ["H02", "H07", "H11", "H12"]
    (lesson,) = learners[0].lessons
    assert (lesson.name, lesson.level, lesson.recorded) == ("Incident response 3", 3, 2)
    assert {one.name for one in lesson.courses} == {"Incident response exercise", "Security camp"}
    (renewed,) = learners[1].lessons
    assert (renewed.recorded >= renewed.level, renewed.courses) == (True, ())


@pytest.mark.parametrize("seed", range(20))
def test_lessons_are_a_smallest_set_and_nobody_who_covers_has_any(seed: int) -> None:
    world = derived(small(seed))
    here = site_of(Dataset().engine(), Contents(Path(), ()), world=world)
    for task in world.targets:
        matches = cover(world, (task,), DAY)
        covering = {one.holder.rpartition("/")[2] for one in matches if one.status.value == "covered"}
        for one in for_task(here, world, task, matches, On(DAY, "")):
            assert one.name not in covering
            found = additions(world, find(world, "holder", one.name), (task,), DAY)
            assert len(one.lessons) == found.size > 0
