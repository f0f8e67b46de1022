"""Formatting keeps graph and comments, and a second time changes nothing."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs import canonical, quads_of
from property.test_turtle_round_trip import SUBJECTS, document
from skillgraph.terms import Term
from skillgraph.turtle import parse_document
from skillgraph.turtle.formatter import format_bytes, format_text
from skillgraph.turtle.lexer import lex
from w3c.conftest import needs, w3c_folder

ROOT = Path(__file__).parents[2]
W3C = w3c_folder() / "rdf11" / "rdf-turtle"
BASE = "https://example.org/base/"
Tokens = tuple[str, ...]

ATOMS: list[Tokens] = [
    *((atom,) for atom in ("ex:s", "<x>", "<http://e.org/y#z>", "_:b", "_:c", ":", ":a.b", ":p\\-q", "ex:long-" * 3)),
    *((atom,) for atom in ("1", "-2.50", "+.5e3", "true", '"a # b"', "'; ['", '""', '"\\"\\u0041"', '"""l1\n  l2 """')),
    ("'''\r\n'''",),
    ('"x"', "@en-gb"),
    ('"x"', "@ar--rtl"),
    ('"1"', "^^", "ex:type"),
    (f'"{"long " * 15}"',),
    ("[", "]"),
    ("(", ")"),
]  # fmt: skip
NAMES = [atom for atom in ATOMS if atom[0][0] in "e<_:"]
PLAIN = [*NAMES, ("[", "]")]
VERBS = ["ex:p", "<q>", ":r"]
DIRECTIVES: list[Tokens] = [
    ("@prefix", "ex:", "<http://example.org/>", "."),
    ("PREFIX", ":", "<http://example.org/c/>"),
    ("@base", f"<{BASE}>", "."),
    ("base", f"<{BASE}>"),
    ("VERSION", '"1.2"'),
]
GAPS = [" "] * 12 + [
    "\n",
    "\t",
    "\r\n",
    "\r",
    "\n\n",
    "\n\n\n  ",
    " #\n",
    "\n#\n",
    "\n\n #\n\n",
    " #\r\n#\n #\r",
    "\t#\n\n",
]
MARKS = set(";,[]()")


def flat(parts: list[Tokens]) -> Tokens:
    return tuple(token for part in parts for token in part)


def joined(parts: list[Tokens], *marks: str) -> Tokens:
    """The parts with one of these marks between two of them."""
    return flat([piece for part in parts for piece in (marks, part)][1:])


def predicates(objects: st.SearchStrategy[Tokens], *, types_first: bool) -> st.SearchStrategy[Tokens]:
    """Predicate lists, perhaps with a ';' too many; where types come first, `a` is in no other place."""
    entry = st.builds(
        lambda verb, found: (verb, *joined(found, ",")),
        st.sampled_from(VERBS if types_first else [*VERBS, "a"]),
        st.lists(objects, min_size=1, max_size=3),
    )
    typed = st.builds(lambda found: ("a", *joined(found, ",")), st.lists(objects, min_size=1, max_size=2))
    return st.builds(
        lambda first, rest, mark, last: joined([*first, *rest], *mark) + last,
        st.lists(typed, max_size=1),
        st.lists(entry, min_size=1, max_size=4),
        st.sampled_from([(";",), (";",), (";", ";")]),
        st.sampled_from([(), (), (";",), (";", ";")]),
    )


def nested(inner: st.SearchStrategy[Tokens], *, types_first: bool) -> st.SearchStrategy[Tokens]:
    """Lists, nodes, triple terms and reified triples."""
    name = st.sampled_from(PLAIN)
    reifier = st.sampled_from([(), ("~",), ("~", "_:r")])
    described = predicates(annotated(inner, types_first=types_first), types_first=types_first)
    return st.one_of(
        st.lists(inner, max_size=4).map(lambda found: ("(", *flat(found), ")")),
        described.map(lambda found: ("[", *found, "]")),
        st.builds(lambda s, o: ("<<(", *s, "ex:p", *o, ")>>"), name, name),
        st.builds(lambda s, o, r: ("<<", *s, "a", *o, *r, ">>"), name, name, reifier),
    )


def annotated(inner: st.SearchStrategy[Tokens], *, types_first: bool) -> st.SearchStrategy[Tokens]:
    """Objects, some of them with reifiers and annotations."""
    note = predicates(inner, types_first=types_first).map(lambda found: ("{|", *found, "|}"))
    notes = st.lists(st.sampled_from([("~",), ("~", "ex:r")]) | note, max_size=2)
    return st.builds(lambda term, found: (*term, *flat(found)), inner, st.just([]) | notes)


@st.composite
def documents(draw: st.DrawFn, *, types_first: bool = False) -> str:
    """Well-formed documents with any white space and numbered comments between any two tokens."""
    atoms = st.sampled_from(ATOMS)
    inner = st.recursive(atoms, lambda found: nested(found, types_first=types_first), max_leaves=8)
    described = predicates(annotated(inner, types_first=types_first), types_first=types_first)
    bracket = nested(inner, types_first=types_first).filter(lambda tokens: tokens[0] != "<<(")
    statement = st.builds(lambda s, found: (*s, *found, "."), st.sampled_from(NAMES) | bracket, described)
    alone = described.map(lambda found: ("[", *found, "]", "."))
    parts = draw(st.lists(statement | alone | st.sampled_from(DIRECTIVES), max_size=4))
    tokens = flat([DIRECTIVES[0], DIRECTIVES[1], *parts])
    pieces = [draw(st.sampled_from(["", *GAPS]))]
    for token, following in zip(tokens, [*tokens[1:], ";"], strict=True):
        tight = [""] * 6 if MARKS & {token, following} else []
        pieces += [token, draw(st.sampled_from([*tight, *GAPS]))]
    return numbered("".join(pieces))


def numbered(text: str) -> str:
    """Every comment with a number, so that it can be told from the others."""
    pieces = []
    for number, token in enumerate(lex(text)):
        pieces.append(f"# note {number} \t" if token.kind == "comment" else token.text)
    return "".join(pieces)


def comments(text: str) -> Counter[str]:
    return Counter(token.text.rstrip(" \t") for token in lex(text) if token.kind == "comment")


def in_order(text: str) -> list[str]:
    """Tokens and comments in their order, without the marks between predicates, objects and statements."""
    shown = [token.text.rstrip(" \t") for token in lex(text) if token.kind != "space"]
    return [text for text in shown if text not in (";", ",", ".")]


def beside(text: str, marks: Sequence[str]) -> dict[str, str]:
    """The token before each comment that ends a line with others, these marks left out."""
    found: dict[str, str] = {}
    last, on_line = "", False
    for token in lex(text):
        if token.kind == "comment":
            if on_line:
                found[token.text.rstrip(" \t")] = last
            on_line = False
        elif token.kind == "space":
            on_line = on_line and not {"\n", "\r"} & set(token.text)
        elif token.text not in marks:
            last, on_line = token.text, True
    return found


def said(text: str) -> set[ox.Quad]:
    document = parse_document(text, BASE)
    assert document.problems == ()
    return canonical(quads_of(document))


def holds(text: str) -> str:
    """What is asked of every document; gives it as it is formatted."""
    shown = format_text(text)
    assert said(shown) == said(text)
    assert comments(shown) == comments(text)
    assert format_text(shown) == shown
    outside = "".join("x" if token.kind == "string" else token.text for token in lex(shown))
    assert not any(line.endswith((" ", "\t")) for line in outside.split("\n"))
    assert "\r" not in outside
    assert "\n\n\n" not in outside
    assert shown == "" or (shown.endswith("\n") and not shown.startswith("\n"))
    return shown


@settings(max_examples=100)
@given(documents())
def test_any_document(text: str) -> None:
    shown = holds(text)
    known = {"base_iri": BASE, "format": ox.RdfFormat.TURTLE}
    assert canonical(ox.parse(input=shown.encode(), **known)) == canonical(ox.parse(input=text.encode(), **known))


@settings(max_examples=100)
@given(documents(types_first=True))
def test_comments_stay_where_they_are(text: str) -> None:
    shown = format_text(text)
    assert in_order(shown) == in_order(text)
    after = beside(shown, (";", ",", "."))
    before = {note: token for note, token in beside(text, ()).items() if token not in (";", ",", ".")}
    assert {note: after[note] for note in before} == before


@settings(max_examples=30)
@given(documents(types_first=True), st.integers(0, 10**6))
def test_a_document_that_was_torn_is_refused_and_left(text: str, place: int) -> None:
    torn = text[: place % len(text)].rstrip()
    content = torn.encode()
    formatted = format_bytes("torn.ttl", content)
    if parse_document(torn, BASE).problems:
        assert formatted.content == content
        assert {finding.path for finding in formatted.findings} == {"torn.ttl"}
    else:
        assert formatted.findings == ()


@given(st.binary() | st.text("<>a:.;,[]()\"'\\@^#_ \n1-eu{}|~\0\r").map(str.encode))
def test_no_bytes_make_the_formatter_fail(content: bytes) -> None:
    formatted = format_bytes("any.ttl", content)
    assert not formatted.findings or formatted.content == content
    assert format_bytes("any.ttl", formatted.content) == formatted


@given(SUBJECTS)
def test_what_the_writer_writes_is_in_the_house_style(subjects: dict[str, dict[str, list[Term]]]) -> None:
    content, _ = document(subjects)
    assert format_text(content.decode()) == content.decode()


# Those of a skeleton are no Turtle before their fields are filled in.
FILES = sorted(p for p in ROOT.rglob("*.ttl") if not {".venv", "skeleton"} & set(p.parts))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_every_turtle_file_of_the_repository(path: Path) -> None:
    holds(path.read_bytes().decode())


@needs(W3C)
def test_every_turtle_file_of_the_w3c() -> None:
    texts = [path.read_bytes().decode() for path in sorted(W3C.glob("*.ttl"))]
    good = [text for text in texts if not parse_document(text, BASE).problems]
    assert (len(texts), len(good)) == (317, 222)
    for text in good:
        holds(text)


def test_a_hundred_thousand_triples() -> None:
    """On one processor it takes about a second; what is slow is that which grows faster than the text."""
    one = "ex:s{0} ex:label '{0}'@en, 'Ding' ; ex:knows [ ex:x ex:y ; a ex:z ] # note\n; a ex:C .ex:s{0} ex:n {0} ."
    text = "@prefix ex: <http://example.org/> .\n" + "".join(one.format(number) for number in range(14_286))
    assert text.count("ex:label") * 7 > 100_000
    began = time.process_time()
    formatted = format_bytes("large.ttl", text.encode())
    assert time.process_time() - began < 20
    assert formatted.findings == ()
    assert formatted.content.count(b"# note\n") == 14_286
