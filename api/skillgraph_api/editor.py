"""What the editor of queries asks of the server, and the page that it is on."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Query, Request, Response

from skillgraph.errors import ForbiddenQuery, LimitReached, SkillgraphError, UsageError
from skillgraph.results import GRAPH_FORMATS, Family, Format, negotiate
from skillgraph_api.asking import Question
from skillgraph_api.problems import members
from skillgraph_api.sparql import limits, links_of
from skillgraph_api.state import State
from skillgraph_api.turn import page_question, turn_of

DESCRIPTIONS: tuple[Format, ...] = tuple(one for one in GRAPH_FORMATS if one.name in ("ttl", "jsonld", "nt", "rdf"))
_PAGE = Format("html", Family.GRAPH, ("text/html", "application/xhtml+xml"))
router = APIRouter(tags=["editor"])

_JSON = Format("json", Family.SOLUTIONS, ("application/json",))
_FILE = Format("rq", Family.SOLUTIONS, ("application/sparql-query",))
# What is wrong with the query, and is told beside it; all else is told on a page of its own.
TOLD = (UsageError, ForbiddenQuery, LimitReached)


def is_page_liked(accept: str) -> bool:
    """Whether a page is liked better than RDF, as browsers do."""
    return negotiate(accept, (*DESCRIPTIONS, _PAGE)) == _PAGE


@router.get("/complete", summary="What may come next in a query", response_class=Response)
async def complete(request: Request, text: str, at: int = Query(ge=0)) -> Response:
    """Proposals for the place `at` (in characters, from 0) of a `text` that need not be a whole query."""
    turn = turn_of(request)
    most = turn.state.settings.query_text_get
    if len(text.encode()) > most:
        raise UsageError(f"The text has more than {most} bytes.", "Send the part around the cursor.")
    return await turn.job("complete", {"text": text, "at": min(at, len(text))}, _JSON)


@router.get("/sparql/save", summary="A query as the file of a canned query", response_class=Response)
async def save(request: Request, query: str, name: str, summary: str) -> Response:
    """`<name>.rq` with a header: the question, the columns, and a test that holds the number of rows."""
    settings = turn_of(request).state.settings
    arguments = {"query": query, "name": name, "summary": summary}
    bounds = limits(settings, settings.query_text_get)
    return await turn_of(request).job("save", {**arguments, "limits": bounds}, _FILE)


def page_of(
    state: State, today: datetime.date, parameters: Mapping[str, str], asked: Question | None = None
) -> Question:
    """What a request for the SPARQL page asks; with what is `asked` of the endpoint, the page shows the answer."""
    settings = state.settings
    bounds: Mapping[str, int] = limits(settings, settings.query_text_get)
    seconds, more = float(settings.query_seconds), dict(parameters)
    if asked is not None:
        bounds, seconds = asked.arguments["limits"], asked.seconds
        more["query"] = asked.text
        for name in ("default_graphs", "named_graphs"):
            if asked.arguments[name]:
                more[name] = " ".join(asked.arguments[name])
    link, text = links_of(settings.base_url), asked.text if asked else ""
    return page_question("sparql", more, today, seconds, bounds, link=link, text=text)


def fault_of(error: SkillgraphError, base_url: str, query: str) -> dict[str, str]:
    """The parameter of the page that tells of an error."""
    found: dict[str, Any] = members(error, base_url, query)
    return {"fault": json.dumps(found)}
