"""The spreadsheet, read back by openpyxl: types, formulas that are none, what does not fit."""

from __future__ import annotations

import datetime
import io
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from skillgraph.errors import NotAcceptable
from skillgraph.results import Column, Table, write_table
from skillgraph.terms import XSD, Iri, Literal, Term


def sheet(*cells: Term | None, **column: Any) -> Worksheet:
    """The cells as a column `x` of a workbook that was read back."""
    body = write_table(Table((Column("x", **column),), tuple((cell,) for cell in cells)), "xlsx", {"snapshot": "s1"})
    return openpyxl.load_workbook(io.BytesIO(body))["Answer"]


def of(kind: str, text: str) -> Literal:
    return Literal(text, XSD + kind)


@pytest.mark.parametrize(
    ("cell", "value", "shown"),
    [
        (of("integer", "7"), 7, "0"),
        (of("decimal", "1.40"), 1.4, "0.00"),
        (of("double", "1.5E3"), 1500, "General"),
        (of("boolean", "true"), True, "General"),
        (of("date", "2026-12-01"), datetime.datetime.fromisoformat("2026-12-01"), r"yyyy\-mm\-dd"),
        (
            of("dateTime", "2026-12-01T10:30:15"),
            datetime.datetime.fromisoformat("2026-12-01T10:30:15"),
            r"yyyy\-mm\-dd\ hh:mm:ss",
        ),
        (of("dateTime", "2026-12-01T10:30:15Z"), "2026-12-01T10:30:15Z", "General"),
        (of("date", "1900-02-28"), "1900-02-28", "General"),
        (of("integer", "1234567890123456"), "1234567890123456", "General"),
        (Iri("http://a/b"), "http://a/b", "General"),
        (of("string", " a & <b>\n"), " a & <b>\n", "General"),
        (of("string", "007"), "007", "General"),
        (None, None, "General"),
    ],
)
def test_cells_have_their_types(cell: Term | None, value: object, shown: str) -> None:
    found = sheet(cell)["A2"]
    assert (found.value, found.number_format) == (value, shown)


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://a/")', "+1", "-1", "@SUM(1)", "\t=1"])
def test_text_is_never_a_formula(text: str) -> None:
    """Not when it is opened, and not when somebody edits the cell: it is marked as text."""
    found = sheet(of("string", text))["A2"]
    assert (found.data_type, found.value) == ("s", text)
    assert found.quotePrefix
    assert found.number_format == "@"


@pytest.mark.parametrize("text", ["a\x0bb", "a\rb", "_x0041_", "\ufffe"])
def test_characters_that_xml_cannot_hold_come_back(text: str) -> None:
    assert openpyxl.utils.escape.unescape(sheet(of("string", text))["A2"].value) == text


def test_the_head_stays_and_the_second_sheet_says_what_the_columns_are() -> None:
    table = Table((Column("fte", "Full-time equivalents.", 2),), ((of("decimal", "1"),),))
    book = openpyxl.load_workbook(io.BytesIO(write_table(table, "xlsx", {"snapshot": "s1"})))
    assert book["Answer"].freeze_panes == "A2"
    assert book["Answer"]["A1"].font.b
    rows = list(book["About"].iter_rows(values_only=True))
    assert rows == [("snapshot", "", "s1"), ("fte", "decimal", "Full-time equivalents.")]


def test_a_text_that_no_cell_holds_is_refused() -> None:
    with pytest.raises(NotAcceptable, match="x has a text of 32,768 characters; a cell holds 32,767"):
        sheet(of("string", "a" * 32_768))


def test_an_empty_answer_is_a_head() -> None:
    assert list(sheet().iter_rows(values_only=True)) == [("x",)]
