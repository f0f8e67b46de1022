"""The job `canned`: a canned query with the values of its parameters."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from skillgraph.errors import BadParameter
from skillgraph.isolation.reply import Reply
from skillgraph.queries import CannedQuery, depends_on_today, run
from skillgraph.results import TABLE_FORMATS, format_named
from skillgraph.service.snapshot import Loaded, bounds_of, packed
from skillgraph.service.table import body_of


def answer_canned(loaded: Loaded, arguments: Mapping[str, Any]) -> Reply:
    """The rows in the columns that the query's header declares; `today` is given as an ISO date."""
    query = loaded.catalogue[arguments["name"]]
    chosen = format_named(arguments.get("format", "json"), TABLE_FORMATS)
    values = _values(query, arguments.get("values", {}))
    bounds = bounds_of(arguments)
    table = run(query, values, loaded.engine, datetime.date.fromisoformat(arguments["today"]), bounds)
    about = {"query": query.name, "question": query.summary, "parameters": urlencode(sorted(values.items()))}
    return packed(
        body_of(loaded, table, chosen, arguments, **about),
        chosen,
        arguments,
        form="select",
        rows=len(table.rows),
        today=depends_on_today(query, values),
        volatile=False,
    )


def _values(query: CannedQuery, given: Mapping[str, str | Sequence[str]]) -> dict[str, str]:
    """One text per parameter; only a list may be given several."""
    values = {}
    for name, value in given.items():
        texts = [value] if isinstance(value, str) else list(value)
        parameter = query.parameter(name)
        if len(texts) > 1 and (parameter is None or parameter.type != "list"):
            raise BadParameter(f"{name} is given {len(texts)} times.", "Give it once.")
        values[name] = ",".join(texts)
    return values
