"""A text as an editor sees it: offsets as positions and back, and the token under the cursor.

A position counts lines from 0 and, within a line, code units of the encoding that client and server agreed upon
(Language Server Protocol 3.17, "Text Documents"). Lines end with LF, CR LF or CR, and with nothing else.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import pairwise

from lsprotocol.types import Position, Range

from skillgraph.turtle.lexer import Token, lex

_LINE_END = re.compile(r"\r\n|\n|\r")
_UNITS = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
_WIDTH = {"utf-8": 1, "utf-16": 2, "utf-32": 4}


def lines_of(text: str) -> list[str]:
    """The lines of a text with their ends."""
    starts = [0, *(match.end() for match in _LINE_END.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(starts) if start < end]


class Sheet:
    """One text in one encoding of positions."""

    def __init__(self, text: str, encoding: str = "utf-16") -> None:
        self.text = text
        self._codec, self._width = _UNITS[encoding], _WIDTH[encoding]
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """All tokens; joined they equal the text."""
        return tuple(lex(self.text))

    @cached_property
    def _token_starts(self) -> list[int]:
        return [token.start for token in self.tokens]

    def position(self, offset: int) -> Position:
        """The position of an offset in characters."""
        line = bisect_right(self._starts, offset) - 1
        return Position(line, self._units(self.text[self._starts[line] : offset]))

    def range(self, start: int, end: int) -> Range:
        """The range from one offset to another."""
        return Range(self.position(start), self.position(end))

    def offset(self, position: Position) -> int:
        """The offset of a position; one beyond the end of its line or of the text counts as that end."""
        if position.line >= len(self._starts):
            return len(self.text)
        start = self._starts[position.line]
        line = self.line(position.line)
        if line.isascii():
            return start + min(position.character, len(line))
        units = 0
        for index, character in enumerate(line):
            if units >= position.character:
                return start + index
            units += self._units(character)
        return start + len(line)

    def line(self, number: int) -> str:
        """A line, counted from 0, without its end; nothing where there is no such line."""
        if not 0 <= number < len(self._starts):
            return ""
        end = self._starts[number + 1] if number + 1 < len(self._starts) else len(self.text)
        return self.text[self._starts[number] : end].rstrip("\r\n")

    def begins_line(self, offset: int) -> bool:
        """Whether an offset is the first of its line."""
        return offset == 0 or self.text[offset - 1] in "\r\n"

    def at(self, line: int, column: int) -> int:
        """The offset of a finding's line and column, which count from 1; a column of 0 is the line's first sign."""
        number = min(max(line - 1, 0), len(self._starts) - 1)
        text = self.line(number)
        indent = len(text) - len(text.lstrip())
        return self._starts[number] + (min(column - 1, len(text)) if column else indent)

    def token(self, offset: int) -> Token | None:
        """The token that begins at or before an offset and ends after it; none at the end of the text."""
        index = bisect_right(self._token_starts, offset) - 1
        if index < 0 or offset >= len(self.text):
            return None
        return self.tokens[index]

    def tokens_between(self, start: int, end: int) -> tuple[Token, ...]:
        """The tokens that begin from one offset on and before another."""
        return self.tokens[bisect_left(self._token_starts, start) : bisect_left(self._token_starts, end)]

    def token_range(self, offset: int) -> Range:
        """From an offset to the end of the token there, or over one sign where no token is."""
        token = self.token(offset)
        if token is None:
            return self.range(max(offset - 1, 0), offset)
        if token.kind in ("space", "comment"):
            return self.range(offset, min(offset + 1, len(self.text)))
        return self.range(offset, token.start + len(token.text))

    def _units(self, text: str) -> int:
        return len(text) if text.isascii() else len(text.encode(self._codec)) // self._width
