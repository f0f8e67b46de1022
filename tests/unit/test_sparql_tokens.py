"""The lexer tells strings, comments, IRIs and names from the rest."""

from __future__ import annotations

import time

import pytest

from skillgraph.sparql.tokens import position, tokenise


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in tokenise(text) if token.kind != "space"]


@pytest.mark.parametrize(
    "literal",
    [
        '""',
        "''",
        '"a $x b"',
        "'a ?x b'",
        r'"a \" $x"',
        r"'a \' $x'",
        r'"\\"',
        '"""a "b" $x\nc"""',
        "'''a 'b' \n $x'''",
        '"""a""\\""""',
        '"# no comment"',
        '"<http://a/>"',
    ],
)
def test_a_string_is_one_token(literal: str) -> None:
    assert kinds(f"{literal} ?y") == [("string", literal), ("variable", "?y")]


@pytest.mark.parametrize(
    "iri", ["<>", "<http://a/?q=$x&y=?z>", "<http://a/#b>", "<urn:a:b>", "<http://a/\\u0061#b>", "<http://a/é>", "<'>"]
)
def test_an_iri_is_one_token(iri: str) -> None:
    assert kinds(f"{iri} ?y") == [("iri", iri), ("variable", "?y")]


@pytest.mark.parametrize(
    "name",
    [
        ":",
        "a:",
        "a:b",
        "a:b.c",
        "a.b:c.d",
        "a:1",
        "a:b-c",
        "a:b%20c",
        "a:b\\,c",
        "a:b:c",
        "é:ü",
        "a:b·c",
        "a:b\\#c",
        "a:b.\\,c",
    ],
)
def test_a_prefixed_name_is_one_token(name: str) -> None:
    assert kinds(f"{name} ?y") == [("name", name), ("variable", "?y")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:b.", [("name", "a:b"), ("other", ".")]),
        ("a:.SERVICE", [("name", "a:"), ("other", "."), ("word", "SERVICE")]),
        ("a:-1", [("name", "a:"), ("other", "-"), ("number", "1")]),
        ("_:a.b", [("blank", "_:a.b")]),
        ("?x<?y", [("variable", "?x"), ("other", "<"), ("variable", "?y")]),
        ("?x < ?y && ?z > 1", [("variable", "?x"), ("other", "<"), ("variable", "?y"), ("other", "&"), ("other", "&"),
                               ("variable", "?z"), ("other", ">"), ("number", "1")]),
        ("?x<= 1", [("variable", "?x"), ("other", "<"), ("other", "="), ("number", "1")]),
        ("?x<1>", [("variable", "?x"), ("iri", "<1>")]),
        ('"x"@en-GB', [("string", '"x"'), ("other", "@"), ("word", "en"), ("other", "-"), ("word", "GB")]),
        ('"1"^^xsd:int', [("string", '"1"'), ("other", "^"), ("other", "^"), ("name", "xsd:int")]),
        ("# $x\n$x", [("comment", "# $x"), ("variable", "$x")]),
        ("# $x\r$x", [("comment", "# $x"), ("variable", "$x")]),
        ("<http://a/#b> # c", [("iri", "<http://a/#b>"), ("comment", "# c")]),
        ("$a$b", [("variable", "$a"), ("variable", "$b")]),
        ("$ a", [("other", "$"), ("word", "a")]),
        ("?größe", [("variable", "?größe")]),
        ('"open\n$x', [("other", '"'), ("word", "open"), ("variable", "$x")]),
        ("1.5e3", [("number", "1.5e3")]),
        ("STRLEN('a')", [("word", "STRLEN"), ("other", "("), ("string", "'a'"), ("other", ")")]),
        ("sg:a/^sg:c", [("name", "sg:a"), ("other", "/"), ("other", "^"), ("name", "sg:c")]),
    ],
)  # fmt: skip
def test_tricky_texts(text: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(text) == expected


def test_only_words_are_keywords_and_blanks_are_known() -> None:
    tokens = list(tokenise("select ?select :select 'select' #select"))
    assert [token.keyword for token in tokens if token.keyword] == ["SELECT"]
    assert [token.text for token in tokens if token.is_blank] == [" ", " ", " ", " ", "#select"]


@pytest.mark.parametrize(("start", "place"), [(0, (1, 1)), (2, (1, 3)), (3, (2, 1)), (5, (3, 1)), (6, (3, 2))])
def test_position_counts_from_one(start: int, place: tuple[int, int]) -> None:
    assert position("ab\nc\nde", start) == place


@pytest.mark.parametrize("piece", ["a.", "a-", "a:.", '"', "'''", '"""\\', "<a", '"a\n', "\\", ":", "_:a.", "?x<"])
def test_time_is_linear_in_the_length(piece: str) -> None:
    """The longest text that a server takes; a rescan of the rest at every token would take ten seconds."""
    text = piece * (65_536 // len(piece))
    start = time.process_time()
    count = sum(1 for _ in tokenise(text))
    assert count >= 1
    assert time.process_time() - start < 2
