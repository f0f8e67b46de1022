"""Edits of a Turtle text by its tokens (RDF 1.1 Turtle, section 2): what is not edited keeps every byte.

Each function takes a parsed document and gives the edits that change it; `apply` gives the new text. Comments stay,
also where what they stand beside is taken away.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from skillgraph.terms import RDF_TYPE
from skillgraph.turtle import Document, LocatedTriple
from skillgraph.turtle.lexer import AT, END, IRI, MARK, NAME, STRING, WORD, scan

INDENT, DEEP = "    ", "        "
_OPENS = {"[", "(", "{|", "<<(", "<<"}
_CLOSES = {"]", ")", "|}", ")>>", ">>"}
_STOPS = (",", ";", ".")
_NEWLINE = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Edit:
    """The text that takes the place of what stands from `start` up to `end`, both offsets."""

    start: int
    end: int
    text: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text after edits that do not overlap; those at the same place follow each other in the given order."""
    pieces, at = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        assert edit.start >= at, "edits overlap"
        pieces += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*pieces, text[at:]])


def newline(text: str) -> str:
    """The line end that the text uses."""
    found = _NEWLINE.search(text)
    return found.group() if found else "\n"


class Layout:
    """The tokens of a text that are neither white space nor comments, with the walks over them that edits need."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.kinds, self.texts, self.starts = scan(text)

    def index(self, offset: int) -> int:
        """The number of the token that starts at an offset."""
        return bisect_left(self.starts, offset)

    def end(self, i: int) -> int:
        """The offset behind a token."""
        return self.starts[i] + len(self.texts[i])

    def is_mark(self, i: int, *marks: str) -> bool:
        """Whether a token is one of these marks."""
        return self.kinds[i] == MARK and self.texts[i] in marks

    def stop(self, i: int, *marks: str) -> int:
        """From token `i` on the first of the marks outside brackets, or the bracket that closes what `i` is in."""
        depth = 0
        while self.kinds[i] != END:
            if depth == 0 and self.is_mark(i, *marks, *_CLOSES):
                return i
            if self.kinds[i] == MARK:
                depth += (self.texts[i] in _OPENS) - (self.texts[i] in _CLOSES)
            i += 1
        return i

    def behind_term(self, i: int) -> int:
        """The token after the term that starts at token `i`; a literal's language or datatype belongs to it."""
        if self.is_mark(i, *_OPENS):
            return self.stop(i + 1) + 1
        if self.kinds[i] == STRING and self.kinds[i + 1] == AT:
            return i + 2
        return i + 3 if self.kinds[i] == STRING and self.is_mark(i + 1, "^^") else i + 1

    def cut(self, i: int, j: int) -> Edit:
        """Takes tokens `i` up to `j` away, with the white space before them unless a comment stands in it.

        Where nothing parts what comes next from them, a blank is left, lest it grows together with what came before.
        """
        start, before, end = self.starts[i], self.end(i - 1), self.end(j - 1)
        parted = self.is_mark(j, *_STOPS) or self.text[end : end + 1].isspace()
        return Edit(start if "#" in self.text[before:start] else before, end, "" if parted else " ")


def statement_end(document: Document, subject_at: int) -> int:
    """The offset behind the full stop of the statement whose subject is written there."""
    layout = Layout(document.text)
    return layout.end(layout.stop(layout.index(subject_at), "."))


def replace_object(document: Document, triple: LocatedTriple, written: str) -> list[Edit]:
    """Another value in the place of a triple's object."""
    layout = Layout(document.text)
    i = layout.index(triple.object_at)
    return [Edit(layout.starts[i], layout.end(layout.behind_term(i) - 1), written)]


def add_object(document: Document, last: LocatedTriple, written: str) -> list[Edit]:
    """One more object after the last of its list; a lone object goes to a line of its own first."""
    layout = Layout(document.text)
    i = layout.index(last.object_at)
    edits = []
    end = layout.end(layout.stop(i, *_STOPS) - 1)
    alone = not layout.is_mark(i - 1, ",") and last.predicate.value != RDF_TYPE
    gap = document.text[layout.end(i - 1) : layout.starts[i]]
    line = newline(document.text)
    if alone and not _NEWLINE.search(gap):
        edits.append(Edit(layout.end(i - 1), layout.starts[i], f"{line}{DEEP}"))
    return [*edits, Edit(end, end, f" ,{line}{DEEP}{written}")]


def add_property(document: Document, subject_at: int, line: str, before: int | None = None) -> list[Edit]:
    """A predicate with its objects as the last line of a statement, or before the predicate at an offset."""
    layout = Layout(document.text)
    end = newline(document.text)
    if before is not None:
        return [Edit(before, before, f"{line} ;{end}{INDENT}")]
    i = layout.stop(layout.index(subject_at), ".") - 1
    while layout.is_mark(i, ";"):
        i -= 1
    return [Edit(layout.end(i), layout.end(i), f" ;{end}{INDENT}{line}")]


def remove_object(document: Document, triple: LocatedTriple) -> list[Edit]:
    """Takes an object out of its list; with the last object goes its predicate, with that the statement."""
    layout = Layout(document.text)
    i = layout.index(triple.object_at)
    stop = layout.stop(i, *_STOPS)
    if layout.is_mark(i - 1, ","):
        return [layout.cut(i - 1, i), layout.cut(i, stop), *_gather(layout, i - 2, stop)]
    if layout.is_mark(stop, ","):
        return [layout.cut(i, stop), layout.cut(stop, stop + 1)]
    if layout.is_mark(i - 2, ";"):
        return [layout.cut(i - 2, i - 1), layout.cut(i - 1, stop)]
    after = stop
    while layout.is_mark(after, ";"):
        after += 1
    if layout.is_mark(after, "."):
        return remove_statement(document, triple.subject_at)
    return [layout.cut(i - 1, stop), *(layout.cut(j, j + 1) for j in range(stop, after))]


def _gather(layout: Layout, last: int, stop: int) -> list[Edit]:
    """Back to the predicate's line with the one object that is left, where it is one token there and no comment."""
    if layout.is_mark(stop, ",") or layout.is_mark(last - 1, ","):
        return []
    gap = layout.text[layout.end(last - 1) : layout.starts[last]]
    simple = layout.kinds[last] in (NAME, IRI) and not gap.strip() and layout.kinds[last - 1] in (NAME, IRI)
    return [Edit(layout.end(last - 1), layout.starts[last], " ")] if simple else []


def remove_statement(document: Document, subject_at: int) -> list[Edit]:
    """Takes a whole statement away, with its lines and one empty line before them."""
    text = document.text
    end = statement_end(document, subject_at)
    lead = re.search(r"(?:(?<=\n)(?:[ \t]*\r?\n))?[ \t]*\Z", text[:subject_at])
    assert lead is not None  # it can be empty
    if lead.start() and text[lead.start() - 1] not in "\r\n":
        return [Edit(subject_at, end, "")]
    rest = re.compile(r"[ \t]*(?:\r\n|\n|\r|\Z)").match(text, end)
    return [Edit(lead.start(), rest.end() if rest else end, "")]


def add_block(document: Document, block: str, after: int | None = None) -> list[Edit]:
    """A statement of its own, an empty line before it: behind the one that ends at an offset, or at the text's end."""
    text, line = document.text, newline(document.text)
    block = block.replace("\n", line)
    end = len(text) if after is None else after
    rest = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r|\Z)").match(text, end)
    if rest is None:
        return [Edit(end, end, f"{line}{line}{block.removesuffix(line)}")]
    ended = not text or text[: rest.end()].endswith(("\n", "\r"))
    return [Edit(rest.end(), rest.end(), f"{'' if ended else line}{line if text else ''}{block}")]


@dataclass(frozen=True, slots=True)
class Directive:
    """A prefix declaration: its name, and the offsets of its first token and behind its last."""

    name: str
    start: int
    end: int


def directives(document: Document) -> tuple[list[Directive], set[str]]:
    """The prefix declarations before the first statement, and the names that are declared later or once more."""
    layout, head, later = Layout(document.text), list[Directive](), set[str]()
    i, in_head = 0, True
    while layout.kinds[i] != END:
        word = layout.texts[i].lower()
        if layout.kinds[i] not in (AT, WORD) or word.removeprefix("@") not in ("prefix", "base", "version"):
            in_head = False
            i = layout.stop(i, ".")
        else:
            name = layout.texts[i + 1].removesuffix(":")
            last = i + (2 if word.endswith("prefix") else 1) + (layout.kinds[i] == AT)
            if word.endswith("prefix") and in_head and name not in {one.name for one in head}:
                head.append(Directive(name, layout.starts[i], layout.end(last)))
            elif word.endswith("prefix"):
                later.add(name)
            i = last
        i += layout.kinds[i] != END
    return head, later


def add_prefixes(document: Document, prefixes: Mapping[str, str]) -> list[Edit]:
    """Declarations for these prefixes, each before the first one of the head that comes after it in the alphabet."""
    head, _ = directives(document)
    line = newline(document.text)
    edits = []
    for name, iri in sorted(prefixes.items()):
        declared = f"@prefix {name}: <{iri}> ."
        following = next((one for one in head if one.name > name), None)
        if following is not None:
            edits.append(Edit(following.start, following.start, f"{declared}{line}"))
        elif head:
            edits.append(Edit(head[-1].end, head[-1].end, f"{line}{declared}"))
        else:
            edits.append(Edit(0, 0, f"{declared}{line}"))
    if edits and not head:
        edits.append(Edit(0, 0, line))
    return edits
