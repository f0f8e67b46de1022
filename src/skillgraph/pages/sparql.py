"""The SPARQL page: a text area with a query, and its answer or what is wrong with it. Scripts make an editor of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from skillgraph.engine import Scope
from skillgraph.pages.chart import Drawn, drawn, guessed
from skillgraph.pages.examples import EXAMPLES, Example
from skillgraph.pages.page import Page
from skillgraph.pages.query import FILES, without_header
from skillgraph.pages.sheet import Sheet, sheet_of
from skillgraph.pages.site import Site
from skillgraph.queries import guard
from skillgraph.queries.syntax import diagnosed
from skillgraph.results import GRAPH_FORMATS

_GRAPHS = ("construct", "describe")
_TABLE_FILES = tuple(name for name in FILES if name != "markdown")
_GRAPH_FILES = tuple(one.name for one in GRAPH_FORMATS if one.name != "html")
_MOST_IN_ADDRESS = 6000  # letters of a query that a link carries


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer: its rows or triples, a chart where one fits, the milliseconds it took, and what it warns of."""

    sheet: Sheet
    chart: Drawn | None
    milliseconds: str
    form: str
    is_volatile: bool
    warnings: tuple[str, ...]

    @property
    def is_graph(self) -> bool:
        """Whether the rows are triples."""
        return self.form in _GRAPHS


def sparql(site: Site, parameters: Mapping[str, str]) -> Page:
    """The page with the answer to `query`, or with the text `edit` to begin with.

    `default_graphs` and `named_graphs` are IRIs with spaces between them. A `fault`, as the members of a problem
    document in JSON, takes the place of the answer. Raises what evaluating raises.
    """
    query = parameters.get("query", "")
    fault: Mapping[str, Any] | None = json.loads(parameters["fault"]) if "fault" in parameters else None
    outcome = _run(site, query, parameters) if query.strip() and fault is None else None
    text = query or parameters.get("edit", "") or EXAMPLES[0].text
    model = {
        "text": text,
        "fault": fault,
        "outcome": outcome,
        "examples": EXAMPLES,
        "questions": _questions(site),
        "files": _GRAPH_FILES if outcome and outcome.is_graph else _TABLE_FILES,
        "share": _share(site, query) if query.strip() else "",
        "is_long": len(query) > _MOST_IN_ADDRESS,
        "allowed": site.allowed,
    }
    return Page(
        "sparql.html",
        "SPARQL",
        model,
        here="sparql",
        names_people=outcome is not None and outcome.sheet.names_people,
        status=fault["status"] if fault else 200,
        is_volatile=outcome is not None and outcome.is_volatile,
        rows=outcome.sheet.count if outcome else None,
        warnings=outcome.warnings if outcome else (),
    )


def _run(site: Site, query: str, parameters: Mapping[str, str]) -> Outcome:
    seen, began = guard(query, site.allowed.limits), site.clock()
    default, named = (tuple(parameters.get(name, "").split()) for name in ("default_graphs", "named_graphs"))
    scope = Scope(default, named, seen.has_from, f"{site.base_url}/sparql")
    with diagnosed(query, has_base=True):
        table = site.engine.select(query, site.allowed.bounds, scope)
    milliseconds = f"{1000 * (site.clock() - began):.1f}"
    sheet = sheet_of(site, table)
    proposed = guessed(sheet) if seen.form == "select" else None
    chart = drawn(proposed, sheet) if proposed else None
    warnings = tuple(site.vocabulary.warnings(query, seen.names))
    return Outcome(sheet, chart, milliseconds, seen.form, seen.is_volatile, warnings)


def _questions(site: Site) -> list[Example]:
    """The canned queries that need no value, as they are."""
    plain = (query for query in site.catalogue if not query.parameters)
    return [Example(query.summary, without_header(query.text)) for query in plain]


def _share(site: Site, query: str) -> str:
    return f"{site.base_url}/sparql?{urlencode({'query': query})}" if len(query) <= _MOST_IN_ADDRESS else ""
