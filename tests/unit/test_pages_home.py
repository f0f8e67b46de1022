"""The first page tells what is in the graph, and shows nothing as markup that is text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sites import shown, site_of
from skillgraph.engine import Dataset, Engine, Finished
from skillgraph.errors import UnknownName
from skillgraph.pages import make_page, read_assets
from skillgraph.workspace import Contents


def test_the_sizes_are_those_of_the_graph(snapshot_engine: Engine, contents: Contents) -> None:
    page = shown(site_of(snapshot_engine, contents), "home")
    assert "45 service tasks" in page.words
    assert "38 funding contributions" in page.words
    assert "Snapshot 0123456789abcdef" in page.words
    assert "/kg/ns#ServiceTask" in page.links
    assert all(link.startswith(("/kg/", "#")) for link in page.links)
    assert f"/kg{read_assets()['style.css'].path}" in page.links


def test_the_questions_lead_to_pages_of_this_site(snapshot_engine: Engine, contents: Contents) -> None:
    page = shown(site_of(snapshot_engine, contents), "home")
    assert {"/kg/task/43", "/kg/coverage?covered=nobody", "/kg/queries/fte-by-source?group=egi"} < set(page.links)
    assert "Which source pays how much of the EGI services?" in page.words
    assert page.links.count("/kg/search") == 2  # in the navigation, and its form


def test_how_fresh_and_how_well_it_is(snapshot_engine: Engine, contents: Contents) -> None:
    site = site_of(snapshot_engine, contents)
    commits = {"data/a.ttl": ("0" * 40, "2026-11-05"), "data/b.ttl": ("1" * 40, "2026-11-07")}
    assert (
        "last changed on 2026-11-07. ✓ no check finds anything"
        in shown(replace(site, commits=commits), "home", findings="0").words
    )
    assert "1 finding of the checks" in shown(site, "home", findings="1").words
    assert "are not served" in shown(site, "home", findings="3", degraded="yes").words
    assert "last changed" not in shown(site, "home").words


def test_of_a_large_dataset_it_has_what_was_noted(snapshot_engine: Engine, contents: Contents) -> None:
    """And counts nothing, so that it is there at once."""
    noted = Finished("0", 51_000_000, graphs={"https://e.org/a": 1_000_000, "https://e.org/b": 50_000_000})
    page = shown(replace(site_of(snapshot_engine, contents), noted=noted), "home")
    assert "51,000,000 statements in 2 graphs" in page.words
    assert "More than is counted for a page" in page.words
    assert "45 service tasks" not in page.words
    assert "/kg/.well-known/void" in page.links
    assert "More than is counted" not in shown(site_of(snapshot_engine, contents), "home").words


def test_labels_are_text(contents: Contents) -> None:
    dataset = Dataset()
    dataset.update('INSERT DATA { <urn:a> a sg:Skill . sg:Skill rdfs:label "<script>alert(1)</script>" }')
    page = make_page(site_of(dataset.engine(), contents), "home", {}).render(site_of(dataset.engine(), contents))
    assert b"&lt;script&gt;alert(1)" in page
    assert b"<script>" not in page


def test_a_page_that_is_not_there(snapshot_engine: Engine, contents: Contents) -> None:
    with pytest.raises(UnknownName, match="There is no page called 'hme'"):
        make_page(site_of(snapshot_engine, contents), "hme", {})


def test_where_a_click_leads(snapshot_engine: Engine, contents: Contents) -> None:
    here = site_of(snapshot_engine, contents, base_url="https://example.org")
    assert here.href("https://w3id.org/skillgraph/id/task/43") == "/id/task/43"
    assert here.href("https://w3id.org/skillgraph/ns#Skill") == "/ns#Skill"
    assert here.href("http://example.org/x") == "http://example.org/x"
    assert here.href("javascript:alert(1)") == ""
    assert here.labels(["https://w3id.org/skillgraph/id/holder/H07", "urn:x"]) == {
        "https://w3id.org/skillgraph/id/holder/H07": "H07",
        "urn:x": "urn:x",
    }
