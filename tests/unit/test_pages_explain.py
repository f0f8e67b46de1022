"""The page that explains cover: reasons, statements with file and line, what is missing, how sure it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from sites import shown, site_of
from skillgraph.coverage import World, load_world
from skillgraph.engine import Dataset, Engine
from skillgraph.errors import UsageError
from skillgraph.pages import Site, make_page
from skillgraph.workspace import Contents
from worlds import derived, small


@pytest.fixture(scope="module")
def world(snapshot_engine: Engine) -> World:
    return load_world(snapshot_engine)


@pytest.fixture(scope="module")
def site(snapshot_engine: Engine, contents: Contents, world: World) -> Site:
    return site_of(snapshot_engine, contents, world=world)


def test_a_gap_with_its_reason_and_its_lines(site: Site, contents: Contents) -> None:
    page = shown(site, "explain", target="43", holder="H07")
    assert "H07 and task 43: gap" in page.words
    assert "3 of 4 essential requirements are satisfied" in page.words
    assert "Expired on 2026-09-01: Incident response 3 by H07-incident-response (peer)." in page.words
    assert "One attestation would do, at no higher level than was recorded before" in page.words
    assert "7 of 7 are not reviewed by a second person" in page.words
    path, line = "data/interpretation/requirements/tasks-43-45.ttl", 15
    assert f"{path}:{line} interpretation" in page.words
    file = next(one for one in contents.files if one.path == path)
    assert b"requirement:43-incident-response" in file.content.splitlines()[line - 1]
    assert f"/kg/graph/{path}" in page.links


def test_cover_lacks_nothing(site: Site) -> None:
    page = shown(site, "explain", target="43", holder="H03", on="2026-12-01")
    assert "H03 and task 43: covered" in page.words
    assert "What is missing Nothing." in page.words
    assert "/kg/task/43?on=2026-12-01" in page.links


def test_what_blocks_everybody(site: Site) -> None:
    page = shown(site, "explain", target="33", holder="H03")
    assert "Certificate authority operation 3 blocks everybody" in page.words


def test_several_targets_and_other_kinds(site: Site) -> None:
    assert "task 43 and 1 more: gap" in shown(site, "explain", target="43, 44", holder="h07").words
    page = shown(site, "explain", target="role:site-reliability-engineer", holder="H07")
    assert "skillgraph explain role:site-reliability-engineer H07 --on 2026-12-01" in page.words


def test_without_a_question_there_is_a_form(site: Site) -> None:
    page = shown(site, "explain")
    assert "Choose a task and a holder" in page.words
    assert page.count("option") == 45 + 12 + 2
    assert "How sure" not in page.words


@pytest.mark.parametrize(
    ("target", "holder", "says"),
    [
        ("99", "H07", "There is no task called '99'"),
        ("43", "<script>", "There is no holder called '<script>'"),
        ("all", "H07", "45 targets are too many"),
        ("wp:<b>", "H07", "wp"),
    ],
)
def test_what_is_not_there_is_a_fault_of_the_question(site: Site, target: str, holder: str, says: str) -> None:
    with pytest.raises(UsageError, match=says) as caught:
        make_page(site, "explain", {"target": target, "holder": holder})
    assert type(caught.value) is UsageError
    assert caught.value.hint


@pytest.mark.parametrize("seed", range(12))
def test_every_small_world_can_be_explained(seed: int) -> None:
    small_world = derived(small(seed))
    here = site_of(Dataset().engine(), Contents(Path(), ()), world=small_world)
    page = shown(here, "explain", target="1", holder="H01")
    assert page.count("li", "reason") == len(small_world.targets[next(iter(sorted(small_world.targets)))].requirements)
