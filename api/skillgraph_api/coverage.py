"""`/coverage`: questions about cover, with the parameters of their commands, and what a change does to answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Response
from fastapi import Request as HttpRequest

from skillgraph.coverage.fields import asked_in, change_in
from skillgraph.coverage.question import Form, Parameter
from skillgraph.coverage.question import Question as Asked
from skillgraph.coverage.questions import EXPLAIN, ON, QUESTION, TABLE, WITHOUT, question
from skillgraph.coverage.reports.explain import EXPLANATION_FORMATS
from skillgraph.coverage.tables import JSON, REPORT_FORMATS
from skillgraph.describe import signposts
from skillgraph.describe.links import header
from skillgraph.results import HTML, Format, format_named, negotiate
from skillgraph_api.asking import Question
from skillgraph_api.errors import UnsupportedMediaType
from skillgraph_api.request import Fields, text_of
from skillgraph_api.sparql import formats_of, limits, seconds_of
from skillgraph_api.turn import Turn, turn_of

router = APIRouter(tags=["coverage"])

PREFIX = "/coverage/"
WHAT_IF = "what-if"
TURTLE = "text/turtle"
_OURS = ("format", "timeout")


@router.get("/coverage", summary="The questions about cover", response_model=list[dict[str, Any]])
async def listing(request: HttpRequest) -> Any:
    """Name, summary and parameters of every question; for a browser the heat map of tasks and holders."""
    turn = turn_of(request)
    if negotiate(turn.request.accept, (JSON, HTML)) == HTML:
        return await turn.page("coverage", dict(turn.request.parameters()))
    base_url = turn.state.settings.base_url
    rows = [_described(one, base_url) for one in (*TABLE, EXPLAIN)]
    parameters = [_parameter(one) for one in (WITHOUT, ON, QUESTION)]
    about = "What a change does to the answers; Turtle that is added comes by POST."
    return [*rows, {"name": WHAT_IF, "summary": about, "url": f"{base_url}{PREFIX}{WHAT_IF}", "parameters": parameters}]


@router.post("/coverage/what-if", summary="What Turtle that is added does to answers", response_class=Response)
async def what_if_by_post(request: HttpRequest) -> Response:
    """The findings of the changed workspace and the differences of answers; nothing is kept."""
    turn = turn_of(request)
    return await turn.ask(_what_if(turn, "", await _delta(turn)))


@router.get("/coverage/explain", summary=EXPLAIN.summary, response_class=Response)
async def explain(request: HttpRequest) -> Response:
    """The explanation as a document, as PROV or as a page."""
    turn = turn_of(request)
    fields = turn.request.parameters()
    if formats_of(turn.request.accept, fields, (*EXPLANATION_FORMATS, HTML))[0] == HTML:
        return await turn.page("explain", dict(fields))
    return await turn.ask(_explain(turn, ""))


@router.get("/coverage/{name}", summary="The answer to a question about cover", response_class=Response)
async def answer(request: HttpRequest, name: str) -> Response:
    """A question, or `what-if`; a suffix such as .csv decides the format before `format` and Accept do."""
    turn = turn_of(request)
    stem, dot, suffix = name.rpartition(".")
    asked = stem if dot else name
    if asked == EXPLAIN.name:
        return await turn.ask(_explain(turn, suffix))
    if asked == WHAT_IF:
        return await turn.ask(_what_if(turn, suffix if dot else "", None))
    return await turn.ask(_coverage(turn, question(asked), suffix if dot else ""))


def _coverage(turn: Turn, asked: Asked, suffix: str) -> Question:
    fields = turn.request.parameters()
    return _question(turn, "coverage", {"question": asked.name, **asked_in(asked, _told(fields))}, fields, suffix)


def _explain(turn: Turn, suffix: str) -> Question:
    fields = turn.request.parameters()
    return _question(turn, EXPLAIN.name, asked_in(EXPLAIN, _told(fields)), fields, suffix, EXPLANATION_FORMATS)


def _what_if(turn: Turn, suffix: str, delta: str | None) -> Question:
    fields = turn.request.parameters()
    changed = change_in(_told(fields), delta, "Give without or on, or send Turtle by POST.")
    return _question(turn, "what-if", changed, fields, suffix)


def _told(fields: Fields) -> Fields:
    """The fields that are not about the answer's form."""
    return [field for field in fields if field[0] not in _OURS]


def _question(
    turn: Turn,
    job: str,
    arguments: dict[str, Any],
    fields: Fields,
    suffix: str,
    offered: tuple[Format, ...] = REPORT_FORMATS,
) -> Question:
    settings = turn.state.settings
    formats = (format_named(suffix, offered),) if suffix else formats_of(turn.request.accept, fields, offered)
    seconds = seconds_of(fields, settings)
    shared = {
        "format": formats[0].name,
        "today": turn.asking.today().isoformat(),
        "seconds": seconds,
        "limits": limits(settings, settings.query_text_post),
    }
    link = header(signposts.of_coverage(settings.base_url))
    return Question(job, {**arguments, **shared}, formats[:1], seconds, link=link)


async def _delta(turn: Turn) -> str | None:
    """The body, which has to be Turtle within the limits; None where it is empty."""
    request, settings = turn.request, turn.state.settings
    media = request.content_type.partition(";")[0].strip().lower()
    if media != TURTLE:
        raise UnsupportedMediaType(
            f"A body of type {media[:100] or 'nothing stated'} is not understood.", f"Send {TURTLE}.", TURTLE
        )
    text = text_of(await request.body(settings.delta_bytes, settings.read_seconds))
    return text if text.strip() else None


def _described(asked: Form, base_url: str) -> dict[str, Any]:
    parameters: Sequence[Parameter] = (*asked.parameters, ON)
    return {
        "name": asked.name,
        "summary": asked.summary,
        "url": f"{base_url}{PREFIX}{asked.name}",
        "parameters": [_parameter(one) for one in parameters],
    }


def _parameter(one: Parameter) -> dict[str, Any]:
    return {
        "name": one.name,
        "type": one.type.value,
        "required": one.is_required,
        "many": one.is_many,
        "default": one.default or None,
        "values": list(one.values) or None,
        "help": one.help,
        "example": one.example or None,
    }
