"""The page of a named graph: a file with the line of each thing, what a rule adds, or the shapes."""

from __future__ import annotations

import pytest

from sites import shown, site_of
from skillgraph.engine import Engine
from skillgraph.errors import UnknownName
from skillgraph.pages import Site, make_page
from skillgraph.workspace import Contents


@pytest.fixture(scope="module")
def site(snapshot_engine: Engine, contents: Contents) -> Site:
    return site_of(snapshot_engine, contents)


def test_a_file_has_the_line_of_each_thing(site: Site) -> None:
    page = shown(site, "graph", path="data/seed/tasks-uk.ttl")
    assert "14 Accounting - Benchmarking & Services 12" in page.words
    assert "about 14 things" in page.words
    assert "/kg/dump/data/seed/tasks-uk.ttl" in page.links


def test_a_rule_has_no_lines_and_much_is_cut_with_a_word_about_it(site: Site) -> None:
    page = shown(site, "graph", path="inferred/owl-rl")
    assert "the first 400 of" in page.words
    assert "Line" not in page.words
    assert make_page(site, "graph", {"path": "inferred/satisfaction"}).names_people


def test_shapes_are_graphs_too(site: Site) -> None:
    page = shown(site, "graph", path="shapes/service.ttl")
    assert "vocabulary" in page.words
    assert "/kg/shapes#Task" in page.links
    with pytest.raises(UnknownName):
        make_page(site, "graph", {"path": "shapes/none.ttl"})
