"""The framework's routes: their answers are taken whole, and their errors become ours."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi import Request as HttpRequest
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from skillgraph.errors import BadParameter, NotReady, SkillgraphError, UnknownName, UsageError
from skillgraph_api.answer import Answer, preflight, tagged, zipped
from skillgraph_api.asking import Asking
from skillgraph_api.caching import Kept
from skillgraph_api.errors import MethodNotAllowed
from skillgraph_api.request import Message, Request, Scope
from skillgraph_api.state import State
from skillgraph_api.turn import Turn, take_turn

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class Documented:
    """A FastAPI application, asked for an answer at a time."""

    def __init__(self, framework: FastAPI) -> None:
        self._framework = framework
        framework.exception_handler(HTTPException)(_failed)
        framework.exception_handler(RequestValidationError)(_invalid)

    async def answer(self, request: Request, state: State | None, asking: Asking) -> Kept | Answer:
        """What the route gives; raises our errors in place of the framework's."""
        if request.method == "OPTIONS":
            return preflight(self._allowed(request))
        if state is None:
            raise NotReady("There is no snapshot to answer from yet.", "Try again in a few seconds.")
        turn = Turn(request, state, asking)
        scope = {**request.scope, "method": "GET"} if request.method == "HEAD" else {**request.scope}
        take_turn(turn, scope)
        captured = _Captured()
        try:
            await self._framework(scope, request.receive, captured.send)
        except MethodNotAllowed:
            raise MethodNotAllowed(request.method, self._allowed(request)) from None
        finally:
            request.notes["route"] = _route(scope)
        answer: Kept | Answer = turn.answer or captured.answer()
        if isinstance(answer, Answer) and answer.status == HTTPStatus.OK and not answer.field(b"cache-control"):
            answer = tagged(answer)
            return zipped(answer) if request.gzip else answer
        return answer

    def _allowed(self, request: Request) -> str:
        """The methods of a path, as the field Allow lists them; UnknownName where there is no such path."""
        allowed = [method for method in _METHODS if self._has(request, method)]
        if not allowed:
            raise UnknownName(f"There is nothing at {request.path[:200]}.", "/openapi.json lists what there is.")
        return ", ".join(sorted([*allowed, "OPTIONS", *(["HEAD"] if "GET" in allowed else [])]))

    def _has(self, request: Request, method: str) -> bool:
        scope = {**request.scope, "method": method}
        return any(route.matches(scope)[0].value == 2 for route in self._framework.routes)


def _route(scope: Scope) -> str:
    """The path of the route that answered, never what a client made up."""
    return getattr(scope.get("route"), "path", "other")


class _Captured:
    """Takes what the framework sends."""

    def __init__(self) -> None:
        self._status = 500
        self._fields: list[tuple[bytes, bytes]] = []
        self._body = bytearray()

    async def send(self, message: Message) -> None:
        """ASGI's send."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._fields = [(name, value) for name, value in message["headers"] if name != b"content-length"]
        else:
            self._body += message.get("body", b"")

    def answer(self) -> Answer:
        """All of it."""
        return Answer(self._status, tuple(self._fields), bytes(self._body))


async def _invalid(_: HttpRequest, error: Exception) -> Any:
    """Raises our error in place of the framework's."""
    faults = error.errors() if isinstance(error, RequestValidationError) else ()
    text = " ".join(f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}." for fault in faults)
    raise BadParameter(text, "The OpenAPI document says what the route takes.")


async def _failed(request: HttpRequest, error: Exception) -> Any:
    """The same for what the framework says of paths and methods."""
    raise _own(request, error) if isinstance(error, HTTPException) else error


def _own(request: HttpRequest, error: HTTPException) -> SkillgraphError:
    if error.status_code == HTTPStatus.NOT_FOUND:
        return UnknownName(f"There is nothing at {request.url.path[:200]}.", "/openapi.json lists what there is.")
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return MethodNotAllowed(request.method, (error.headers or {}).get("Allow", "GET"))
    return UsageError(str(error.detail))
