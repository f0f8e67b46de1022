"""`/queries`: the list of canned queries, and the answer of each with its parameters in the URL."""

from __future__ import annotations

import datetime
from functools import cache
from typing import Any

from fastapi import APIRouter
from fastapi import Request as HttpRequest

from skillgraph.describe import signposts
from skillgraph.describe.links import header
from skillgraph.describe.listed import listed
from skillgraph.errors import BadParameter
from skillgraph.pages.query import VALUE
from skillgraph.queries import CannedQuery
from skillgraph.results import HTML, TABLE_FORMATS, Format, format_named
from skillgraph_api import pages
from skillgraph_api.asking import Question
from skillgraph_api.request import Fields, Request
from skillgraph_api.sparql import ALIASES, formats_of, limits, seconds_of, wants_labels
from skillgraph_api.state import State
from skillgraph_api.turn import page_question, turn_of

router = APIRouter()

PREFIX = "/queries/"
ALLOW = "GET, HEAD, OPTIONS"
_OURS = ("format", "timeout", "labels")


@router.get("/queries", summary="The canned queries", tags=["queries"], response_model=list[dict[str, Any]])
async def listing(request: HttpRequest, search: str = "") -> Any:
    """Name, topic, question, parameters and columns of every canned query; a page for a browser, which can search."""
    turn = turn_of(request)
    if pages.is_liked(turn.request.accept, pages.JSON):
        return await turn.page("queries", {"search": search})
    state = turn.state
    return [listed(query, state.settings.base_url) for query in state.catalogue]


def question(request: Request, state: State, today: datetime.date) -> Question:
    """What a request for `/queries/<name>` asks; a suffix such as .csv decides the format before anything else does."""
    stem, dot, suffix = request.path.removeprefix(PREFIX).rpartition(".")
    query = state.catalogue[stem if dot else suffix]
    fields = request.parameters()
    ours = [(name, value) for name, value in fields if name in _OURS and query.parameter(name) is None]
    formats = (_of_suffix(suffix),) if dot else formats_of(request.accept, ours, TABLE_FORMATS)
    if formats[0].name == HTML.name:
        return page(request, state, query, seconds_of(ours, state.settings), today)
    arguments: dict[str, Any] = {
        "name": query.name,
        "values": values_of(query, [field for field in fields if field not in ours]),
        "format": formats[0].name,
        "today": today.isoformat(),
        "limits": limits(state.settings, state.settings.query_text_post),
    }
    if wants_labels(ours):
        arguments["labels"] = True
    link = links_of(state.settings.base_url, query.name)
    return Question("canned", arguments, formats[:1], seconds_of(ours, state.settings), link=link)


def _of_suffix(suffix: str) -> Format:
    """The format that a suffix names; UnknownName lists those there are."""
    name, *_ = ALIASES.get(suffix, (suffix,))
    return format_named(name, TABLE_FORMATS)


def page(request: Request, state: State, query: CannedQuery, seconds: float, today: datetime.date) -> Question:
    """What a request for the page of a query asks."""
    ours = [name for name in (*_OURS, "sort") if query.parameter(name) is None]
    fields = request.parameters()
    values = values_of(query, [(name, value) for name, value in fields if name not in ours])
    parameters = {"name": query.name, **{f"{VALUE}{name}": value for name, value in values.items()}}
    if "sort" in ours:
        parameters["sort"] = next((value for name, value in fields if name == "sort"), "")
    bounds = limits(state.settings, state.settings.query_text_post)
    link = links_of(state.settings.base_url, query.name)
    return page_question("query", parameters, today, seconds, bounds, link=link)


@cache
def links_of(base_url: str, name: str) -> str:
    """What belongs to a query's answer: the list of queries, and the description of this one."""
    return header(signposts.of_query(base_url, name))


def values_of(query: CannedQuery, fields: Fields) -> dict[str, str]:
    """The values of its parameters; those of a list may come one by one. BadParameter where one is given twice."""
    values: dict[str, str] = {}
    for name, value in fields:
        parameter = query.parameter(name)
        if name in values and (parameter is None or parameter.type != "list"):
            raise BadParameter(f"{name[:100]} is given twice.", "Give it once.")
        values[name] = f"{values[name]},{value}" if name in values else value
    return dict(sorted(values.items()))  # in whatever order they come, they ask the same
