"""The canned queries that can be asked about a thing, with the thing filled in."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from urllib.parse import urlencode

from skillgraph.errors import WorkspaceError
from skillgraph.pages.site import Site
from skillgraph.queries import CannedQuery, Parameter
from skillgraph.terms import compact


def questions_about(site: Site, iri: str, classes: Collection[str]) -> list[tuple[str, str, list[str]]]:
    """For each query that takes it: the question, its address, and what else the query has to be told."""
    found = []
    for query in _readable(site):
        taking = [one for one in query.parameters if _takes(one, classes)]
        for parameter in taking[:1]:
            address = f"{site.root}/queries/{query.name}?{urlencode({parameter.name: compact(iri)})}"
            more = [one.name for one in query.parameters if one.required and not one.default and one is not parameter]
            found.append((parameter.cls == "", query.summary, address, more))
    return [(summary, address, more) for _, summary, address, more in sorted(found, key=lambda row: row[0])]


def _readable(site: Site) -> Iterator[CannedQuery]:
    for name in site.catalogue.names:
        with suppress(WorkspaceError):
            yield site.catalogue[name]


def _takes(parameter: Parameter, classes: Collection[str]) -> bool:
    return parameter.type == "iri" and (not parameter.cls or parameter.cls in classes)
