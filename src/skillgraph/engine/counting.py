"""Counting the rows of an answer while the engine writes it, in pieces of any size, and stopping at a bound.

Rows are counted in the bytes, because asking the engine for each solution as an object takes longer than writing it.
"""

from __future__ import annotations

from typing import NoReturn

from skillgraph.engine.interface import Bounds
from skillgraph.errors import AnswerTooLarge
from skillgraph.results import refuse_unheld


class Sink:
    """A file to write to: keeps the pieces, and raises AnswerTooLarge where they pass the bounds.

    As it is, it counts no rows; its heirs do.
    """

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._pieces: list[bytes] = []
        self._size = 0
        self.rows = 0

    def write(self, piece: bytes) -> int:
        """Takes one piece."""
        self._size += len(piece)
        if self._size > self._bounds.size:
            raise AnswerTooLarge(f"The answer has more than {self._bounds.size:,} bytes.", "Ask for less, or in parts.")
        self._pieces.append(piece)
        self._count(piece)
        if self.rows > self._bounds.rows:
            self._too_many()
        return len(piece)

    def flush(self) -> None:
        """There is nothing to wait for."""

    @property
    def body(self) -> bytes:
        """All that was written."""
        return b"".join(self._pieces)

    def _count(self, piece: bytes) -> None:
        """Brings `rows` up to date."""

    def _too_many(self) -> NoReturn:
        raise too_many(self._bounds.rows)


def too_many(rows: int, noun: str = "rows") -> AnswerTooLarge:
    """The error for an answer that passes the bound on rows or triples."""
    return AnswerTooLarge(f"The answer has more than {rows:,} {noun}.", "Add a LIMIT, or ask for less.")


class TsvSink(Sink):
    """TSV: a line feed ends each row and the header, and stands nowhere else."""

    def __init__(self, bounds: Bounds) -> None:
        super().__init__(bounds)
        self.rows = -1

    def _count(self, piece: bytes) -> None:
        self.rows += piece.count(b"\n")


class CsvSink(TsvSink):
    """CSV: a line feed between quotation marks is part of a value."""

    _inside = 0  # 1 after an odd number of quotation marks; a doubled one within a value counts as two

    def _count(self, piece: bytes) -> None:
        parts = piece.split(b'"')
        self.rows += sum(part.count(b"\n") for part in parts[self._inside :: 2])
        self._inside = (self._inside + len(parts) - 1) % 2


class XmlText(Sink):
    """XML 1.0 (section 2.2) has no way to hold some characters, and reads a bare carriage return as a line feed."""

    _last = b""

    def write(self, piece: bytes) -> int:
        """Takes one piece; NotAcceptable where no XML document can hold it."""
        refuse_unheld(self._last + piece)
        self._last = piece[-2:]
        super().write(piece.replace(b"\r", b"&#13;"))
        return len(piece)


class XmlSink(XmlText):
    """XML: every row begins with its tag, and text has no angle bracket in it."""

    _tail = b""

    def _count(self, piece: bytes) -> None:
        seen = self._tail + piece
        self.rows += seen.count(b"<result>")
        self._tail = seen[-7:]


class JsonSink(Sink):
    """JSON: after the first row, each begins with `}},{` and the name of a variable.

    At the end of a string these signs are followed by a comma or a brace, so the count is exact, but for rows in
    which nothing is bound. Where one of these is seen, or what looks like it, strings are left out of the count.
    """

    _tail = b""
    _begun = False  # whether the first row was seen; before it there are names of variables only
    _exact: JsonRows | None = None

    def _count(self, piece: bytes) -> None:
        seen = self._tail + piece
        self._tail = seen[-5:]
        if self._exact is not None:
            self._exact.feed(piece)
            self.rows = self._exact.rows
            return
        if not self._begun and b':[{"' in seen:
            self._begun = True
            self.rows = 1
        if b"}},{}" in seen or (not self._begun and b":[{}" in seen):
            self._exact = JsonRows()
            for known in self._pieces:
                self._exact.feed(known)
            self.rows = self._exact.rows
            return
        self.rows += seen.count(b'}},{"', 0, len(seen) - 1)  # the next byte is to be seen too
        if b'}},{"}' in seen or b'}},{",' in seen:
            self.rows -= seen.count(b'}},{"}') + seen.count(b'}},{",')


class JsonRows:
    """The exact number of rows in SPARQL results as JSON, piece by piece."""

    def __init__(self) -> None:
        self.rows = 0
        self._inside = 0  # whether a piece begins in a string
        self._held = b""

    def feed(self, piece: bytes) -> None:
        """Counts on in one more piece."""
        text = self._held + piece
        backslashes = len(text) - len(text.rstrip(b"\\"))
        keep = 1 if backslashes % 2 or text.endswith((b",", b"[")) else 0
        text, self._held = (text[:-keep], text[-keep:]) if keep else (text, b"")
        parts = text.replace(rb"\\", b"").replace(rb"\"", b"").split(b'"')
        self.rows += sum(part.count(b",{") + part.count(b"[{") for part in parts[self._inside :: 2])
        self._inside = (self._inside + len(parts) - 1) % 2
