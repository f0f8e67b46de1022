"""The list of canned queries, and its search."""

from __future__ import annotations

import pytest

from shown import EVIL, Shown, site_of
from skillgraph.engine import Engine
from skillgraph.pages import make_page
from skillgraph.pages.site import Site
from skillgraph.workspace import Contents


@pytest.fixture(scope="module")
def site(snapshot_engine: Engine, contents: Contents) -> Site:
    return site_of(snapshot_engine, contents)


def shown(site: Site, search: str = "") -> Shown:
    return Shown(make_page(site, "queries", {"search": search}).render(site))


def test_every_query_is_listed(site: Site) -> None:
    listed = [link for link in shown(site).links if link.startswith("/kg/queries/")]
    assert listed == [f"/kg/queries/{name}" for name in site.catalogue.names]


def test_the_search_wants_all_words(site: Site) -> None:
    found = [link for link in shown(site, "Single  HOLDER").links if link.startswith("/kg/queries/")]
    assert found == ["/kg/queries/single-points-of-failure"]
    assert "0 of" in shown(site, "zebra").text


def test_the_search_is_text(site: Site) -> None:
    page = make_page(site, "queries", {"search": f'"{EVIL}'}).render(site)
    assert b"<script>alert" not in page
    assert Shown(page).fields["search"]["value"] == f'"{EVIL}'
