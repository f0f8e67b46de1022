"""Text that would be script if a page did not escape it: in every literal of the data, in IRIs, in fields and paths.

The browser is told to leave the content security policy aside, so that nothing but the escaping is in the way.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import httpx
import pytest
from playwright.sync_api import Browser

from browser.conftest import Visit
from browser.crawl import ACCEPT, crawl
from served import UNHURRIED, Served, served
from skillgraph.snapshot.builder import Built

pytestmark = pytest.mark.xdist_group("browser")

LABEL = (
    "</script></title></textarea><script>alert(1)</script><img src=x onerror=alert(2)>'\"><b onclick=alert(3)>{{7*7}}"
)
# The last one leaves an attribute in quotation marks of either kind.
SENT = (LABEL, "javascript:alert(4)", "'onfocus='alert(5)' autofocus='\"onfocus=\"alert(6)\" autofocus=\"")
IRIS = (
    "javascript:alert(7)",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCg4KTwvc2NyaXB0Pg==",
    "https://w3id.org/skillgraph/id/task/x'onmouseover='alert(9)",
    "https://example.org/?a='onmouseover='alert(10)&quot;&lt;",
)
_ABOUT = ("task/43", "holder/H07", "skill/batch-systems")
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(@[\w-]+)?( <[^>]*> \.)$', re.MULTILINE)
# What may not be in any page: handlers, addresses that are script, scripts in the page, the picture of the text.
_RUNS = """[...document.querySelectorAll('*')].filter(one => [...one.attributes].some(given =>
    given.name.startsWith('on')
    || ['href', 'src', 'action', 'formaction', 'xlink:href'].includes(given.name)
      && /^\\s*(javascript|vbscript|data):/i.test(given.value))
  || one.tagName === 'SCRIPT' && !one.src && one.type !== 'application/ld+json'
  || one.tagName === 'IMG').map(one => one.outerHTML.slice(0, 300))"""
_SEEN = f"""() => ({{
  wrong: {_RUNS},
  isThere: document.body.innerText.includes('<img src=x onerror=alert(2)>'),
  fields: [...document.forms].filter(one => one.method === 'get').flatMap(one =>
    [...new FormData(one).keys()].map(name => [new URL(one.action).pathname, name])),
}})"""


@pytest.fixture(scope="module")
def hostile(snapshot: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over the shipped workspace, whose every text begins with markup and which points to hostile IRIs."""
    prefix = json.dumps(LABEL)[1:-1].replace("\\", "\\\\")
    text = snapshot.dataset.dump_nquads().decode()
    spoiled = _LITERAL.sub(rf'"{prefix}\1"\2\3', text)
    assert spoiled.count("onerror") > 1000
    with served(tmp_path_factory.mktemp("hostile"), (spoiled + "".join(_links())).encode(), **UNHURRIED) as running:
        yield running


def _links() -> Iterator[str]:
    see, base = "<http://www.w3.org/2000/01/rdf-schema#seeAlso>", "https://w3id.org/skillgraph"
    for name in _ABOUT:
        for iri in IRIS:
            yield f"<{base}/id/{name}> {see} <{iri}> <{base}/graph/data/seed/tasks-uk.ttl> .\n"


@dataclass(frozen=True)
class Seen:
    """What a page showed: elements that would run, whether the markup was there to be read, and fields of its forms."""

    wrong: list[str]
    is_there: bool
    fields: list[tuple[str, str]]


@pytest.fixture(scope="module")
def tab(browser: Browser, hostile: Served) -> Iterator[Visit]:
    """A tab on it, without the policy."""
    context = browser.new_context(bypass_csp=True)
    one = Visit(context.new_page(), hostile.address)
    one.watch()
    yield one
    context.close()
    assert one.faults == []


@pytest.fixture
def reader(tab: Visit) -> Iterator[Visit]:
    """That tab; nothing may have gone wrong in it."""
    yield tab
    assert tab.faults == []


@pytest.fixture(scope="module")
def seen(hostile: Served, tab: Visit) -> dict[str, Seen]:
    """A page of each form that the links of that site lead to, and of some things that it is about."""
    with httpx.Client(base_url=hostile.address, headers=ACCEPT, timeout=60, follow_redirects=True) as client:
        spoiled = crawl(client.get, "/", 1, {"/queries/*": 1000}, files=0)
    found = {}
    for address in [*spoiled.pages(1), *(f"/doc/{name}" for name in _ABOUT)]:
        assert tab.open(address).status == 200, address
        given = tab.page.evaluate(_SEEN)
        found[address] = Seen(given["wrong"], given["isThere"], [(path, name) for path, name in given["fields"]])
    return found


def test_hostile_labels_stay_text(seen: dict[str, Seen], reader: Visit) -> None:
    """A page of each form: nothing runs, and on most of them the markup is there to be read."""
    assert {address: one.wrong for address, one in seen.items() if one.wrong} == {}
    assert sum(one.is_there for one in seen.values()) > 0.7 * len(seen)


def test_hostile_iris_lead_nowhere(reader: Visit) -> None:
    """They are shown, but only http and https are links."""
    for name in _ABOUT:
        reader.open(f"/doc/{name}")
        text = reader.page.inner_text("main")
        assert all(iri[:18] in text or iri[:18] in reader.page.content() for iri in IRIS)
        assert reader.page.evaluate(_RUNS) == [], name


def test_hostile_parameters_stay_text(seen: dict[str, Seen], reader: Visit) -> None:
    """Every field of every form of pages, filled in with markup, script addresses and attributes."""
    tried = {field for one in seen.values() for field in one.fields}
    assert len(tried) > 10
    for path, name in sorted(tried):
        for text in SENT:
            reader.open(f"{path}?{urlencode({name: text})}")
            assert reader.page.evaluate(_RUNS) == [], (path, name, text)


def test_hostile_paths_stay_text(reader: Visit) -> None:
    """Names in the path, whether there are such things or not."""
    for start in (
        "/",
        "/queries/",
        "/doc/task/",
        "/id/",
        "/graph/",
        "/ns/",
        "/problems/",
        "/assets/",
        "/task/",
        "/holder/",
    ):
        for text in SENT:
            assert reader.open(start + quote(text, safe="")).status in {400, 404, 410}, (start, text)
            assert reader.page.evaluate(_RUNS) == [], (start, text)
    assert "onfocus" in reader.page.inner_text("body")
