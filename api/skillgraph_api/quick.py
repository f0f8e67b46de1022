"""Requests that need nothing but an answer in memory, or a query's evaluation: most of them, and without a task.

What is wrong with one of them is found out and told the long way, in `front`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from skillgraph.errors import SkillgraphError
from skillgraph.results import HTML
from skillgraph_api import sparql
from skillgraph_api.answer import Field, matches
from skillgraph_api.asking import Question
from skillgraph_api.exchange import Exchange
from skillgraph_api.heads import Head, Heads
from skillgraph_api.request import Message, Request
from skillgraph_api.state import State

if TYPE_CHECKING:
    from skillgraph_api.front import Front
    from skillgraph_api.protocol import Protocol


class Quick:
    """What a connection asks before it makes a task; None means the long way."""

    def __init__(self, front: Front) -> None:
        self.heads = Heads()
        self._front = front

    def head_of(self, headers: Iterable[Field]) -> Head | None:
        """What a header section says; None for one that has to be read in full, and on a private server."""
        head = Head.of(headers)
        return head if head is not None and self._front.may_be_quick(head.host) else None

    def takes(
        self, protocol: Protocol, method: bytes, url: bytes, head: Head, *, stays: bool, may_ask: bool = True
    ) -> bool:
        """Whether a request was answered from memory, or is a plain query and was asked."""
        peer = protocol.client[0] if protocol.client else ""
        found = self.recall(head, url, peer, bodiless=method == b"HEAD")
        if found is not None:
            protocol.give(*found, stays=stays)
            return True
        asked = self.ask(method.decode(), url, head, peer) if may_ask else None
        if asked is not None:
            protocol.begin(Exchange(protocol, *asked, keep_alive=stays))
        return asked is not None

    def recall(self, head: Head, url: bytes, peer: str, *, bodiless: bool = False) -> tuple[bytes, bytes] | None:
        """Head and body of an answer that is in memory under a request's own bytes."""
        front, asking = self._front, self._front.asking
        state = front.serving.state
        if state is None or asking.log.every_request:
            return None
        kept = asking.cache.recall((state.snapshot_id.encode(), url, *head.named))
        if kept is None or (kept.day and kept.day != asking.today().isoformat()):
            return None
        asking.cache.hits += 1
        own = front.own(next(front.ids), asking.clients.identify(peer, head.forwarded))
        route = "/sparql" if url.startswith(b"/sparql") else "/queries/{name}"
        if matches(head.if_none_match, kept.etag):
            asking.metrics.observe(route, 304, 0.0)
            return kept.unchanged + own, b""
        asking.metrics.observe(route, kept.answer.status, 0.0)
        return kept.head + own, b"" if bodiless else kept.answer.body

    def ask(self, method: str, url: bytes, head: Head, peer: str) -> tuple[Request, State, Question] | None:
        """A query as it was sent by GET or HEAD."""
        path, _, query = url.partition(b"?")
        state = self._front.serving.state
        if path != b"/sparql" or b"#" in query or state is None:
            return None
        scope = {"method": method, "path": "/sparql", "raw_path": path, "query_string": query}
        request = Request.of_head(head, scope, _no_body)
        try:
            question = sparql.question(request, request.parameters(), self._front.shapes)
        except SkillgraphError:
            return None
        if question is None or question.formats[0] == HTML:
            return None
        request.client = self._front.asking.clients.identify(peer, head.forwarded)
        request.id = next(self._front.ids)
        request.notes = {"route": "/sparql", "text": question.text}
        return request, state, question


async def _no_body() -> Message:
    """What a request without a body gives to who reads one."""
    return {"type": "http.request", "body": b"", "more_body": False}
