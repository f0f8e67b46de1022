"""The house style to the letter; that it is read back is a property test."""

from __future__ import annotations

import pytest

from skillgraph.terms import ID, NS, RDF_TYPE, SKOS, XSD, Blank, Iri, Literal, Term
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
