"""The page of a task: who covers it, what it requires, who pays, and what is not recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

from sites import shown, site_of
from skillgraph.coverage import World, cover, find, load_world
from skillgraph.engine import Dataset, Engine
from skillgraph.errors import UnknownName
from skillgraph.pages import Site, make_page
from skillgraph.workspace import Contents
from worlds import DAY, big, derived, small


@pytest.fixture(scope="module")
def world(snapshot_engine: Engine) -> World:
    return load_world(snapshot_engine)


@pytest.fixture(scope="module")
def site(snapshot_engine: Engine, contents: Contents, world: World) -> Site:
    return site_of(snapshot_engine, contents, world=world)


def test_who_can_cover_task_43(site: Site, world: World) -> None:
    page = shown(site, "task", name="43")
    assert "43 Security Evaluations & Response" in page.words
    assert "covered by 2, unknown of 6, a gap with 4 of 12 holders" in page.words
    ranked = [link for link in page.links if link.startswith("/kg/coverage/explain?")]
    expected = [one.holder.rpartition("/")[2] for one in cover(world, (find(world, "task", "43"),), DAY)]
    assert ranked == [f"/kg/coverage/explain?target=43&holder={one}" for one in expected]
    assert "H03 ✓ covered 4 of 4 2028-05-01" in page.words
    assert "Vacant posts of a role that suits it: P13 at Example site West" in page.words


def test_who_could_after_which_training(site: Site) -> None:
    text = shown(site, "task", name="43").words
    assert "H02 (gap) after Incident response 3 (from 2: Incident response exercise, 4 days or" in text
    assert "H07 (gap) after Incident response 3 (recorded before: to be renewed)" in text


def test_requirements_with_levels_and_where_they_are_from(site: Site) -> None:
    text = shown(site, "task", name="43").words
    assert "Incident response 3 essential 1 for this task high proposed 2 6" in text
    assert "Operational best practices 2 essential 0.5 inherited medium proposed" in text
    assert "0 ✗ nobody" in shown(site, "task", name="33").words


def test_who_pays(site: Site) -> None:
    two = shown(site, "task", name="4")
    assert "1.50 FTE: GridPP: 0.75 FTE, EGI to UK: 0.5 FTE, UK Other: 0.25 FTE" in two.titles
    parts = [given["class"] for given in two.named("rect") if (given.get("class") or "").startswith("part ")]
    assert parts == ["part gridpp", "part egi-to-uk", "part uk-other"] * 2  # and beside the rows of the table
    assert "imputed: read from a damaged cell" in two.words
    undecided = shown(site, "task", name="33")
    assert "which of the two cannot be decided" in undecided.words
    assert any(given.get("fill") == "url(#hatch)" for tag, given in undecided.elements if tag == "rect")


def test_what_is_not_stated_is_not_zero(site: Site) -> None:
    page = shown(site, "task", name="20")
    assert "No effort is stated for this task. That is not zero." in page.words
    assert "Effort in FTE: not stated, which is not zero." in page.words
    assert "442 FTE" in page.words  # published for the whole group
    assert page.count("svg", "amounts") == 0
    assert "Work package: not stated." in shown(site, "task", name="33").words


def test_where_it_is_from(site: Site) -> None:
    page = shown(site, "task", name="15")
    assert "GOCDDB" in page.words
    assert "/kg/id/cell/L136-2" in page.links
    assert "What is odd there, and how it was read" in page.words


def test_a_task_by_its_title_or_not_at_all(site: Site) -> None:
    assert make_page(site, "task", {"name": "security-evaluations--response"}).title.startswith("43 ")
    with pytest.raises(UnknownName, match="There is no task called '430'"):
        make_page(site, "task", {"name": "430"})


@pytest.mark.parametrize("seed", range(15))
def test_every_small_world_has_pages_of_tasks(seed: int) -> None:
    small_world = derived(small(seed))
    here = site_of(Dataset().engine(), Contents(Path(), ()), world=small_world)
    for one in small_world.targets.values():
        page = shown(here, "task", name=str(one.number))
        assert all(asked.name in page.words for asked in small_world.essential(one.iri))
        assert f"of {len(small_world.holders)} holders" in page.words


def test_many_holders_are_cut() -> None:
    page = shown(site_of(Dataset().engine(), Contents(Path(), ()), world=big(10, 130)), "task", name="7")
    assert "30 more holders fit less well" in page.words


def test_values_stay_texts(contents: Contents) -> None:
    dataset = Dataset()
    dataset.update(
        """INSERT DATA { task:1 a sg:ServiceTask ; sg:number 1 ; skos:prefLabel "<script>alert(1)</script>" ;
        sg:inGroup <javascript:alert(2)> ; <http://www.w3.org/ns/prov#wasDerivedFrom> <urn:cell> .
        <urn:cell> sg:line 7 ; sg:text "</q><img src=x>" }"""
    )
    page = shown(site_of(dataset.engine(), contents), "task", name="1")
    assert "1 <script>alert(1)</script>" in page.words
    assert "</q><img src=x>" in page.words
    assert page.count("img") == 0
