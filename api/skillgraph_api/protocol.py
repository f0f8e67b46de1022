"""HTTP/1.1 as uvicorn speaks it, and answers from memory or to a plain query without a task.

A header section that the parser has read is known by its bytes from then on, and the parser is not asked again.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from skillgraph_api.exchange import Exchange
from skillgraph_api.heads import Head
from skillgraph_api.protocol_limits import Limited
from skillgraph_api.request import VERSIONS

MOST_UNREAD = 262_144  # bytes of answers that wait for a client, beyond which none is given from memory
_QUICK = (b"GET", b"HEAD")
# A request line of which nothing has to be told apart (RFC 9112, section 3).
_LINE = re.compile(rb"GET (/[A-Za-z0-9._~%!$&'()*+,;=:@/?-]*) HTTP/1\.1")


class Protocol(Limited):
    """One connection."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._done = False  # this request was answered here
        self._head: Head | None = None  # the section that was read last, where another of the same bytes may be quick
        self._begun = 0  # requests that the bytes at hand belong to

    def data_received(self, data: bytes) -> None:
        """Parses what has come, and counts it while the header section is incomplete."""
        if self._refused:
            self._ignore(len(data))
            return
        is_between = not (self._in_head or self._in_body)
        if is_between and self._is_known(data):
            return
        self._begun, self._head = int(not is_between), None
        super().data_received(data)
        if self._in_head:
            if self._begun == 1:  # otherwise these bytes belong to another request as well
                self._head_bytes += len(data)
            self._check_incomplete()
        if self._refused or self.transport.is_closing():
            return
        if self._head is not None and self._begun == 1 and not (self._in_head or self._in_body):
            self.front.quick.heads.learn(data, self.url, self._head)
        if self._in_body and (self._done or (self.cycle is not None and self.cycle.response_complete)):
            self._ignore(len(data))
        elif self._in_head or self._is_idle():
            self._await_head()
        else:
            self._await_no_head()

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
        if self._is_free() and self._was_quick():
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

    def _normalise(self) -> None:
        """The absolute form of a target names the host itself (RFC 9112, section 3.2.2); `*` is the whole server."""
        if self.url == b"*":
            self.url = b"/"
        elif self.url.lower().startswith((b"http://", b"https://")):
            host = urlsplit(self.url).netloc
            self.headers[:] = [*((name, value) for name, value in self.headers if name != b"host"), (b"host", host)]

    # Answers

    def _is_free(self) -> bool:
        """Whether a request can be answered from here: nothing is under way before it, and what was sent is read."""
        if self.pipeline or not (self.cycle is None or self.cycle.response_complete):
            return False
        return self.transport.get_write_buffer_size() <= MOST_UNREAD and not self.transport.is_closing()

    def _is_known(self, data: bytes) -> bool:
        """Whether these bytes are one request, with a header section that was read before, and it was taken."""
        end = data.find(b"\r\n")
        head = self.front.quick.heads.find(data[end:])
        line = _LINE.fullmatch(data, 0, end) if head is not None else None
        if head is None or line is None or end > self._limits.url_bytes or not self._is_free():
            return False
        if not self.front.quick.takes(self, b"GET", line[1], head, stays=True):
            return False
        self._await_no_head()
        return True

    def _was_quick(self) -> bool:
        """Whether the request that the parser has read was taken."""
        method, version = self.parser.get_method(), self.parser.get_http_version()
        head = self.front.quick.head_of(self.headers) if method in _QUICK and version in VERSIONS else None
        if head is None:
            return False
        stays = version == "1.1" and self.parser.should_keep_alive()
        if not self.front.quick.takes(self, method, self.url, head, stays=stays, may_ask=version == "1.1"):
            return False
        self._head = head if stays else None
        return True

    def on_response_complete(self) -> None:
        """An answer is away."""
        if self.pipeline or self.transport.is_closing():
            super().on_response_complete()
        else:
            self.server_state.total_requests += 1
            self.flow.resume_reading()
            self._rest()

    def give(self, head: bytes, body: bytes, *, stays: bool) -> None:
        """Sends a whole answer at once."""
        self.write(head, body, stays=stays)
        self.server_state.total_requests += 1
        if stays:
            self._rest()
        else:
            self._unset_keepalive_if_required()
            self.transport.close()

    def begin(self, exchange: Exchange) -> None:
        """Lets a query be asked and answered; nothing else is begun before its answer is away."""
        self._unset_keepalive_if_required()
        self._exchange = exchange
        self.cycle = exchange  # type: ignore[assignment]  # it has what is asked of one
        exchange.begin()

    def _unsupported_upgrade_warning(self) -> None:
        """A request to speak another protocol is answered in this one, and the connection ends with the answer."""
        if self.cycle is not None:
            self.cycle.keep_alive = False
