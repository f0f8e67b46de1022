"""Where something is written: file, line, layer, and the address where it can be edited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from skillgraph.pages.site import Site
from skillgraph.terms import compact, path_of


@dataclass(frozen=True, slots=True)
class Written:
    """A graph that says something of a thing.

    `line` is 0 where it is no file; `edit`, `commit` and `day` (ISO) are empty where they are not known.
    """

    graph: str
    path: str
    line: int
    layer: str
    statements: int
    edit: str
    commit: str
    day: str


def places_of(
    site: Site, iri: str, counts: Mapping[str, int], layers: Mapping[str, str], edit_url: str
) -> list[Written]:
    """The graphs in `counts`, which says how many statements each has about the thing; files come first.

    `edit_url` has {path} and {line} in it, or is empty.
    """
    lines = dict(site.sources.of(iri))
    found = []
    for graph, count in counts.items():
        path = path_of(graph) or compact(graph)
        line = lines.get(path, 0)
        layer = layers.get(graph, "inferred").rpartition("/")[2]
        edit = edit_url.replace("{path}", path).replace("{line}", str(line)) if line else ""
        found.append(Written(graph, path, line, layer, count, edit, *site.commits.get(path, ("", ""))))
    return sorted(found, key=lambda one: (not one.line, one.path))
