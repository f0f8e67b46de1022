"""The first page tells what is in the graph, and shows nothing as markup that is text."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from skillgraph.describe.context import context_of
from skillgraph.engine import Dataset, Engine
from skillgraph.errors import UnknownName
from skillgraph.pages import Site, make_page, read_assets
from skillgraph.queries import Catalogue
from skillgraph.workspace import Contents


class Links(HTMLParser):
    """Where a page leads, and what it says."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action")]

    def handle_data(self, data: str) -> None:
        self.text += data


def site(engine: Engine, contents: Contents, base_url: str = "https://example.org/kg") -> Site:
    return Site(
        engine, Catalogue(contents), context_of(engine, base_url), base_url, "0123456789abcdef" * 4, "2026-12-01"
    )


def shown(site: Site, name: str) -> Links:
    found = Links()
    found.feed(make_page(site, name, {}).render(site).decode())
    return found


def test_the_sizes_are_those_of_the_graph(snapshot_engine: Engine, contents: Contents) -> None:
    page = shown(site(snapshot_engine, contents), "home")
    assert "45 service task" in " ".join(page.text.split())
    assert "/kg/ns#ServiceTask" in page.links
    assert all(link.startswith(("/kg/", "#")) for link in page.links)
    assert f"/kg{read_assets()['style.css'].path}" in page.links


def test_labels_are_text(contents: Contents) -> None:
    dataset = Dataset()
    dataset.update('INSERT DATA { <urn:a> a sg:Skill . sg:Skill rdfs:label "<script>alert(1)</script>" }')
    page = make_page(site(dataset.engine(), contents), "home", {}).render(site(dataset.engine(), contents))
    assert b"&lt;script&gt;alert(1)" in page
    assert b"<script>" not in page


def test_a_page_that_is_not_there(snapshot_engine: Engine, contents: Contents) -> None:
    with pytest.raises(UnknownName, match="There is no page called 'hme'"):
        make_page(site(snapshot_engine, contents), "hme", {})


def test_where_a_click_leads(snapshot_engine: Engine, contents: Contents) -> None:
    here = site(snapshot_engine, contents, "https://example.org")
    assert here.href("https://w3id.org/skillgraph/id/task/43") == "/id/task/43"
    assert here.href("https://w3id.org/skillgraph/ns#Skill") == "/ns#Skill"
    assert here.href("http://example.org/x") == "http://example.org/x"
    assert here.href("javascript:alert(1)") == ""
    assert here.labels(["https://w3id.org/skillgraph/id/holder/H07", "urn:x"]) == {
        "https://w3id.org/skillgraph/id/holder/H07": "H07",
        "urn:x": "urn:x",
    }
