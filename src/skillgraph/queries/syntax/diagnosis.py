"""From the engine's refusal to a sentence about the query: what stands where, what could, and what was meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from skillgraph.errors import QuerySyntaxError
from skillgraph.queries.syntax.prefixes import suggestion
from skillgraph.queries.syntax.recogniser import Piece, Stop, pieces, stop_of
from skillgraph.sparql.tokens import position
from skillgraph.terms import PREFIXES
from skillgraph.turtle.iri import is_absolute, is_iri

_BAD_ESCAPE = re.compile(
    r"(?:[^\\]|\\[tbnrf\"'\\]|\\u(?![dD][89a-fA-F])[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+(\\.)", re.DOTALL
)
_IRI_WANTED = frozenset(("an IRI", "a value", "a property", "a variable or an IRI", "a triple pattern"))
_MOST_SHOWN = 5
_LONGEST_LINE = 160
# What the engine says where the grammar is kept and a rule about variables is not.
_RULES = {
    "Duplicated variable name in SELECT": "SELECT names a variable twice.",
    "The SELECT contains a variable that is unbound": "SELECT has a variable that is neither grouped nor aggregated.",
    "The SELECT contains an expression with a variable that is unbound": (
        "SELECT computes with a variable that is neither grouped nor aggregated."
    ),
    "The SELECT overrides an existing variable using an expression": "AS names a variable that is there already.",
    "SELECT * is not authorized with GROUP BY": "SELECT * cannot stand with GROUP BY: name the variables.",
}
_OTHERWISE = (
    "A function may have too few or too many arguments, a row of VALUES another length than its variables, "
    "BIND a variable that is used before it, or a blank node's label stand in two groups."
)


@dataclass(frozen=True, slots=True)
class _Fault:
    start: int
    message: str
    hint: str = ""


@contextmanager
def diagnosed(query: str, *, has_base: bool = False) -> Iterator[None]:
    """Errors of syntax that arise inside are told in a reader's words; `has_base`: relative IRIs are resolved."""
    try:
        yield
    except QuerySyntaxError as error:
        raise diagnose(query, error, has_base=has_base) from None


def diagnose(query: str, error: QuerySyntaxError, *, has_base: bool = False) -> QuerySyntaxError:
    """The error at the place of the first fault, with the source line and a caret below it."""
    listed = pieces(query)
    faults = [*_lexical(listed, has_base)]
    try:
        stop = stop_of(listed)
    except RecursionError:  # nested deeper than this can follow
        stop = None
    if stop is not None:
        faults.append(_grammatical(listed, stop))
    if faults:
        first = min(faults, key=lambda fault: fault.start)
        return _located(query, first)
    said = next((ours for theirs, ours in _RULES.items() if theirs in error.message), "")
    start = next((piece.start for piece in listed if piece.text.upper() == "SELECT"), 0) if said else listed[-1].start
    return _located(query, _Fault(start, said or "the query ends, and is not well formed.", "" if said else _OTHERWISE))


def _located(query: str, fault: _Fault) -> QuerySyntaxError:
    line, column = position(query, fault.start)
    source = query.split("\n")[line - 1].rstrip("\r").replace("\t", " ")
    left = max(0, column - 1 - _LONGEST_LINE // 2)  # of a long line, the part around the fault
    shown = source[left : left + _LONGEST_LINE]
    caret = f"{shown}\n{' ' * (column - 1 - left)}^"
    return QuerySyntaxError(f"line {line}, column {column}: {fault.message}", line, column, fault.hint, caret)


def _lexical(listed: Sequence[Piece], has_base: bool) -> Iterator[_Fault]:
    """Prefixes that are not declared, IRIs that are none, and escapes that stand for nothing."""
    declared: list[str] = []
    for before, piece in zip((Piece("", "", 0), *listed), listed, strict=False):
        keyword = before.text.upper()
        if piece.kind == "NAME" and keyword == "PREFIX":
            declared.append(piece.text[:-1])
        elif piece.kind == "NAME":
            prefix = piece.text.partition(":")[0]
            if prefix not in declared and prefix not in PREFIXES:
                yield _Fault(piece.start, f"there is no prefix {prefix}: here.", suggestion(prefix, declared))
        elif piece.kind == "IRI":
            yield from _iri(piece, has_base)
            has_base = has_base or keyword == "BASE"
        elif piece.kind == "STRING":
            yield from _string(piece)


def _iri(piece: Piece, has_base: bool) -> Iterator[_Fault]:
    iri = piece.text[1:-1]
    if not is_absolute(iri):
        if not has_base:
            yield _Fault(piece.start, f"{piece.text} is relative, and the query has no BASE.", "Write the IRI in full.")
    elif "\\" not in iri and not is_iri(iri):
        yield _Fault(piece.start, f"{piece.text} is no IRI.", "A character in it has to be %-encoded.")


def _string(piece: Piece) -> Iterator[_Fault]:
    bad = _BAD_ESCAPE.match(piece.text) if "\\" in piece.text else None
    if bad:
        shown = bad[1] if bad[1] not in ("\\u", "\\U") else piece.text[bad.start(1) : bad.start(1) + 6]
        yield _Fault(piece.start + bad.start(1), f"{shown} stands for no character.", "Write \\\\ for a backslash.")


def _grammatical(listed: Sequence[Piece], stop: Stop) -> _Fault:
    piece = listed[stop.place]
    if piece.kind == "END":
        return _at_the_end(listed, stop)
    if piece.text in "\"'":
        return _Fault(piece.start, "a quotation mark is opened here and not closed in its line.", "Close it.")
    if piece.text == "<" and _IRI_WANTED.intersection(stop.expected):
        return _Fault(
            piece.start, "an IRI begins here and has a character that no IRI may have, or no '>'.", "Mend it."
        )
    hint = ""
    if not piece.kind and piece.text[0].isalpha():
        close = difflib.get_close_matches(piece.text.upper(), stop.words, 1, 0.7)
        hint = f"Did you mean {close[0]}?" if close else ""
    after = f" after {_shown(listed[stop.place - 1])}" if stop.place else " at the beginning"
    return _Fault(piece.start, f"{_shown(piece)} cannot stand{after}. Expected: {_listed(stop)}.", hint)


def _at_the_end(listed: Sequence[Piece], stop: Stop) -> _Fault:
    opened: list[Piece] = []
    for piece in listed:
        if piece.text in "([{" and piece.text and not piece.kind:
            opened.append(piece)
        elif piece.text in ")]}" and piece.text and not piece.kind and opened:
            opened.pop()
    end = listed[-1].start
    if len(listed) == 1:
        return _Fault(end, "there is no query.", "It begins with SELECT, ASK, CONSTRUCT or DESCRIBE.")
    if opened and {"{": "}", "(": ")", "[": "]"}[opened[-1].text] in stop.words:
        return _Fault(opened[-1].start, f"'{opened[-1].text}' is opened here and not closed.", "Close it.")
    return _Fault(end, f"the query ends after {_shown(listed[-2])}. Expected: {_listed(stop)}.")


def _listed(stop: Stop) -> str:
    """What is expected, whole phrases first, in a few words."""
    phrases = sorted(stop.expected, key=lambda text: (" " not in text, text))
    shown = phrases[:_MOST_SHOWN]
    return " or ".join(shown) + (" and others" if len(phrases) > _MOST_SHOWN else "")


def _shown(piece: Piece) -> str:
    if piece.kind == "END":
        return "the end"
    text = piece.text if len(piece.text) <= 40 else f"{piece.text[:37]}..."
    return repr(text) if not piece.kind else text
