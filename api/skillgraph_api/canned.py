"""`/queries`: the list of canned queries, and the answer of each with its parameters in the URL."""

from __future__ import annotations

import datetime
from typing import Any

from fastapi import APIRouter, Request, Response

from skillgraph.errors import BadParameter
from skillgraph.queries import CannedQuery, run
from skillgraph.results import SOLUTION_FORMATS, Format, format_named, negotiate, write_table
from skillgraph_api.sparql import headers
from skillgraph_api.state import state_of

router = APIRouter()

FORMATS: tuple[Format, ...] = tuple(f for f in SOLUTION_FORMATS if f.name in ("json", "csv", "tsv"))


@router.get("/queries", summary="The canned queries", tags=["queries"])
async def listing(request: Request) -> list[dict[str, Any]]:
    """Name, topic, question, parameters and columns of every canned query."""
    state = state_of(request)
    return [describe(query, state.settings.base_url) for query in state.catalogue]


@router.get("/queries/{name}", include_in_schema=False)
async def answer(request: Request, name: str) -> Response:
    """The rows of a canned query; a suffix such as .csv on the name decides the format before Accept does."""
    state = state_of(request)
    stem, dot, suffix = name.rpartition(".")
    query = state.catalogue[stem if dot else name]
    chosen = format_named(suffix, FORMATS) if dot else negotiate(request.headers.get("accept", ""), FORMATS)
    values = _values(request, query)

    def evaluate() -> bytes:
        table = run(query, values, state.snapshot.engine, _today())
        return write_table(table, (chosen or FORMATS[0]).name)

    body = await state.evaluate(evaluate)
    return Response(body, media_type=(chosen or FORMATS[0]).content_type, headers=headers(state))


def describe(query: CannedQuery, base_url: str) -> dict[str, Any]:
    """A canned query as plain JSON."""
    return {
        "name": query.name,
        "topic": query.topic,
        "summary": query.summary,
        "description": query.description,
        "url": f"{base_url}/queries/{query.name}",
        "parameters": [
            {
                "name": parameter.name,
                "type": parameter.type,
                "required": parameter.required,
                "default": parameter.default or None,
                "values": list(parameter.values) or None,
                "help": parameter.help,
                "example": parameter.example or None,
            }
            for parameter in query.parameters
        ],
        "columns": [{"name": column.name, "help": column.help} for column in query.columns],
    }


def _values(request: Request, query: CannedQuery) -> dict[str, str]:
    values: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        parameter = query.parameter(name)
        if name in values and (parameter is None or parameter.type != "list"):
            raise BadParameter(f"{name} is given twice.", "Give it once.")
        values[name] = f"{values[name]},{value}" if name in values else value
    return values


def _today() -> datetime.date:
    return datetime.datetime.now().astimezone().date()
