"""The tokens of a Turtle document in the order of the house style, each with the comments that belong to it.

A comment belongs to the token that it follows on its line, or else to the token that comes after it. One beside a
';' or ',' belongs to the token before the mark if it ends that token's line, or else to the token after the mark.
"""

from __future__ import annotations

from dataclasses import dataclass

from skillgraph.turtle.lexer import MARK, WORD, scan

CLOSING = {"[": "]", "(": ")", "{|": "|}", "<<": ">>", "<<(": ")>>"}
# How many tokens a directive takes that ends without a full stop (RDF 1.2 Turtle, section 6.5, sparqlPrefix).
SPARQL_DIRECTIVES = {"PREFIX": 3, "BASE": 2, "VERSION": 2}
_ENDS = frozenset(CLOSING.values())
_SEPARATORS = frozenset(";,.")
_TURNS = frozenset((*CLOSING, *_ENDS, ";", "."))
_AFTER_LAST = frozenset((";", ".", "]", "|}"))


@dataclass(frozen=True, slots=True)
class Note:
    """A comment on a line of its own, and whether an empty line stands before it."""

    text: str
    spaced: bool


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Kinds and texts of the tokens, the end included; the rest by the position of a token among them.

    `before` holds the comments on the lines before a token, `beside` the one that ends its line, `closing` the place
    of the bracket that closes a bracket; `spaced` are tokens right after an empty line.
    """

    kinds: list[int]
    texts: list[str]
    before: dict[int, list[Note]]
    beside: dict[int, str]
    closing: dict[int, int]
    spaced: set[int]


def arrange(text: str) -> Arrangement:
    """The tokens of a well-formed text: without empty ';', and with `a` before the other predicates of its node."""
    kinds, texts, starts = scan(text)
    before, beside, spaced = _comments(text, texts, starts)
    order = _types_first(kinds, texts, _settle(kinds, texts, before, beside))
    places = {i: place for place, i in enumerate(order)} if len(order) < len(texts) or order != sorted(order) else None

    def place(i: int) -> int:
        return i if places is None else places[i]

    shown = [texts[i] for i in order]
    kinds = [kinds[i] for i in order]
    return Arrangement(
        kinds,
        shown,
        {place(i): notes for i, notes in before.items()},
        {place(i): note for i, note in beside.items()},
        _brackets(kinds, shown),
        {place(i) for i in spaced if places is None or i in places},
    )


def _comments(text: str, texts: list[str], starts: list[int]) -> tuple[dict[int, list[Note]], dict[int, str], set[int]]:
    """The comments before and beside each token, and the tokens after an empty line."""
    before: dict[int, list[Note]] = {}
    beside: dict[int, str] = {}
    spaced: set[int] = set()
    end = 0
    for i, start in enumerate(starts):
        gap = text[end:start]
        if gap not in ("", " ", "\n    "):
            first, *lines = gap.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            if i == 0:
                lines.insert(0, first)
            elif "#" in first:
                beside[i - 1] = first.strip(" \t")
            notes, empty = _notes(lines)
            if notes:
                before[i] = notes
            if empty:
                spaced.add(i)
        end = start + len(texts[i])
    return before, beside, spaced


def _notes(lines: list[str]) -> tuple[list[Note], bool]:
    """The comments on the lines before a token, and whether the last full line is empty."""
    notes: list[Note] = []
    empty = False
    for line in lines[:-1] if lines and "#" not in lines[-1] else lines:
        stripped = line.strip(" \t")
        if stripped:
            notes.append(Note(stripped, empty))
        empty = not stripped
    return notes, empty


def _settle(kinds: list[int], texts: list[str], before: dict[int, list[Note]], beside: dict[int, str]) -> list[int]:
    """The tokens that stay, without a ';' that no predicate follows; gives comments of marks to their neighbours."""
    kept: list[int] = []
    for i, text in enumerate(texts):
        if kinds[i] == MARK and text in _SEPARATORS:
            last = kept[-1]
            if text == ".":
                if i in beside and i not in before and last not in beside:
                    beside[last] = beside.pop(i)
            else:
                _hand_over(i, last, before, beside)
                if text == ";" and kinds[i + 1] == MARK and texts[i + 1] in _AFTER_LAST:
                    continue
        kept.append(i)
    return kept


def _hand_over(i: int, last: int, before: dict[int, list[Note]], beside: dict[int, str]) -> None:
    """The comments of a ';' or ',' go to the token before it or after it, in the order in which they stand."""
    notes = before.pop(i, [])
    note = beside.pop(i, "")
    if note and (notes or last in beside):
        notes.append(Note(note, spaced=False))
    elif note:
        beside[last] = note
    if notes:
        before[i + 1] = notes + before.get(i + 1, [])


def _types_first(kinds: list[int], texts: list[str], kept: list[int]) -> list[int]:
    """The tokens with every predicate list rearranged so that `a` comes first, with its objects."""
    order: list[int] = []
    lists: list[list[int]] = [[]]  # of the statement and of each open bracket: where its predicates begin
    directive = 0
    for i in kept:
        order.append(i)
        if directive:
            directive -= 1
        elif kinds[i] == MARK and texts[i] in _TURNS:
            _turn(kinds, texts, order, lists)
        elif not lists[0] and len(lists) == 1:
            if kinds[i] == WORD:
                directive = SPARQL_DIRECTIVES[texts[i].upper()] - 1
            else:
                lists[0].append(len(order))
    return order


def _turn(kinds: list[int], texts: list[str], order: list[int], lists: list[list[int]]) -> None:
    """Begins or ends a list of predicates at the last token, or begins its next predicate."""
    text = texts[order[-1]]
    if text in CLOSING:
        lists.append([len(order)] if text in ("[", "{|") else [])
    elif text == ";":
        lists[-1].append(len(order))
    else:
        _put_types_first(kinds, texts, order, lists.pop())
        if text == ".":
            lists.append([])
        elif not lists[0] and len(lists) == 1:
            lists[0].append(len(order))


def _put_types_first(kinds: list[int], texts: list[str], order: list[int], begins: list[int]) -> None:
    """Rearranges a list of predicates that begin at these places and end before the last token."""
    if len(begins) < 2:
        return
    types = [texts[order[begin]] == "a" and kinds[order[begin]] == WORD for begin in begins]
    if types == sorted(types, reverse=True):
        return
    ends = [*(begin - 1 for begin in begins[1:]), len(order) - 1]
    lists = [order[begin:end] for begin, end in zip(begins, ends, strict=True)]
    marks = [order[end] for end in ends[:-1]]
    first, *rest = [lists[n] for n in sorted(range(len(lists)), key=lambda n: not types[n])]
    for mark, tokens in zip(marks, rest, strict=True):
        first += [mark, *tokens]
    order[begins[0] : -1] = first


def _brackets(kinds: list[int], texts: list[str]) -> dict[int, int]:
    """Where each bracket closes."""
    closing: dict[int, int] = {}
    open_brackets: list[int] = []
    for i, text in enumerate(texts):
        if kinds[i] == MARK:
            if text in CLOSING:
                open_brackets.append(i)
            elif text in _ENDS:
                closing[open_brackets.pop()] = i
    return closing
