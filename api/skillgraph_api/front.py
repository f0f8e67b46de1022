"""The application as the server sees it: every request comes in here, and every answer leaves from here.

`/sparql` and `/queries/<name>` are answered without the framework, which costs more than most of their answers do; all
other routes are the framework's, and their answers and errors pass through the same hands.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import re
import secrets
from collections.abc import Iterable
from functools import partial
from typing import Any

from fastapi import FastAPI

from skillgraph.errors import InternalError, NotReady, SkillgraphError, UsageError
from skillgraph.isolation import Alarms
from skillgraph.results import HTML
from skillgraph_api import canned, editor, pages, sparql
from skillgraph_api.access import Gate, unshared
from skillgraph_api.answer import Answer, Chunks, Field, completed, preflight
from skillgraph_api.asking import Asking, Question
from skillgraph_api.caching import Kept, settled
from skillgraph_api.documented import Documented
from skillgraph_api.errors import MethodNotAllowed
from skillgraph_api.quick import Quick
from skillgraph_api.refusals import refusal
from skillgraph_api.request import VERSIONS, Receive, Request, Scope, Send
from skillgraph_api.state import Holder, State

_ACCEPT_POST = (b"accept-post", b"application/sparql-query, application/x-www-form-urlencoded")
_YOUNG = 20_000  # objects between two collections
_GONE = 499  # for the metrics: the client went before its answer came
# A host and its port, as a Host field may have them (RFC 3986, sections 3.2.2 and 3.2.3).
_HOST = re.compile(r"([\w.~!$&'()*+,;=%-]*|\[[\da-fA-F:.]+\])(?::\d*)?", re.ASCII)


class Front:
    """An ASGI application."""

    def __init__(self, serving: Holder, asking: Asking, framework: FastAPI, gate: Gate | None = None) -> None:
        self.serving = serving
        self.asking = asking
        self.settings = serving.settings
        self.failure: SkillgraphError | None = None  # why it could not start
        self._gate = gate  # of a private server
        self._documented = Documented(framework)
        self._hosts = frozenset(name.lower() for name in self.settings.listed("allowed_hosts"))
        start = secrets.token_hex(4)  # so that numbers of another run of the server are other ones
        self.ids = (f"{start}-{number:x}" for number in itertools.count(1))
        self.shapes = sparql.Shapes(self.settings)
        self.quick = Quick(self)
        self._alarms: Alarms | None = None
        self._dated: tuple[object, bytes] = (None, b"")  # what the server adds to each answer, and that as it is sent

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the life of the server (ASGI, section Lifespan)."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._serve(Request.read(scope, receive), send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            if self._gate is not None:
                self._gate.need_token()
            await self.serving.open()
        except SkillgraphError as error:
            self.failure = error
            await send({"type": "lifespan.startup.failed", "message": error.message})
            return
        _rest_collector()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.serving.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _serve(self, request: Request, send: Send) -> None:
        began = self.asking.clock()
        peer = request.scope.get("client")
        request.client = self.asking.clients.identify(peer[0] if peer else "", request.forwarded)
        request.id = next(self.ids)
        try:
            answer = await self._guarded(request)
            status = await self._send(request, answer, send)
        except asyncio.CancelledError:
            self.note_gone(request, began)
        else:
            self.note(request, status, began)

    async def _guarded(self, request: Request) -> Kept | Answer:
        """The answer to a request, whatever happens."""
        try:
            return await self._answer(request)
        except Exception as error:  # noqa: BLE001  # the edge: nothing that a client sends may end in anything else
            return self.failed(request, error)

    def failed(self, request: Request, error: Exception) -> Answer:
        """What is said of an error; one that is a fault of ours is logged and not told."""
        request.notes["error"] = type(error).__name__
        if isinstance(error, InternalError) or not isinstance(error, SkillgraphError):
            self.asking.log.fault(error, id=request.id)
            error = InternalError("This is a fault of the server.", f"Report it with the number {request.id}.")
        return refusal(error, self.settings.base_url, request.accept, request.notes.get("text", ""))

    async def _answer(self, request: Request) -> Kept | Answer:
        self._check_host(request)
        if self._gate is not None:
            self._gate.check(request)
        path, method = request.path, request.method
        state = self.serving.state
        if path == "/sparql":
            request.notes["route"] = path
            if method == "OPTIONS":
                return preflight(sparql.ALLOW, (_ACCEPT_POST,))
            _allow(method, sparql.ALLOW)
            return await self._sparql(request, _ready(state))
        if path.startswith(canned.PREFIX) and "/" not in path[len(canned.PREFIX) :] and path != canned.PREFIX:
            request.notes["route"] = "/queries/{name}"
            if method == "OPTIONS":
                return preflight(canned.ALLOW)
            _allow(method, canned.ALLOW)
            question = canned.question(request, _ready(state), self.asking.today())
            return await self._ask(request, _ready(state), question)
        return await self._documented.answer(request, state, self.asking)

    async def _sparql(self, request: Request, state: State) -> Kept | Answer:
        fields = await sparql.fields_of(request, self.settings)
        asked = sparql.question(request, fields, self.shapes)
        if asked is not None:
            request.notes["text"] = asked.text
            if asked.formats[0] != HTML:
                return await self._ask(request, state, asked)
            return await editor.answer(request, state, asked, self.asking.today(), partial(self._ask, request, state))
        if pages.is_liked(request.accept, *pages.DESCRIPTIONS) and not any(name == "format" for name, _ in fields):
            texts = dict([field for field in fields if field[0] == "edit"])
            return await self._ask(request, state, editor.page_of(state, self.asking.today(), texts))
        formats = sparql.formats_of(request.accept, fields, pages.DESCRIPTIONS)
        arguments, seconds = {"name": "service", "format": formats[0].name}, float(self.settings.query_seconds)
        return await self._ask(request, state, Question("document", arguments, formats[:1], seconds))

    async def _ask(self, request: Request, state: State, question: Question) -> Kept | Answer:
        answer = await self.asking.answer(request, state, question)
        self.remember(request, state)
        return answer

    def remember(self, request: Request, state: State) -> None:
        """Lets a request that has come again be known by its bytes from now on."""
        if request.method != "POST" and request.hosts == 1 and request.notes.get("cache") == "hit":
            url, query = request.scope["raw_path"], request.scope["query_string"]
            url = url + b"?" + query if query else url
            named = (request.host, request.accept, request.accept_encoding)
            raw = (state.snapshot_id.encode(), url, *[text.encode("latin-1") for text in named])
            self.asking.cache.name(raw, request.notes["store"])

    def _check_host(self, request: Request) -> None:
        """UsageError for a request without one Host that is well formed (RFC 9112, section 3.2) and ours."""
        version = request.scope["http_version"]
        if version not in VERSIONS:
            raise UsageError(f"HTTP/{version} is not spoken here.", "Send HTTP/1.1.")
        if request.hosts != 1 and version == "1.1":
            raise UsageError(f"The request has {request.hosts or 'no'} Host fields.", "Send one.")
        if not self._is_named(request.host):
            raise UsageError(f"This server is not called {request.host[:100]!r}.", "Use its public address.")

    def _is_named(self, host: str) -> bool:
        found = _HOST.fullmatch(host)
        return found is not None and (not self._hosts or found[1].lower() in self._hosts)

    def may_be_quick(self, host: str) -> bool:
        """Whether a request with that Host needs no further look at who sends it, and to whom."""
        return self._gate is None and self._is_named(host)

    async def _send(self, request: Request, answer: Kept | Answer, send: Send) -> int:
        """Sends an answer, without its body to HEAD; gives the status."""
        _, plain = settled(request.if_none_match, answer)
        fields = [*completed(plain), *self._own(request.id, request.client)]
        if self._gate is not None:
            fields = unshared(fields)
        await send({"type": "http.response.start", "status": plain.status, "headers": fields})
        if plain.chunks is None or request.method == "HEAD":
            if plain.chunks is not None:
                plain.chunks.close()
            await send({"type": "http.response.body", "body": b"" if request.method == "HEAD" else plain.body})
        else:
            await self._stream(request, plain.chunks, send)
        return plain.status

    async def _stream(self, request: Request, chunks: Chunks, send: Send) -> None:
        """Hands chunks on as the client takes them. Where they break off nothing more is sent, and the server cuts."""
        try:
            async for chunk in chunks:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        except SkillgraphError as error:
            request.notes["error"] = f"cut: {error.message}"
        finally:
            chunks.close()

    def _own(self, request_id: str, client: str) -> Iterable[Field]:
        """The fields that differ from one request to the next."""
        clients = self.asking.clients
        yield b"x-request-id", request_id.encode()
        yield b"ratelimit-policy", clients.policy
        if limit := clients.state(client):
            yield b"ratelimit", limit

    def own(self, request_id: str, client: str) -> bytes:
        """The same as they are sent."""
        clients = self.asking.clients
        limit = clients.state(client)
        rate = b"ratelimit: %s\r\n" % limit if limit else b""
        return b"x-request-id: %s\r\nratelimit-policy: %s\r\n%s" % (request_id.encode(), clients.policy, rate)

    def dated(self, fields: list[Field]) -> bytes:
        """The fields that the server makes anew every second, as they are sent."""
        made_of, lines = self._dated
        if made_of is not fields:
            lines = b"".join([b"%s: %s\r\n" % row for row in fields])
            self._dated = (fields, lines)
        return lines

    def alarms(self) -> Alarms:
        """What wakes connections that nothing comes over."""
        if self._alarms is None:
            self._alarms = Alarms(asyncio.get_running_loop())
        return self._alarms

    def note_gone(self, request: Request, began: float) -> None:
        """Counts a request whose client has gone, and with it whoever could be told."""
        self.note(request, _GONE, began)

    def note(self, request: Request, status: int, began: float) -> None:
        """Counts and, where that is wanted or something is wrong, logs a request that began then."""
        notes, seconds = request.notes, self.asking.clock() - began
        route = notes.get("route", "other")
        self.asking.metrics.observe(route, status, seconds)
        log, error = self.asking.log, notes.get("error")
        if log.every_request or status >= 500 or status == 429 or (error and error.startswith("cut")):
            facts: dict[str, Any] = {"id": request.id, "client": request.client, "method": request.method[:20]}
            facts |= {"route": route, "status": status, "seconds": round(seconds, 4), "cache": notes.get("cache")}
            log.write("request", **facts, error=error, **log.query(notes.get("text", "")))

    def refuse(self, error: SkillgraphError) -> tuple[int, list[Field], bytes]:
        """Status, fields and body for what never becomes a request."""
        answer = refusal(error, self.settings.base_url, "")
        self.asking.metrics.observe("other", answer.status, 0.0)
        return answer.status, [*completed(answer), *self._own(next(self.ids), "")], answer.body


def _allow(method: str, allowed: str) -> None:
    if method not in allowed.split(", "):
        raise MethodNotAllowed(method, allowed)


def _rest_collector() -> None:
    """Lets the garbage collector leave alone what is there for good, and come less often: requests leave no cycles."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG)


def _ready(state: State | None) -> State:
    if state is None:
        raise NotReady("There is no snapshot to answer from yet.", "Try again in a few seconds.")
    return state
