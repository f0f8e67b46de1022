"""Pages without a server: the site of an engine, and what a page says and where it leads."""

from __future__ import annotations

import itertools
from html.parser import HTMLParser

from skillgraph.coverage import World
from skillgraph.describe.context import context_of
from skillgraph.engine import Engine
from skillgraph.pages import Site, make_page
from skillgraph.queries import Catalogue
from skillgraph.workspace import Contents

TODAY = "2026-12-01"
_EMPTY = ("input", "meta", "link", "br", "rect", "path", "line")


class Shown(HTMLParser):
    """Where a page leads, what it says, its elements, and what a browser would run."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.links: list[str] = []
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.feed(page.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        self.links += [given[name] for name in ("href", "src", "action") if name in given]
        if tag not in _EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> ends something else"

    def handle_data(self, data: str) -> None:
        self.words += data.split()

    @property
    def text(self) -> str:
        """What the page says, words parted by one space."""
        return " ".join(self.words)

    def count(self, tag: str, class_: str = "") -> int:
        """How many elements there are of that name, and of that class where one is given."""
        return sum(
            name == tag and (not class_ or class_ in given.get("class", "").split()) for name, given in self.tags
        )

    def assert_sound(self) -> None:
        """One heading of the first order, headings in order, every field labelled, nothing that would run."""
        assert self.open == []
        headings = [int(tag[1]) for tag, _ in self.tags if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit()]
        assert headings.count(1) == 1
        assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(headings))
        labelled = {given["for"] for tag, given in self.tags if tag == "label"}
        fields = [given for tag, given in self.tags if tag in ("input", "select", "textarea")]
        assert all(given["id"] in labelled for given in fields)
        ids = [given["id"] for _, given in self.tags if "id" in given]
        assert len(ids) == len(set(ids))
        assert {given.get("scope") for tag, given in self.tags if tag == "th"} <= {"row", "col"}
        assert not any(tag in ("script", "style", "iframe") for tag, _ in self.tags)
        assert not any(name.startswith("on") or name == "style" for _, given in self.tags for name in given)
        assert all(one.startswith(("/", "#", "http://", "https://")) for one in self.links)


def site_of(
    engine: Engine, contents: Contents, world: World | None = None, base_url: str = "https://example.org/kg"
) -> Site:
    """The site of an engine on 2026-12-01; the world is read from the engine where none is given."""
    read_world = None if world is None else lambda: world
    given = (engine, Catalogue(contents), context_of(engine, base_url), base_url, "0123456789abcdef" * 4, TODAY)
    return Site(*given, read_world=read_world, contents=contents)


def shown(site: Site, page: str, /, **parameters: str) -> Shown:
    """A page as a browser reads it, which is sound."""
    found = Shown(make_page(site, page, parameters).render(site))
    found.assert_sound()
    return found
