"""What the writers for tables write is read back by independent readers."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillgraph.engine.plain import native
from skillgraph.results import Column, Table, write_table
from skillgraph.terms import XSD, Blank, Iri, Literal, Term

IRIS = st.sampled_from(["http://a/", "http://a/b?c=d&e#f", "urn:x:y", "http://é/"]).map(Iri)
BLANKS = st.sampled_from(["b0", "b1"]).map(Blank)
NUMBERS = st.one_of(
    st.integers().map(lambda n: Literal(str(n), XSD + "integer")),
    st.decimals(allow_nan=False, allow_infinity=False, places=4).map(lambda d: Literal(f"{d:f}", XSD + "decimal")),
    st.sampled_from(["1", "1.", ".5", "+2", "many"]).map(lambda text: Literal(text, XSD + "decimal")),
    st.sampled_from(["true", "false", "1"]).map(lambda text: Literal(text, XSD + "boolean")),
)
TEXTS = st.builds(Literal, st.text()) | st.builds(
    lambda text, tag: Literal(text, language=tag), st.text(), st.sampled_from(["en", "en-gb", "x-y"])
)
OTHERS = st.builds(Literal, st.text(), st.sampled_from([XSD + "date", "http://a/type"]))
TERMS = st.one_of(IRIS, BLANKS, NUMBERS, TEXTS, OTHERS)
TABLES = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.tuples(*[st.none() | TERMS] * width), max_size=5).map(
        lambda rows: Table(tuple(Column(f"v{n}") for n in range(width)), tuple(rows))
    )
)


def engine_term(term: Term | None) -> object:
    return None if term is None else native(term)


@pytest.mark.parametrize(("name", "form"), [("json", ox.QueryResultsFormat.JSON), ("tsv", ox.QueryResultsFormat.TSV)])
@given(table=TABLES)
def test_the_engine_reads_back_what_was_written(name: str, form: ox.QueryResultsFormat, table: Table) -> None:
    solutions = ox.parse_query_results(input=write_table(table, name), format=form)
    assert isinstance(solutions, ox.QuerySolutions)
    assert [variable.value for variable in solutions.variables] == [column.name for column in table.columns]
    assert [list(solution) for solution in solutions] == [[engine_term(term) for term in row] for row in table.rows]


@given(TABLES)
def test_csv_is_read_back_as_text(table: Table) -> None:
    text = write_table(table, "csv").decode()
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert head == [column.name for column in table.columns]
    assert rows == [["" if term is None else str(term) for term in row] for row in table.rows]


@given(TABLES)
def test_every_markdown_row_has_as_many_cells_as_columns(table: Table) -> None:
    lines = write_table(table, "markdown").decode().split("\n")[:-1]
    assert len(lines) == len(table.rows) + 2
    for line in lines:
        assert line.replace("\\|", "").count("|") == len(table.columns) + 1


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**40), max_value=10**40), st.integers(0, 8))
def test_padding_never_changes_the_number(number: Decimal, digits: int) -> None:
    table = Table((Column("n", "", digits),), ((Literal(f"{number:f}", XSD + "decimal"),),))
    (row,) = table.padded()
    shown = row["n"]
    assert shown is not None
    assert Decimal(shown) == number
    assert len(shown.partition(".")[2]) >= digits
