"""Rows as JSON objects, to the letter."""

from __future__ import annotations

import json

import pytest

from skillgraph.results import Column, Table, write_table
from skillgraph.terms import RDF, XSD, Iri, Literal, Term

CELLS: tuple[tuple[Term | None, ...], ...] = (
    (Iri("http://a/b"), Literal("7", XSD + "integer"), Literal("1.4", XSD + "decimal"), Literal('"é"')),
    (None, None, Literal("2", XSD + "integer"), Literal("x\ny", RDF + "langString", "en")),
)
TABLE = Table((Column("thing"), Column("count"), Column("fte", digits=2), Column("note")), CELLS)
ROWS = (
    '{"thing":"http://a/b","count":7,"fte":1.40,"note":"\\"é\\""}',
    '{"thing":null,"count":null,"fte":2.00,"note":"x\\ny"}',
)


def test_an_array_of_objects() -> None:
    assert write_table(TABLE, "objects").decode() == f"[\n{ROWS[0]},\n{ROWS[1]}\n]\n"
    assert write_table(Table((Column("x"),), ()), "objects") == b"[]\n"


def test_an_object_on_each_line() -> None:
    assert write_table(TABLE, "ndjson").decode().splitlines() == list(ROWS)
    assert write_table(Table((Column("x"),), ()), "ndjson") == b""


def test_rows_without_columns_are_counted() -> None:
    assert json.loads(write_table(Table((), ((), ())), "objects")) == [{}, {}]


@pytest.mark.parametrize(
    ("cells", "written"),
    [
        (("999999999999999",), [999999999999999]),
        (("1", "1000000000000001"), ["1", "1000000000000001"]),
    ],
)
def test_numbers_that_a_reader_would_change_are_text_in_the_whole_column(
    cells: tuple[str, ...], written: list[object]
) -> None:
    table = Table((Column("x"),), tuple((Literal(cell, XSD + "integer"),) for cell in cells))
    assert [row["x"] for row in json.loads(write_table(table, "objects"))] == written


def test_truth_is_truth_and_what_is_not_finite_is_text() -> None:
    table = Table((Column("x"), Column("y")), ((Literal("1", XSD + "boolean"), Literal("INF", XSD + "double")),))
    assert json.loads(write_table(table, "objects")) == [{"x": True, "y": "INF"}]
