"""The targets that somebody asks for in words: `43`, `role:site-reliability-engineer`, `step=baseline`, `group=UK`."""

from __future__ import annotations

from collections.abc import Iterable

from skillgraph.coverage.naming import find, tasks_of_group
from skillgraph.coverage.world import Kind, World
from skillgraph.errors import UsageError


def targets_of(world: World, words: Iterable[str]) -> tuple[str, ...]:
    """The IRIs of what is asked for, each once, in the order given; UnknownName or UsageError where a word is none.

    A word alone is a task; `all` are all tasks, `group=NAME` those of a group, `wp=NAME` those of a work package.
    """
    found: dict[str, None] = {}
    for word in words:
        found |= dict.fromkeys(_meant(world, word))
    return tuple(found)


def tasks(world: World) -> tuple[str, ...]:
    """All tasks in the order of their numbers."""
    return _numbered(world, (one for one, target in world.targets.items() if target.kind is Kind.TASK))


def _meant(world: World, word: str) -> Iterable[str]:
    if word == "all":
        return tasks(world)
    key, sign, name = word.partition("=") if "=" in word else word.partition(":")
    if not sign:
        return (find(world, Kind.TASK, word),)
    if key == "group":
        return tasks_of_group(world, find(world, "group", name))
    if key == "wp":
        package = find(world, "wp", name)
        return _numbered(world, (one for one, target in world.targets.items() if package in target.work_packages))
    if key in tuple(Kind):
        return (find(world, key, name),)
    raise UsageError(
        f"{word!r} is nothing that can be covered.", "Write 43, role:NAME, area:NAME, step:NAME or group=UK."
    )


def _numbered(world: World, found: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(found, key=lambda one: (world.targets[one].number or 0, one)))
