"""What one request works with: the state that it keeps to, and the way to ask. For the documented routes."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

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

    async def document(self, name: str, format_: Format) -> Response:
        """Has a document about the dataset made and handed over; the route returns what this gives."""
        arguments = {"name": name, "format": format_.name}
        seconds = float(self.state.settings.query_seconds)
        return await self.ask(Question("document", arguments, (format_,), seconds))

    async def ask(self, question: Question) -> Response:
        """Has a question answered and the answer handed over; the route returns what this gives."""
        self.answer = await self.asking.answer(self.request, self.state, question)
        return Response()

    async def page(self, name: str, parameters: Mapping[str, str] | None = None) -> Response:
        """Has a page made and handed over; the route returns what this gives."""
        seconds = float(self.state.settings.query_seconds)
        question = page_question(name, parameters or {}, self.asking.today(), seconds)
        self.answer = await self.asking.answer(self.request, self.state, question)
        return Response()


def page_question(name: str, parameters: Mapping[str, str], today: datetime.date, seconds: float) -> Question:
    """What a request for a page asks."""
    shared = {"format": HTML.name, "today": today.isoformat(), "seconds": seconds}
    return Question("page", {"name": name, "parameters": dict(parameters), **shared}, (HTML,), seconds)


def take_turn(turn: Turn, scope: Scope) -> None:
    """Puts it where `turn_of` finds it."""
    scope[_TURN] = turn


def turn_of(request: HttpRequest) -> Turn:
    """The turn of a request at a route."""
    turn: Turn = request.scope[_TURN]
    return turn
