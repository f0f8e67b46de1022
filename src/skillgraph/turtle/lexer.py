"""A lossless lexer for Turtle (RDF 1.1 and 1.2 Turtle, section 6.5): joined tokens equal the text.

Every text can be read: a character that begins no token becomes a token of kind `bad`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_U = _BASE + "_"
_CHARS = _U + "\\-0-9\u00b7\u0300-\u036f\u203f-\u2040"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_PREFIX = rf"[{_BASE}](?:[{_CHARS}]|\.+(?=[{_CHARS}]))*"
_LOCAL = rf"(?:[{_U}:0-9]|{_PLX})(?:[{_CHARS}:]|{_PLX}|\.+(?=[{_CHARS}:]|{_PLX}))*"
_UCHAR = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_ESCAPE = rf"\\[tbnrf\"'\\]|{_UCHAR}"

KINDS: tuple[tuple[str, str], ...] = (
    ("name", rf"(?:{_PREFIX})?:(?:{_LOCAL})?"),
    ("iri", rf"<(?:[^\x00-\x20<>\"{{}}|^`\\]|{_UCHAR})*>"),
    ("number", r"[+-]?(?:\d+\.\d*[eE][+-]?\d+|\.?\d+[eE][+-]?\d+|\d*\.\d+|\d+)"),
    ("mark", r"\^\^|<<\(|\)>>|<<|>>|\{\||\|\}|[.;,\[\](){}~]"),
    (
        "string",
        rf"\"\"\"(?:\"{{0,2}}(?:[^\"\\]|{_ESCAPE}))*\"\"\"|'''(?:'{{0,2}}(?:[^'\\]|{_ESCAPE}))*'''"
        rf"|\"(?!\"\")(?:[^\"\\\r\n]|{_ESCAPE})*\"|'(?!'')(?:[^'\\\r\n]|{_ESCAPE})*'",
    ),
    ("at", r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?"),
    ("word", r"[A-Za-z][A-Za-z0-9_]*"),
    ("blank", rf"_:[{_U}0-9](?:[{_CHARS}]|\.+(?=[{_CHARS}]))*"),
)
_SPACE, _COMMENT = r"[ \t\r\n]+", r"\#[^\r\n]*"
_GROUPS = "|".join(f"({pattern})" for _, pattern in KINDS)
_NAMES = (*(name for name, _ in KINDS), "space", "comment", "bad")

NAME, IRI, NUMBER, MARK, STRING, AT, WORD, BLANK, BAD = range(1, 10)
END = 0


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a document: its kind (a name in `KINDS`, or space, comment, bad), its text, its offset from 0."""

    kind: str
    text: str
    start: int


@cache  # compiled when a text is read: that takes as long as the start of a command
def _lossless() -> re.Pattern[str]:
    return re.compile(f"{_GROUPS}|({_SPACE})|({_COMMENT})|([\\s\\S])")


@cache
def _quick() -> re.Pattern[str]:
    """Possessive, and with the end as a last choice, so that no piece of a comment is ever tried as a token."""
    return re.compile(rf"(?:{_SPACE}|{_COMMENT})*+(?:{_GROUPS}|([^ \t\r\n#])|\Z)")


def lex(text: str) -> Iterator[Token]:
    """All tokens, white space and comments included."""
    for match in _lossless().finditer(text):
        yield Token(_NAMES[(match.lastindex or len(_NAMES)) - 1], match.group(), match.start())


def scan(text: str) -> tuple[list[int], list[str], list[int]]:
    """Kinds, texts and offsets of the tokens that matter to a parser, with an `END` after the last."""
    kinds: list[int] = []
    texts: list[str] = []
    starts: list[int] = []
    add_kind, add_text, add_start = kinds.append, texts.append, starts.append
    for match in _quick().finditer(text):
        kind = match.lastindex
        if kind is None:
            break
        add_kind(kind)
        add_text(match[kind])
        add_start(match.start(kind))
    add_kind(END)
    add_text("")
    add_start(len(text))
    return kinds, texts, starts


class Lines:
    """Line and column, both from 1, of an offset in a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", text))]

    def place(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line, without its end."""
        start = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self._text)
        return self._text[start:end].rstrip("\r\n")
