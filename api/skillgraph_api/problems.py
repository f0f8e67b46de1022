"""Errors as problem documents (RFC 9457). One table says which error is which status."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from http import HTTPStatus
from typing import Any

from skillgraph.errors import (
    AccessDenied,
    AnswerTooLarge,
    BadParameter,
    Busy,
    ForbiddenQuery,
    InternalError,
    IsolationError,
    LimitReached,
    NotAcceptable,
    NotReady,
    QuerySyntaxError,
    SkillgraphError,
    TooLarge,
    UnknownName,
    UsageError,
    WorkspaceError,
)
from skillgraph.results import Family, Format, negotiate
from skillgraph_api.errors import (
    AddressTooLong,
    HeadersTooLarge,
    MethodNotAllowed,
    RequestTimeout,
    UnsupportedMediaType,
)

JSON = Format("json", Family.SOLUTIONS, ("application/problem+json", "application/json"))
HTML = Format("html", Family.SOLUTIONS, ("text/html",))
WIDEST = 120  # characters of a source line that are shown


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of problem: the end of its type's URI, its status, and what it means."""

    name: str
    status: HTTPStatus
    about: str

    @property
    def title(self) -> str:
        """The name as a person writes it."""
        return self.name.replace("-", " ").capitalize()


_BUSY = Problem("busy", HTTPStatus.SERVICE_UNAVAILABLE, "More was asked for than the server does at once. Try again.")
_SPENT = Problem(
    "too-many-requests", HTTPStatus.TOO_MANY_REQUESTS, "This client asked for more than its share. Try again later."
)

# The first class that an error belongs to decides.
TABLE: tuple[tuple[type[SkillgraphError], Problem], ...] = (
    (QuerySyntaxError, Problem("query-syntax", HTTPStatus.BAD_REQUEST, "The query does not parse.")),
    (NotAcceptable, Problem("not-acceptable", HTTPStatus.NOT_ACCEPTABLE, "No format that was asked for fits.")),
    (
        UnsupportedMediaType,
        Problem("unsupported-media-type", HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The body's type is not understood."),
    ),
    (MethodNotAllowed, Problem("method-not-allowed", HTTPStatus.METHOD_NOT_ALLOWED, "The resource lacks this method.")),
    (RequestTimeout, Problem("request-timeout", HTTPStatus.REQUEST_TIMEOUT, "The request did not arrive in time.")),
    (
        AddressTooLong,
        Problem("url-too-long", HTTPStatus.REQUEST_URI_TOO_LONG, "The URL or the query in it is too long."),
    ),
    (
        HeadersTooLarge,
        Problem("headers-too-large", HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The header section is too long."),
    ),
    (TooLarge, Problem("too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body or the query in it is too long.")),
    (BadParameter, Problem("bad-parameter", HTTPStatus.UNPROCESSABLE_ENTITY, "A parameter has a wrong value.")),
    (
        AnswerTooLarge,
        Problem("answer-too-large", HTTPStatus.UNPROCESSABLE_ENTITY, "The answer has too many rows or bytes."),
    ),
    (UnknownName, Problem("unknown-name", HTTPStatus.NOT_FOUND, "There is nothing of that name.")),
    (UsageError, Problem("bad-request", HTTPStatus.BAD_REQUEST, "The request is not understood.")),
    (
        AccessDenied,
        Problem("unauthorized", HTTPStatus.UNAUTHORIZED, "A token is needed, and none or no good one came."),
    ),
    (ForbiddenQuery, Problem("forbidden-query", HTTPStatus.FORBIDDEN, "The dataset is read-only and closed.")),
    (
        LimitReached,
        Problem("limit-reached", HTTPStatus.SERVICE_UNAVAILABLE, "The query took too much time or memory."),
    ),
    (Busy, _BUSY),
    (NotReady, Problem("not-ready", HTTPStatus.SERVICE_UNAVAILABLE, "There is no snapshot to answer from yet.")),
    (IsolationError, Problem("no-process", HTTPStatus.SERVICE_UNAVAILABLE, "The processes that answer do not start.")),
    (WorkspaceError, Problem("workspace", HTTPStatus.SERVICE_UNAVAILABLE, "The files cannot be served.")),
    (InternalError, Problem("internal", HTTPStatus.INTERNAL_SERVER_ERROR, "A fault of the server: please report it.")),
)
_UNFORESEEN = TABLE[-1][1]
PROBLEMS: dict[str, Problem] = {problem.name: problem for _, problem in (*TABLE, (Busy, _SPENT))}


def problem_of(error: SkillgraphError) -> Problem:
    """The kind of problem that an error is."""
    if isinstance(error, Busy) and error.whose == "client":
        return _SPENT
    return next((problem for kind, problem in TABLE if isinstance(error, kind)), _UNFORESEEN)


def status_of(error: SkillgraphError) -> HTTPStatus:
    """The status that an error is answered with."""
    return problem_of(error).status


def members(error: SkillgraphError, base_url: str, query: str = "") -> dict[str, Any]:
    """The members of the problem document of an error (section 3); `query` is the text that it is about."""
    problem = problem_of(error)
    found: dict[str, Any] = {
        "type": f"{base_url}/problems/{problem.name}",
        "title": problem.title,
        "status": problem.status.value,
        "detail": error.message,
    }
    if error.hint:
        found["hint"] = error.hint
    if isinstance(error, QuerySyntaxError):
        found |= {"line": error.line, "column": error.column, **excerpt(query, error.line, error.column)}
    if isinstance(error, LimitReached):
        found["limit"] = error.limit
    return found


def excerpt(query: str, line: int, column: int) -> dict[str, str]:
    """The source line around a place, and a line with a caret under it; nothing where the text has no such place."""
    lines = query.split("\n")
    if not 0 < line <= len(lines) or column < 1:
        return {}
    text = lines[line - 1].rstrip("\r")
    start = max(0, min(column - 1 - WIDEST // 2, len(text) - WIDEST))
    shown = text[start : start + WIDEST]
    before = "".join("\t" if character == "\t" else " " for character in shown[: column - 1 - start])
    return {"source": shown, "caret": f"{before}^"}


def written(found: dict[str, Any], accept: str) -> tuple[str, bytes]:
    """A problem document as its content type and bytes: a page where that is liked best, JSON for everybody else."""
    if negotiate(accept, (JSON, HTML)) == HTML:
        return HTML.content_type, page(found).encode()
    return JSON.content_type, json.dumps(found, ensure_ascii=False, indent=1).encode() + b"\n"


def page(found: dict[str, Any]) -> str:
    """A problem for people, without scripts or anything from elsewhere."""
    place = f"<pre>{escape(found['source'])}\n{escape(found['caret'])}</pre>" if "source" in found else ""
    title = f"{found['status']} {found['title']}"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title></head><body>'
        f"<h1>{escape(title)}</h1><p>{escape(found['detail'])}</p>{place}<p>{escape(found.get('hint', ''))}</p>"
        f'<p><a href="{escape(found["type"])}">What this means</a></p></body></html>\n'
    )
