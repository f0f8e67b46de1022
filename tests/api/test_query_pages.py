"""Pages of canned queries over HTTP; what programs get stays as it is."""

from __future__ import annotations

import httpx
import pytest

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/queries", 200, "questions that the graph answers"),
        ("/queries?search=bus", 200, "Show all"),
        ("/queries/who-can-cover", 200, "Choose…"),
        ("/queries/who-can-cover?task=&on=", 200, "Choose…"),
        ("/queries/who-can-cover?task=43", 200, "12 rows in"),
        ("/queries/who-can-cover.html?task=43&on=2026-12-01&sort=-satisfied", 200, 'aria-sort="descending"'),
        ("/queries/who-can-cover?task=99", 400, "There is no task 99."),
        ("/queries/who-can-cover?task=43&task=44", 422, "given twice"),
        ("/queries/nothing", 404, "no query called"),
    ],
)
def test_a_browser_gets_a_page(client: httpx.Client, path: str, status: int, words: str) -> None:
    answer = client.get(path, headers=BROWSER)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert words in answer.text
    assert "default-src 'self'" in answer.headers["content-security-policy"]


def test_a_page_is_kept_by_its_tag_and_a_fault_is_not(client: httpx.Client) -> None:
    first = client.get("/queries/who-can-cover?task=43", headers=BROWSER)
    again = client.get("/queries/who-can-cover?task=43", headers={**BROWSER, "If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert first.headers["link"] == client.get("/queries/who-can-cover.csv?task=43").headers["link"]
    wrong = client.get("/queries/who-can-cover?task=99", headers=BROWSER)
    assert wrong.headers["cache-control"] == "no-store"
    assert "etag" not in wrong.headers
    assert client.get("/queries/who-can-cover?task=99", headers=BROWSER).status_code == 400


def test_programs_get_what_they_got(client: httpx.Client) -> None:
    assert client.get("/queries").headers["content-type"] == "application/json"
    assert client.get("/queries/who-can-cover", headers={"Accept": "*/*"}).status_code == 422
    answer = client.get("/queries/who-can-cover?task=43")
    assert answer.headers["content-type"] == "application/sparql-results+json"
