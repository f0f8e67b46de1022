"""Errors as problem documents (RFC 9457). One table says which error is which status."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from skillgraph.errors import (
    AccessDenied,
    BadParameter,
    ForbiddenQuery,
    InternalError,
    NotAcceptable,
    QuerySyntaxError,
    SkillgraphError,
    TooLarge,
    UnknownName,
    UsageError,
    WorkspaceError,
)
from skillgraph_api.errors import UnsupportedMediaType

MEDIA_TYPE = "application/problem+json"

# The first class that an error belongs to decides.
STATUS: tuple[tuple[type[SkillgraphError], HTTPStatus], ...] = (
    (QuerySyntaxError, HTTPStatus.BAD_REQUEST),
    (NotAcceptable, HTTPStatus.NOT_ACCEPTABLE),
    (UnsupportedMediaType, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    (TooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (BadParameter, HTTPStatus.UNPROCESSABLE_ENTITY),
    (UnknownName, HTTPStatus.NOT_FOUND),
    (UsageError, HTTPStatus.BAD_REQUEST),
    (AccessDenied, HTTPStatus.UNAUTHORIZED),
    (ForbiddenQuery, HTTPStatus.FORBIDDEN),
    (WorkspaceError, HTTPStatus.SERVICE_UNAVAILABLE),
    (InternalError, HTTPStatus.INTERNAL_SERVER_ERROR),
)


def status_of(error: SkillgraphError) -> HTTPStatus:
    """The status that an error is answered with."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)


def problem(status: HTTPStatus, detail: str, **more: str | int) -> JSONResponse:
    """A problem document; `more` are members of its own kind, such as line and column."""
    body = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail, **more}
    return JSONResponse(body, status_code=status.value, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Makes every error of the application a problem document."""

    @app.exception_handler(SkillgraphError)
    async def own(_: Request, error: SkillgraphError) -> JSONResponse:
        more: dict[str, str | int] = {"hint": error.hint} if error.hint else {}
        if isinstance(error, QuerySyntaxError):
            more |= {"line": error.line, "column": error.column}
        return problem(status_of(error), error.message, **more)

    @app.exception_handler(HTTPException)
    async def framework(_: Request, error: HTTPException) -> JSONResponse:
        answer = problem(HTTPStatus(error.status_code), str(error.detail))
        answer.headers.update(error.headers or {})
        return answer
