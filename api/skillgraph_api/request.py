"""A request as it came: the headers that matter, its parameters decoded exactly once, and its body within limits."""

from __future__ import annotations

import asyncio
import re
from binascii import a2b_qp
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes

from skillgraph.errors import TooLarge, UsageError
from skillgraph_api.errors import RequestTimeout, UnsupportedMediaType
from skillgraph_api.heads import Head

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Fields = list[tuple[str, str]]

MOST_FIELDS = 256
VERSIONS = ("1.1", "1.0")  # of HTTP
_CONDITIONAL = ("GET", "HEAD")
_CODING = re.compile(r"\s*([!#$%&'*+.^_`|~\w-]+)\s*(?:;\s*[qQ]\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?")
_KEPT = {
    b"accept": "accept",
    b"accept-encoding": "accept_encoding",
    b"if-none-match": "if_none_match",
    b"content-type": "content_type",
    b"content-encoding": "content_encoding",
    b"content-length": "content_length",
    b"authorization": "authorization",
    b"host": "host",
    b"x-forwarded-for": "forwarded",
}


@dataclass(slots=True)
class Request:
    """The parts of a request that the server reads. Header fields given several times are joined by commas."""

    scope: Scope
    receive: Receive
    id: str = ""
    client: str = ""
    hosts: int = 0
    accept: str = ""
    accept_encoding: str = ""
    if_none_match: str = ""
    content_type: str = ""
    content_encoding: str = ""
    content_length: str = ""
    authorization: str = ""
    host: str = ""
    forwarded: str = ""
    notes: dict[str, Any] = field(default_factory=dict)  # for the log: route, what the cache said, the query's hash

    @classmethod
    def read(cls, scope: Scope, receive: Receive) -> Request:
        """The request of an ASGI scope."""
        request = cls(scope, receive)
        for name, value in scope["headers"]:
            kept = _KEPT.get(name)
            if kept is not None:
                text = value.decode("latin-1")
                old = getattr(request, kept)
                setattr(request, kept, f"{old},{text}" if old else text)
                request.hosts += kept == "host"
        if request.method not in _CONDITIONAL:  # there is no 304 for the others (RFC 9110, section 13.1.2)
            request.if_none_match = ""
        return request

    @classmethod
    def of_head(cls, head: Head, scope: Scope, receive: Receive) -> Request:
        """The request of a header section that was read already."""
        return cls(
            scope,
            receive,
            hosts=1,
            accept=head.accept,
            accept_encoding=head.accept_encoding,
            if_none_match=head.if_none_match,
            host=head.host,
            forwarded=head.forwarded,
        )

    @property
    def method(self) -> str:
        """GET, HEAD, POST and so on."""
        return str(self.scope["method"])

    @property
    def path(self) -> str:
        """The path, percent-decoded."""
        return str(self.scope["path"])

    @property
    def gzip(self) -> bool:
        """Whether the answer may be compressed."""
        return accepts_gzip(self.accept_encoding)

    @property
    def asks_for_method(self) -> bool:
        """Whether a browser asks what a page may send (Fetch standard, section 3.2.2)."""
        return any(name == b"access-control-request-method" for name, _ in self.scope["headers"])

    def parameters(self) -> Fields:
        """The parameters of the URL; UsageError where they are not UTF-8."""
        return decoded(self.scope["query_string"], "The URL")

    async def body(self, limit: int, seconds: float) -> bytes:
        """The body; TooLarge as soon as it has or announces more bytes, RequestTimeout where it takes too long."""
        if self.content_encoding.strip().lower() not in ("", "identity"):
            raise UnsupportedMediaType(
                f"A body with the coding {self.content_encoding[:60]!r} is not understood.", "Send it uncompressed."
            )
        if self.content_length.isdigit() and int(self.content_length) > limit:
            raise _too_large(limit)
        received = bytearray()
        try:
            async with asyncio.timeout(seconds):
                more = True
                while more:
                    message = await self.receive()
                    if message["type"] == "http.disconnect":
                        raise asyncio.CancelledError
                    received += message.get("body", b"")
                    more = message.get("more_body", False)
                    if len(received) > limit:
                        raise _too_large(limit)
        except TimeoutError:
            raise RequestTimeout(f"The body did not arrive within {seconds:g} s.", "Send it again.") from None
        return bytes(received)


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"The body has more than {limit} bytes.", "Send less.")


def text_of(body: bytes) -> str:
    """A body as text; UsageError where it is not UTF-8."""
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise UsageError(f"The body is not UTF-8 at byte {error.start}.", "Send it as UTF-8.") from None


def decoded(encoded: bytes, what: str) -> Fields:
    """The fields of `application/x-www-form-urlencoded`, decoded once; UsageError where they are not well formed."""
    try:
        if encoded.isascii():
            return _decoded(encoded)
        return parse_qsl(encoded.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except UnicodeDecodeError:
        raise UsageError(f"{what} has parameters that are not UTF-8.", "Percent-encode UTF-8, once.") from None
    except ValueError:
        raise UsageError(f"{what} has more than {MOST_FIELDS} parameters.", "Leave some out.") from None


def _decoded(encoded: bytes) -> Fields:
    """What `parse_qsl` gives for ASCII, in half its time; a test holds both equal."""
    pieces = encoded.split(b"&")
    if len(pieces) > MOST_FIELDS:
        raise ValueError
    pairs = [piece.replace(b"+", b" ").partition(b"=") for piece in pieces if piece]
    return [(unquoted(name).decode(), unquoted(value).decode()) for name, _, value in pairs]


def unquoted(piece: bytes) -> bytes:
    """What `unquote_to_bytes` gives, in a fraction of its time; a test holds both equal.

    Quoted-printable (RFC 2045, section 6.7) writes a byte as `=3D`, and its decoder takes no turn through Python for
    each. It passes over what is no byte, which the length tells, and reads line ends as its own.
    """
    count = piece.count(b"%")
    if not count:
        return piece
    if b"\n" not in piece and b"\r" not in piece:
        found = a2b_qp(piece.replace(b"=", b"=3D").replace(b"%", b"="))
        if len(found) == len(piece) - 2 * count:
            return found
    return unquote_to_bytes(piece)


@lru_cache(maxsize=256)
def accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding header allows gzip (RFC 9110, section 12.5.3)."""
    if not header:
        return False
    quality: dict[str, float] = {}
    for part in header[:1024].split(","):
        match = _CODING.fullmatch(part)
        if match:
            quality[match[1].lower()] = float(match[2] or 1)
    return quality.get("gzip", quality.get("x-gzip", quality.get("*", 0.0))) > 0
