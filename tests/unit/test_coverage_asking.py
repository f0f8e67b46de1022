"""Targets in words."""

from __future__ import annotations

import pytest

from skillgraph.coverage import load_world
from skillgraph.coverage.asking import targets_of
from skillgraph.coverage.world import World
from skillgraph.engine import InProcess
from skillgraph.errors import UnknownName, UsageError
from worlds import iri


@pytest.fixture(scope="module")
def world(snapshot_engine: InProcess) -> World:
    return load_world(snapshot_engine)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["43"], [iri("task", 43)]),
        (["task=43", "task:43", "45"], [iri("task", 43), iri("task", 45)]),
        (["role:site-reliability-engineer"], [iri("role", "site-reliability-engineer")]),
        (["step=baseline", "area:network"], [iri("step", "baseline"), iri("area", "network")]),
        (["group=UK"], [iri("task", n) for n in range(32, 46)]),
        (["wp=4"], [iri("task", 25)]),
        (["all", "1"], [iri("task", n) for n in range(1, 46)]),
        ([], []),
    ],
)
def test_words_mean_targets(world: World, words: list[str], expected: list[str]) -> None:
    assert list(targets_of(world, words)) == expected


def test_what_is_not_there_or_cannot_be_covered_is_refused(world: World) -> None:
    with pytest.raises(UnknownName, match="no task called '99'"):
        targets_of(world, ["99"])
    with pytest.raises(UsageError, match="nothing that can be covered"):
        targets_of(world, ["site=east"])
