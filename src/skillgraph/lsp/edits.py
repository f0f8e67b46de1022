"""From one text to another as edits, so that an editor keeps its cursor where nothing changes."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import accumulate

from lsprotocol.types import TextEdit

from skillgraph.lsp.sheet import Sheet, lines_of


def edits(sheet: Sheet, new: str) -> list[TextEdit]:
    """Edits that turn a text into a new one, in their order: lines, and within a changed line its changed part."""
    before, after = lines_of(sheet.text), lines_of(new)
    starts = _starts(before)
    found = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        pairs = [(n, n + 1, after[c + n - a]) for n in range(a, b)] if b - a == d - c else [(a, b, "".join(after[c:d]))]
        found += [_edit(sheet, starts[first], starts[last], text) for first, last, text in pairs]
    return found


def _edit(sheet: Sheet, start: int, end: int, text: str) -> TextEdit:
    """The replacement of a piece, without the beginning and the end that stay; never between CR and LF."""
    old = sheet.text[start:end]
    head = 0 if "\r" in old else _shared(old, text)
    tail = 0 if "\r" in old else _shared(old[head:][::-1], text[head:][::-1])
    return TextEdit(sheet.range(start + head, end - tail), text[head : len(text) - tail])


def _shared(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginning."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _starts(lines: list[str]) -> list[int]:
    """The offset of every line, and that of the end."""
    return list(accumulate(map(len, lines), initial=0))
