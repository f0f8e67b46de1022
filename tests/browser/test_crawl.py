"""Every link of the site: it leads somewhere, and pages load without an error, a violation, or another host."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from browser.conftest import Visit
from browser.crawl import Crawl, form, links

pytestmark = pytest.mark.xdist_group("browser")

TYPES = {
    "/",
    "/coverage",
    "/coverage/explain",
    "/conformance",
    "/funding",
    "/holder/*",
    "/ns",
    "/onboarding",
    "/problems",
}
TYPES |= {"/pyramid", "/quality", "/queries", "/queries/*", "/resilience", "/shapes", "/sparql", "/status", "/task/*"}
TYPES |= {"/search", "/training", "graph/*", "id/*", "ns/*", "problems/*"}


def test_every_link_leads_somewhere(reached: Crawl) -> None:
    """None of many hundred addresses is an error; beyond the cap there are only more of the same forms."""
    broken = [one for one in reached.visited if one.status != 200]
    assert broken == []
    assert len(reached.visited) > 800
    assert all(count > 0 for count in reached.left_out.values())
    assert set(reached.left_out) <= {form(one.address) for one in reached.visited}


def test_the_crawl_has_found_the_pages(reached: Crawl) -> None:
    """The types of pages that there are; of each form of address at least one page."""
    assert set(reached.types()) >= TYPES
    assert len(reached.pages(1)) >= 100


def test_pages_load_without_trouble_and_scripts_add_no_broken_link(reached: Crawl, visit: Callable[..., Visit]) -> None:
    """In Chromium, of each form of address one page; what scripts add to its links is tried too."""
    one, addresses = visit(), reached.pages(1)
    known = {visited.address for visited in reached.visited}
    forms = {form(address) for address in known}
    added: dict[str, str] = {}
    for address in addresses:
        assert one.open(address).status == 200, address
        fresh = set(links(one.page.content(), address)) - known
        added.update({link: address for link in fresh if form(link) not in forms})
    for link, address in added.items():
        assert one.page.request.get(one.address + link).status == 200, f"{link} on {address}"


def test_links_are_read_as_a_browser_reads_them() -> None:
    """Relative ones, fragments, entities, other hosts, schemes that are none of HTTP."""
    text = "<a href='b?x=1&amp;y'>b</a><a href='#c'>c</a><a href='//d/e'>d</a><a href='mailto:f'>f</a><img src='/g'>"
    assert links(text, "/a/a") == ["/a/b?x=1&y", "/a/a", "/g"]


def test_forms_leave_out_what_varies() -> None:
    """Names of things and values of parameters."""
    assert form("/queries/who.csv?task=43&on=2026-12-01") == "/queries/*.csv?on&task"
    assert form("/doc/task/43/neighbours.json") == "/doc/task/*/neighbours.json"
    assert form("/graph/data/seed/tasks.ttl") == "/graph/data/seed/*.ttl"
    assert form("/coverage/explain?target=43") == "/coverage/explain?target"
