"""`/sparql`: the query part of the SPARQL 1.1 Protocol (section 2.1), by GET, form POST and direct POST."""

from __future__ import annotations

from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response

from skillgraph.engine import Answer
from skillgraph.errors import ForbiddenQuery, NotAcceptable, TooLarge, UsageError
from skillgraph.queries import Limits, guard
from skillgraph.results import GRAPH_FORMATS, SOLUTION_FORMATS, Format, negotiate
from skillgraph_api import description
from skillgraph_api.errors import UnsupportedMediaType
from skillgraph_api.state import State, state_of

router = APIRouter(tags=["sparql"])

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"


@router.get("/sparql", summary="Run a SPARQL query", response_class=Response)
async def get_query(request: Request, query: str = "") -> Response:
    """SELECT, ASK, CONSTRUCT or DESCRIBE over the union of all graphs; without a query, the service description."""
    if "query" not in request.query_params:
        return await description.answer(request, "service")
    state = state_of(request)
    return await _answer(request, _needed(query), state.settings.query_text_get)


@router.post("/sparql", summary="Run a SPARQL query sent in the body", response_class=Response)
async def post_query(request: Request) -> Response:
    """The query as `application/sparql-query`, or as the field `query` of a form."""
    state = state_of(request)
    limit = state.settings.query_text_post
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    text = _decode(await _body(request, limit))
    if media == _QUERY:
        return await _answer(request, _needed(text), limit)
    if media == _FORM:
        fields = parse_qs(text, keep_blank_values=True, max_num_fields=64)
        if "update" in fields:
            raise _read_only()
        return await _answer(request, _needed(fields.get("query", [""])[0]), limit)
    if media == _UPDATE:
        raise _read_only()
    raise UnsupportedMediaType(
        f"A body of type {media or 'nothing stated'} is not understood.", f"Send {_QUERY} or {_FORM}."
    )


def _read_only() -> ForbiddenQuery:
    return ForbiddenQuery("This dataset is read-only.", "Edit the files in git instead.")


def _needed(query: str) -> str:
    if not query.strip():
        raise UsageError("There is no query.", "Send one as the parameter 'query'.")
    return query


async def _body(request: Request, limit: int) -> bytes:
    received = bytearray()
    async for chunk in request.stream():
        received += chunk
        # A form writes a byte as three, so three times the limit is read before its text is measured.
        if len(received) > 3 * limit + 64:
            raise TooLarge(f"The body has more than {3 * limit} bytes.", "Shorten the query.")
    return bytes(received)


def _decode(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise UsageError(f"The body is not UTF-8 at byte {error.start}.", "Send it as UTF-8.") from None


async def _answer(request: Request, query: str, limit: int) -> Response:
    state = state_of(request)
    formats = _formats(request.headers.get("accept", ""))

    def evaluate() -> Answer:
        guard(query, Limits(limit, state.settings.nesting, state.settings.query_tokens))
        return state.snapshot.engine.evaluate(query, formats)

    answer = await state.evaluate(evaluate)
    return Response(answer.body, media_type=answer.format.content_type, headers=headers(state))


def _formats(accept: str) -> list[Format]:
    wanted = [found for family in (SOLUTION_FORMATS, GRAPH_FORMATS) if (found := negotiate(accept, family))]
    if not wanted:
        names = ", ".join(found.media_types[0] for found in (*SOLUTION_FORMATS, *GRAPH_FORMATS))
        raise NotAcceptable(f"Nothing here can be sent as {accept!r}.", f"There are: {names}.")
    return wanted


def headers(state: State) -> dict[str, str]:
    """What every answer from the graph says about itself."""
    return {"Vary": "Accept", "X-Snapshot": state.snapshot_id}
