"""The writers for tables, to the letter; that their output is read back is a property test."""

from __future__ import annotations

import json

import pytest

from skillgraph.errors import UnknownName
from skillgraph.results import Column, Table, write_table
from skillgraph.terms import ID, XSD, Blank, Iri, Literal, Term


def one(term: Term | None, name: str) -> str:
    """A table with one column `x` and one cell, written."""
    return write_table(Table((Column("x"),), ((term,),)), name).decode()


@pytest.mark.parametrize(
    ("term", "field"),
    [
        (Literal("plain"), "plain"),
        (Literal("a,b"), '"a,b"'),
        (Literal('say "x"'), '"say ""x"""'),
        (Literal("a\nb"), '"a\nb"'),
        (Literal("a\rb"), '"a\rb"'),
        (Literal("x", "", "en"), "x"),
        (Literal("1.50", XSD + "decimal"), "1.50"),
        (Iri("http://a/b"), "http://a/b"),
        (Blank("b0"), "_:b0"),
    ],
)
def test_csv_quotes_where_it_has_to(term: Term, field: str) -> None:
    assert one(term, "csv") == f"x\r\n{field}\r\n"


@pytest.mark.parametrize(
    ("term", "field"),
    [
        (None, ""),
        (Literal("plain"), '"plain"'),
        (Literal('a\t"b"\nc\\'), '"a\\t\\"b\\"\\nc\\\\"'),
        (Literal("x", "", "en-GB"), '"x"@en-GB'),
        (Literal("-5", XSD + "integer"), "-5"),
        (Literal("1.50", XSD + "decimal"), "1.50"),
        (Literal("1", XSD + "decimal"), f'"1"^^<{XSD}decimal>'),
        (Literal("many", XSD + "integer"), f'"many"^^<{XSD}integer>'),
        (Literal("2026-12-01", XSD + "date"), f'"2026-12-01"^^<{XSD}date>'),
        (Iri("http://a/b"), "<http://a/b>"),
        (Blank("b0"), "_:b0"),
    ],
)
def test_tsv_writes_terms(term: Term | None, field: str) -> None:
    assert one(term, "tsv") == f"?x\n{field}\n"


@pytest.mark.parametrize(
    ("term", "node"),
    [
        (Literal("é"), {"type": "literal", "value": "é"}),
        (Literal("x", "", "en"), {"type": "literal", "value": "x", "xml:lang": "en"}),
        (Literal("1", XSD + "integer"), {"type": "literal", "value": "1", "datatype": XSD + "integer"}),
        (Iri("http://a/"), {"type": "uri", "value": "http://a/"}),
        (Blank("b0"), {"type": "bnode", "value": "b0"}),
    ],
)
def test_json_writes_nodes(term: Term, node: dict[str, str]) -> None:
    assert json.loads(one(term, "json")) == {"head": {"vars": ["x"]}, "results": {"bindings": [{"x": node}]}}


def test_json_leaves_unbound_variables_out() -> None:
    document = json.loads(one(None, "json"))
    assert document == {"head": {"vars": ["x"]}, "results": {"bindings": [{}]}}


def test_markdown_escapes_what_would_break_the_row() -> None:
    assert one(Literal("a|b\nc"), "markdown") == "| x |\n| --- |\n| a\\|b c |\n"
    assert one(Iri(f"{ID}task/43"), "markdown").endswith("| task:43 |\n")


@pytest.mark.parametrize("name", ["json", "csv", "tsv", "markdown"])
def test_every_format_pads_decimals(name: str) -> None:
    table = Table((Column("x", "", 2),), ((Literal("1.5", XSD + "decimal"),),))
    assert b"1.50" in write_table(table, name)


def test_an_unknown_format_lists_the_others() -> None:
    with pytest.raises(
        UnknownName, match=r"called 'pdf' for a table\. Formats: json, xml, csv, tsv, html, markdown, objects"
    ):
        write_table(Table((), ()), "pdf")
