"""Every type of page for everybody: axe-core finds nothing serious, and the keyboard reaches all there is.

Each page is opened once, looked at in all these ways, and then the tests say what they expect of what was seen.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from browser.conftest import Visit
from browser.crawl import ERRORS, ONLY_HTML, STATES, Crawl, only_html
from foreign import installed
from served import Served

pytestmark = pytest.mark.xdist_group("browser")

OpenVisit = Callable[..., Visit]

# The Web Content Accessibility Guidelines to level AA, and what axe-core holds to be good besides.
_AXE = """only => axe.run(document, {resultTypes: ['violations'], ...only}).then(found => found.violations.map(one => ({
  id: one.id, impact: one.impact, nodes: one.nodes.map(node => node.target.join(' ') + ': ' + node.failureSummary)
})))"""
_CONTRAST = {"runOnly": ["color-contrast"]}
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


_INSIDE = "document.querySelector('#main').contains(document.activeElement) || !document.querySelector('#main a')"
_MOST_STOPS = 40


@dataclass(frozen=True)
class Seen:
    """What a page showed: violations by colour scheme, headings, what Tab misses, where it stops, the skip link."""

    status: int
    title: str
    light: list[dict[str, Any]]
    dark: list[dict[str, Any]]
    levels: list[int]
    unreached: list[str]
    ordered: int
    stops: list[dict[str, Any]]
    skipped: bool


@pytest.fixture(scope="module")
def seen(reached: Crawl, browser: Browser, site: Served) -> Iterator[dict[str, Seen]]:
    """A page of each type, pages in other states, and those that tell of errors, by name."""
    axe = installed("axe-core/axe.min.js").read_text(encoding="utf-8")
    context = browser.new_context(bypass_csp=True)  # axe-core is put into the page
    one = Visit(context.new_page(), site.address)
    one.watch()
    one.page.route(ONLY_HTML, only_html)
    found = {}
    for name, address in {**reached.types(), **STATES, **_errors()}.items():
        found[name] = _seen(one, address, axe)
    yield found
    context.close()
    assert one.faults == []


def _errors() -> dict[str, str]:
    return {name: address for name, (_, address) in ERRORS.items()}


def _seen(one: Visit, address: str, axe: str) -> Seen:
    page = one.page
    page.emulate_media(color_scheme="light")
    status = one.open(address).status
    page.evaluate(axe)
    light = page.evaluate(_AXE, {})
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(_AXE, _CONTRAST)
    levels, unreached = page.evaluate(_HEADINGS), page.evaluate(_UNREACHED)
    ordered, title = page.evaluate(_ORDERED), page.title()
    stops = _stops(page, _MOST_STOPS)
    return Seen(status, title, light, dark, levels, unreached, ordered, stops, _skips(page))


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


def _skips(page: Page) -> bool:
    """Whether the stop after the skip link, when it was followed, is in the main part."""
    page.locator("a.skip").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    return bool(page.evaluate(_INSIDE))


def _serious(violations: list[dict[str, Any]]) -> list[str]:
    wrong = [one for one in violations if one["impact"] in _SERIOUS]
    return [f"{rule['id']} ({rule['impact']}): {rule['nodes'][:3]}" for rule in wrong]


def test_all_kinds_of_pages_were_seen(seen: dict[str, Seen]) -> None:
    """Pages that links lead to are there; those that tell of errors have the status that they tell of."""
    statuses = {name: status for name, (status, _) in ERRORS.items()}
    assert {name: one.status for name, one in seen.items() if one.status != statuses.get(name, 200)} == {}
    assert {400, 404, 406, 410, 503} == set(statuses.values())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(seen: dict[str, Seen], scheme: str) -> None:
    """No violation of impact serious or critical on any page; contrast in both colour schemes."""
    found = {name: _serious(getattr(one, scheme)) for name, one in seen.items()}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_axe_would_find_something(visit: OpenVisit) -> None:
    """An image without a text is critical, and text like its ground serious."""
    one = visit(bypass_csp=True)
    one.open("/")
    one.page.evaluate(installed("axe-core/axe.min.js").read_text(encoding="utf-8"))
    one.page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    one.page.evaluate("document.querySelector('h1').style = 'color: #777; background: #888'")
    assert [rule.partition(" ")[0] for rule in _serious(one.page.evaluate(_AXE, {}))] == ["color-contrast", "image-alt"]
    assert [rule.partition(" ")[0] for rule in _serious(one.page.evaluate(_AXE, _CONTRAST))] == ["color-contrast"]


def test_pages_have_a_title_a_heading_and_an_outline(reached: Crawl, seen: dict[str, Seen]) -> None:
    """One heading of the first level; none skips a level; no two types of page have one title."""
    for name, one in seen.items():
        assert one.levels[0] == 1, name
        assert one.levels.count(1) == 1, name
        assert all(after - before <= 1 for before, after in itertools.pairwise(one.levels)), (name, one.levels)
    assert len({seen[name].title for name in reached.types()}) == len(reached.types())


def test_the_keyboard_reaches_everything(seen: dict[str, Seen]) -> None:
    """Nothing that a pointer can use is out of the way of Tab, nor out of its order; where the focus is can be seen."""
    for name, one in seen.items():
        assert one.unreached == [], name
        assert one.ordered == 0, name
        assert one.stops, name
        for stop in one.stops:
            assert stop["is_seen"], f"no outline on {name}: {stop['text']}"
            assert stop["is_within"], f"out of sight on {name}: {stop['text']}"


def test_the_first_tab_skips_to_the_content(seen: dict[str, Seen]) -> None:
    """A link that is seen when it has the focus; the next stop after it is inside the main part."""
    for name, one in seen.items():
        assert 'href="#main"' in one.stops[0]["text"], name
        assert one.skipped, name
