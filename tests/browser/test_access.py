"""Every type of page for everybody: axe-core finds nothing serious, and the keyboard reaches all there is."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from browser.conftest import Visit
from browser.crawl import Crawl
from foreign import installed

pytestmark = pytest.mark.xdist_group("browser")

OpenVisit = Callable[..., Visit]

# The Web Content Accessibility Guidelines to level AA, and what axe-core holds to be good besides.
_AXE = """axe.run(document, {resultTypes: ['violations']}).then(found => found.violations.map(one => ({
  id: one.id, impact: one.impact, nodes: one.nodes.map(node => node.target.join(' ') + ': ' + node.failureSummary)
})))"""
_SERIOUS = {"serious", "critical"}
# What a pointer can use, where it can be seen and is not shut away.
_INTERACTIVE = """[...document.querySelectorAll('a[href], button, input, select, textarea, summary, [onclick]')].filter(
  one => one.checkVisibility({visibilityProperty: true}) && !one.disabled && one.type !== 'hidden')"""
_UNREACHED = f"{_INTERACTIVE}.filter(one => one.tabIndex < 0).map(one => one.outerHTML.slice(0, 200))"
_ORDERED = "[...document.querySelectorAll('[tabindex]')].filter(one => one.tabIndex > 0).length"
_FOCUSED = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  return {
    place: [...document.querySelectorAll('*')].indexOf(one),
    is_seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    is_within: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    text: one.outerHTML.slice(0, 200),
  };
}"""
_HEADINGS = "[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(one => Number(one.tagName[1]))"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(reached: Crawl, visit: OpenVisit, scheme: str) -> None:
    """No violation of impact serious or critical on any type of page; contrast in both colour schemes."""
    axe = installed("axe-core/axe.min.js").read_text(encoding="utf-8")
    one, found = visit(color_scheme=scheme, bypass_csp=True), {}
    for name, address in reached.types().items():
        one.open(address)
        one.page.evaluate(axe)
        wrong = [violation for violation in one.page.evaluate(_AXE) if violation["impact"] in _SERIOUS]
        if wrong:
            found[f"{name} {address}"] = [f"{rule['id']} ({rule['impact']}): {rule['nodes'][:3]}" for rule in wrong]
    assert found == {}


def test_axe_would_find_something(visit: OpenVisit) -> None:
    """An image without a text is critical."""
    one = visit(bypass_csp=True)
    one.open("/")
    one.page.evaluate(installed("axe-core/axe.min.js").read_text(encoding="utf-8"))
    one.page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    assert [rule["id"] for rule in one.page.evaluate(_AXE) if rule["impact"] in _SERIOUS] == ["image-alt"]


def test_pages_have_a_title_a_heading_and_an_outline(reached: Crawl, visit: OpenVisit) -> None:
    """One heading of the first level; none skips a level; no two types of page have one title."""
    one, titles = visit(), {}
    for address in reached.types().values():
        one.open(address)
        levels = one.page.evaluate(_HEADINGS)
        assert levels[0] == 1, address
        assert levels.count(1) == 1, address
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), (address, levels)
        titles.setdefault(one.page.title(), address)
    assert len(titles) == len(reached.types())


def test_the_keyboard_reaches_everything(reached: Crawl, visit: OpenVisit) -> None:
    """Nothing that a pointer can use is out of the way of Tab, nor out of its order; where the focus is can be seen."""
    one = visit()
    for address in reached.types().values():
        one.open(address)
        assert one.page.evaluate(_UNREACHED) == [], address
        assert one.page.evaluate(_ORDERED) == 0, address
        for stop in _stops(one.page, 40):
            assert stop["is_seen"], f"no outline on {address}: {stop['text']}"
            assert stop["is_within"], f"out of sight on {address}: {stop['text']}"


def _stops(page: Page, most: int) -> list[dict[str, Any]]:
    """Where the focus is after one, two... Tabs, until it comes back or leaves the page."""
    found: list[dict[str, Any]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(_FOCUSED)
        if stop["text"].startswith("<body") or (found and stop["place"] <= found[0]["place"]):
            break
        found.append(stop)
    return found


def test_the_first_tab_skips_to_the_content(reached: Crawl, visit: OpenVisit) -> None:
    """A link that is seen when it has the focus; the next stop after it is inside the main part."""
    one = visit()
    for address in reached.types().values():
        one.open(address)
        one.page.keyboard.press("Tab")
        assert one.page.evaluate("document.activeElement.getAttribute('href')") == "#main", address
        assert one.page.evaluate(_FOCUSED)["is_within"], address
        one.page.keyboard.press("Enter")
        one.page.keyboard.press("Tab")
        inside = (
            "document.querySelector('#main').contains(document.activeElement) || !document.querySelector('#main a')"
        )
        assert one.page.evaluate(inside), address
