"""A lossless lexer for SPARQL (SPARQL 1.1 Query, section 19.8): joined tokens equal the text.

It knows just enough to tell what is inside strings, comments and IRIs from what is not. Sets of characters are written
as what of ASCII is not in them, since a range of all else takes long to compile. A prefix is looked for over
256 characters, so that the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_KINDS = r"""
    (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
  | (?P<string>\"\"\"(?:\"{0,2}(?:[^"\\]|\\.))*\"\"\" | '''(?:'{0,2}(?:[^'\\]|\\.))*'''
      | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
  | (?P<variable>[?$][^\x00-\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f]+)
  | (?P<name>(?:[^\W\d_][\w.-]{0,255})?:
      (?:(?:[^\x00-\x24\x26-\x2f\x3b-\x40\x5b-\x5e\x60\x7b-\x7f]|\\.)
      (?:[^\x00-\x24\x26-\x2c\x2e\x2f\x3b-\x40\x5b-\x5e\x60\x7b-\x7f]|\\.
      |\.+(?=[^\x00-\x24\x26-\x2c\x2e\x2f\x3b-\x40\x5b\x5d\x5e\x60\x7b-\x7f]))*)?)
  | (?P<blank>_:\w[\w.-]*)
  | (?P<word>[^\W\d]\w*)
  | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<other>.)
"""
TOKEN = re.compile(
    rf"""
    (?P<space>[ \t\r\n]+)
  | (?P<comment>\#[^\r\n]*)
  | {_KINDS}
    """,
    re.VERBOSE | re.DOTALL,
)
# The same tokens but for white space and comments, which cost as much as the others; at the end a match of no kind.
DENSE = re.compile(rf"(?:[ \t\r\n]+|\#[^\r\n]*)*+(?:{_KINDS}|\Z)", re.VERBOSE | re.DOTALL)


class Token(NamedTuple):
    """A piece of a query: its kind (a group of the lexer's pattern), its text, where it starts (from 0)."""

    kind: str
    text: str
    start: int

    @property
    def is_blank(self) -> bool:
        """Whether it is white space or a comment."""
        return self.kind in ("space", "comment")

    @property
    def keyword(self) -> str:
        """The word in capitals, or nothing for other kinds."""
        return self.text.upper() if self.kind == "word" else ""


def tokenise(text: str) -> Iterator[Token]:
    """The tokens of a query in their order."""
    for match in TOKEN.finditer(text):
        yield Token(match.lastgroup or "other", match.group(), match.start())


def position(text: str, start: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1."""
    before = text[:start]
    return before.count("\n") + 1, start - (before.rfind("\n") + 1) + 1
