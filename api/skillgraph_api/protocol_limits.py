"""A connection with limits on what it takes and how long that takes, as far as one HTTP message is like another.

httptools takes headers of any size, so bytes are counted here until the header section is complete: 431, 414, and 408
where it takes too long. A request whose client has gone is cancelled. What a client does not read is not kept for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from skillgraph.errors import Busy, SkillgraphError, UsageError
from skillgraph_api.answer import wire
from skillgraph_api.errors import AddressTooLong, HeadersTooLarge, RequestTimeout
from skillgraph_api.exchange import Exchange

if TYPE_CHECKING:
    from skillgraph_api.front import Front

MOST_IGNORED = 16_777_216  # bytes of a refused body that are read and thrown away, so that the refusal is seen
STUCK_S = 60.0  # the longest that a client may read nothing while something waits for it
_LINGER_S = 2.0


class Limited(HttpToolsProtocol):
    """One connection, of which `Protocol` reads the requests."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.front: Front = self.app  # `serve` gives it no other application
        self._limits = self.front.settings
        self._in_head = False  # a header section has begun and is not complete
        self._in_body = False
        self._refused = False  # nothing more is read
        self._head_bytes = 0
        self._ignored = 0
        self._deadline: asyncio.TimerHandle | None = None
        self._stuck: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._exchange: Exchange | None = None  # the last one; others may wait behind it

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has come; it is sent away where there are too many."""
        super().connection_made(transport)
        if len(self.connections) > self._limits.connections:
            self._refuse(Busy("There are too many connections.", "server", 1, "Try again in a moment."))
        else:
            self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """A client has gone: what is under way for it ends."""
        for timer in (self._deadline, self._stuck):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)
        if self._exchange is not None:
            self._exchange.leave()
        if self._task is not None and not self._task.done():
            self._task.cancel()
        for cycle, _ in self.pipeline:
            cycle.disconnected = True
        self.pipeline.clear()

    # Reading

    def _is_idle(self) -> bool:
        waits = self.cycle is None or self.cycle.response_complete
        return waits and not self._in_body and self.timeout_keep_alive_task is None

    def _await_head(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(self._limits.read_seconds, self._late)

    def _await_no_head(self) -> None:
        """What was waited for is there."""
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _late(self) -> None:
        self._deadline = None
        if self._in_head:
            self._refuse(RequestTimeout("The header section did not arrive in time.", "Send it again."))
        else:
            self.transport.close()

    def _ignore(self, count: int) -> None:
        """Throws away the rest of what was refused, for a while."""
        self._ignored += count
        if self._ignored > MOST_IGNORED:
            self.transport.abort()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(STUCK_S, self.transport.abort)

    def _is_too_large(self) -> bool:
        size = sum(len(name) + len(value) + 4 for name, value in self.headers)
        if len(self.url) > self._limits.url_bytes:
            self._refuse(_url_too_long(self._limits.url_bytes))
        elif size > self._limits.header_bytes:
            self._refuse(_headers_too_large(self._limits.header_bytes))
        return self._refused

    def _check_incomplete(self) -> None:
        if len(self.url) > self._limits.url_bytes:
            self._refuse(_url_too_long(self._limits.url_bytes))
        elif self._head_bytes > self._limits.url_bytes + self._limits.header_bytes:
            self._refuse(_headers_too_large(self._limits.header_bytes))

    def _refuse(self, error: SkillgraphError) -> None:
        """Answers what never becomes a request, and reads nothing more of this connection."""
        answerable = self._in_body and not self.pipeline
        self._refused = True
        self._in_head = self._in_body = False
        if self.cycle is not None and not self.cycle.response_complete:
            if not answerable or self.cycle.response_started:
                self.transport.abort()
                return
            self.cycle.disconnected = True  # its body is broken: what was begun for it ends, and says nothing
            if self._task is not None:
                self._task.cancel()
        status, fields, body = self.front.refuse(error)
        self.write(wire(status, fields), body, stays=False)
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(_LINGER_S, self.transport.close)

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP is answered as everything else is."""
        if not self._refused:
            self._refuse(UsageError(msg, "Send HTTP/1.1."))

    # Writing

    def write(self, head: bytes, body: bytes, *, stays: bool) -> None:
        """Sends an answer's head, which lacks its end, with the body or its beginning."""
        date = self.front.dated(self.server_state.default_headers)
        self.transport.write(b"".join((head, date, b"\r\n" if stays else b"connection: close\r\n\r\n", body)))

    def start(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """A task that the server waits for before it ends."""
        task = self.loop.create_task(work)
        task.add_done_callback(self.tasks.discard)
        self.tasks.add(task)
        return task

    def pause_writing(self) -> None:
        """The client does not read as fast as it is sent to."""
        super().pause_writing()
        if self._stuck is None:
            self._stuck = self.loop.call_later(STUCK_S, self.transport.abort)

    def resume_writing(self) -> None:
        """It has read on."""
        super().resume_writing()
        if self._stuck is not None:
            self._stuck.cancel()
            self._stuck = None

    def _rest(self) -> None:
        """Begins to wait for the next request."""
        self._unset_keepalive_if_required()
        alarm = self.front.alarms().after(self.timeout_keep_alive, self.timeout_keep_alive_handler)
        self.timeout_keep_alive_task = alarm  # type: ignore[assignment]  # it has what is asked of one

    def timeout_keep_alive_handler(self) -> None:
        """Nothing has come for a while; an answer that the client did not read by then is lost."""
        super().timeout_keep_alive_handler()
        self.loop.call_later(STUCK_S, self.transport.abort)


def _url_too_long(most: int) -> AddressTooLong:
    return AddressTooLong(f"The URL has more than {most} bytes.", "Send the query by POST.")


def _headers_too_large(most: int) -> HeadersTooLarge:
    return HeadersTooLarge(f"The header section has more than {most} bytes.", "Send fewer or shorter fields.")
