"""What an analyst, a curator and a manager come for, from the first page to the answer, with scripts and without."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Visit

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.parametrize("scripts", [True, False])]

OpenVisit = Callable[..., Visit]


def test_an_analyst(visit: OpenVisit, scripts: bool) -> None:
    """From a question on the first page, asked of another group, to a query of one's own and its rows as a file."""
    one = visit(java_script_enabled=scripts)
    one.open("/")
    page = one.page
    page.get_by_role("link", name="Which source pays how much of the EGI services?").click()
    expect(page.locator("main")).to_contain_text("4 rows in")
    expect(page.locator("table.rows, #rows table")).to_contain_text("16.49")
    page.get_by_label("Group").select_option("uk")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("main")).to_contain_text("9.30")
    page.locator("summary", has_text=re.compile("query")).first.click()
    page.get_by_role("link", name="Edit in the SPARQL page").click()
    _write(page, "SELECT ?group (COUNT(?task) AS ?tasks) { ?task sg:inGroup ?group } GROUP BY ?group", scripts)
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#answer")).to_contain_text("3 rows in")
    with page.expect_download() as waited:
        page.get_by_role("button", name="CSV").click()
    rows = sorted(waited.value.path().read_text().split())
    assert rows[-1] == "https://w3id.org/skillgraph/id/group/wlcg,14"
    assert one.refused == []


def test_a_curator(visit: OpenVisit, scripts: bool) -> None:
    """From the quality of the data over an oddity of the document to the file and line where that is written."""
    one = visit(java_script_enabled=scripts)
    one.open("/")
    page = one.page
    _choose(page, "About", "Quality")
    page.get_by_role("link", name="oddities of the document").click()
    page.locator("#anomalies ~ * table").first.get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("Where it is written")
    written = page.locator("tr", has_text="data/seed/").first
    expect(written).to_contain_text(re.compile(r"\.ttl\s*\d+"))
    written.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "/graph/data/seed/" in page.url
    assert one.refused == []


def test_a_manager(visit: OpenVisit, scripts: bool) -> None:
    """Who can cover task 43, why and why not, what if one of them leaves, and what to learn then."""
    one = visit(java_script_enabled=scripts)
    one.open("/")
    page = one.page
    page.get_by_role("link", name="Who can cover task 43?").click()
    page.get_by_role("link", name="why H03: covered").click()
    expect(page.locator("main")).to_contain_text("4 of 4 essential requirements are satisfied")
    page.go_back()
    page.get_by_role("link", name="why H02: gap").click()
    expect(page.locator("main")).to_contain_text("3 of 4 essential requirements are satisfied")
    page.get_by_text("How this follows, with file and line").first.click()
    expect(page.get_by_role("link").filter(has_text=re.compile(r"\.ttl:\d+")).first).to_be_visible()
    _choose(page, "Cover", "Resilience")
    page.get_by_label("Holder").select_option("H03")
    page.get_by_role("button", name="What breaks?").click()
    expect(page.locator("main")).to_contain_text("Without H03, of all tasks 0 lose the last holder")
    _choose(page, "Cover", "Training")
    page.get_by_label("For").first.select_option("task:43")
    page.get_by_role("button", name="Make the plan").click()
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"\bdays\b"))
    assert one.refused == []


def _choose(page: Page, group: str, name: str) -> None:
    """An entry of the navigation."""
    navigation = page.get_by_role("navigation", name="Main")
    navigation.locator("summary", has_text=group).click()
    navigation.get_by_role("link", name=name, exact=True).click()


def _write(page: Page, text: str, scripts: bool) -> None:
    if scripts:
        page.locator(".cm-content").click()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.insert_text(text)
    else:
        page.get_by_label("Query").first.fill(text)
