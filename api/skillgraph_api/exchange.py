"""A query by GET, from the parser's callback to its answer without a task: what most requests are that do not repeat.

What is wrong with a request is found out and told the long way; here it is only asked and answered.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from skillgraph.errors import SkillgraphError
from skillgraph_api.answer import Chunks, completed, wire
from skillgraph_api.asking import Question
from skillgraph_api.caching import GiveUp, Outcome, discard, settled
from skillgraph_api.request import Request
from skillgraph_api.state import State

if TYPE_CHECKING:
    from skillgraph_api.protocol import Protocol


class Unheard:
    """Stands where the cycle of a request has the event that its task waits for."""

    def set(self) -> None:
        """Nobody waits."""


class Exchange:
    """One request until its answer is away. The server's protocol takes it for the cycle of a request."""

    message_event = Unheard()

    def __init__(
        self, protocol: Protocol, request: Request, state: State, question: Question, *, keep_alive: bool
    ) -> None:
        self.keep_alive = keep_alive  # taken away when the server is told to end
        self.disconnected = False
        self.response_started = False
        self.response_complete = False
        self._protocol = protocol
        self._front = protocol.front
        self._request = request
        self._state = state
        self._question = question
        self._began = self._front.asking.clock()
        self._give_up: GiveUp | None = None
        self._streaming: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Asks; the answer may be there before this returns."""
        give_up = self._front.asking.begin(self._request, self._state, self._question, self._done)
        if not self.response_complete:
            self._give_up = give_up

    def leave(self) -> None:
        """The client has gone: what is under way for it ends."""
        self.disconnected = True
        if self.response_complete:
            return
        if self._streaming is not None:
            self._streaming.cancel()
        else:
            self._front.note_gone(self._request, self._began)
        if self._give_up is not None:
            self._give_up()

    def _done(self, outcome: Outcome) -> None:
        if self.disconnected:
            discard(outcome)
            return
        front, request = self._front, self._request
        self.response_started = True
        answer = front.failed(request, outcome) if isinstance(outcome, Exception) else outcome
        front.remember(request, self._state)
        kept, plain = settled(request.if_none_match, answer)
        head = (kept.head if kept else wire(plain.status, completed(plain))) + front.own(request.id, request.client)
        is_head = request.method == "HEAD"
        if plain.chunks is None or is_head:
            discard(plain)
            self._protocol.write(head, b"" if is_head else plain.body, stays=self.keep_alive)
            self._complete(plain.status)
        else:
            self._protocol.write(head, b"", stays=self.keep_alive)
            self._streaming = self._protocol.start(self._stream(plain.chunks, plain.status))

    def _complete(self, status: int) -> None:
        self.response_complete = True
        self._give_up = None  # it leads back here, and a cycle is for the garbage collector to find
        if not self.keep_alive:
            self._protocol.transport.close()
        self._protocol.on_response_complete()
        self._front.note(self._request, status, self._began)

    async def _stream(self, chunks: Chunks, status: int) -> None:
        """Hands chunks on as the client takes them. Where they break off nothing more is sent, and the server cuts."""
        try:
            async for chunk in chunks:
                await self._protocol.flow.drain()
                self._protocol.transport.write(chunk)
        except SkillgraphError as error:
            self._request.notes["error"] = f"cut: {error.message}"
            self._protocol.transport.close()
            self._front.note(self._request, status, self._began)
        except asyncio.CancelledError:
            self._front.note_gone(self._request, self._began)
            raise
        else:
            self._complete(status)
        finally:
            chunks.close()
