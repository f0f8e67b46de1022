"""What one request works with: the state that it keeps to, and the way to ask. For the documented routes."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request as HttpRequest
from fastapi import Response

from skillgraph.results import HTML, Format
from skillgraph_api.answer import Answer
from skillgraph_api.asking import Asking, Question
from skillgraph_api.caching import Kept
from skillgraph_api.request import Request, Scope
from skillgraph_api.state import State

_TURN = "skillgraph.turn"


@dataclass(slots=True)
class Turn:
    """One request at a route of the framework; `answer` is what the route has handed over, if it has."""

    request: Request
    state: State
    asking: Asking
    answer: Kept | Answer | None = None

    async def job(self, name: str, arguments: Mapping[str, Any], format_: Format) -> Response:
        """Has a job done and its answer handed over; the route returns what this gives."""
        seconds = float(self.state.settings.query_seconds)
        return await self.ask(Question(name, {**arguments, "format": format_.name}, (format_,), seconds))

    async def document(self, name: str, format_: Format) -> Response:
        """Has a document about the dataset made and handed over; the route returns what this gives."""
        return await self.job("document", {"name": name}, format_)

    async def ask(self, question: Question) -> Response:
        """Has a question answered and the answer handed over; the route returns what this gives."""
        self.answer = await self.asking.answer(self.request, self.state, question)
        return Response()

    async def page(self, name: str, parameters: Mapping[str, str] | None = None) -> Response:
        """Has a page made and handed over; the route returns what this gives."""
        seconds = float(self.state.settings.query_seconds)
        return await self.ask(page_question(name, parameters or {}, self.asking.today(), seconds))


def page_question(
    name: str,
    parameters: Mapping[str, str],
    today: datetime.date,
    seconds: float,
    limits: Mapping[str, int] | None = None,
    link: str = "",
    text: str = "",
) -> Question:
    """What a request for a page asks; `limits` are those of a query on it."""
    arguments: dict[str, Any] = {
        "name": name,
        "parameters": dict(parameters),
        "format": HTML.name,
        "today": today.isoformat(),
        "seconds": seconds,
    }
    if limits is not None:
        arguments["limits"] = dict(limits)
    return Question("page", arguments, (HTML,), seconds, text, link)


def take_turn(turn: Turn, scope: Scope) -> None:
    """Puts it where `turn_of` finds it."""
    scope[_TURN] = turn


def turn_of(request: HttpRequest) -> Turn:
    """The turn of a request at a route."""
    turn: Turn = request.scope[_TURN]
    return turn
