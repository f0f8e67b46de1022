"""One request over HTTP/1.1. Redirects are errors: what was configured is asked, and nothing else.

A body is read in pieces, each within what is left of the time, and counted while it arrives.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

from skillgraph import __version__
from skillgraph.endpoint.address import Address
from skillgraph.endpoint.exchange import Question
from skillgraph.errors import AnswerTooLarge, EndpointError, LimitReached, SkillgraphError, UsageError

CONNECT_S = 5.0  # longest wait for a connection
PIECE = 65_536
_SHOWN = 300  # characters of what an endpoint says of an error
_OF_QUERY = (400, 411, 413, 414, 422)
_OF_ACCESS = (401, 403, 407)
_OF_TIME = (408, 504)
_OF_MOMENT = (429, 502, 503)
BROKEN = (OSError, http.client.HTTPException)

Connection = http.client.HTTPConnection


def connect(address: Address, seconds: float) -> Connection:
    """A fresh connection; EndpointError where there is none."""
    timeout = min(CONNECT_S, seconds)
    if address.is_secure:
        connection: Connection = http.client.HTTPSConnection(
            address.host, address.port, timeout=timeout, context=_context()
        )
    else:
        connection = http.client.HTTPConnection(address.host, address.port, timeout=timeout)
    try:
        connection.connect()
    except OSError as error:
        raise unreachable(address, error) from None
    return connection


@cache
def _context() -> ssl.SSLContext:
    return ssl.create_default_context()


class Tether:
    """Holds the connection that a question goes over, so that another thread can break it."""

    def __init__(self) -> None:
        self.connection: Connection
        self.is_cut = False

    def tie(self, connection: Connection) -> Tether:
        """Holds that connection from now on; one that comes too late is broken at once."""
        self.connection = connection
        if self.is_cut:
            self.cut()
        return self

    def cut(self) -> None:
        """Breaks the connection: whoever reads from it sees its end."""
        self.is_cut = True
        held = getattr(self, "connection", None)
        if held is not None and held.sock is not None:
            with contextlib.suppress(OSError):
                held.sock.shutdown(socket.SHUT_RDWR)


@dataclass(frozen=True, slots=True)
class Call:
    """A request as it goes out: to an address, with a method, a body and header fields, until a moment."""

    address: Address
    method: str
    body: bytes
    fields: Mapping[str, str]
    ends: float

    @classmethod
    def asking(cls, address: Address, question: Question, authorization: str) -> Call:
        """A question as a form by POST (SPARQL 1.1 Protocol, section 2.1.2)."""
        fields = {
            "Accept": question.accept,
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": f"skillgraph/{__version__}",
        }
        if authorization:
            fields["Authorization"] = authorization
        body = urlencode(question.fields).encode()
        return cls(address, "POST", body, fields, time.monotonic() + question.seconds)

    def send(self, connection: Connection) -> http.client.HTTPResponse:
        """The head of the answer, whatever its status; the errors are those of the connection."""
        self.limit(connection)
        connection.request(self.method, self.address.path, self.body, dict(self.fields))
        return connection.getresponse()

    def limit(self, connection: Connection) -> None:
        """Lets the next operation of a connection last no longer than what is left; LimitReached."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise took_too_long(self.address)
        if connection.sock is not None:
            connection.sock.settimeout(left)


class Body:
    """An answer with a good status, being read."""

    def __init__(
        self,
        call: Call,
        connection: Connection,
        response: http.client.HTTPResponse,
        most: int,
        release: Callable[[Connection], None],
        broke: Callable[[SkillgraphError], None],
    ) -> None:
        self.media_type = response.headers.get_content_type()
        self.replica = call.address.url
        self.most_rows = int(rows) if (rows := response.headers.get("X-SPARQL-MaxRows", "")).isdigit() else 0
        length = response.headers.get("Content-Length", "")
        self._missing = int(length) if length.isdigit() and not response.chunked else None
        self.is_delimited = self._missing is not None or bool(response.chunked)
        self._call = call
        self._connection = connection
        self._response = response
        self._most = most
        self._size = 0
        self._release = release
        self._broke = broke
        self._done = False

    def read(self, size: int = -1, /) -> bytes:
        """See `Answering`."""
        if self._done:
            return b""
        self._call.limit(self._connection)
        try:
            piece = self._response.read1(size if 0 < size < PIECE else PIECE) if self._missing != 0 else b""
        except TimeoutError:
            raise took_too_long(self._call.address) from None
        except BROKEN as error:
            raise self._breaks_off(error) from None
        if piece:
            self._count(len(piece))
        elif self._missing:
            raise self._breaks_off(None)
        else:
            self._end()
        return piece

    def _breaks_off(self, reason: Exception | None) -> EndpointError:
        error = broken_off(self._call.address, reason)
        self._broke(error)
        return error

    def _count(self, size: int) -> None:
        self._size += size
        if self._size > self._most:
            text = f"The endpoint's answer has more than {self._most:,} bytes."
            raise AnswerTooLarge(text, "Add a LIMIT, or ask for less.")
        if self._missing is not None:
            self._missing -= size

    def _end(self) -> None:
        self._done = True
        if self._response.will_close:
            self.close()
        else:
            self._response.close()
            self._release(self._connection)

    def close(self) -> None:
        """See `Answering`: a connection with an unread rest is of no more use."""
        if not self._done or self._response.will_close:
            self._done = True
            hang_up(self._connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def hang_up(connection: Connection) -> None:
    """Ends a connection."""
    with contextlib.suppress(OSError):
        connection.close()


def refusal(
    address: Address, response: http.client.HTTPResponse, call: Call, connection: Connection
) -> SkillgraphError:
    """The error that a status other than 200 is; the connection is ended."""
    status = response.status
    said = ""
    with contextlib.suppress(*BROKEN, SkillgraphError):
        call.limit(connection)
        said = " ".join(response.read1(PIECE).decode("utf-8", "replace").split())[:_SHOWN]
    hang_up(connection)
    return _meaning(address, status, f" It says: {said}" if said else "")


def _meaning(address: Address, status: int, said: str) -> SkillgraphError:
    if 300 <= status < 400:
        text = f"The endpoint {address.origin} answers HTTP {status}, a redirect, which is not followed."
        return EndpointError(text, "Give the address that it leads to, if it is meant.")
    if status in _OF_QUERY:
        return UsageError(f"The endpoint does not take the query: HTTP {status}.{said}", "See the list of differences.")
    if status in _OF_ACCESS:
        hint = "Set SKILLGRAPH_ENDPOINT_AUTHORIZATION to the value of the Authorization header."
        return EndpointError(f"The endpoint {address.origin} wants other credentials: HTTP {status}.", hint)
    if status in _OF_TIME:
        return LimitReached(f"The endpoint gave up: HTTP {status}.", "time", "Ask for less.")
    text = f"The endpoint {address.origin} answers HTTP {status}.{said}"
    return EndpointError(text, "Its log says more.", may_pass=status in _OF_MOMENT)


def unreachable(address: Address, error: OSError) -> EndpointError:
    """The error where there is no connection."""
    reason = error.strerror or type(error).__name__
    text = f"The endpoint {address.origin} cannot be reached: {reason}."
    return EndpointError(text, "See whether it runs, and whether the address is right.", may_pass=True)


def broken_off(address: Address, error: Exception | None) -> EndpointError:
    """The error where an answer has no end."""
    reason = f" ({type(error).__name__})" if error is not None else ""
    return EndpointError(f"The answer of {address.origin} broke off{reason}.", "Ask again.", may_pass=True)


def took_too_long(address: Address) -> LimitReached:
    """The error where the time is up."""
    return LimitReached(f"The endpoint {address.origin} did not answer in time.", "time", "Ask for less.")
