"""A page before it is rendered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from skillgraph.describe.links import Link
from skillgraph.pages.rendering import render
from skillgraph.pages.site import Site


@dataclass(frozen=True, slots=True)
class Page:
    """A template and what it shows.

    `title` heads the page; `here` is the entry of the navigation that it belongs to; `depends_on_today` says that the
    same snapshot gives another page tomorrow; `names_people` keeps it out of search engines; `links` are its typed
    links. `status` is that of HTTP; one that is not 200, or `is_volatile`, says that the page is not to be kept. `rows`
    and `warnings` are those of the answer that it shows.
    """

    template: str
    title: str
    model: Mapping[str, Any] = field(default_factory=dict)
    here: str = ""
    depends_on_today: bool = False
    names_people: bool = False
    links: tuple[Link, ...] = ()
    status: int = 200
    is_volatile: bool = False
    rows: int | None = None
    warnings: tuple[str, ...] = ()

    def render(self, site: Site) -> bytes:
        """The whole page as UTF-8."""
        own = {"title": self.title, "here": self.here, "names_people": self.names_people}
        return render(site, self.template, {**own, **self.model})
