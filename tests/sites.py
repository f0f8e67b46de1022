"""Sites for tests of pages: the repository's own, or one over a few statements; and what a page holds."""

from __future__ import annotations

import itertools
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

from skillgraph.coverage import World
from skillgraph.describe.context import context_of
from skillgraph.engine import Dataset, Engine
from skillgraph.pages import Site, make_page
from skillgraph.queries import Catalogue
from skillgraph.turtle import Sources, pack_sources, parse_files, unpack_sources
from skillgraph.workspace import Contents

BASE = "https://example.org/kg"
VOID = ("area", "base", "br", "col", "hr", "img", "input", "link", "meta", "path", "rect")


class Held(HTMLParser):
    """Where a page leads, its elements in order, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self._titles: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag
        if tag in ("td", "th", "dt", "dd", "li"):
            self.text += " "

    def handle_data(self, data: str) -> None:
        if self.open[-1:] == ["title"]:
            self._titles.append(data)
        self.text += data

    @property
    def titles(self) -> list[str]:
        """What its pictures and their pieces say, in order."""
        return self._titles

    @property
    def words(self) -> str:
        """The text with single blanks."""
        return " ".join(self.text.split())

    def count(self, tag: str, class_: str = "") -> int:
        """How many elements there are of a name, and of a class where one is given."""
        classes = [(attributes.get("class") or "").split() for attributes in self.named(tag)]
        return sum(not class_ or class_ in given for given in classes)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of each element of a name."""
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def inline(self) -> list[dict[str, str | None]]:
        """Scripts that are neither a file of the site's own nor data."""
        scripts = [one for one in self.named("script") if one.get("type") != "application/ld+json"]
        return [one for one in scripts if "/assets/" not in (one.get("src") or "")]

    def assert_sound(self) -> None:
        """Elements closed in order, headings one step at a time, every field with a label, nothing that would run."""
        assert self.open == []
        headings = [int(tag[1]) for tag, _ in self.elements if tag in ("h1", "h2", "h3", "h4")]
        assert headings.count(1) == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(headings))
        identifiers = [one for _, attributes in self.elements if (one := attributes.get("id"))]
        assert len(identifiers) == len(set(identifiers))
        labelled = {attributes["for"] for attributes in self.named("label")}
        fields = [attributes for tag in ("input", "select", "textarea") for attributes in self.named(tag)]
        assert [one for one in fields if one.get("id") not in labelled and one.get("type") != "hidden"] == []
        assert self.inline == []
        names = {name for _, attributes in self.elements for name in attributes}
        assert [name for name in names if name == "style" or name.startswith("on")] == []


def sources_of(contents: Contents) -> Sources:
    """What a server would hand over with these files."""
    files = parse_files([*contents.turtle("ontology"), *contents.turtle("data")])
    return unpack_sources(pack_sources(files, parse_files(contents.turtle("shapes"))))


def engine_of(nquads: bytes) -> Engine:
    """An engine over some quads."""
    dataset = Dataset()
    dataset.load_nquads(nquads)
    return dataset.engine()


def stated(text: str) -> Engine:
    """An engine over what an INSERT DATA inserts."""
    dataset = Dataset()
    dataset.update(f"INSERT DATA {{ {text} }}")
    return dataset.engine()


def site_of(engine: Engine, contents: Contents, base_url: str = BASE, world: World | None = None) -> Site:
    """The site over an engine, with the queries, shapes and places of a workspace; a world where it is given."""
    sources = sources_of(contents)
    context = context_of(engine, base_url)
    parts = (engine, Catalogue(contents), context, base_url, "0123456789abcdef" * 4, "2026-12-01")
    read_world = None if world is None else lambda: world
    return Site(*parts, sources, engine_of(sources.shapes), read_world=read_world, contents=contents)


def settled(site: Site) -> Site:
    """The same, with its world read once."""
    world = site.world
    return replace(site, read_world=lambda: world)


def shown(site: Site, page: str, /, **parameters: Any) -> Held:
    """A page, read and found sound."""
    held = Held()
    held.feed(make_page(site, page, parameters).render(site).decode())
    held.assert_sound()
    return held
