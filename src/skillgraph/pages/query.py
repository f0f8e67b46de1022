"""The page of a canned query: a form, and the answer where it has all that it needs."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from skillgraph.errors import BadParameter
from skillgraph.header import MARK
from skillgraph.pages.chart import Drawn, drawn
from skillgraph.pages.fields import fields_of
from skillgraph.pages.page import Page
from skillgraph.pages.sheet import Sheet, sheet_of
from skillgraph.pages.site import Site
from skillgraph.pages.snippets import snippets
from skillgraph.queries import CannedQuery, depends_on_today, run
from skillgraph.queries.run import bound_text
from skillgraph.results import HTML, TABLE_FORMATS, Table

# The formats of rows by name, first the one that most programs read.
FILES = tuple(one.name for one in sorted(TABLE_FORMATS, key=lambda one: one.name != "csv") if one is not HTML)
VALUE = "$"  # begins the name of a value among a page's parameters


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer on a page: its rows, its chart, the milliseconds it took, and the SPARQL text that was run."""

    sheet: Sheet
    chart: Drawn | None
    milliseconds: str
    text: str


def query(site: Site, parameters: Mapping[str, str]) -> Page:
    """The page of the query `name` with `$parameter` for each value and the column to `sort` by.

    Its status is 400 where a value is wrong, which the form then says.
    """
    asked = site.catalogue[parameters["name"]]
    given = {key[1:]: text for key, text in parameters.items() if key.startswith(VALUE) and text.strip()}
    declared = [parameter.name for parameter in asked.parameters]
    values = {name: given[name] for name in dict.fromkeys([*declared, *given]) if name in given}
    fields, message, outcome = fields_of(site, asked, values), "", None
    is_wrong = any(field.message for field in fields)
    if not is_wrong and not any(field.is_missing for field in fields):
        try:
            outcome = _run(site, asked, values, parameters.get("sort", ""))
        except BadParameter as error:
            message, is_wrong = str(error), True
    address = _address(site, asked, values)
    model = {
        "query": asked,
        "fields": fields,
        "message": message,
        "outcome": outcome,
        "text": without_header(outcome.text if outcome else asked.text),
        "address": address,
        "files": [(name, address.replace("?", f".{name}?", 1) if values else f"{address}.{name}") for name in FILES],
        "snippets": snippets(_absolute(site, asked, values, ".csv")) if outcome else (),
        "permalink": _absolute(site, asked, values),
    }
    return Page(
        "query.html",
        asked.summary,
        model,
        here="queries",
        depends_on_today=depends_on_today(asked, values),
        names_people=outcome is not None and outcome.sheet.names_people,
        status=400 if is_wrong else 200,
        rows=outcome.sheet.count if outcome else None,
    )


def without_header(text: str) -> str:
    """The text of a query without the lines of its header."""
    return "\n".join(line for line in text.splitlines() if not line.startswith(MARK)).strip() + "\n"


def _run(site: Site, asked: CannedQuery, values: Mapping[str, str], sort: str) -> Outcome:
    today, began = datetime.date.fromisoformat(site.today), site.clock()
    table: Table = run(asked, values, site.engine, today, site.allowed.bounds)
    milliseconds = f"{1000 * (site.clock() - began):.1f}"
    path = f"{site.root}/queries/{asked.name}"
    sheet = sheet_of(site, table, path, list(values.items()), sort)
    chart = drawn(asked.chart, sheet) if asked.chart else None
    return Outcome(sheet, chart, milliseconds, bound_text(asked, values, site.engine, today))


def _address(site: Site, asked: CannedQuery, values: Mapping[str, str]) -> str:
    return f"{site.root}/queries/{asked.name}" + (f"?{urlencode(values)}" if values else "")


def _absolute(site: Site, asked: CannedQuery, values: Mapping[str, str], suffix: str = "") -> str:
    return f"{site.base_url}/queries/{asked.name}{suffix}" + (f"?{urlencode(values)}" if values else "")
