"""Words that several reports share."""

from __future__ import annotations

from collections.abc import Iterable

from skillgraph.coverage.asking import targets_of, tasks
from skillgraph.coverage.naming import slug
from skillgraph.coverage.question import Given
from skillgraph.coverage.world import World


def asked(world: World, given: Given) -> tuple[str, ...]:
    """The targets that were asked for; all tasks where none was."""
    return targets_of(world, given.all("target")) if given.all("target") else tasks(world)


def slugs(iris: Iterable[str]) -> str:
    """The last parts of IRIs, in one line."""
    return " ".join(map(slug, iris))


def requirements(world: World, iris: Iterable[str]) -> str:
    """The names of requirements, in one line."""
    return "; ".join(world.requirements[one].name for one in iris)


def targets(world: World, iris: Iterable[str]) -> str:
    """The names of targets, in one line."""
    return "; ".join(world.targets[one].name for one in iris)
