"""The jobs of an editor of queries: `complete` proposes what may come next, `save` makes a canned query's file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from skillgraph.engine import Scope
from skillgraph.isolation.reply import Reply
from skillgraph.queries import guard
from skillgraph.queries.completion import propose
from skillgraph.queries.saving import canned_file
from skillgraph.queries.syntax import diagnosed
from skillgraph.results import Family, Format
from skillgraph.service.query import limits_of
from skillgraph.service.snapshot import Loaded, bounds_of, packed

JSON = Format("json", Family.SOLUTIONS, ("application/json",))
QUERY_FILE = Format("rq", Family.SOLUTIONS, ("application/sparql-query",))


def answer_complete(loaded: Loaded, arguments: Mapping[str, Any]) -> Reply:
    """`start`, `end` and the proposals for the text between them, at the offset `at` of a `text`, as JSON."""
    found = propose(arguments["text"], int(arguments["at"]), loaded.engine, loaded.vocabulary)
    rows = [asdict(one) for one in found.found]
    body = json.dumps({"start": found.start, "end": found.end, "proposals": rows}, ensure_ascii=False)
    return packed(body.encode(), JSON, arguments, form="complete", today=False, volatile=False)


def answer_save(loaded: Loaded, arguments: Mapping[str, Any]) -> Reply:
    """The file of a canned query with that `name` and `summary`; the query is run for its columns and its rows."""
    query = arguments["query"]
    seen = guard(query, limits_of(arguments))
    scope = Scope(has_from=seen.has_from, base=f"{loaded.base_url}/sparql")
    with diagnosed(query, has_base=True):
        table = loaded.engine.select(query, bounds_of(arguments), scope)
    columns = [column.name for column in table.columns]
    text = canned_file(query, arguments["name"], arguments["summary"], columns, len(table.rows))
    return packed(
        text.encode(),
        QUERY_FILE,
        arguments,
        form="save",
        today=False,
        volatile=seen.is_volatile,
        filename=f"{arguments['name']}.rq",
    )
