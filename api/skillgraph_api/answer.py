"""An answer, and the one place that gives every answer its header fields."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import Protocol
from urllib.parse import quote

Field = tuple[bytes, bytes]
Fields = tuple[Field, ...]

EXPOSED = (
    "ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, X-Request-Id, X-Snapshot, "
    "X-Warning"
)
SMALLEST_ZIPPED = 1024
MOST_WARNINGS = 8
MOST_PREFLIGHT_S = 86_400
CSP = b"default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

COMMON: Fields = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", EXPOSED.encode()),
    (b"x-content-type-options", b"nosniff"),
)
KEPT: Fields = ((b"cache-control", b"public, no-cache"), (b"vary", b"Accept, Accept-Encoding"))
VOLATILE: Fields = ((b"cache-control", b"no-store"), (b"vary", b"Accept, Accept-Encoding"))
_SAFE = "".join(map(chr, range(0x20, 0x7F))).replace("%", "")
_TAG = re.compile(r'(?:W/)?"([\x21\x23-\x7e\x80-\xff]*)"')


class Chunks(Protocol):
    """A body that arrives piece by piece; who does not read it to its end closes it."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, header fields of its own, and the body: bytes, or chunks of a stated length."""

    status: int
    fields: Fields = ()
    body: bytes = b""
    chunks: Chunks | None = None
    length: int = 0

    @property
    def size(self) -> int:
        """The length of the body."""
        return self.length if self.chunks is not None else len(self.body)

    def with_body(self, body: bytes) -> Answer:
        """The same answer with that body."""
        return Answer(self.status, self.fields, body)

    def field(self, name: bytes) -> bytes:
        """The value of one of its own header fields, empty where it has none of that name."""
        return next((value for one, value in self.fields if one == name), b"")


def safe(text: str, most: int = 500) -> bytes:
    """Text as a header field's value: what is not printable ASCII is percent-encoded, and so is `%`."""
    return quote(text[:most], safe=_SAFE, errors="replace").encode("ascii")


def warnings_of(texts: list[str]) -> Fields:
    """What an answer warns of, a field each."""
    return tuple((b"x-warning", safe(text)) for text in texts[:MOST_WARNINGS])


def validators(header: str) -> list[str]:
    """The opaque tags of an If-None-Match field, for weak comparison (RFC 9110, sections 8.8.3.2 and 13.1.2)."""
    return [*_TAG.findall(header[:8192])] if header else []


def matches(header: str, tag: bytes) -> bool:
    """Whether an If-None-Match field names that entity tag, or any."""
    if not header or not tag:
        return False
    return header.strip() == "*" or tag.decode("latin-1").strip('"') in validators(header)


def not_modified(answer: Answer) -> Answer:
    """The 304 in place of an answer: its fields but those that describe the body (section 15.4.5)."""
    kept = tuple(
        row for row in answer.fields if row[0] not in (b"content-type", b"content-encoding", b"content-length")
    )
    return Answer(304, kept)


def tagged(answer: Answer) -> Answer:
    """A whole answer with a strong entity tag from its bytes, and the fields of what may be kept."""
    tag = hashlib.blake2b(answer.body, digest_size=12).hexdigest()
    own = {name for name, _ in answer.fields}
    more = [(b"etag", f'"{tag}"'.encode()), *KEPT]
    return Answer(answer.status, (*answer.fields, *(row for row in more if row[0] not in own)), answer.body)


def zipped(answer: Answer) -> Answer:
    """An answer compressed, where that is worth it; its entity tag says so."""
    if len(answer.body) < SMALLEST_ZIPPED or answer.field(b"content-encoding"):
        return answer
    fields = tuple((name, value[:-1] + b'-gz"' if name == b"etag" else value) for name, value in answer.fields)
    body = gzip.compress(answer.body, compresslevel=3, mtime=0)
    return Answer(answer.status, (*fields, (b"content-encoding", b"gzip")), body)


def completed(answer: Answer) -> list[Field]:
    """All header fields of an answer but those that differ from one request to the next."""
    fields = [*answer.fields, *COMMON]
    if answer.field(b"content-type").startswith(b"text/html"):
        fields.append((b"content-security-policy", CSP))
    if answer.status not in (204, 304):
        fields.append((b"content-length", str(answer.size).encode()))
    return fields


def wire(status: int, fields: Iterable[Field]) -> bytes:
    """Status line and header fields as they are sent, without the empty line after them (RFC 9112, section 2.1)."""
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n".encode()]
    lines += [b"%s: %s\r\n" % field for field in fields]
    return b"".join(lines)


@dataclass(frozen=True, slots=True)
class Steady:
    """What many answers have in common: status and header fields, and their heads up to the entity tag and after it."""

    status: int
    fields: Fields
    before: bytes
    after: bytes

    def head(self, tag: Field, length: int) -> bytes:
        """The head of one of them, as `wire` gives it for its fields with the tag behind them."""
        return b"%s%s: %s\r\n%scontent-length: %d\r\n" % (self.before, *tag, self.after, length)


@lru_cache(maxsize=256)
def steady(
    status: int, media: str, coding: str, caching: Fields, link: str, filename: str, warnings: tuple[str, ...],
    snapshot: str,
) -> Steady:  # fmt: skip
    """What answers have in common that are of one kind and do not differ in the rest either."""
    held = f'attachment; filename="{filename}"' if filename else ""
    rows = {b"content-encoding": coding, b"link": link, b"content-disposition": held}
    fields = (
        (b"content-type", media.encode()),
        *((name, value.encode()) for name, value in rows.items() if value),
        *caching,
        *warnings_of(list(warnings)),
        (b"x-snapshot", snapshot.encode()),
    )
    added = completed(Answer(status, fields))[len(fields) :]
    after = wire(status, [row for row in added if row[0] != b"content-length"])
    return Steady(status, fields, wire(status, fields), after.partition(b"\r\n")[2])


def preflight(allow: str, more: Fields = ()) -> Answer:
    """The answer to OPTIONS, which is also that to a browser's preflight request (Fetch standard, section 4.8)."""
    fields: Fields = (
        (b"allow", allow.encode()),
        (b"access-control-allow-methods", allow.encode()),
        (b"access-control-allow-headers", b"Accept, Authorization, Content-Type, If-None-Match, *"),
        (b"access-control-max-age", str(MOST_PREFLIGHT_S).encode()),
    )
    return Answer(204, (*fields, *more))
