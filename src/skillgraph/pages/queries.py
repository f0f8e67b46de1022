"""The page of all canned queries, by topic."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from skillgraph.pages.page import Page
from skillgraph.pages.site import Site
from skillgraph.queries import CannedQuery


def queries(site: Site, parameters: Mapping[str, str]) -> Page:
    """The list; with `search`, of the queries that have all of its words."""
    search = parameters.get("search", "").strip()[:200]
    words = search.casefold().split()
    found = [one for one in site.catalogue if all(word in _text(one) for word in words)]
    topics = [(topic, list(some)) for topic, some in groupby(found, key=lambda one: one.topic)]
    model = {"topics": topics, "search": search, "count": len(found), "total": len(site.catalogue)}
    return Page("queries.html", "Questions", model, here="queries")


def _text(query: CannedQuery) -> str:
    columns = (f"{column.name} {column.help}" for column in query.columns)
    parts = (query.name, query.topic, query.summary, query.description, *columns)
    return " ".join(parts).replace("-", " ").replace("_", " ").casefold()
