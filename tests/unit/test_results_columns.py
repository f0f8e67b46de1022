"""The types of columns: what decides them, when a column is text, and that every value survives in every format."""

from __future__ import annotations

import datetime
import io
import json
from decimal import Decimal
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet as pq

from skillgraph.results import Column, Kind, Table, Typed, sheet_of, write_table
from skillgraph.terms import RDF, XSD, Blank, Iri, Literal, Term

UTC = datetime.UTC


def of(kind: str, *texts: str | None) -> list[Term | None]:
    """Literals of a datatype of XML Schema."""
    return [None if text is None else Literal(text, XSD + kind) for text in texts]


def column(cells: list[Term | None], **declared: Any) -> Typed:
    """A table with one column and those cells, typed."""
    return sheet_of(Table((Column("x", **declared),), tuple((cell,) for cell in cells)).padded()).columns[0]


# Cells, the type that they have, and their values.
TYPES: list[tuple[list[Term | None], Kind, list[Any]]] = [
    (of("integer", "7", None, "-12"), Kind.INTEGER, [7, None, -12]),
    (of("unsignedByte", "007"), Kind.INTEGER, [7]),
    (of("integer", "9" * 38), Kind.INTEGER, [int("9" * 38)]),
    (of("decimal", "1.40", "-0.005"), Kind.DECIMAL, [Decimal("1.40"), Decimal("-0.005")]),
    ([*of("decimal", "1.5"), *of("integer", "2")], Kind.DECIMAL, [Decimal("1.5"), Decimal(2)]),
    (of("decimal", ".5", "3."), Kind.DECIMAL, [Decimal("0.5"), Decimal(3)]),
    (of("double", "1.5E3", "INF", "-INF"), Kind.DOUBLE, [1500.0, float("inf"), float("-inf")]),
    ([*of("double", "1"), *of("float", "2.5")], Kind.DOUBLE, [1.0, 2.5]),
    (of("date", "2026-12-01", None), Kind.DATE, [datetime.date(2026, 12, 1), None]),
    (
        of("dateTime", "2026-12-01T10:00:00.5"),
        Kind.TIMESTAMP,
        [datetime.datetime.fromisoformat("2026-12-01T10:00:00.500")],
    ),
    (of("dateTime", "2026-12-01T10:00:00Z"), Kind.INSTANT, [datetime.datetime(2026, 12, 1, 10, tzinfo=UTC)]),
    (of("dateTimeStamp", "2026-12-01T10:00:00+02:00"), Kind.INSTANT, [datetime.datetime(2026, 12, 1, 8, tzinfo=UTC)]),
    (of("boolean", "true", "0"), Kind.BOOLEAN, [True, False]),
    ([Iri("http://a/b"), None], Kind.IRI, ["http://a/b", None]),
    (of("string", "a", ""), Kind.STRING, ["a", ""]),
    ([Literal("x", RDF + "langString", "en")], Kind.STRING, ["x"]),
    ([Blank("b")], Kind.STRING, ["_:b"]),
    ([None, None], Kind.STRING, [None, None]),
    ([], Kind.STRING, []),
]
# Cells that have no type in common, or are not what their datatype says: the text that CSV has.
TEXTS: list[list[Term | None]] = [
    [*of("integer", "1"), *of("string", "one")],
    [Iri("http://a/b"), *of("string", "b")],
    [Iri("http://a/b"), Blank("b")],
    [*of("double", "1"), *of("decimal", "1")],
    [*of("date", "2026-12-01"), *of("dateTime", "2026-12-01T10:00:00")],
    of("integer", "many"),
    of("integer", "1" * 39),
    of("decimal", "1" * 30, "0." + "1" * 10),
    of("decimal", "1e3"),
    of("date", "2026-02-30"),
    of("date", "2026-12-01Z"),
    of("date", "-0044-03-15"),
    of("dateTime", "2026-12-01T10:00:00", "2026-12-01T10:00:00Z"),
    of("dateTime", "2026-12-01T10:00:00.1234567"),
    of("dateTime", "2026-12-01T24:00:00"),
    of("boolean", "yes"),
    of("gYear", "2026"),
    of("duration", "P1D"),
    [Literal("x", "http://a/own")],
]


@pytest.mark.parametrize(("cells", "kind", "values"), TYPES, ids=lambda value: str(value)[:40])
def test_the_type_follows_from_the_cells(cells: list[Term | None], kind: Kind, values: list[Any]) -> None:
    found = column(cells)
    assert (found.kind, list(found.values)) == (kind, values)


@pytest.mark.parametrize("cells", TEXTS, ids=lambda value: str(value)[:60])
def test_a_column_of_no_type_is_text(cells: list[Term | None]) -> None:
    found = column(cells)
    assert (found.kind, list(found.values)) == (Kind.STRING, [str(cell) for cell in cells])


def test_what_is_declared_decides_where_nothing_is_bound_and_keeps_decimals_and_texts() -> None:
    assert column([None], type="date").kind is Kind.DATE
    assert column([], digits=2).kind is Kind.DECIMAL
    assert column(of("integer", "1"), digits=2).values == [Decimal("1.00")]
    assert column(of("integer", "1"), type="decimal").kind is Kind.DECIMAL
    assert column(of("integer", "1"), type="string").values == ["1"]
    assert column(of("string", "soon"), type="date").kind is Kind.STRING
    assert column(of("decimal", "1.5", "2.25"), digits=1).scale == 2


def test_the_metadata_are_those_of_all_cells_or_none() -> None:
    words: list[Term | None] = [Literal(text, RDF + "langString", tag) for text, tag in (("a", "en"), ("b", "en"))]
    assert (column(words).language, column(words).datatype) == ("en", RDF + "langString")
    assert column([*words, Literal("c", RDF + "langString", "cy")]).language == ""
    assert column([*of("int", "1"), *of("integer", "1")]).datatype == ""


def arrow_of(cells: list[Term | None], name: str) -> pa.Table:
    """The cells as a column `x`, written and read back."""
    body = write_table(Table((Column("x", "What it is."),), tuple((cell,) for cell in cells)), name, {"snapshot": "s1"})
    read = pa.ipc.open_stream(body).read_all() if name == "arrow" else pq.read_table(io.BytesIO(body))
    assert read.schema.metadata[b"snapshot"] == b"s1"
    assert read.schema.field("x").metadata[b"description"] == b"What it is."
    return read


@pytest.mark.parametrize("name", ["arrow", "parquet"])
@pytest.mark.parametrize(("cells", "kind", "values"), TYPES, ids=lambda value: str(value)[:40])
def test_arrow_and_parquet_give_every_value_back(
    cells: list[Term | None], kind: Kind, values: list[Any], name: str
) -> None:
    read = arrow_of(cells, name)
    assert read.column("x").to_pylist() == values
    assert read.schema.field("x").metadata[b"kind"].decode() == kind


@pytest.mark.parametrize("name", ["arrow", "parquet"])
def test_the_types_of_arrow(name: str) -> None:
    shown = {
        "int64": of("integer", "7"),
        "decimal128(38, 0)": of("integer", "9" * 19),
        "decimal128(38, 3)": of("decimal", "1.125", "2"),
        "double": of("double", "1"),
        "date32[day]": of("date", "2026-12-01"),
        "timestamp[us]": of("dateTime", "2026-12-01T10:00:00"),
        "timestamp[us, tz=UTC]": of("dateTime", "2026-12-01T10:00:00Z"),
        "bool": of("boolean", "true"),
        "string": of("string", "a"),
    }
    assert {str(arrow_of(cells, name).schema.field("x").type) for cells in shown.values()} == set(shown)


@pytest.mark.parametrize("name", ["arrow", "parquet", "xlsx", "objects", "ndjson"])
def test_the_same_table_gives_the_same_bytes(name: str) -> None:
    table = Table((Column("a"), Column("b")), ((*of("decimal", "1.5"), Iri("http://a/b")), (None, None)))
    assert write_table(table, name) == write_table(table, name)


NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**20), max_value=10**20)


@given(st.lists(NUMBERS, min_size=1))
def test_a_decimal_is_exact_everywhere(numbers: list[Decimal]) -> None:
    """As a number where a double keeps it, as text where it would not."""
    cells = of("decimal", *(f"{number:f}" for number in numbers))
    assert arrow_of(cells, "arrow").column("x").to_pylist() == numbers
    table = Table((Column("x"),), tuple((cell,) for cell in cells))
    read = [row["x"] for row in json.loads(write_table(table, "objects"))]
    assert [Decimal(str(value)) for value in read] == numbers
    rows = openpyxl.load_workbook(io.BytesIO(write_table(table, "xlsx")))["Answer"].iter_rows(2, values_only=True)
    assert [Decimal(str(row[0])) for row in rows] == numbers
    assert len({isinstance(value, str) for value in read}) == 1
