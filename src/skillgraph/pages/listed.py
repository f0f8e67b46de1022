"""Every page by name: the one entry for those who serve them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from skillgraph.errors import UnknownName
from skillgraph.pages.funding import funding
from skillgraph.pages.home import home
from skillgraph.pages.page import Page
from skillgraph.pages.resilience import resilience
from skillgraph.pages.site import Site

Parameters = Mapping[str, str]

PAGES: Mapping[str, Callable[[Site, Parameters], Page]] = {
    "home": home,
    "funding": funding,
    "resilience": resilience,
}


def make_page(site: Site, name: str, parameters: Parameters) -> Page:
    """The page of that name; UnknownName lists the names, and BadParameter says which parameter is wrong."""
    if name not in PAGES:
        raise UnknownName(f"There is no page called {name!r}.", f"There are: {', '.join(PAGES)}.")
    return PAGES[name](site, parameters)
