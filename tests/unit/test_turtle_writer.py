"""The house style to the letter; that it is read back is a property test."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from skillgraph.terms import ID, NS, RDF, RDF_TYPE, SKOS, XSD, Blank, Iri, Literal, Term
from skillgraph.turtle import Subject, write

TASK = f"{ID}task/43"
DOCUMENT = """@prefix sg: <https://w3id.org/skillgraph/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix task: <https://w3id.org/skillgraph/id/task/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

# What it holds.
# Where it is from.

task:43 a sg:ServiceTask ;
    skos:prefLabel
        "Security"@en ,
        "Sicherheit"@de ;
    sg:number 43 ;
    sg:since "2026-12-01"^^xsd:date .

<http://example.org/x> sg:text "a \\"b\\"\\n" .
"""


def test_a_document_to_the_letter() -> None:
    task = Subject(
        TASK,
        {
            RDF_TYPE: (Iri(NS + "ServiceTask"),),
            SKOS + "prefLabel": (Literal("Security", language="en"), Literal("Sicherheit", language="de")),
            NS + "number": (Literal("43", XSD + "integer"),),
            NS + "since": (Literal("2026-12-01", XSD + "date"),),
        },
    )
    other = Subject("http://example.org/x", {NS + "text": (Literal('a "b"\n'),)})
    assert write([task, other], "What it holds.\nWhere it is from.").decode() == DOCUMENT


@pytest.mark.parametrize(
    ("term", "shown"),
    [
        (Literal("0.50", XSD + "decimal"), "0.50"),
        (Literal("1", XSD + "decimal"), '"1"^^xsd:decimal'),
        (Literal("true", XSD + "boolean"), "true"),
        (Literal("1", XSD + "boolean"), '"1"^^xsd:boolean'),
        (Literal("many", XSD + "integer"), '"many"^^xsd:integer'),
        (Literal("x", "http://example.org/t"), '"x"^^<http://example.org/t>'),
        (Iri(f"{ID}task/1"), "task:1"),
        (Iri(f"{ID}task/a.b"), "task:a.b"),
        (Iri(f"{ID}task/a."), f"<{ID}task/a.>"),
        (Iri(f"{ID}task/a'b"), f"<{ID}task/a'b>"),
        (Iri(NS), "sg:"),
        (Blank("b0"), "_:b0"),
    ],
)
def test_what_turtle_would_read_otherwise_is_written_in_full(term: Term, shown: str) -> None:
    text = write([Subject(TASK, {NS + "p": (term,)})], "One.").decode()
    assert text.endswith(f"task:43 sg:p {shown} .\n")


def test_only_the_prefixes_that_are_used_are_declared() -> None:
    text = write([Subject("http://example.org/x", {"http://example.org/p": (Literal("sg:x"),)})], "One.").decode()
    assert "@prefix" not in text


NESTED = """@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix sg: <https://w3id.org/skillgraph/ns#> .
@prefix task: <https://w3id.org/skillgraph/id/task/> .

task:43 sg:one [ sg:p 1 ] ;
    sg:two [
            a sg:Part ;
            sg:p [ sg:q task:1 ] ] ;
    sg:list ( task:1 [ sg:q 2 ] ) ;
    sg:shared _:s ,
        _:s2 ;
    sg:broken [
            rdf:first 1 ;
            rdf:rest 2 ] .

_:s sg:also _:s ;
    sg:p 1 .
"""


def one(number: str) -> Literal:
    return Literal(number, XSD + "integer")


def test_blank_nodes_stand_in_their_places() -> None:
    first, rest, nil = RDF + "first", RDF + "rest", Iri(RDF + "nil")
    subjects = [
        Subject(
            TASK,
            {
                NS + "one": (Blank("a"),),
                NS + "two": (Blank("b"),),
                NS + "list": (Blank("l1"),),
                NS + "shared": (Blank("s"), Blank("s2")),
                NS + "broken": (Blank("l3"),),
            },
        ),
        Subject("_:a", {NS + "p": (one("1"),)}),
        Subject("_:b", {NS + "p": (Blank("c"),), RDF_TYPE: (Iri(NS + "Part"),)}),
        Subject("_:c", {NS + "q": (Iri(f"{ID}task/1"),)}),
        Subject("_:l1", {first: (Iri(f"{ID}task/1"),), rest: (Blank("l2"),)}),
        Subject("_:l2", {first: (Blank("d"),), rest: (nil,)}),
        Subject("_:l3", {first: (one("1"),), rest: (one("2"),)}),
        Subject("_:d", {NS + "q": (one("2"),)}),
        Subject("_:s", {NS + "also": (Blank("s"),), NS + "p": (one("1"),)}),
    ]
    text = write(subjects, "").decode()
    assert text.replace("shared\n        _:s", "shared _:s") == NESTED
    told = sum(len(terms) for subject in subjects for terms in subject.properties.values())
    assert len({*ox.parse(input=text, format=ox.RdfFormat.TURTLE)}) == told


def test_blank_nodes_in_a_circle_keep_their_labels() -> None:
    circle = [Subject("_:a", {NS + "p": (Blank("b"),)}), Subject("_:b", {NS + "p": (Blank("a"),)})]
    assert b"_:a sg:p _:b .\n\n_:b sg:p _:a .\n" in write(circle, "")
