"""The house style to the letter, construct by construct, and three foreign files; all else is a property test."""

from __future__ import annotations

from pathlib import Path

import pytest

from skillgraph.errors import InternalError
from skillgraph.findings import Finding
from skillgraph.turtle import formatter, parse_document
from skillgraph.turtle.formatter import Formatted, format_bytes, format_text

FOREIGN = Path(__file__).parents[1] / "turtle"
HEAD = "@prefix : <https://example.org/> .\n"
LONG = ":a-name-that-takes-a-quarter-of-a-line"


def body(text: str) -> str:
    """A formatted text without its prefix and the empty line after it."""
    shown = format_text(HEAD + text)
    assert shown.startswith(HEAD + "\n")
    return shown.removeprefix(HEAD + "\n")


@pytest.mark.parametrize("name", ["annotated", "harbour", "observatory"])
def test_foreign_files_to_the_letter(name: str) -> None:
    content = (FOREIGN / f"{name}.ttl").read_bytes()
    assert format_bytes(f"{name}.ttl", content) == Formatted((FOREIGN / f"formatted/{name}.ttl").read_bytes(), ())


def test_the_foreign_files_are_counted() -> None:
    assert len(list(FOREIGN.glob("*.ttl"))) == len(list(FOREIGN.glob("formatted/*.ttl"))) == 3
    assert b"\r\n" in (FOREIGN / "observatory.ttl").read_bytes()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (":s :p :o.", ":s :p :o .\n"),
        (":s :p 1,2;:q 3.", ":s :p\n        1 ,\n        2 ;\n    :q 3 .\n"),
        (":s a :A,:B;:q 3.", ":s a :A ,\n        :B ;\n    :q 3 .\n"),
        (":s :p 1; a :A,:B.", ":s a :A ,\n        :B ;\n    :p 1 .\n"),
        (":s :p 1; a :A; :q 2; a :B.", ":s a :A ;\n    a :B ;\n    :p 1 ;\n    :q 2 .\n"),
        (":s\n    :p\n        :o ;\n.", ":s :p :o .\n"),
        (":s :p ( ); :q (()).", ":s :p () ;\n    :q ( () ) .\n"),
        (":s :p 1;;;:q 2;;.", ":s :p 1 ;\n    :q 2 .\n"),
        (":s :p [:q 1;a :A],[ ],(1 2).", ":s :p\n        [ a :A ; :q 1 ] ,\n        [] ,\n        ( 1 2 ) .\n"),
        ("[a :A].[]:p 1.(1):p 2.", "[ a :A ] .\n\n[] :p 1 .\n\n( 1 ) :p 2 .\n"),
        (':s :p"x"@en,"1" ^^ :t,true.', ':s :p\n        "x"@en ,\n        "1"^^:t ,\n        true .\n'),
        (':s :p """a\n\n  b""";:q 1.', ':s :p """a\n\n  b""" ;\n    :q 1 .\n'),
        (":s :p [:q '''a\nb'''].", ":s :p [\n        :q '''a\nb'''\n    ] .\n"),
        (":s :p <<(:a :b 1)>>.<<:a :b 1~:r>>:p 2.", ":s :p <<( :a :b 1 )>> .\n\n<< :a :b 1 ~ :r >> :p 2 .\n"),
        (":s :p 1~[]{|:q 2|}.", ":s :p 1 ~ [] {| :q 2 |} .\n"),
    ],
)  # fmt: skip
def test_statements(text: str, shown: str) -> None:
    assert body(text) == shown


def test_a_node_is_broken_where_it_does_not_fit() -> None:
    fits = f"( {LONG} {LONG} :c )"
    fits = fits.replace(":c", ":c" + "x" * (120 - len(f":s :p {fits} .")))
    assert body(f":s :p {fits}.") == f":s :p {fits} .\n"
    wider = fits.replace(" :c", " :cc")
    assert body(f":s :p {wider}.") == ":s :p (\n        " + "\n        ".join(wider[2:-2].split()) + "\n    ) .\n"


def test_nested_nodes_are_indented() -> None:
    node = f"[ :q {LONG} , {LONG} ; :r ( {LONG} [ a :A ] ) ]"
    assert body(f":s a :A ; :p {node} .") == (
        f""":s a :A ;
    :p [
        :q
            {LONG} ,
            {LONG} ;
        :r ( {LONG} [ a :A ] )
    ] .
"""
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (":s :p :o # n\n.", ":s :p :o . # n\n"),
        (":s :p :o\n# n\n.", ":s :p :o\n    # n\n    .\n"),
        (":s :p :o # n\n. # m", ":s :p :o # n\n    . # m\n"),
        (":s :p 1 # n\n;:q 2.", ":s :p 1 ; # n\n    :q 2 .\n"),
        (":s :p 1\n# n\n;:q 2.", ":s :p 1 ;\n    # n\n    :q 2 .\n"),
        (":s :p 1; # n\n# m\n:q 2.", ":s :p 1 ; # n\n    # m\n    :q 2 .\n"),
        (":s :p 1 # n\n; # m\n:q 2.", ":s :p 1 ; # n\n    # m\n    :q 2 .\n"),
        (":s :p 1; # n\n# m\n.", ":s :p 1 # n\n    # m\n    .\n"),
        (":s :p 1, # n\n2.", ":s :p\n        1 , # n\n        2 .\n"),
        (":s # n\n:p # m\n1.", ":s # n\n    :p # m\n        1 .\n"),
        (":s :p\n# n\n1.", ":s :p\n        # n\n        1 .\n"),
        (":s :p [ # n\n:q 1 # m\n# o\n].", ":s :p [ # n\n        :q 1 # m\n        # o\n    ] .\n"),
        (":s :p ( # n\n).", ":s :p ( # n\n    ) .\n"),
        (":s :p (1 # n\n2).", ":s :p (\n        1 # n\n        2\n    ) .\n"),
        (':s :p "x" # n\n@en.', ':s :p "x" # n\n        @en .\n'),
        (":s :p 1; # n\n# m\na :A # o\n.", ":s\n    # m\n    a :A ; # o\n    :p 1 . # n\n"),
        (":s :p 1;\n\n\n# n\n\n:q 2.", ":s :p 1 ;\n\n    # n\n    :q 2 .\n"),
        (":s :p 1.# n\n# m", ":s :p 1 . # n\n# m\n"),
    ],
)
def test_comments(text: str, shown: str) -> None:
    assert body(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        (" \n\t\n", ""),
        ("\n\n# n  ", "# n\n"),
        ("# n\n\n\n# m\n", "# n\n\n# m\n"),
        (HEAD + "\n\n" + HEAD, HEAD + HEAD),
        (HEAD + "\n\n# n\n" + HEAD, HEAD + "\n# n\n" + HEAD),
        ("prefix :<https://example.org/>BASE<x/>", "prefix : <https://example.org/>\nBASE <x/>\n"),
        ('@version"1.2".', '@version "1.2" .\n'),
        (HEAD + ":s :p 1.:s :p 2.\n\n\n:t :p 3.", HEAD + "\n:s :p 1 .\n\n:s :p 2 .\n\n:t :p 3 .\n"),
        (HEAD + ":s :p 1.\n# n\n:t :p 2.", HEAD + "\n:s :p 1 .\n\n# n\n:t :p 2 .\n"),
        (HEAD + ":s :p 1.\n# n\n\n:t :p 2.", HEAD + "\n:s :p 1 .\n# n\n\n:t :p 2 .\n"),
        (HEAD + ":s :p 1.\n@base <x> .\n:t :p 2.", HEAD + "\n:s :p 1 .\n\n@base <x> .\n\n:t :p 2 .\n"),
        ("@prefix # n\n: <https://example.org/> .", "@prefix # n\n    : <https://example.org/> .\n"),
    ],
)
def test_documents(text: str, shown: str) -> None:
    assert format_text(text) == shown
    assert format_text(shown) == shown
    assert format_text(text.replace("\n", "\r\n")) == shown


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        (b"@prefix : <x> .\n:s :p\n", "x.ttl:3:1 SG101 "),
        (b"# \xc3\xa9 \xff", "x.ttl:1:5 SG104 Here is a byte that is not UTF-8. Save it as UTF-8."),
        (b"\n# \xc3\xa9\0", "x.ttl:2:4 SG103 Here is a NUL character. Remove it."),
        (b"\x0b", "x.ttl:1:1 SG101 "),
        (b"ex:s ex:p 1 .", "x.ttl:1:1 SG101 There is no prefix ex: here."),
    ],
)
def test_what_is_no_turtle_is_refused_by_its_place(content: bytes, finding: str) -> None:
    formatted = format_bytes("x.ttl", content)
    assert formatted.content == content
    assert formatted.findings[0].one_line().startswith(finding)


def test_every_problem_of_a_file_is_found() -> None:
    findings: tuple[Finding, ...] = format_bytes("x.ttl", b"<s> <p> .\n<s> <p> <o> .\n<s> <o> .\n").findings
    assert [finding.line for finding in findings] == [1, 3]


def test_as_deep_as_the_parser_goes() -> None:
    text = "<s> <p> " + "[ <p> " * 128 + "1" + " ]" * 128 + " ."
    assert parse_document(text, "https://example.org/").problems == ()
    shown = format_text(text)
    assert shown.count("\n") > 200
    assert format_text(shown) == shown


def test_a_text_with_other_tokens_is_never_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formatter.Layout, "document", lambda _: "<s> <p> 2 .\n")
    with pytest.raises(InternalError, match="changed a token"):
        format_text("<s> <p> 1 .")
