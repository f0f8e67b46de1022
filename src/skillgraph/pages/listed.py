"""Every page by name: the one entry for those who serve them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from skillgraph.errors import UnknownName
from skillgraph.pages.coverage import coverage
from skillgraph.pages.explain import explain
from skillgraph.pages.funding import funding
from skillgraph.pages.graph import graph
from skillgraph.pages.holder import holder
from skillgraph.pages.home import home
from skillgraph.pages.onboarding import onboarding
from skillgraph.pages.ontology import ontology
from skillgraph.pages.page import Page
from skillgraph.pages.pyramid import pyramid
from skillgraph.pages.quality import quality
from skillgraph.pages.queries import queries
from skillgraph.pages.query import query
from skillgraph.pages.resilience import resilience
from skillgraph.pages.resource import resource
from skillgraph.pages.search import search
from skillgraph.pages.shapes import shapes
from skillgraph.pages.site import Site
from skillgraph.pages.sparql import sparql
from skillgraph.pages.task import task
from skillgraph.pages.training import training

Parameters = Mapping[str, str]

PAGES: Mapping[str, Callable[[Site, Parameters], Page]] = {
    "home": home,
    "queries": queries,
    "query": query,
    "sparql": sparql,
    "coverage": coverage,
    "explain": explain,
    "holder": holder,
    "search": search,
    "task": task,
    "funding": funding,
    "onboarding": onboarding,
    "pyramid": pyramid,
    "quality": quality,
    "resilience": resilience,
    "training": training,
    "graph": graph,
    "ontology": ontology,
    "resource": resource,
    "shapes": shapes,
}


def make_page(site: Site, name: str, parameters: Parameters) -> Page:
    """The page of that name; UnknownName lists the names, and BadParameter says which parameter is wrong."""
    if name not in PAGES:
        raise UnknownName(f"There is no page called {name!r}.", f"There are: {', '.join(PAGES)}.")
    return PAGES[name](site, parameters)
