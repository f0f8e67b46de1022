"""The page of a holder: attestations, tasks covered and nearly covered, working time, and what would leave."""

from __future__ import annotations

from pathlib import Path

import pytest

from sites import shown, site_of
from skillgraph.coverage import World, load_world, match, tasks
from skillgraph.engine import Dataset, Engine
from skillgraph.errors import UnknownName
from skillgraph.pages import Site, make_page
from skillgraph.workspace import Contents
from worlds import DAY, derived, small


@pytest.fixture(scope="module")
def world(snapshot_engine: Engine) -> World:
    return load_world(snapshot_engine)


@pytest.fixture(scope="module")
def site(snapshot_engine: Engine, contents: Contents, world: World) -> Site:
    return site_of(snapshot_engine, contents, world=world)


def test_what_h07_covers_and_nearly_covers(site: Site) -> None:
    page = shown(site, "holder", name="H07")
    assert "covers 5 tasks alone, is unknown of 33, has a gap in 7" in page.words
    assert "11 Operations support ✓ covered" in page.words
    near = "43 Security Evaluations & Response ✗ gap Incident response 3 expired on 2026-09-01"
    assert near in page.words
    assert "/kg/coverage/explain?target=43&holder=H07" in page.links


def test_attestations_with_levels_dates_and_states(site: Site) -> None:
    text = shown(site, "holder", name="h07").words
    assert "Incident response 3 peer 2023-09-01 2026-09-01 expired" in text
    assert "Release and acceptance testing 2 peer 2024-02-01 2027-02-01 ends soon" in text
    assert "Bash 3 evidence 2025-01-01 2030-01-01 valid" in text
    assert (
        "Bash 3 evidence 2025-01-01 2030-01-01 begins later" in shown(site, "holder", name="H07", on="2024-01-01").words
    )


def test_working_time_and_what_would_leave(site: Site) -> None:
    text = shown(site, "holder", name="H07").words
    assert "Free: 0.2 FTE" in text
    assert "Allocated working time: 0.8 FTE." in text
    assert "Bash 3 (nobody else recorded)" in text
    assert (
        "Tasks that nobody else covers alone: 3 Accounting and Metric Portal" in shown(site, "holder", name="H11").words
    )


def test_a_complete_record_is_told(site: Site) -> None:
    assert "declared complete from 2026-01-01" in shown(site, "holder", name="H12").words
    assert "not declared complete: what it lacks is unknown" in shown(site, "holder", name="H07").words


def test_holders_are_kept_out_of_search_engines(site: Site) -> None:
    page = shown(site, "holder", name="H07")
    assert ("meta", {"name": "robots", "content": "noindex"}) in page.elements
    with pytest.raises(UnknownName, match="There is no holder called 'H70'"):
        make_page(site, "holder", {"name": "H70"})


@pytest.mark.parametrize("seed", range(15))
def test_every_small_world_has_pages_of_holders(seed: int) -> None:
    small_world = derived(small(seed))
    here = site_of(Dataset().engine(), Contents(Path(), ()), world=small_world)
    for holder in small_world.holders:
        statuses = [match(small_world, holder, (task,), DAY).status.value for task in tasks(small_world)]
        text = shown(here, "holder", name=holder.rpartition("/")[2]).words
        assert f"covers {statuses.count('covered')} tasks alone, is unknown of {statuses.count('unknown')}" in text


def test_values_stay_texts(contents: Contents) -> None:
    dataset = Dataset()
    dataset.update("""INSERT DATA { <https://w3id.org/skillgraph/id/holder/H1> a sg:Holder ;
        skos:prefLabel "<script>alert(1)</script>" ; sg:basedAt <javascript:alert(2)> }""")
    page = shown(site_of(dataset.engine(), contents), "holder", name="H1")
    assert "Holder <script>alert(1)</script>" in page.words
