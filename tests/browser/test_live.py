"""What scripts add to every page: answers in place, search while one types, progress that can be stopped, menus."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Visit, running
from served import Served

pytestmark = pytest.mark.xdist_group("browser")

OpenVisit = Callable[..., Visit]

# A plan that nobody proves to be the cheapest within the seconds that the server gives.
HARD = "/training?goal=two-per-requirement&days-per-level=2&cap=12"
# htmx tells the console of a request that was ended, whoever ended it.
ENDED = re.compile(r"htmx:(afterRequest|sendAbort)")


def mark(page: Page) -> None:
    """Leaves something that a new page would not have."""
    page.evaluate("window.kept = true")


def is_kept(page: Page) -> bool:
    return bool(page.evaluate("window.kept === true"))


def test_a_choice_is_answered_in_place(visit: OpenVisit, scripts: None) -> None:
    """Without a new page, without empty fields in the address, with the focus where it was; back leads back."""
    one = visit()
    one.open("/coverage")
    page = one.page
    mark(page)
    page.get_by_label("Group").focus()
    page.get_by_label("Group").select_option("uk")
    expect(page.locator(".lead")).to_contain_text("Of 14 tasks")
    assert is_kept(page)
    assert urlsplit(page.url).query == "by=holder&group=uk"
    expect(page.get_by_label("Group")).to_be_focused()
    expect(page.get_by_role("status")).to_have_text("Who covers which task · skillgraph")
    page.go_back()
    expect(page.locator(".lead")).to_contain_text("Of 45 tasks")
    assert one.refused == []


def test_an_error_takes_the_place_of_the_answer(visit: OpenVisit, scripts: None) -> None:
    one = visit()
    one.open("/onboarding")
    page = one.page
    page.get_by_label("Communities at once").evaluate("field => { field.max = ''; field.value = '51' }")
    page.get_by_role("button", name="Show the load").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("400")
    expect(page.locator("main")).to_contain_text("Write a whole number from 1 to 50.")
    assert [fault.split()[0] for fault in one.refused] == ["400"]


def test_search_while_one_types(visit: OpenVisit, scripts: None) -> None:
    """What was typed stays as it is, and the address is that of the answer."""
    one = visit()
    one.open("/search")
    page = one.page
    mark(page)
    field = page.get_by_label("Label, other label or identifier")
    field.press_sequentially("puppet")
    expect(page.locator("#found")).to_contain_text("skill:puppet")
    expect(page).to_have_url(re.compile(r"/search\?q=puppet$"))
    assert (field.input_value(), is_kept(page)) == ("puppet", True)
    one.open("/queries")
    page.get_by_label("Search the questions").press_sequentially("bus factor")
    expect(page.locator("#found")).to_contain_text("have the words")
    assert one.refused == []


def test_progress_shows_the_best_so_far_and_can_be_stopped(visit: OpenVisit, site: Served, scripts: None) -> None:
    """A first plan after a second; a longer search says how long it takes, and when it is stopped the plan stays."""
    one = visit()
    one.open("/training")
    page = one.page
    page.get_by_label("Goal").select_option("two-per-requirement")
    page.get_by_label("Days per level").fill("2")
    page.get_by_label("Most days per person").fill("12")
    page.get_by_role("button", name="Make the plan").click()
    expect(page.locator("#planned")).to_contain_text("This is the best plan found so far")
    line = page.locator(".working")
    expect(line).to_contain_text(re.compile(r"Looking for a better plan: \d+\.\d s of at most 10"))
    assert running(site) == 1
    line.get_by_role("button", name="Stop").click()
    expect(line).to_have_text("Stopped, on the server as well.")
    assert running(site, until=0) == 0
    expect(page.locator("#planned")).to_contain_text("This is the best plan found so far")
    expect(page.get_by_role("link", name="search for up to 6 seconds")).to_be_visible()
    assert any(ENDED.search(fault) for fault in one.faults)
    one.faults[:] = [fault for fault in one.faults if not ENDED.search(fault)]
    assert one.refused == []


def test_without_scripts_the_longer_search_is_a_link(visit: OpenVisit) -> None:
    """The best plan of the first second, honestly called that, and where the search goes on."""
    one = visit(java_script_enabled=False)
    one.open(HARD)
    expect(one.page.locator("#planned")).to_contain_text("This is the best plan found so far")
    link = one.page.get_by_role("link", name="search for up to 6 seconds")
    assert "seconds=6" in (link.get_attribute("href") or "")


def test_texts_for_other_programs_are_copied(visit: OpenVisit, scripts: None) -> None:
    one = visit(permissions=["clipboard-read", "clipboard-write"])
    one.open("/queries/fte-by-group")
    page = one.page
    page.get_by_text("Use it from a program").click()
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"curl --fail {one.address}/queries/fte-by-group.csv\n"


@pytest.mark.parametrize("scripts_on", [True, False])
@pytest.mark.parametrize("width", [1280, 390])
def test_menus_open_by_keyboard_and_one_at_a_time(
    visit: OpenVisit, scripts: None, scripts_on: bool, width: int
) -> None:
    one = visit(java_script_enabled=scripts_on, viewport={"width": width, "height": 800})
    one.open("/status")
    page = one.page
    cover, ask = (page.locator("details.menu", has_text=name) for name in ("Coverage", "SPARQL"))
    cover.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Resilience", exact=True)).to_be_visible()
    box = cover.locator("ul").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    ask.locator("summary").click()
    expect(page.get_by_role("link", name="Resilience", exact=True)).to_be_hidden()
    expect(page.get_by_role("link", name="SPARQL", exact=True)).to_be_visible()
    if scripts_on:
        page.keyboard.press("Escape")
        expect(page.get_by_role("link", name="SPARQL", exact=True)).to_be_hidden()
    expect(page.locator("details.menu summary.here")).to_have_text("About")
