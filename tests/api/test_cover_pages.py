"""The pages about cover over HTTP: each opens, says what the graph says, and every link on it leads somewhere."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from served import UNHURRIED, served
from sites import Held
from skillgraph.snapshot.builder import Built
from skillgraph.terms import GRAPH, ID, NS, RDF

PAGES = {
    "/": "Skills and services of GridPP",
    "/search?q=security": "things are called so",
    "/coverage": "Who covers which task",
    "/coverage?by=role&group=uk&on=2027-01-01": "covered by nobody alone on 2027-01-01",
    "/coverage/explain": "Choose a task and a holder",
    "/coverage/explain?target=43&holder=H07&on=2026-12-01": "expired on 2026-09-01",
    "/task/43?on=2026-12-01": "covered by 2, unknown of 6, a gap with 4 of 12 holders",
    "/holder/H07?on=2026-12-01": "covers 5 tasks alone",
}
BROWSER = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}


def opened(client: httpx.Client, path: str) -> Held:
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "'self'" in answer.headers["content-security-policy"]
    page = Held()
    page.feed(answer.text)
    page.assert_sound()
    return page


@pytest.mark.parametrize(("path", "says"), PAGES.items())
def test_pages_say_what_the_graph_says(client: httpx.Client, path: str, says: str) -> None:
    assert says.casefold() in opened(client, path).words.casefold()


def test_every_link_leads_somewhere(client: httpx.Client) -> None:
    links: set[str] = set()
    for path in PAGES:
        for link in opened(client, path).links:
            found = urljoin(path, link).partition("#")[0]
            if not urlsplit(found).netloc:
                links.add(found)
    tried = sorted(links)
    cells = [one for one in tried if one.startswith("/coverage/explain?")]
    assert (len(cells) > 500, len(tried) > 600) == (True, True)
    chosen = [one for one in tried if one not in cells] + cells[::40]
    lost = [one for one in chosen if client.get(one, headers=BROWSER, follow_redirects=True).status_code != 200]
    assert lost == []


def test_holders_are_kept_out_of_search_engines(client: httpx.Client) -> None:
    for path in ("/coverage", "/task/43", "/holder/H07", "/coverage/explain?target=43&holder=H07"):
        assert ("meta", {"name": "robots", "content": "noindex"}) in opened(client, path).elements
    assert ("meta", {"name": "robots", "content": "noindex"}) not in opened(client, "/").elements


def test_the_questions_stay_json_for_programs(client: httpx.Client) -> None:
    listed = client.get("/coverage").json()
    assert {"cover", "what-if"} < {one["name"] for one in listed}
    assert client.get("/coverage", headers={"Accept": "application/json"}).json() == listed


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/task/430", 404, "There is no task called"),
        ("/holder/%3Cscript%3E", 404, "There is no holder called"),
        ("/coverage?group=nowhere", 400, "There is no group"),
        ("/coverage?on=soon", 400, "is no date"),
        ("/coverage?page=2", 400, "There is one only"),
        ("/coverage/explain?target=43&holder=H99", 400, "There is no holder called"),
        (f"/search?q={'x' * 201}", 400, "q has 201 characters"),
    ],
)
def test_what_is_wrong_is_told_on_a_page(client: httpx.Client, path: str, status: int, says: str) -> None:
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert says in answer.text
    assert "<script>" not in answer.text


def test_hostile_values_stay_texts(client: httpx.Client) -> None:
    hostile = '"><script>alert(1)</script>'
    page = opened(client, str(httpx.URL("/search", params={"q": hostile})))
    assert hostile in page.words
    for path in ("/coverage", "/coverage/explain", "/task/43", "/holder/H07"):
        given = dict.fromkeys(("on", "by", "group", "target", "holder", "x"), hostile)
        answer = client.get(path, params=given, headers=BROWSER)
        assert answer.status_code == 400
        assert "<script>" not in answer.text


def test_many_holders_come_in_pages(tmp_path: Path, snapshot: Built) -> None:
    """Links alone lead through all of them, and the table behind the page is whole."""
    more = (f"<{ID}holder/M{n:03}> <{RDF}type> <{NS}Holder> <{GRAPH}data/example/m.ttl> .\n" for n in range(400))
    quads = snapshot.dataset.dump_nquads() + "".join(more).encode()
    with served(tmp_path, quads, **UNHURRIED) as running, httpx.Client(base_url=running.address, timeout=60) as client:
        seen, path = [], "/coverage?group=uk"
        while path:
            page = opened(client, path)
            seen += [link.removeprefix("/holder/") for link in page.links if link.startswith("/holder/")]
            path = next((given["href"] for _, given in page.elements if given.get("rel") == "next"), "")
            assert "There are 412 holders, in the order of their identifiers" in page.words
        assert seen == [*(f"H{n:02}" for n in range(1, 13)), *(f"M{n:03}" for n in range(400))]
        (csv,) = (link for link in page.links if "/cover.csv" in link)
        rows = client.get(csv).text
        assert all(f"M{n:03}" in rows for n in range(400))
        for wrong in ("4", "x"):
            answer = client.get(f"/coverage?page={wrong}", headers=BROWSER)
            assert (answer.status_code, "They are counted from 1 to 3." in answer.text) == (400, True)


def test_a_page_is_kept_by_its_tag(client: httpx.Client) -> None:
    first = client.get("/task/43?on=2026-12-01", headers=BROWSER)
    again = client.get("/task/43?on=2026-12-01", headers={**BROWSER, "If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert len(first.content) < 300_000
