"""What the header section of a request says, where nothing but that is to be read of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from skillgraph_api.answer import Field

# Fields that are read; whoever sends one of them twice is read in full.
_READ: dict[bytes, bytes | None] = dict.fromkeys(
    (b"host", b"accept", b"accept-encoding", b"if-none-match", b"x-forwarded-for")
)
# A request with one of these is read in full; the rest may be answered by its bytes.
_SLOW = frozenset((b"content-length", b"transfer-encoding", b"expect", b"upgrade", b"authorization"))


@dataclass(frozen=True, slots=True)
class Head:
    """A header section without a body after it. `named` are the bytes that an answer depends on."""

    host: str
    accept: str
    accept_encoding: str
    if_none_match: str
    forwarded: str
    named: tuple[bytes, bytes, bytes]

    @classmethod
    def of(cls, headers: Iterable[Field]) -> Head | None:
        """The section of these fields; None for one that is to be read in full."""
        seen: dict[bytes, bytes | None] = _READ.copy()
        for name, value in headers:
            if name in seen:
                if seen[name] is not None:
                    return None
                seen[name] = value
            elif name in _SLOW:
                return None
        if seen[b"host"] is None:
            return None
        host, accept, coding, known, forwarded = [value or b"" for value in seen.values()]
        named = (host, accept, coding)
        return cls(_text(host), _text(accept), _text(coding), _text(known), _text(forwarded), named)


def _text(value: bytes) -> str:
    return value.decode("latin-1")


class Heads:
    """Header sections by their bytes, from the line after the request line to the empty line. Bounded."""

    def __init__(self, most: int = 1024, longest: int = 2048) -> None:
        self._known: dict[bytes, Head] = {}
        self._most = most
        self._longest = longest
        self.find = self._known.get

    def learn(self, data: bytes, url: bytes, head: Head) -> None:
        """Remembers what the parser made of a header section, where these bytes were that one request by GET."""
        start = b"GET %s HTTP/1.1" % url
        section = data[len(start) :]
        if data.startswith(start) and section.startswith(b"\r\n") and section.endswith(b"\r\n\r\n"):
            self.keep(section, head)

    def keep(self, section: bytes, head: Head) -> None:
        """Remembers a header section, unless it is long."""
        if len(section) <= self._longest:
            if len(self._known) >= self._most:
                self._known.clear()
            self._known[section] = head
