"""Pages over HTTP: every link of theirs answers, what is wrong in a field is said, what may be kept is."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser

import httpx
import pytest

from browser.crawl import ACCEPT
from fronts import fronted
from skillgraph.findings import Finding, Severity

PAGES = ("/resilience", "/training", "/funding", "/onboarding", "/pyramid", "/quality")
FILLED = (
    "/resilience?target=group%3DUK&on=2026-12-01&holder=H11",
    "/training?goal=cover&target=task%3A43&on=2026-12-01",
    "/training?goal=shadow&target=task%3A43&on=2026-12-01",
    "/funding?without=wp%3D1&on=2026-12-01",
    "/onboarding?communities=2&on=2026-12-01",
)
MOST_KINDS = 3  # of things that a page leads to, each kind is tried so often


class Links(HTMLParser):
    """Where a page leads."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action")]


def links_of(answer: httpx.Response) -> list[str]:
    found = Links()
    found.feed(answer.text)
    return list(dict.fromkeys(link.partition("#")[0] for link in found.links if not link.startswith("#")))


@pytest.mark.parametrize("path", [*PAGES, *FILLED])
def test_every_link_answers(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    links = links_of(answer)
    kinds: dict[str, list[str]] = {}
    for link in links:
        assert link.startswith("/"), link
        kind = link.rpartition("/")[0] if link.startswith(("/id/", "/ns")) else link
        kinds.setdefault(kind, []).append(link)
    assert len(kinds) >= 8
    for some in kinds.values():
        for link in some[:MOST_KINDS]:
            assert client.get(link, headers=ACCEPT).status_code in (200, 303), link


@pytest.mark.parametrize("path", FILLED)
def test_the_same_question_is_answered_from_memory(client: httpx.Client, path: str) -> None:
    first = client.get(path)
    assert client.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    assert client.head(path).headers["etag"] == first.headers["etag"]
    assert len(client.get(path, headers={"Accept-Encoding": "gzip"}).content) > 0


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_small(client: httpx.Client, path: str) -> None:
    with client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        assert sum(map(len, answer.iter_raw())) < 30_000


@pytest.mark.parametrize(
    ("path", "detail"),
    [
        ("/resilience?holder=H99", "There is no holder called 'H99'."),
        ("/resilience?target=%3Cscript%3E", "There is no task called '<script>'."),
        ("/training?goal=cover&goal=cover", "A field is given twice."),
        ("/funding?without=javascript:alert(1)", "There is no funding-source called 'javascript:alert(1)'."),
        ("/onboarding?communities=-1", "communities is '-1'."),
        ("/quality?findings=x", "quality takes no fields."),
        ("/pyramid?tier=x", "pyramid takes no fields."),
    ],
)
def test_what_is_wrong_in_a_field(client: httpx.Client, path: str, detail: str) -> None:
    answer = client.get(path, headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["detail"] == detail
    page = client.get(path, headers={"Accept": "text/html"})
    assert page.status_code == 400
    assert "<script>" not in page.text
    assert 'href="javascript:' not in page.text


@pytest.mark.asyncio
async def test_findings_are_the_servers() -> None:
    front = fronted()
    assert (await front.call("/quality")).json()["parameters"] == {}
    finding = Finding("SG501", Severity.WARNING, "It is odd.", path="data/x.ttl", line=7, hint="Look.")
    front.front.serving.state = replace(front.front.serving.state, findings=(finding,))
    told = json.loads((await front.call("/quality")).json()["parameters"]["findings"])
    assert [one["code"] for one in told] == ["SG501"]
    assert told[0]["place"] == "data/x.ttl:7"


@pytest.mark.asyncio
async def test_a_page_is_told_its_day_and_its_time() -> None:
    front = fronted(query_seconds=7)
    arguments = (await front.call("/training?goal=cover&cap=&target=43")).json()
    assert arguments["parameters"] == {"goal": "cover", "target": "43"}
    assert (arguments["today"], arguments["seconds"]) == ("2026-12-01", 7.0)
