"""Errors as problem documents (RFC 9457). One table says which error is which status."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from skillgraph.describe.links import local
from skillgraph.errors import (
    AccessDenied,
    AnswerTooLarge,
    BadParameter,
    Busy,
    EndpointError,
    ForbiddenQuery,
    Gone,
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
from skillgraph.pages import render_own
from skillgraph.results import Family, Format
from skillgraph_api import pages
from skillgraph_api.errors import (
    AddressTooLong,
    HeadersTooLarge,
    MethodNotAllowed,
    RequestTimeout,
    UnsupportedMediaType,
)

JSON = Format("json", Family.SOLUTIONS, ("application/problem+json", "application/json"))
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


_SPENT = Problem(
    "too-many-requests", HTTPStatus.TOO_MANY_REQUESTS, "This client asked for more than its share. Try again later."
)

# The first class that an error belongs to decides.
_ROWS: tuple[tuple[type[SkillgraphError], int, str, str], ...] = (
    (QuerySyntaxError, 400, "query-syntax", "The query does not parse."),
    (NotAcceptable, 406, "not-acceptable", "No format that was asked for fits."),
    (UnsupportedMediaType, 415, "unsupported-media-type", "The body's type is not understood."),
    (MethodNotAllowed, 405, "method-not-allowed", "The resource lacks this method."),
    (RequestTimeout, 408, "request-timeout", "The request did not arrive in time."),
    (AddressTooLong, 414, "url-too-long", "The URL or the query in it is too long."),
    (HeadersTooLarge, 431, "headers-too-large", "The header section is too long."),
    (TooLarge, 413, "too-large", "The body or the query in it is too long."),
    (BadParameter, 422, "bad-parameter", "A parameter has a wrong value."),
    (AnswerTooLarge, 422, "answer-too-large", "The answer has too many rows or bytes."),
    (Gone, 410, "gone", "The resource was retired; `see` names what came after it."),
    (UnknownName, 404, "unknown-name", "There is nothing of that name."),
    (UsageError, 400, "bad-request", "The request is not understood."),
    (AccessDenied, 401, "unauthorized", "A token is needed, and none or no good one came."),
    (ForbiddenQuery, 403, "forbidden-query", "The dataset is read-only and closed."),
    (LimitReached, 503, "limit-reached", "The query took too much time or memory."),
    (Busy, 503, "busy", "More was asked for than the server does at once. Try again."),
    (NotReady, 503, "not-ready", "There is no snapshot to answer from yet."),
    (EndpointError, 502, "endpoint", "The endpoint that holds the graph gave no good answer."),
    (IsolationError, 503, "no-process", "The processes that answer do not start."),
    (WorkspaceError, 503, "workspace", "The files cannot be served."),
    (InternalError, 500, "internal", "A fault of the server: please report it."),
)
TABLE = tuple((kind, Problem(name, HTTPStatus(status), about)) for kind, status, name, about in _ROWS)
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
    if isinstance(error, UnknownName) and error.near:
        found["see"] = [f"{base_url}{path}" if (path := local(iri)) else iri for iri in error.near]
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


def written(found: dict[str, Any], base_url: str, accept: str) -> tuple[str, bytes]:
    """A problem document as its content type and bytes: a page where that is liked best, JSON for everybody else."""
    if pages.is_liked(accept, JSON):
        title = f"{found['status']} {found['title']}"
        return pages.PAGE.content_type, render_own(base_url, "problem.html", title, {"problem": found})
    return JSON.content_type, json.dumps(found, ensure_ascii=False, indent=1).encode() + b"\n"
