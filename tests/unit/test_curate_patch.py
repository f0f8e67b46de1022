"""Edits by tokens: what changes, and that nothing else does."""

from __future__ import annotations

import random

import pytest

from skillgraph.curate import patch
from skillgraph.curate.written import Names
from skillgraph.terms import RDF_TYPE, SKOS, XSD, Iri, Literal
from skillgraph.turtle import Document, LocatedTriple, parse_document
from skillgraph.workspace import Contents

HEAD = "@prefix : <http://example.org/> .\n\n"


def read(text: str) -> Document:
    document = parse_document(text, "http://example.org/base")
    assert document.problems == ()
    return document


def only(document: Document, local: str) -> LocatedTriple:
    """The last triple whose object ends in `local`."""
    return [triple for triple in document.triples if str(triple.object).endswith(local)][-1]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (":a :p :OLD .", ":a :p 5 ."),
        (":a :p 'OLD'@en-GB, 3 . # OLD", ":a :p 5, 3 . # OLD"),
        (':a :p """\nOLD"""^^:t ;', ":a :p 5 ;"),
        (":a :p ( 1 :OLD ) .", ":a :p ( 1 5 ) ."),
        (":a :p :OLD {| :b :c |} .", ":a :p 5 {| :b :c |} ."),
    ],
)
def test_a_value_is_replaced_with_its_language_or_datatype(before: str, after: str) -> None:
    tail = " :q :z ." if before.endswith(";") else ""
    document = read(HEAD + before + tail)
    assert patch.apply(document.text, patch.replace_object(document, only(document, "OLD"), "5")) == HEAD + after + tail


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (":a :p :one .\n", ":a :p\n        :one ,\n        :new .\n"),
        (":a\n  :p\n    :one ; # c\n  :q 1 .\n", ":a\n  :p\n    :one ,\n        :new ; # c\n  :q 1 .\n"),
        (":a :p\n        :x ,\n        :one .\n", ":a :p\n        :x ,\n        :one ,\n        :new .\n"),
        (":a a :one ;\n    :q 1 .\n", ":a a :one ,\n        :new ;\n    :q 1 .\n"),
        (":a :p :one .\r\n", ":a :p\r\n        :one ,\r\n        :new .\r\n"),
    ],
)
def test_a_list_grows_at_its_end(before: str, after: str) -> None:
    head = HEAD.replace("\n", "\r\n") if "\r" in before else HEAD
    document = read(head + before)
    assert patch.apply(document.text, patch.add_object(document, only(document, "one"), ":new")) == head + after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (":a :p :OLD .\n", ""),
        (":a :p :x ;\n    :q :OLD .\n", ":a :p :x .\n"),
        (":a :p :OLD ;\n    :q :x .\n", ":a\n    :q :x .\n"),
        (":a :p :OLD ;:q :x .\n", ":a :q :x .\n"),
        (":a :p :OLD,:x .\n", ":a :p :x .\n"),
        (":a :p\n        :x ,\n        :OLD .\n", ":a :p :x .\n"),
        (":a :p\n        :x ,\n        :OLD ,\n        :y .\n", ":a :p\n        :x ,\n        :y .\n"),
        (":a :p\n        :x , # of x\n        :OLD .\n", ":a :p :x # of x\n         .\n"),
        (":a :p :OLD ; .\n", ""),
        (":a :p ( :OLD2 ) , :OLD .\n", ":a :p ( :OLD2 ) .\n"),
    ],
)
def test_what_is_removed_leaves_no_hole(before: str, after: str) -> None:
    text = HEAD + before + "\n:z :p 1 .\n"
    document = read(text)
    done = patch.apply(text, patch.remove_object(document, only(document, "OLD")))
    assert done == HEAD + after + ("\n" if after else "") + ":z :p 1 .\n" or done == HEAD[:-1] + "\n:z :p 1 .\n"
    assert len(read(done).triples) == len(document.triples) - 1


def test_a_property_comes_last_or_before_another() -> None:
    document = read(HEAD + ':a :p "x" ;\n    :q :y ; # why\n    .\n')
    last = patch.apply(document.text, patch.add_property(document, document.triples[0].subject_at, ":n 1"))
    assert last == HEAD + ':a :p "x" ;\n    :q :y ;\n    :n 1 ; # why\n    .\n'
    at = document.triples[1].predicate_at
    before = patch.apply(document.text, patch.add_property(document, document.triples[0].subject_at, ":n 1", at))
    assert before == HEAD + ':a :p "x" ;\n    :n 1 ;\n    :q :y ; # why\n    .\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ":n :p 1 .\n"),
        (":a :p 1 .", ":a :p 1 .\n\n:n :p 1 .\n"),
        (":a :p 1 . # c\n:b :p 1 .\n", ":a :p 1 . # c\n\n:n :p 1 .\n:b :p 1 .\n"),
        (":a :p 1 . :b :p 1 .\n", ":a :p 1 .\n\n:n :p 1 . :b :p 1 .\n"),
    ],
)
def test_a_block_stands_behind_another(before: str, after: str) -> None:
    document = read(HEAD.rstrip("\n") + "\n" * bool(before) + before)
    end = patch.statement_end(document, document.triples[0].subject_at) if before else None
    done = patch.apply(document.text, patch.add_block(document, ":n :p 1 .\n", end))
    assert done.removeprefix(HEAD.rstrip("\n")).lstrip("\n") == after
    read(done)


def test_prefixes_are_added_in_order() -> None:
    text = "# note\n@prefix b: <http://b/> . # of b\nPREFIX d: <http://d/>\nb:x d:p 1 .\n"
    document = read(text)
    wanted = {"e": "http://e/", "c": "http://c/", "a": "http://a/"}
    lines = patch.apply(text, patch.add_prefixes(document, wanted)).splitlines()
    assert lines == [
        "# note",
        "@prefix a: <http://a/> .",
        "@prefix b: <http://b/> . # of b",
        "@prefix c: <http://c/> .",
        "PREFIX d: <http://d/>",
        "@prefix e: <http://e/> .",
        "b:x d:p 1 .",
    ]
    assert patch.apply("<a:b> <a:c> 1 .", patch.add_prefixes(read("<a:b> <a:c> 1 ."), {"x": "http://x/"})) == (
        "@prefix x: <http://x/> .\n\n<a:b> <a:c> 1 ."
    )


def test_names_use_what_the_document_declares() -> None:
    document = read(
        "@prefix s: <https://w3id.org/skillgraph/id/skill/> .\n@prefix skos: <http://other.example/> .\n"
        "s:a s:b s:c .\n@prefix sg: <https://w3id.org/skillgraph/ns#> .\n"
    )
    names = Names(document)
    assert names.iri("https://w3id.org/skillgraph/id/skill/linux") == "s:linux"
    assert names.iri(SKOS + "note") == f"<{SKOS}note>"
    assert names.iri("https://w3id.org/skillgraph/ns#Skill") == "<https://w3id.org/skillgraph/ns#Skill>"
    assert names.term(Literal("2026-01-01", XSD + "date")) == '"2026-01-01"^^xsd:date'
    assert names.term(Literal("1.0", XSD + "decimal")) == "1.0"
    assert names.missing == {"xsd": XSD}
    assert names.line(RDF_TYPE, (Iri("https://w3id.org/skillgraph/id/skill/x"),)) == "a s:x"


def test_every_edit_of_the_shipped_files_changes_that_and_nothing_else(contents: Contents) -> None:
    """On every Turtle file, some triples are replaced and some removed; the others are what they were."""
    chance = random.Random(7)  # noqa: S311  # which triples does not matter
    count = 0
    for file in contents.files:
        if not file.path.endswith(".ttl"):
            continue
        document = parse_document(file.content.decode(), file.graph)
        plain = [t for t in document.triples if isinstance(t.subject, Iri) and isinstance(t.object, Iri | Literal)]
        for triple in chance.sample(plain, min(3, len(plain))):
            count += 1
            kept = patch.replace_object(document, triple, document.text[triple.object_at :][: _width(document, triple)])
            assert patch.apply(document.text, kept) == document.text
            for edits, size in (
                (patch.replace_object(document, triple, '"new"@en'), 0),
                (patch.remove_object(document, triple), -1),
                (patch.add_object(document, _last(document, triple), '"new"@en'), 1),
                (patch.add_property(document, triple.subject_at, '<a:b> "new"@en'), 1),
            ):
                after = parse_document(patch.apply(document.text, edits), file.graph)
                assert after.problems == ()
                assert len(after.triples) == len(document.triples) + size
                assert len(_said(after) - _said(document)) <= (size >= 0)
                assert [c.text for c in after.comments()] == [c.text for c in document.comments()]
    assert count >= 300


def _width(document: Document, triple: LocatedTriple) -> int:
    edit = patch.replace_object(document, triple, "")[0]
    return edit.end - edit.start


def _last(document: Document, triple: LocatedTriple) -> LocatedTriple:
    return [t for t in document.triples if t.predicate_at == triple.predicate_at][-1]


def _said(document: Document) -> set[tuple[str, str, str]]:
    return {(str(t.subject), str(t.predicate), str(t.object)) for t in document.triples}
