"""Every address that can be reached from the first page by links, over HTTP."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import httpx

Get = Callable[[str], httpx.Response]
ACCEPT = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}  # as Chromium says it
# How many addresses of one form are asked for; of canned queries and tasks all are.
CAP = 2
CAPS = {"/queries/*": 1000, "/task/*": 1000}
# The part of a path that names a thing, of which the site has as many as the data have.
_OF_THINGS = re.compile(
    r"(/(?:queries|describe/queries|problems|task|holder|(?:doc|id)/[^/]+|(?:graph|dump)(?:/[^/]+)*)/)"
    r"[^/]+?((?:\.[a-z]+|/neighbours\.[a-z]+)?)"
)
# Addresses that are files and no pages, as far as their form tells; of each form one is asked for.
_FILES = re.compile(r"/(?:assets|dump|describe)/.*|/(?:doc|ns|queries|coverage|shapes)\b[^?]*\.\w+(?:\?.*)?")
# Pages in states that no link leads to, by name.
STATES: Mapping[str, str] = {
    "coverage-none": "/coverage?covered=several&group=wlcg",
    "explain-answer": "/coverage/explain?target=43&holder=H02",
    "funding-risks": "/funding?without=egi-to-uk",
    "resilience-leave": "/resilience?holder=H03",
    "search-found": "/search?q=security",
    "search-nothing": "/search?q=netwroking",
    "sparql-answer": "/sparql?query=SELECT+%3Fg+(COUNT(%3Ft)+AS+%3Fn)+%7B+%3Ft+sg%3AinGroup+%3Fg+%7D+GROUP+BY+%3Fg",
    "sparql-graph": "/sparql?query=DESCRIBE+task%3A43",
    "training-plan": "/training?goal=cover&target=group%3DUK",
    "training-shadow": "/training?goal=shadow&target=task%3A43",
}
# Pages that tell of an error, by name: the status and the address.
ERRORS: Mapping[str, tuple[int, str]] = {
    "field": (400, "/coverage?by=site"),
    "gone": (410, "/doc/skill/retired"),
    "limit": (
        503,
        "/sparql?query=SELECT+%28COUNT%28*%29+AS+%3Fn%29+%7B+%3Fa+%3Fb+%3Fc+.+%3Fd+%3Fe+%3Ff+%7D&timeout=0.01",
    ),
    "not-acceptable": (406, "/describe/void"),
    "nowhere": (404, "/nowhere"),
    "query": (400, "/sparql?query=SELECT+*+%7B%0A++%3Fs+sg%3AinGroup+%3Fg%0A++FILTR%28%3Fs%29%0A%7D"),
    "unknown": (404, "/doc/skill/networkin"),
}
# The address of those that is asked for as a page and nothing else, as no browser does by itself.
ONLY_HTML = f"**{ERRORS['not-acceptable'][1]}"
_LINKS = {"a": "href", "link": "href", "script": "src", "img": "src"}


@dataclass(frozen=True)
class Visited:
    """An address below the site, where it was first seen, and what came back from it."""

    address: str
    seen_on: str
    status: int
    content_type: str

    @property
    def is_page(self) -> bool:
        """Whether a browser shows it as a page."""
        return self.content_type.startswith("text/html")


@dataclass
class Crawl:
    """What was visited, in order, and how many addresses of each form were left out beyond the cap."""

    visited: list[Visited] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    def pages(self, of_each: int) -> list[str]:
        """The first addresses of each form that are pages."""
        seen: Counter[str] = Counter()
        found = []
        for one in self.visited:
            name = form(one.address)
            if one.is_page and seen[name] < of_each:
                seen[name] += 1
                found.append(one.address)
        return found

    def types(self) -> dict[str, str]:
        """A page of each type: one for each form without its parameters; of the pages about things one of each kind."""
        found: dict[str, str] = {}
        for address in self.pages(1):
            found.setdefault(type_of(address), address)
        return found


def crawl(get: Get, start: str, cap: int, caps: Mapping[str, int], files: int = 1) -> Crawl:
    """Follows links breadth first; of the pages of one form no more than `cap`, or what `caps` says of the form."""
    made = Crawl()
    waiting, known = [(start, "")], {start}
    counted: Counter[str] = Counter()
    for address, seen_on in waiting:
        name = form(address)
        if counted[name] == caps.get(name, files if _FILES.fullmatch(address) else cap):
            made.left_out[name] += 1
            continue
        counted[name] += 1
        answer = get(address)
        made.visited.append(Visited(address, seen_on, answer.status_code, answer.headers.get("content-type", "")))
        if made.visited[-1].is_page:
            fresh = [link for link in links(answer.text, address) if link not in known]
            known.update(fresh)
            waiting.extend((link, address) for link in fresh)
    return made


def only_html(route: Any) -> None:
    """For Playwright's routes: goes on with a request that takes nothing but a page."""
    route.continue_(headers={**route.request.headers, "accept": "text/html"})


def form(address: str) -> str:
    """An address without what varies: `/doc/task/*`, `/queries/*?group`, `/queries/*.csv`."""
    path, names = urlsplit(address).path, sorted({name for name, _ in parse_qsl(urlsplit(address).query)})
    if found := _OF_THINGS.fullmatch(path):
        path = f"{found[1]}*{found[2]}"
    return path + (f"?{'&'.join(names)}" if names else "")


def type_of(address: str) -> str:
    """What kind of page it is: its form without parameters; things of all kinds have one type of page."""
    path = form(address).partition("?")[0]
    return re.sub(r"^/(?:id|doc|graph|ns|problems)/.*", lambda found: found[0].split("/")[1] + "/*", path)


def links(text: str, address: str) -> list[str]:
    """The addresses on the same site that a page names, in order, each once."""
    reader = _Reader()
    reader.feed(text)
    return list(dict.fromkeys(_local(reader.found, address)))


def _local(hrefs: Iterable[str], address: str) -> Iterator[str]:
    for href in hrefs:
        there = urlsplit(urldefrag(urljoin(f"http://here{address}", href))[0])
        if (there.scheme, there.netloc) == ("http", "here"):
            yield there.path + (f"?{there.query}" if there.query else "")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        value = dict(attrs).get(_LINKS.get(tag, ""))
        if value is not None:
            self.found.append(value)
