"""HTTP/1.1 as uvicorn speaks it, with limits while a request arrives, and answers from memory without a task.

httptools takes headers of any size, so bytes are counted here until the header section is complete: 431, 414, and 408
where it takes too long. A request whose client has gone is cancelled. What a client does not read is not kept for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from skillgraph.errors import Busy, SkillgraphError, UsageError
from skillgraph_api.answer import wire
from skillgraph_api.errors import AddressTooLong, HeadersTooLarge, RequestTimeout
from skillgraph_api.exchange import Exchange
from skillgraph_api.request import VERSIONS

if TYPE_CHECKING:
    from skillgraph_api.front import Front

MOST_UNREAD = 262_144  # bytes of answers that wait for a client, beyond which none is given from memory
MOST_IGNORED = 16_777_216  # bytes of a refused body that are read and thrown away, so that the refusal is seen
STUCK_S = 60.0  # the longest that a client may read nothing while something waits for it
_LINGER_S = 2.0


class Protocol(HttpToolsProtocol):
    """One connection."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.front: Front = self.app  # `serve` gives it no other application
        self._limits = self.front.settings
        self._in_head = False  # a header section has begun and is not complete
        self._in_body = False
        self._done = False  # this request was answered here
        self._refused = False  # nothing more is read
        self._begun = 0  # requests that the bytes at hand belong to
        self._head_bytes = 0
        self._ignored = 0
        self._deadline: asyncio.TimerHandle | None = None
        self._stuck: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._exchange: Exchange | None = None  # the last one; others may wait behind it

    # Connection

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

    def data_received(self, data: bytes) -> None:
        """Parses what has come, and counts it while the header section is incomplete."""
        if self._refused:
            self._ignore(len(data))
            return
        self._begun = int(self._in_head or self._in_body)
        super().data_received(data)
        if self._in_head:
            if self._begun == 1:  # otherwise these bytes belong to another request as well
                self._head_bytes += len(data)
            self._check_incomplete()
        if self._refused or self.transport.is_closing():
            return
        if self._in_body and (self._done or (self.cycle is not None and self.cycle.response_complete)):
            self._ignore(len(data))
        elif self._in_head or self._is_idle():
            self._await_head()
        elif self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _is_idle(self) -> bool:
        waits = self.cycle is None or self.cycle.response_complete
        return waits and not self._in_body and self.timeout_keep_alive_task is None

    def _await_head(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(self._limits.read_seconds, self._late)

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

    # Flow

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

    def timeout_keep_alive_handler(self) -> None:
        """Nothing has come for a while; an answer that the client did not read by then is lost."""
        super().timeout_keep_alive_handler()
        self.loop.call_later(STUCK_S, self.transport.abort)

    # Parser

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._in_head = True
        self._done = False
        self._begun += 1
        self._head_bytes = self._ignored = 0

    def on_headers_complete(self) -> None:
        """The header section is complete: from memory, by the application, or not at all."""
        self._in_head = False
        if self._refused:
            return
        if self._is_too_large():
            return
        self._in_body = True
        if self._is_free() and (self._from_memory() or self._at_once()):
            self._done = True
            return
        self._unset_keepalive_if_required()  # an answer from memory may have begun to wait for this
        self._normalise()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Part of a body."""
        if not (self._done or self._refused):
            super().on_body(body)

    def on_message_complete(self) -> None:
        """A request has come whole."""
        self._in_body = False
        if not (self._done or self._refused):
            super().on_message_complete()

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        self._task = self.start(cycle.run_asgi(app))

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

    def _normalise(self) -> None:
        """The absolute form of a target names the host itself (RFC 9112, section 3.2.2); `*` is the whole server."""
        if self.url == b"*":
            self.url = b"/"
        elif self.url.lower().startswith((b"http://", b"https://")):
            host = urlsplit(self.url).netloc
            self.headers[:] = [*((name, value) for name, value in self.headers if name != b"host"), (b"host", host)]

    # Answers

    def _is_free(self) -> bool:
        """Whether a GET can be answered from here: nothing is under way before it, and what was sent is read."""
        if self.parser.get_method() not in (b"GET", b"HEAD") or self.pipeline:
            return False
        waits = self.cycle is None or self.cycle.response_complete
        return waits and self.transport.get_write_buffer_size() <= MOST_UNREAD

    def _at_once(self) -> bool:
        """Whether the request is a plain query, and was asked without a task."""
        if self.parser.get_http_version() != "1.1":
            return False
        found = self.front.plain(self.parser.get_method().decode(), self.url, self.headers, self._peer())
        if found is None:
            return False
        self._unset_keepalive_if_required()
        self._exchange = Exchange(self, *found, keep_alive=self.parser.should_keep_alive())
        self.cycle = self._exchange  # type: ignore[assignment]  # it has what is asked of one
        self._exchange.begin()
        return True

    def _peer(self) -> str:
        return self.client[0] if self.client else ""

    def start(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """A task that the server waits for before it ends."""
        task = self.loop.create_task(work)
        task.add_done_callback(self.tasks.discard)
        self.tasks.add(task)
        return task

    def _from_memory(self) -> bool:
        """Whether the request was answered at once."""
        version = self.parser.get_http_version()
        if version not in VERSIONS:
            return False
        found = self.front.recall(self.parser.get_method() == b"HEAD", self.url, self.headers, self._peer())
        if found is None:
            return False
        head, body = found
        stays = version != "1.0" and self.parser.should_keep_alive()
        self.write(head, body, stays=stays)
        self.server_state.total_requests += 1
        self._unset_keepalive_if_required()
        if stays:
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )
        else:
            self.transport.close()
        return True

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

    def write(self, head: bytes, body: bytes, *, stays: bool) -> None:
        """Sends an answer's head, which lacks its end, with the body or its beginning."""
        date = b"".join(b"%s: %s\r\n" % row for row in self.server_state.default_headers)
        self.transport.write(b"".join((head, date, b"\r\n" if stays else b"connection: close\r\n\r\n", body)))

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP is answered as everything else is."""
        if not self._refused:
            self._refuse(UsageError(msg, "Send HTTP/1.1."))

    def _unsupported_upgrade_warning(self) -> None:
        """A request to speak another protocol is answered in this one, and the connection ends with the answer."""
        if self.cycle is not None:
            self.cycle.keep_alive = False


def _url_too_long(most: int) -> AddressTooLong:
    return AddressTooLong(f"The URL has more than {most} bytes.", "Send the query by POST.")


def _headers_too_large(most: int) -> HeadersTooLarge:
    return HeadersTooLarge(f"The header section has more than {most} bytes.", "Send fewer or shorter fields.")
