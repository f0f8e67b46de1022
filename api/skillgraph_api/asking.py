"""From a question to its answer: what is known already, what is kept, what is under way, and then the processes.

An entity tag is `<what is asked>.<format>[.gz][.<day>]`: it can be compared before anything is evaluated, because an
answer follows from the snapshot and the question alone. One that does not (`RAND()`) has no tag and is not kept.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from skillgraph.errors import LimitReached, SkillgraphError
from skillgraph.isolation import awaited
from skillgraph.results import Format
from skillgraph_api.answer import KEPT, VOLATILE, Answer, Chunks, Steady, steady, validators
from skillgraph_api.caching import AnswerCache, Done, Flights, GiveUp, Kept, Outcome
from skillgraph_api.clients import Clients
from skillgraph_api.logs import Log
from skillgraph_api.metrics import Metrics
from skillgraph_api.request import Request
from skillgraph_api.state import State

# Of a job's arguments: formats and coding are told apart otherwise, and limits do not change an answer.
_NOT_ASKED = frozenset(("format", "formats", "today", "limits", "gzip"))


@dataclass(slots=True)  # not frozen, which costs a call for each field of every request
class Question:
    """A job for the processes.

    `formats` are those that fit, best liked first; `text` is the query, where it is one; `link` points to what belongs
    to the answer, as the value of a Link field (RFC 8288). `names` are those of the formats, and `asked` is what tells
    this question from others with the same text, where both were made before.
    """

    job: str
    arguments: Mapping[str, Any]
    formats: tuple[Format, ...]
    seconds: float
    text: str = ""
    link: str = ""
    names: tuple[str, ...] = ()
    asked: str = ""

    def key(self, snapshot: str) -> str:
        """A digest of what is asked of which snapshot, whatever the format."""
        if self.asked:
            text = f"{snapshot} {self.job} {self.asked} {self.text}"
        else:
            asked = [(name, value) for name, value in self.arguments.items() if name not in _NOT_ASKED]
            text = repr((snapshot, self.job, asked))
        return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


@dataclass(slots=True)
class Teed:
    """Chunks that are handed on and, when all of them have come, given to `done` in one piece."""

    chunks: Chunks
    done: Callable[[bytes], None]

    async def __aiter__(self) -> AsyncIterator[bytes]:
        pieces = []
        async for piece in self.chunks:
            pieces.append(piece)
            yield piece
        self.done(b"".join(pieces))

    def close(self) -> None:
        """Gives up what is still to come."""
        self.chunks.close()


@dataclass(slots=True)
class Asking:
    """What all requests share."""

    clients: Clients
    cache: AnswerCache
    log: Log
    metrics: Metrics
    clock: Callable[[], float]
    today: Callable[[], datetime.date]
    flights: Flights = field(default_factory=Flights)

    async def answer(self, request: Request, state: State, question: Question) -> Kept | Answer:
        """The answer, or a 304 where the client has it; raises what the job raises, and Busy."""
        return await awaited(partial(self.begin, request, state, question))

    def begin(self, request: Request, state: State, question: Question, done: Done) -> GiveUp:
        """Lets `done` have what `answer` gives or raises, at once where it is known; gives what ends the wait."""
        day, gzip = self.today().isoformat(), request.gzip
        key = question.key(state.snapshot_id)
        if tag := known(request.if_none_match, key, question.formats, day, gzip=gzip):
            request.notes["cache"] = "client"
            done(Answer(304, ((b"etag", f'"{tag}"'.encode()), *KEPT, _snapshot(state))))
            return _nothing
        store = (key, question.names or tuple([found.name for found in question.formats]), gzip)
        kept = self.cache.get(store, day)
        request.notes["store"] = store
        request.notes["cache"] = "miss" if kept is None else "hit"
        if kept is not None:
            self.cache.hits += 1
            done(kept)
            return _nothing
        self.cache.misses += 1
        job = _Job(self, state, question, request.client, key, store, day, gzip)
        return self.flights.join((store, question.seconds), job.begin, done)


def _nothing() -> None:
    """What there is to give up where nothing is under way."""


def _nobody(_: Outcome) -> None:
    """Who hears of what was not begun."""


@dataclass(slots=True)
class _Job:
    """One evaluation, told to `done`; it `began` at a time of the clock."""

    asking: Asking
    state: State
    question: Question
    client: str
    key: str
    store: object
    day: str
    gzip: bool
    done: Done = _nobody
    began: float = 0.0

    def begin(self, done: Done) -> GiveUp:
        """Lets `done` have the answer, which is kept where that can be; gives what ends the evaluation.

        Its time is charged to the client, also where it gives nothing.
        """
        asking, question = self.asking, self.question
        self.done, self.began = done, asking.clock()
        arguments = question.arguments
        if "gzip" not in arguments:
            arguments = {**arguments, "gzip": self.gzip}
        try:
            asking.clients.admit(self.client)
            end = self.state.pool.submit(
                question.job, arguments, self._hear, client=self.client, seconds=question.seconds
            )
        except SkillgraphError as error:
            self._hear(error)
            return _nothing

        def give_up() -> None:
            self._charge(end())

        return give_up

    def _hear(self, outcome: Any) -> None:
        self.done(self._answered(outcome, self.asking.clock() - self.began))

    def _answered(self, outcome: Any, seconds: float) -> Outcome:
        """What becomes of what the processes gave within that time."""
        if isinstance(outcome, SkillgraphError):
            self._charge(outcome.spent)
            if isinstance(outcome, LimitReached):
                self._tell(outcome.spent, limit=outcome.limit)
            return outcome
        if isinstance(outcome, Exception):
            self._charge(seconds)
            return outcome
        self._charge(outcome.seconds)
        self._tell(outcome.seconds, rows=outcome.rows)
        try:
            return self._made(outcome)
        except Exception as fault:  # noqa: BLE001  # an edge: who waits has to be told, whatever happens
            return fault

    def _made(self, reply: Any) -> Kept | Answer:
        head = reply.head
        volatile = bool(head.get("volatile"))
        day = self.day if head.get("today") else ""
        common, tag = self._common(head), (b"etag", self._tag(head, day))
        fields = common.fields if volatile else (*common.fields, tag)
        if not hasattr(reply, "length"):
            whole = Answer(common.status, fields, reply.body)
            if volatile:  # who asks at the same time has an answer of its own
                return whole
            kept = Kept(whole, day, common.head(tag, len(reply.body)))
            self.asking.cache.put(self.store, kept)
            return kept
        chunks: Chunks = reply
        answer = Answer(common.status, fields)
        if not volatile and self.asking.cache.fits(reply.length):
            chunks = Teed(reply, lambda body: self.asking.cache.put(self.store, Kept(answer.with_body(body), day)))
        return replace(answer, chunks=chunks, length=reply.length)

    def _common(self, head: Mapping[str, Any]) -> Steady:
        """What an answer with that head has in common with others; one whose status is not 200 is volatile."""
        return steady(
            int(head.get("status") or 200),
            str(head["content_type"]),
            str(head.get("encoding") or ""),
            VOLATILE if head.get("volatile") else KEPT,
            str(head.get("link") or self.question.link),
            str(head.get("filename") or ""),
            tuple(head.get("warnings") or ()),
            self.state.snapshot_id,
        )

    def _tag(self, head: Mapping[str, Any], day: str) -> bytes:
        parts = [self.key, str(head["format"]), "gz" if head.get("encoding") else "", day]
        return f'"{".".join(filter(None, parts))}"'.encode()

    def _charge(self, seconds: float) -> None:
        self.asking.clients.charge(self.client, min(seconds, self.question.seconds))

    def _tell(self, seconds: float, **facts: Any) -> None:
        """Logs a slow query, or one that passed a limit."""
        log = self.asking.log
        if seconds < log.slow_after and "limit" not in facts:
            return
        self.asking.metrics.slow += 1
        text = self.question.text or json.dumps(dict(self.question.arguments), default=str)
        facts |= {"job": self.question.job, "client": self.client, "snapshot": self.state.snapshot_id}
        log.write("slow query", seconds=round(seconds, 4), **facts, **log.query(text))


def _snapshot(state: State) -> tuple[bytes, bytes]:
    return b"x-snapshot", state.snapshot_id.encode()


def known(header: str, key: str, formats: tuple[Format, ...], day: str, *, gzip: bool) -> str:
    """The entity tag of an If-None-Match field that the answer would have; empty where there is none such.

    The family of the answer follows from the tag's format, which has to be the best liked of its family.
    """
    if not header:
        return ""
    best = {found.name for found in formats if found is next(f for f in formats if f.family is found.family)}
    for tag in validators(header):
        asked, _, rest = tag.partition(".")
        name, *more = rest.split(".")
        if asked == key and name in best and set(more) <= {"gz", day} and (gzip or "gz" not in more):
            return tag
    return ""
