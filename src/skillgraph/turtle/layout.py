"""Where each token of a Turtle document goes: one predicate per line, nested nodes indented, one line where it fits.

The order of the tokens and of the comments is given (`arrangement`); here only white space is chosen.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from skillgraph.turtle.arrangement import CLOSING, SPARQL_DIRECTIVES, Arrangement
from skillgraph.turtle.lexer import AT, BLANK, END, IRI, NAME, WORD

WIDTH = 120
_STEP = "    "
_GLUED = {("[", "]"), ("(", ")")}
_MARK_AFTER = len(" ;")


class Layout:
    """Writes the tokens; `_i` is the next one.

    A gap is what goes before a token: nothing, a blank, or a line end with an indentation. Where a comment has ended
    the line, `_hang` takes the place of a gap that ends no line.
    """

    def __init__(self, tokens: Arrangement) -> None:
        self._kinds, self._texts, self._closing = tokens.kinds, tokens.texts, tokens.closing
        self._before, self._beside, self._spaced = dict(tokens.before), tokens.beside, tokens.spaced
        self._noted = {*tokens.before, *(i + step for i in tokens.beside for step in range(3))}
        self._out: list[str] = []
        self._i = 0
        self._pending = ""  # a comment that ends the line after the mark that may follow its token
        self._broken = False  # a comment has ended the line
        self._hang = "\n"
        self._gaps: list[str] = []
        self._widths: list[int] = []
        self._stops: list[int] = []
        if self._closing:
            self._measure()

    def _measure(self) -> None:
        """For text on one line: the gaps, the running width, and what can only be on several lines.

        Of the latter, token i is 2i, comments before it are 2i - 1 and one beside it is 2i + 1.
        """
        kinds, texts = self._kinds, self._texts
        for kind, text, last in zip(kinds, texts, ["", *texts], strict=False):
            glued = kind == AT or "^^" in (text, last) or (last, text) in _GLUED
            self._gaps.append("" if glued else " ")
        self._widths = list(accumulate(map(len, map(str.__add__, self._gaps, texts)), initial=0))
        self._stops = [2 * i for i, text in enumerate(texts) if "\n" in text or "\r" in text]
        self._stops += [2 * i - 1 for i in self._before] + [2 * i + 1 for i in self._beside]
        self._stops.sort()

    def document(self) -> str:
        """The text of the document."""
        after_directive = False
        while self._kinds[self._i] != END:
            is_directive = self._kinds[self._i] in (AT, WORD)
            gap = self._begin(in_block=after_directive and is_directive)
            if is_directive:
                self._directive(gap)
            else:
                self._statement(gap)
            after_directive = is_directive
        self._put("\n")
        return "".join(self._out).lstrip("\n")

    def _begin(self, *, in_block: bool) -> str:
        """Writes the comments before a statement; between statements, directives apart, is an empty line at least."""
        if self._pending:
            self._out += [" ", self._pending]
        self._pending, self._broken = "", False
        notes = self._before.pop(self._i, [])
        spaced = self._i in self._spaced and not (in_block and not notes)
        needed = not (in_block or spaced or any(note.spaced for note in notes))
        for note in notes:
            self._out += ["\n\n" if note.spaced or needed else "\n", note.text]
            needed = False
        self._hang = "\n" + _STEP
        return "\n\n" if spaced or needed else "\n"

    def _directive(self, gap: str) -> None:
        i = self._i
        sparql = self._kinds[i] == WORD
        length = SPARQL_DIRECTIVES[self._texts[i].upper()] if sparql else self._texts.index(".", i) - i + 1
        self._put(gap)
        for _ in range(length - 1):
            self._put(" ")

    def _statement(self, gap: str) -> None:
        self._term("", gap)
        if self._texts[self._i] != ".":
            self._hang = "\n" + _STEP
            self._predicates(_STEP, " ")
        self._hang = "\n" + _STEP
        self._put(" ")

    def _predicates(self, indent: str, gap: str) -> None:
        """predicateObjectList: one predicate per line, the first after `gap`."""
        while True:
            is_type = self._texts[self._i] == "a"
            self._put(gap)
            self._objects(indent, is_type=is_type)
            if self._texts[self._i] != ";":
                return
            self._put(" ")
            gap = "\n" + indent

    def _objects(self, indent: str, *, is_type: bool) -> None:
        """objectList: a single object, and the first of several types, beside its predicate; others on their lines."""
        inner = indent + _STEP
        alone = is_type or self._texts[self._after_object(self._i)] != ","
        if alone and not (self._pending or self._i in self._before):
            self._object(indent, " ")
        else:
            self._object(inner, "\n" + inner)
        while self._texts[self._i] == ",":
            self._put(" ")
            self._object(inner, "\n" + inner)

    def _object(self, indent: str, gap: str) -> None:
        """An object with its annotations (RDF 1.2 Turtle, section 2.11)."""
        self._hang = "\n" + indent + _STEP
        self._term(indent, gap)
        while self._texts[self._i] in ("~", "{|"):
            self._hang = "\n" + indent + _STEP
            is_reifier = self._texts[self._i] == "~"
            self._term(indent, " ")
            if is_reifier and self._is_name(self._i):
                self._term(indent, " ")

    def _term(self, indent: str, gap: str) -> None:
        """One term; a bracket that does not fit on the line has its content indented and closes at `indent`."""
        i = self._i
        end = self._closing.get(i)
        if end is None:
            self._put(gap)
            for _ in range(self._after_term(i) - i - 1):
                self._put("")
        elif self._fits(i, end, gap):
            self._put(gap)
            self._out += [piece for k in range(i + 1, end) for piece in (self._gaps[k], self._texts[k])]
            self._i = end
            self._put(self._gaps[end])
        else:
            self._put(gap)
            self._inside(indent, end)

    def _inside(self, indent: str, end: int) -> None:
        inner = indent + _STEP
        bracket = self._texts[self._i - 1]
        quoted = bracket in ("<<", "<<(")
        if bracket in ("[", "{|") and self._i < end:
            self._predicates(inner, "\n" + inner)
        while self._i < end:
            self._hang = "\n" + inner
            self._term(inner, " " if quoted else "\n" + inner)
        self._hang = "\n" + inner
        self._put(" " if quoted else "\n" + indent)

    def _fits(self, i: int, end: int, gap: str) -> bool:
        """Whether the tokens from i to end, and a mark after them, go on the line that `gap` begins or goes on."""
        stop = bisect_right(self._stops, 2 * i - 1)
        if stop < len(self._stops) and self._stops[stop] < 2 * end + 1:
            return False
        start = len(gap) - 1 if gap.startswith("\n") else self._column() + len(gap)
        width = self._widths[end + 1] - self._widths[i] - len(self._gaps[i])
        return end == i + 1 or start + width + _MARK_AFTER <= WIDTH

    def _column(self) -> int:
        """How long the last line is so far."""
        column = 0
        for piece in reversed(self._out):
            line_end = piece.rfind("\n")
            if line_end >= 0:
                return column + len(piece) - line_end - 1
            column += len(piece)
        return column

    def _after_object(self, i: int) -> int:
        """The token after an object and its annotations."""
        texts = self._texts
        i = self._after_term(i)
        while texts[i] in ("~", "{|"):
            is_reifier = texts[i] == "~"
            i = self._after_term(i)
            if is_reifier and self._is_name(i):
                i = self._after_term(i)
        return i

    def _after_term(self, i: int) -> int:
        """The token after a term: a bracket with all that is in it, a literal with its language or datatype."""
        i = self._closing.get(i, i) + 1
        if self._kinds[i] == AT:
            return i + 1
        return i + 2 if self._texts[i] == "^^" else i

    def _is_name(self, i: int) -> bool:
        return self._kinds[i] in (NAME, IRI, BLANK) or self._texts[i] == "["

    def _put(self, gap: str) -> None:
        """The next token, after a gap."""
        i = self._i
        self._i = i + 1
        if i in self._noted:
            self._put_noted(i, gap)
        else:
            self._out += (gap, self._texts[i])

    def _put_noted(self, i: int, gap: str) -> None:
        """The same for a token with comments around it. A comment goes after the mark that follows its token."""
        text, notes = self._texts[i], self._before.get(i, [])
        if self._pending and not notes and i not in self._beside and text in (";", ",", "."):
            self._out += [" ", text, " ", self._pending]
            self._pending, self._broken = "", True
            return
        if self._pending:
            self._out += [" ", self._pending]
        ends_line = gap.startswith("\n")
        if not ends_line and (self._pending or self._broken or notes):
            gap = self._hang
        after_bracket = i > 0 and self._texts[i - 1] in CLOSING
        deeper = _STEP if ends_line and text in CLOSING.values() else ""
        for note in notes:
            self._out += ["\n" if note.spaced and ends_line and not after_bracket else "", gap, deeper, note.text]
            after_bracket = False
        self._out += [gap, text]
        self._pending, self._broken = self._beside.get(i, ""), False
