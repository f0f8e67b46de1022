"""Statements are gathered by subject and written."""

from __future__ import annotations

import pytest

from described import read
from skillgraph.describe.statements import Statements, name, number
from skillgraph.results import GRAPH_FORMATS, format_named
from skillgraph.terms import Iri, Literal


def test_a_statement_is_said_once_and_keeps_its_place() -> None:
    said = Statements()
    said.say("http://x/a", "rdfs:label", Literal("b"), Literal("a"))
    said.say("http://x/b", "rdfs:seeAlso", Iri("http://x/a"))
    said.say("http://x/a", "rdfs:label", Literal("b"))
    said.say("http://x/c", "rdfs:label")
    assert [(str(s), str(o)) for s, _, o in said] == [
        ("http://x/a", "b"), ("http://x/a", "a"), ("http://x/b", "http://x/a"),
    ]  # fmt: skip


def test_turtle_is_in_the_house_style() -> None:
    said = Statements()
    said.say("http://x/a", "void:triples", number(3))
    said.are("http://x/a", "void:Dataset")
    assert said.written(format_named("ttl", GRAPH_FORMATS)).decode() == (
        "@prefix void: <http://rdfs.org/ns/void#> .\n\n<http://x/a> a void:Dataset ;\n    void:triples 3 .\n"
    )


@pytest.mark.parametrize("format_name", ["ttl", "nt", "jsonld", "rdf"])
def test_awkward_text_survives(format_name: str) -> None:
    text = 'a "b" \\ \n\t<&> ü \U0001f600 ]]>'
    said = Statements()
    said.say("http://x/a", "rdfs:label", Literal(text), Literal(text, language="en"))
    values = {str(value) for _, _, value in read(said.written(format_named(format_name, GRAPH_FORMATS)), format_name)}
    assert values == {text}


def test_lists() -> None:
    said = Statements()
    assert said.list_of("http://x/l", []) == name("rdf:nil")
    assert said.list_of("http://x/l", [number(1), number(2)]) == Iri("http://x/l-1")
    assert [str(o) for _, p, o in said if p == name("rdf:rest")] == ["http://x/l-2", name("rdf:nil").value]


def test_a_name_needs_a_prefix_of_the_table() -> None:
    with pytest.raises(AssertionError, match="nope:x"):
        name("nope:x")
