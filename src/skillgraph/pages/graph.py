"""The page about a named graph: which file or rule it is, who vouches for it, and what it speaks of."""

from __future__ import annotations

from collections.abc import Mapping

from skillgraph.describe import census, signposts
from skillgraph.describe.dumps import GRAPH_DUMPS, graph_at, path_of_dump
from skillgraph.pages.page import Page
from skillgraph.pages.site import Site
from skillgraph.terms import ID, path_of

_SUBJECTS = """SELECT ?s (COUNT(*) AS ?n) {{ GRAPH <{}> {{ ?s ?p ?o FILTER(isIRI(?s)) }} }} GROUP BY ?s ORDER BY ?s"""
_MOST = 400
_HOLDERS = tuple(f"{ID}{kind}/" for kind in ("holder", "attestation", "allocation", "availability", "satisfaction"))


def graph(site: Site, parameters: Mapping[str, str]) -> Page:
    """The page of `/graph/<path>`."""
    asked = parameters["path"]
    engine = site.shapes if asked.startswith("shapes/") else site.engine
    iri = graph_at(engine, asked)
    path = path_of(iri) or iri
    lines = site.sources.lines.get(path, {})
    rows = [(str(s), int(str(n)), lines.get(str(s), 0)) for s, n in engine.select(_SUBJECTS.format(iri)).rows]
    rows.sort(key=lambda row: (row[2], row[0]))
    layer = census.layer_of(site.engine, [iri]).get(iri, "").rpartition("/")[2]
    commit, day = site.commits.get(path, ("", ""))
    formats = [(one, f"{site.root}{path_of_dump(iri, one)}") for one in GRAPH_DUMPS]
    model = {
        "iri": iri,
        "layer": layer or ("vocabulary" if asked.startswith("shapes/") else "inferred"),
        "is_file": bool(lines),
        "rows": rows[:_MOST],
        "subjects": len(rows),
        "statements": sum(count for _, count, _ in rows),
        "names": site.labels(subject for subject, _, _ in rows[:_MOST]),
        "formats": formats,
        "commit": commit,
        "day": day,
    }
    people = any(subject.startswith(_HOLDERS) for subject, _, _ in rows)
    links = signposts.of_dump(site.base_url, iri)
    return Page("graph.html", path, model, names_people=people, links=links)
