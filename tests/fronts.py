"""The front in this process, over processes that are made up: what they give is written in the test."""

from __future__ import annotations

import asyncio
import datetime
import io
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from skillgraph.isolation import Reply
from skillgraph.queries import Catalogue
from skillgraph.settings import Settings
from skillgraph.workspace import Contents, SourceFile
from skillgraph_api.app import create_app
from skillgraph_api.asking import Asking
from skillgraph_api.caching import AnswerCache
from skillgraph_api.clients import Clients
from skillgraph_api.front import Front
from skillgraph_api.logs import Log
from skillgraph_api.metrics import Metrics
from skillgraph_api.state import State

CANNED = b"""#+ summary: Which things are there?
#+ params:
#+   kind: {type: string, help: "The kind", default: "any"}
#+ columns:
#+   thing: {help: "A thing"}
SELECT ?thing WHERE { ?thing ?p $kind } ORDER BY ?thing
"""
DAY = datetime.datetime(2026, 12, 1, 12, tzinfo=datetime.UTC)


class Clock:
    """Seconds and a day that pass when they are told to."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.now = DAY

    def __call__(self) -> float:
        return self.seconds

    def today(self) -> datetime.date:
        return self.now.date()


class Chunked:
    """A long answer, which breaks off after `whole` pieces where that is given."""

    def __init__(self, pieces: list[bytes], head: Mapping[str, Any], fault: Exception | None = None) -> None:
        self.pieces = pieces
        self.head = head
        self.length = sum(map(len, pieces)) + (fault is not None)
        self.rows, self.seconds = None, 0.0
        self.fault = fault
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            yield piece
        if self.fault is not None:
            raise self.fault

    def close(self) -> None:
        self.closed = True


@dataclass
class FakePool:
    """Gives what `reply` makes of the arguments, after `gate` where there is one; remembers what it was asked."""

    reply: Callable[[Mapping[str, Any]], Any]
    gate: asyncio.Event | None = None
    asked: list[tuple[str, Mapping[str, Any], str, float]] = field(default_factory=list)
    cancelled: int = 0
    spent: float = 0.0  # seconds that a job which is given up took
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def submit(
        self, job: str, arguments: Mapping[str, Any], done: Callable[[Any], None], *, client: str, seconds: float
    ) -> Callable[[], float]:
        self.asked.append((job, arguments, client, seconds))
        task = asyncio.ensure_future(self._reply(arguments, done))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

        def give_up() -> float:
            if task.cancel():
                self.cancelled += 1
            return self.spent

        return give_up

    async def _reply(self, arguments: Mapping[str, Any], done: Callable[[Any], None]) -> None:
        if self.gate is not None:
            await self.gate.wait()
        try:
            outcome = self.reply(arguments)
        except Exception as error:  # noqa: BLE001  # handed on as it is
            outcome = error
        done(outcome)

    @property
    def stats(self) -> Any:
        return SimpleNamespace(running=0, waiting=0, slow=0, streaming=0, forks=0, ends={})


def head_of(arguments: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A head as the processes give it."""
    name = arguments.get("format") or arguments["formats"][0]
    return {"format": name, "content_type": f"text/{name}", "encoding": "", "seconds": 0.01, "rows": 1, **more}


def echo(arguments: Mapping[str, Any]) -> Reply:
    """Answers with the arguments themselves."""
    return Reply(head_of(arguments), json.dumps(dict(arguments)).encode())


@dataclass
class Answered:
    """What the front sent."""

    status: int
    fields: list[tuple[str, str]]
    body: bytes
    complete: bool

    def __getitem__(self, name: str) -> str:
        return ", ".join(value for one, value in self.fields if one == name)

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Fronted:
    """A front with its made-up surroundings."""

    front: Front
    pool: FakePool
    clock: Clock
    log: io.StringIO

    async def call(
        self, path: str, method: str = "GET", body: bytes = b"", peer: str = "192.0.2.1", **fields: str
    ) -> Answered:
        """One request; `fields` are header fields with _ for -."""
        path, _, query = path.partition("?")
        named = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in fields.items()]
        hosts = [] if "host" in fields else [(b"host", b"example.org")]
        sent: list[dict[str, Any]] = []
        scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "http_version": "1.1"}
        scope |= {"query_string": query.encode("latin-1"), "headers": hosts + named, "client": (peer, 1)}
        scope |= {"root_path": "", "scheme": "http", "server": ("127.0.0.1", 1), "state": {}, "asgi": {}}
        waiting = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> dict[str, Any]:
            if waiting:
                return waiting.pop()
            await asyncio.Event().wait()
            raise AssertionError

        async def send(message: Any) -> None:
            sent.append(message)

        await self.front(scope, receive, send)
        if not sent:
            return Answered(0, [], b"", complete=False)
        start, *rest = sent
        fields_sent = [(name.decode(), value.decode("latin-1")) for name, value in start["headers"]]
        content = b"".join(message.get("body", b"") for message in rest)
        return Answered(start["status"], fields_sent, content, complete=not rest[-1].get("more_body", False))


def fronted(reply: Callable[[Mapping[str, Any]], Any] = echo, **settings: Any) -> Fronted:
    """A front over one snapshot with one canned query, `things`."""
    chosen = Settings(**settings)
    clock, log = Clock(), io.StringIO()
    made = create_app(chosen)
    contents = Contents(Path(), (SourceFile("queries/x/things.rq", CANNED),))
    pool = FakePool(reply)
    made.serving.state = State(chosen, "0" * 64, 1, Catalogue(contents), pool, clock())
    made.asking = Asking(
        Clients(chosen, clock),
        AnswerCache(chosen.cache_bytes),
        Log(chosen, log, lambda: clock.now),
        Metrics(),
        clock,
        clock.today,
    )
    return Fronted(made, pool, clock, log)
