"""The search for the fewest departures, against every set of people."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from random import Random

import pytest

from skillgraph.coverage import departures
from skillgraph.coverage.departures import fewest_departures

Props = Mapping[str, list[frozenset[str]]]


def fallen(props: Props, gone: frozenset[str]) -> int:
    """How many fall when these leave."""
    return sum(any(one <= gone for one in held) for held in props.values())


def fewest(props: Props, falling: int) -> int:
    """How many departures it takes, by trying all."""
    people = sorted(frozenset[str]().union(*(one for held in props.values() for one in held)))
    return next(
        size
        for size in range(len(people) + 1)
        if any(fallen(props, frozenset(gone)) >= falling for gone in combinations(people, size))
    )


def random_props(seed: int) -> Props:
    """Up to nine targets, each with up to three sets of up to four of nine people."""
    random = Random(seed)  # noqa: S311
    people = [f"P{number}" for number in range(random.randint(2, 9))]
    sets = [frozenset(random.sample(people, random.randint(1, min(4, len(people))))) for _ in range(7)]
    return {f"T{n}": random.sample(sets, random.randint(1, 3)) for n in range(random.randint(1, 9))}


@pytest.mark.parametrize("nodes", [1, 5, 2000])
@pytest.mark.parametrize("seed", range(100))
def test_no_set_of_people_is_smaller(seed: int, nodes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(departures, "_FIRST_NODES", nodes)  # how soon the search turns from the bound to the best
    props = random_props(seed)
    for falling in range(len(props) + 1):
        found = fewest_departures(props, falling, 60.0)
        assert fallen(props, frozenset(found.leavers)) >= falling
        assert len(found.leavers) == found.bound == fewest(props, falling)


@pytest.mark.parametrize("seed", range(100))
def test_without_time_the_bound_is_true(seed: int) -> None:
    props = random_props(seed)
    for falling in range(len(props) + 1):
        found = fewest_departures(props, falling, 0.0)
        assert fallen(props, frozenset(found.leavers)) >= falling
        assert found.bound <= fewest(props, falling) <= len(found.leavers)
