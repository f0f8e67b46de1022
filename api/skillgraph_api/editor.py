"""What the editor of queries asks of the server, and the page that it is on."""

from __future__ import annotations

import datetime
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Query, Request, Response

from skillgraph.errors import ForbiddenQuery, LimitReached, SkillgraphError, UsageError
from skillgraph.results import Family, Format
from skillgraph_api import pages
from skillgraph_api.answer import Answer
from skillgraph_api.asking import Question
from skillgraph_api.caching import Kept
from skillgraph_api.problems import members
from skillgraph_api.refusals import LATER_S
from skillgraph_api.request import Request as Asked
from skillgraph_api.sparql import limits, links_of
from skillgraph_api.state import State
from skillgraph_api.turn import page_question, turn_of

Ask = Callable[[Question], Awaitable[Kept | Answer]]

router = APIRouter(tags=["editor"])

_FILE = Format("rq", Family.SOLUTIONS, ("application/sparql-query",))
# What is wrong with the query, and is told beside it; all else is told on a page of its own.
TOLD = (UsageError, ForbiddenQuery, LimitReached)


@router.get("/complete", summary="What may come next in a query", response_class=Response)
async def complete(request: Request, text: str, at: int = Query(ge=0)) -> Response:
    """Proposals for the place `at` (in characters, from 0) of a `text` that need not be a whole query."""
    turn = turn_of(request)
    most = turn.state.settings.query_text_get
    if len(text.encode()) > most:
        raise UsageError(f"The text has more than {most} bytes.", "Send the part around the cursor.")
    return await turn.job("complete", {"text": text, "at": min(at, len(text))}, pages.JSON)


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


async def answer(request: Asked, state: State, asked: Question, today: datetime.date, ask: Ask) -> Kept | Answer:
    """The page with what is asked of the endpoint; what is wrong with the query is told on the same page."""
    try:
        return await ask(page_of(state, today, {}, asked))
    except TOLD as error:
        told = page_of(state, today, fault_of(error, state.settings.base_url, asked.text), asked)
        try:
            found = await ask(told)
        except SkillgraphError:
            raise error from None
        request.notes["error"] = type(error).__name__
        if isinstance(error, LimitReached) and isinstance(found, Answer):
            return replace(found, fields=(*found.fields, (b"retry-after", str(LATER_S).encode())))
        return found


def fault_of(error: SkillgraphError, base_url: str, query: str) -> dict[str, str]:
    """The parameter of the page that tells of an error."""
    found: dict[str, Any] = members(error, base_url, query)
    return {"fault": json.dumps(found)}
