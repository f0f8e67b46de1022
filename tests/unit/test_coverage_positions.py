"""Posts and sites of what is asked for."""

from __future__ import annotations

import pytest

from skillgraph.coverage import load_world
from skillgraph.coverage.asking import targets_of
from skillgraph.coverage.matching import cover
from skillgraph.coverage.naming import slug
from skillgraph.coverage.positions import by_site, posts_for, vacancies
from skillgraph.coverage.scenario import without
from skillgraph.coverage.world import World
from skillgraph.engine import InProcess
from worlds import DAY, iri


@pytest.fixture(scope="module")
def world(snapshot_engine: InProcess) -> World:
    return load_world(snapshot_engine)


@pytest.mark.parametrize(
    ("words", "posts", "vacant"),
    [
        (["43"], ["P02", "P03", "P04", "P07", "P11", "P13"], ["P13"]),
        (["role:site-reliability-engineer"], ["P02", "P03", "P04", "P07", "P11", "P13"], ["P13"]),
        (["role:research-software-engineer"], ["P05", "P06", "P09", "P10"], []),
        (["area:network"], [], []),
    ],
)
def test_posts_are_those_of_a_role_that_suits(
    world: World, words: list[str], posts: list[str], vacant: list[str]
) -> None:
    asked = targets_of(world, words)
    assert [slug(one.iri) for one in posts_for(world, asked)] == posts
    assert [slug(one.iri) for one in vacancies(world, asked)] == vacant


def test_sites_have_their_holders_and_their_vacant_posts(world: World) -> None:
    asked = targets_of(world, ["43"])
    found = {slug(one.site): one for one in by_site(world, asked, cover(world, asked, DAY))}
    assert list(found) == ["example-east", "example-north", "example-south", "example-west"]
    east, west = found["example-east"], found["example-west"]
    assert ([*map(slug, east.covering)], [*map(slug, east.unknown)], east.vacant) == (["H04"], ["H08", "H10"], ())
    assert (west.covering, [*map(slug, west.unknown)], [*map(slug, west.vacant)]) == ((), ["H06"], ["P13"])


def test_who_leaves_leaves_a_vacant_post(world: World) -> None:
    after = without(world, [iri("holder", "H07")])
    assert [slug(one.iri) for one in vacancies(after, targets_of(after, ["43"]))] == ["P07", "P13"]
