"""The located parser: places, recovery after errors, and what it says of them."""

from __future__ import annotations

import time

import pyoxigraph as ox
import pytest

from graphs import canonical, quads_of
from skillgraph.terms import Iri, Literal, TripleTerm
from skillgraph.turtle import Document, Places, parse_document
from skillgraph.turtle.lexer import lex

PREFIX = "@prefix : <http://example.org/> .\n"


def read(text: str) -> Document:
    return parse_document(text, "http://example.org/base")


def test_every_triple_knows_its_place() -> None:
    document = read(PREFIX + ':a :p :b ;\n    :q "x" ,\n        12 .\n')
    places = [
        tuple(document.lines.place(at) for at in (triple.subject_at, triple.predicate_at, triple.object_at))
        for triple in document.triples
    ]
    assert places == [
        ((2, 1), (2, 4), (2, 7)),
        ((2, 1), (3, 5), (3, 8)),
        ((2, 1), (3, 5), (4, 9)),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (":a :p :b :c .\n", [(2, 7, "Between this and ':c' a mark is missing")]),
        (":a :p 1 ;\n  :q 2\n\n:b :p 1 .\n", [(3, 6, "Between this and ':b' a mark")]),
        (":a :p 1 ( 2 ) .\n", [(2, 9, "full stop")]),
        (":a :p sgg:b .\n", [(2, 7, "no prefix sgg:")]),
        (":a :p .\n", [(2, 7, "value was expected")]),
        (':a :p "x .\n:b :p 1 .\n', [(2, 7, "value was expected")]),
        (":a :p [ :q 1 .\n:b :p 1 .\n", [(2, 14, "not closed")]),
        (":a :p ( 1 2 .\n:b :p 1 .\n", [(2, 13, "value was expected")]),
        (":a :p 1 ;;; oops 2 .\n", [(2, 13, "property was expected")]),
        (":a :p 1 :b :p 2 .\n:c :p :d :e .\n:f :p 3 .\n", [(2, 7, "a mark is missing"), (3, 7, "a mark is missing")]),
        (":a :p <http://x/a b> .\n", [(2, 7, "value was expected")]),
        (":a :p <http://x/%zz> .\n", [(2, 7, "is no IRI")]),
        (':a :p "x"@n .\n', [(2, 10, "no language tag")]),
        (':a :p "\\ud800" .\n', [(2, 7, "no character")]),
        ("@prefix b <http://x/> .\n:a :p 1 .\n", [(2, 9, "name with a colon")]),
        (":a :p 1", [(2, 7, "full stop")]),
        ("2 :p 1 .", [(2, 1, "cannot begin")]),
        (":a :p " + "[ :q " * 200 + "1" + "]" * 200 + " .", [(2, 647, "deeper than 128")]),
    ],
)
def test_problems_have_a_place_and_all_are_found(text: str, found: list[tuple[int, int, str]]) -> None:
    document = read(PREFIX + text)
    assert len(document.problems) == len(found)
    for problem, (line, column, words) in zip(document.problems, found, strict=True):
        assert document.lines.place(problem.at) == (line, column)
        assert words in problem.message


def test_a_byte_order_mark_is_named_and_spoils_nothing_else() -> None:
    document = parse_document(f"\ufeff{PREFIX}:a :p 1 .\n", "http://example.org/base")
    assert [(problem.at, problem.message) for problem in document.problems] == [
        (0, "The text begins with a byte order mark, which cannot be seen.")
    ]
    assert len(document.triples) == 1


def test_statements_after_an_error_are_read() -> None:
    document = read(PREFIX + ":a :p :b :c .\n:d :p 1 .\n")
    assert [str(triple.subject) for triple in document.triples] == ["http://example.org/d"]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("sgg:a a sg:B .", "Did you mean sg:?"),
        ("task:1 a sg:B .", "Declare it: @prefix task: <https://w3id.org/skillgraph/id/task/> ."),
        ("other:a a sg:B .", "Declare it with @prefix."),
        ("sg:a sg:p \u201cx\u201d .", "Write straight quotation marks."),
        ("sg:a sg:p <http://x/a b> .", "An IRI has no space, "),
        ("sg:a\u00a0sg:p 1 .", "It looks like a space "),
        ("sg:a sg:p sg:b\u200bc .", "It looks like a space "),
        ("sg:a sg:p 1 ;\n<<<<<<< HEAD\n  sg:q 2 .", "A merge is not resolved here"),
        ("sg:a sg:p 1 ;\n=======\n  sg:q 2 .", "A merge is not resolved here"),
        ("sg:a sg:p 1\n>>>>>>> other\n  .", "A merge is not resolved here"),
        ("sg:a sg:p 1 < 2 .", "An IRI has no space, "),
        ("sg:a sg:p 'x'@n .", "Write it like @en or @en-GB."),
    ],
)
def test_a_problem_says_what_to_do(text: str, hint: str) -> None:
    document = read(f"@prefix sg: <http://example.org/> .\n{text}")
    assert document.problems[0].hint.startswith(hint)


def test_a_sign_that_cannot_be_seen_is_shown() -> None:
    assert read("\nx\ufeff:a :p 1 .").problems[0].message == "There is no prefix x\\uFEFF: here."


def test_comments_are_kept() -> None:
    document = read("# one\n" + PREFIX + ':a :p "# no comment" . # two\n#three')
    assert [comment.text for comment in document.comments()] == ["# one", "# two", "#three"]


@pytest.mark.parametrize("text", ["", "\r\n\t", ':a "unclosed', "<<< (( ~ |} \x00 é ☃", PREFIX, "#\n#", '"""a"b""c"""'])
def test_joined_tokens_are_the_text(text: str) -> None:
    assert "".join(token.text for token in lex(text)) == text


def test_triple_terms_reifiers_and_annotations() -> None:
    document = read(PREFIX + ":a :p :b ~ :r {| :q 1 |} {| :q 2 |} . << :a :p :b ~ :s >> :q <<( :a :p 'x' )>> .")
    reified = TripleTerm(Iri("http://example.org/a"), Iri("http://example.org/p"), Iri("http://example.org/b"))
    reifiers = [triple for triple in document.triples if triple.predicate.value.endswith("#reifies")]
    assert document.problems == ()
    assert [triple.object for triple in reifiers] == [reified] * 3
    assert len({str(triple.subject) for triple in reifiers}) == 3


@pytest.mark.parametrize(
    "text",
    [
        ":a :p :b ~ :r {| :q [ :s (1 2) ] |} , :c {| :q 1 |} .",
        "<< <a> :p << :c :d :e >> >> :q 1 .",
        ":a :p <<( _:x :q <<( :c :d 'e'@en--ltr )>> )>> .",
        "[] :p [ :q 1.5e3 , .5 , -0.0 , 07 , true ] .",
        'VERSION "1.2"\nBASE <http://other.example/x/>\n<../y?z#f> <//h/i> <> .',
        "( 1 [] ( ) ) :p 'it''s' , '''it's''' .".replace("'it''s'", '"it\'s"'),
        "_:a.b :p _:a.b , _:c. ",
        ":a\\~b :p :%41 , :x.y , : .",
        "<a> a <b>;;a <c>;.",
        '<a> <b> "\\t\\u00e9\\U0001F600\\"" .',
    ],
)
def test_the_same_as_an_independent_parser(text: str) -> None:
    document = read(PREFIX + text)
    assert document.problems == ()
    expected = ox.parse(input=(PREFIX + text).encode(), format=ox.RdfFormat.TURTLE, base_iri="http://example.org/base")
    assert canonical(quads_of(document)) == canonical(expected)


def test_places_finds_the_most_telling_spot() -> None:
    one = parse_document(PREFIX + ":a :p 0.50 ;\n  :q :b .", "http://x/")
    two = parse_document(PREFIX + ":a a :C .", "http://x/")
    places = Places([("two.ttl", two), ("one.ttl", one)])
    subject, number = Iri("http://example.org/a"), Literal("0.5", "http://www.w3.org/2001/XMLSchema#decimal")
    predicate = Iri("http://example.org/p")
    assert places.find(subject, predicate, number) == places.find(subject, predicate, number)
    found = [places.find(subject, predicate, number), places.find(subject, predicate, subject), places.find(subject)]
    assert [(place.path, place.line, place.column) for place in found] == [
        ("one.ttl", 2, 7),
        ("one.ttl", 2, 4),
        ("two.ttl", 2, 1),
    ]
    assert places.source_line(found[0]) == ":a :p 0.50 ;"
    assert places.find(Iri("http://example.org/z")).path == ""


def test_hand_written_speed() -> None:
    """The aim is 80,000 triples a second on an idle machine; a quarter of that is a fault anywhere."""
    text = PREFIX + "".join(f':s{n} :p :o{n % 50} ;\n  :q {n} ;\n  :r "text {n}" .\n' for n in range(10_000))
    began = time.process_time()
    document = read(text)
    seconds = time.process_time() - began
    assert len(document.triples) == 30_000
    assert len(document.triples) / seconds > 20_000
