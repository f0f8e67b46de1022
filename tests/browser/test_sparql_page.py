"""The SPARQL page at work: typing with completion, errors at their place, cancel, files, links; without scripts too."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Visit, running
from served import Served

pytestmark = pytest.mark.xdist_group("browser")

HARD = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
GROUPS = "SELECT ?group { ?group a sg:TaskGroup } ORDER BY ?group"

OpenVisit = Callable[..., Visit]


@pytest.fixture
def editor(visit: OpenVisit, scripts: None) -> Visit:
    """The page with its editor."""
    one = visit(viewport={"width": 1200, "height": 900})
    one.open("/sparql")
    expect(one.page.locator(".cm-content")).to_be_visible()
    return one


def write(page: Page, text: str) -> None:
    """Types a text in the place of what is there."""
    page.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def put(page: Page, text: str) -> None:
    """Puts a text there at once, so that nothing is proposed or closed meanwhile."""
    page.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)


def text_of(page: Page) -> str:
    return page.locator("#query").input_value()


def test_typing_with_completion(editor: Visit) -> None:
    page = editor.page
    write(page, "SELECT * { ?t a serv")
    proposals = page.locator(".cm-tooltip-autocomplete li")
    expect(proposals.first).to_contain_text("sg:ServiceTask")
    page.wait_for_timeout(100)  # the editor takes no Enter in the first moment of a list
    page.keyboard.press("Enter")
    page.keyboard.type(" ; sg:inGr")
    expect(proposals.first).to_contain_text("sg:inGroup")
    page.wait_for_timeout(100)
    page.keyboard.press("Enter")
    page.keyboard.type(" ?g")
    assert text_of(page) == "SELECT * { ?t a sg:ServiceTask ; sg:inGroup ?g}"
    page.keyboard.press("Escape")
    page.keyboard.press("ControlOrMeta+Enter")
    expect(page.locator("#answer")).to_contain_text("45 rows in")
    expect(page.locator("#rows")).to_contain_text("EGI services")
    assert editor.refused == []


def test_an_error_is_marked_at_its_place(editor: Visit) -> None:
    page = editor.page
    put(page, "SELECT * {\n  ?t a sg:ServiceTask .\n  FILTR(?t)\n}")
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".cm-content .fault")).to_have_text("FILTR")
    expect(page.get_by_role("alert")).to_contain_text("Did you mean FILTER?")
    page.locator(".cm-content .fault").hover()
    expect(page.locator(".told")).to_contain_text("Did you mean FILTER?")
    put(page, GROUPS)
    expect(page.locator(".cm-content .fault")).to_have_count(0)
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#answer")).to_contain_text("3 rows in")
    assert [fault.split()[0] for fault in editor.refused] == ["400"]


def test_cancel_really_cancels(editor: Visit, site: Served) -> None:
    page = editor.page
    put(page, HARD)
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#ask").get_by_role("status")).to_contain_text("Running for")
    assert running(site) == 1
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#answer")).to_contain_text("Cancelled")
    assert running(site, until=0) == 0
    expect(page.get_by_role("button", name="Run")).to_be_enabled()


def test_files_and_the_link(editor: Visit) -> None:
    page = editor.page
    put(page, GROUPS)
    page.get_by_role("button", name="Run").click()
    link = page.get_by_role("link", name="Link to this answer")
    assert parse_qs(urlsplit(link.get_attribute("href") or "").query)["query"] == [GROUPS]
    assert parse_qs(urlsplit(page.url).query)["query"] == [GROUPS]
    with page.expect_download() as waited:
        page.get_by_text("Save as a canned query").click()
        page.get_by_label("Name").fill("groups")
        page.get_by_label("Question").fill("Which groups are there?")
        page.get_by_role("button", name="Save the file").click()
    assert waited.value.suggested_filename == "groups.rq"
    assert "#+   - {count: 3}" in waited.value.path().read_text()
    page.reload()
    expect(page.locator("#answer")).to_contain_text("3 rows in")
    assert text_of(page).strip() == GROUPS


def test_a_download_in_another_format(editor: Visit) -> None:
    page = editor.page
    put(page, GROUPS)
    page.get_by_role("button", name="Run").click()
    with page.expect_response(lambda answer: answer.request.method == "POST") as waited, page.expect_download() as file:
        page.get_by_role("button", name="CSV").click()
    assert waited.value.headers["content-type"].startswith("text/csv")
    assert file.value.path().read_text().splitlines()[0] == "group"


def test_rows_are_sorted_filtered_and_shown_as_iris(editor: Visit) -> None:
    page = editor.page
    put(page, "SELECT ?g (COUNT(?t) AS ?n) { ?t sg:inGroup ?g } GROUP BY ?g ORDER BY ?g")
    page.get_by_role("button", name="Run").click()
    rows = page.locator("#rows tbody tr")
    page.get_by_role("button", name="N", exact=True).click()
    expect(page.locator("#rows tbody tr td.number")).to_have_text(["14", "14", "17"])
    page.get_by_label("Filter").fill("wlcg")
    expect(rows.locator("visible=true")).to_have_count(1)
    page.get_by_role("button", name="IRIs").click()
    expect(rows.locator("visible=true")).to_contain_text("https://w3id.org/skillgraph/id/group/wlcg")
    page.get_by_text("Chart").click()
    expect(page.locator("figure.chart svg").first).to_be_visible()
    page.get_by_role("button", name="Raw").click()
    expect(page.locator("#answer > pre")).to_contain_text('"bindings"')


def test_triples_are_a_graph(editor: Visit) -> None:
    page = editor.page
    put(page, "CONSTRUCT { ?s sg:inGroup ?g } { ?s sg:inGroup ?g } LIMIT 9")
    page.get_by_role("button", name="Run").click()
    page.get_by_role("button", name="Graph").click()
    expect(page.locator(".graph canvas").first).to_be_visible()


def test_tabs_and_history_stay_in_the_browser(editor: Visit) -> None:
    page = editor.page
    put(page, GROUPS)
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#answer")).to_contain_text("3 rows in")
    page.get_by_role("button", name="New tab").click()
    put(page, "ASK {}")
    page.goto(f"{editor.address}/sparql?edit=ASK+%7B+%3Fx+%3Fy+%3Fz+%7D")
    tabs = page.get_by_role("group", name="Queries in this browser").get_by_role("button")
    expect(tabs.nth(1)).to_have_text("2 ASK {}")
    assert text_of(page) == "ASK { ?x ?y ?z }"
    tabs.nth(0).click()
    assert text_of(page) == GROUPS
    page.get_by_label("Queries that were run").select_option(index=1)
    assert text_of(page) == GROUPS


def test_hostile_queries_and_labels_run_nothing(editor: Visit) -> None:
    page = editor.page
    put(page, "SELECT ('<img src=x onerror=alert(1)>' AS ?x) (IRI('javascript:alert(1)') AS ?y) {}")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#rows")).to_contain_text("<img src=x")
    expect(page.locator("#rows img")).to_have_count(0)
    expect(page.locator("#rows tbody a")).to_have_count(0)


def test_the_first_view_is_small(visit: OpenVisit) -> None:
    one = visit()
    sizes: list[int] = []
    one.page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    one.open("/sparql")
    one.page.wait_for_load_state("networkidle")
    assert sum(sizes) < 300_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 400])
def test_nothing_is_wider_than_the_window(visit: OpenVisit, scheme: str, width: int) -> None:
    one = visit(viewport={"width": width, "height": 900}, color_scheme=scheme)
    for path in (
        "/sparql?query=DESCRIBE+task:43",
        "/queries",
        "/queries/who-can-cover?task=43",
        "/queries/fte-by-group",
    ):
        one.open(path)
        assert one.page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_without_scripts(visit: OpenVisit) -> None:
    one = visit(java_script_enabled=False)
    one.open("/sparql")
    one.page.get_by_label("Query").first.fill(GROUPS)
    one.page.get_by_role("button", name="Run").click()
    expect(one.page.locator("#rows")).to_contain_text("EGI services")
    one.page.get_by_label("Query").first.fill("SELECT * { ?s")
    one.page.get_by_role("button", name="Run").click()
    expect(one.page.get_by_role("alert")).to_contain_text("line 1")
    one.open("/queries")
    one.page.get_by_label("Search the questions").fill("who can cover")
    one.page.get_by_role("main").get_by_role("button", name="Search").click()
    one.page.get_by_role("link", name="Who can cover a task?").click()
    one.page.get_by_label("Task").select_option("43")
    one.page.get_by_role("button", name="Run").click()
    expect(one.page.locator("main")).to_contain_text("12 rows in")
    one.page.get_by_role("link", name="Status", exact=True).click()
    expect(one.page.locator("[aria-sort=ascending]")).to_have_text("Status ▲")
