"""A site over any dataset, and what its pages say."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from skillgraph.describe.context import context_of
from skillgraph.engine import Dataset, Engine
from skillgraph.pages import Site
from skillgraph.queries import Catalogue, Vocabulary
from skillgraph.workspace import Contents, SourceFile

BASE = "https://example.org/kg"
EVIL = "<script>alert(1)</script>"


def site_of(engine: Engine, contents: Contents | None = None, **more: Any) -> Site:
    """A site under a path, on a day that is always the same."""
    catalogue = Catalogue(contents or Contents(Path(), ()))
    more.setdefault("vocabulary", Vocabulary.of(engine))
    return Site(engine, catalogue, context_of(engine, BASE), BASE, "0123456789abcdef" * 4, "2026-12-01", **more)


def small_site(data: str, query: str = "", **more: Any) -> Site:
    """A site over a few triples of TriG or Turtle, with one canned query, `asked`, where its text is given."""
    dataset = Dataset()
    dataset.update(f"INSERT DATA {{ {data} }}")
    files = (SourceFile("queries/x/asked.rq", query.encode()),) if query else ()
    return site_of(dataset.engine(), Contents(Path(), files), **more)


class Shown(HTMLParser):
    """What a page says, where it leads, its elements by name, and the fields of its forms by name."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.fields: dict[str, dict[str, str]] = {}
        self._words: list[str] = []
        self.feed(page.decode())

    @property
    def text(self) -> str:
        """Its text with single spaces."""
        return " ".join(" ".join(self._words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.links += [value for name, value in given.items() if name in ("href", "src", "action")]
        if tag in ("input", "select", "textarea") and "name" in given:
            self.fields[given["name"]] = {"tag": tag, **given}

    def handle_data(self, data: str) -> None:
        self._words.append(data)
