"""Tokens of a Turtle document as terms, one at a time (RDF 1.2 Turtle, sections 6.3 to 6.5)."""

from __future__ import annotations

import difflib
import re

from skillgraph.findings import printable
from skillgraph.terms import PREFIXES, RDF, XSD, Blank, Iri, Literal, Term
from skillgraph.turtle import lexer
from skillgraph.turtle.document import Problem
from skillgraph.turtle.iri import is_absolute, is_iri, resolve
from skillgraph.turtle.lexer import AT, BAD, BLANK, END, IRI, MARK, NAME, NUMBER, STRING, WORD

MAX_DEPTH = 128

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_PLAIN_ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_BOOLEANS = {word: Literal(word, XSD + "boolean") for word in ("true", "false")}
_INTEGER, _DECIMAL, _DOUBLE = XSD + "integer", XSD + "decimal", XSD + "double"
# BCP 47, section 2.1, without the checks that need the registry.
_LANGUAGE = re.compile(
    r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{2,8})*(?:-[A-WY-Za-wy-z0-9](?:-[A-Za-z0-9]{2,8})+)*(?:-[xX](?:-[A-Za-z0-9]{1,8})+)?"
    r"|[xX](?:-[A-Za-z0-9]{1,8})+"
)
# What editors, spreadsheets and git put into a text that is no Turtle there.
_FOREIGN = (
    (
        re.compile(r"(?:<<<<<<<|=======|>>>>>>>)(?: |$)", re.MULTILINE),
        "A merge is not resolved here: keep one of the two sides.",
    ),
    (re.compile(r"[\u2018-\u201f\xab\xbb]"), "Write straight quotation marks."),
    (
        re.compile(r"[\xa0\u2000-\u200f\u2028-\u202f\u2060\u3000\ufeff\x00-\x08]"),
        "It looks like a space or like nothing: take it out, and type a blank where one is meant.",
    ),
    (re.compile(r"<(?!<)"), "An IRI has no space, quotation mark, backslash or bracket in it, and ends with '>'."),
)
_BAD_IRI = re.compile(r"[\x00-\x20<>\"{}|^`\\]")


class Wrong(Exception):
    """Parsing of a statement stops here."""

    def __init__(self, at: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.problem = Problem(at, message, hint)


class Reader:
    """The arrays of the scanner with a position `_i` in them, the prefixes and the blank nodes so far."""

    def __init__(self, text: str, base: str, blank_prefix: str) -> None:
        self._text = text
        self._kinds, self._texts, self._starts = lexer.scan(text)
        self._i = 0
        self._base = base
        self._blank_prefix = blank_prefix
        self._blanks: dict[str, Blank] = {}
        self._blank_count = 0
        self._terms: dict[str, Iri] = {}
        self._depth = 0
        self.prefixes: dict[str, str] = {}
        self.used: set[str] = set()

    def _iri(self, i: int) -> Iri:
        text = self._texts[i]
        known = self._terms.get(text)
        if known is None:
            known = self._written(i) if self._kinds[i] == IRI else self._expanded(i)
            if not is_iri(known.value):
                raise Wrong(self._starts[i], f"<{known.value}> is no IRI.", "A character in it has to be %-encoded.")
            self._terms[text] = known
        return known

    def _written(self, i: int) -> Iri:
        reference = self._unescape(self._texts[i][1:-1], i)
        bad = _BAD_IRI.search(reference)
        if bad:
            raise Wrong(
                self._starts[i],
                f"The IRI has the character {bad.group()!r} in it, which no IRI may have.",
                "%-encode it.",
            )
        if not is_absolute(reference) and ":" in re.split("[/?#]", reference, maxsplit=1)[0]:
            raise Wrong(self._starts[i], f"<{reference}> has a colon and no scheme before it.", "Is it https:?")
        iri = resolve(self._base, reference)
        if not is_absolute(iri):
            why = f"at the base <{self._base}> it stands for none" if self._base else "there is no base"
            raise Wrong(self._starts[i], f"The IRI <{reference}> is relative, and {why}.", "Write it in full.")
        return Iri(iri)

    def _expanded(self, i: int) -> Iri:
        prefix, _, local = self._texts[i].partition(":")
        if prefix not in self.prefixes:
            raise Wrong(self._starts[i], f"There is no prefix {printable(prefix)}: here.", self._prefix_hint(prefix))
        self.used.add(prefix)
        return Iri(self.prefixes[prefix] + (re.sub(r"\\(.)", r"\1", local) if "\\" in local else local))

    def _prefix_hint(self, prefix: str) -> str:
        if prefix in PREFIXES:
            return f"Declare it: @prefix {prefix}: <{PREFIXES[prefix]}> ."
        close = difflib.get_close_matches(prefix, self.prefixes, 1, 0.6)
        return f"Did you mean {close[0]}:?" if close else "Declare it with @prefix."

    def _simple(self, kind: int, text: str) -> Term:
        if kind == STRING:
            return self._literal()
        if kind == NUMBER:
            self._i += 1
            if "e" in text or "E" in text:
                return Literal(text, _DOUBLE)
            return Literal(text, _DECIMAL if "." in text else _INTEGER)
        if kind == BLANK:
            self._i += 1
            return self._labelled(text)
        if kind == WORD and text in _BOOLEANS:
            self._i += 1
            return _BOOLEANS[text]
        raise self._wrong(f"A value was expected, not {self._shown()}.", self._value_hint(kind, text))

    def _literal(self) -> Literal:
        i = self._i
        text = self._texts[i]
        width = 3 if text.startswith(('"""', "'''")) else 1
        value = text[width:-width]
        if "\\" in value:
            value = self._unescape(value, i)
        self._i = i = i + 1
        if self._kinds[i] == AT:
            return self._tagged(value)
        if self._kinds[i] == MARK and self._texts[i] == "^^":
            self._i += 1
            if self._kinds[self._i] not in (NAME, IRI):
                raise self._wrong("After '^^' comes the IRI of a datatype.", "Write it like ^^xsd:date.")
            self._i += 1
            return Literal(value, self._iri(self._i - 1).value)
        return Literal(value)

    def _tagged(self, value: str) -> Literal:
        tag = self._texts[self._i][1:]
        language, _, direction = tag.partition("--")
        if direction not in ("", "ltr", "rtl") or not _LANGUAGE.fullmatch(language):
            raise self._wrong(f"@{tag} is no language tag.", "Write it like @en or @en-GB.")
        self._i += 1
        return Literal(value, RDF + ("dirLangString" if direction else "langString"), tag)

    def _unescape(self, text: str, i: int) -> str:
        if "\\" not in text:
            return text

        def character(match: re.Match[str]) -> str:
            digits = match[1] or match[2]
            if not digits:
                return _PLAIN_ESCAPES.get(match[3], match[3])
            number = int(digits, 16)
            if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
                raise Wrong(self._starts[i], f"{match[0]} stands for no character.", "Write the character itself.")
            return chr(number)

        return _ESCAPE.sub(character, text)

    def _labelled(self, text: str) -> Blank:
        if text not in self._blanks:
            self._blanks[text] = self._fresh()
        return self._blanks[text]

    def _fresh(self) -> Blank:
        self._blank_count += 1
        return Blank(f"{self._blank_prefix}x{self._blank_count - 1}")

    def _enter(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._wrong(
                f"Brackets nest deeper than {MAX_DEPTH} levels.", "Give the inner nodes names of their own."
            )
        self._i += 1

    def _expect(self, mark: str, message: str) -> None:
        if self._kinds[self._i] != MARK or self._texts[self._i] != mark:
            raise self._wrong(message, f"{mark!r} was expected before {self._shown()}.")
        self._i += 1

    def _full_stop(self) -> None:
        """The end of a statement; a word that follows instead is told of at the value before it, which lacks a mark."""
        kind = self._kinds[self._i]
        if kind in (BAD, MARK):
            self._expect(".", "The statement does not end with a full stop.")
        elif kind == END:
            raise self._after_value("The statement does not end with a full stop.", "Write '.' after it.")
        else:
            hint = "Write ';' before another property, ',' before another value, '.' at the end."
            raise self._after_value(f"Between this and {self._shown()} a mark is missing.", hint)

    def _after_value(self, message: str, hint: str) -> Wrong:
        return Wrong(self._starts[self._i - 1], message, hint)

    def _shown(self) -> str:
        kind, text = self._kinds[self._i], self._texts[self._i]
        return "the end of the file" if kind == END else repr(text if len(text) <= 40 else text[:37] + "...")

    def _value_hint(self, kind: int, text: str) -> str:
        if kind == BAD and text in "\"'":
            return "Look for a quotation mark that is not closed."
        if kind == WORD:
            return "Text goes between quotation marks, and a name needs a prefix."
        return ""

    def _wrong(self, message: str, hint: str = "") -> Wrong:
        at = self._starts[self._i]
        foreign = (
            advice
            for pattern, advice in _FOREIGN
            if self._kinds[self._i] in (BAD, MARK) and pattern.match(self._text, at)
        )
        return Wrong(at, message, next(foreign, hint))
