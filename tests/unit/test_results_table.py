"""Tables of solutions: plain rows, and decimals padded without loss."""

from __future__ import annotations

import pytest

from skillgraph.results import Column, Table, short
from skillgraph.terms import ID, XSD, Blank, Iri, Literal, Term


@pytest.mark.parametrize(
    ("text", "datatype", "digits", "shown"),
    [
        ("1.5", "decimal", 2, "1.50"),
        ("1", "integer", 2, "1.00"),
        ("0", "integer", 1, "0.0"),
        ("-0.1", "decimal", 2, "-0.10"),
        (".5", "decimal", 2, "0.50"),
        ("5.", "decimal", 2, "5.00"),
        ("+2", "decimal", 2, "2.00"),
        ("1.125", "decimal", 2, "1.125"),
        ("1.1200", "decimal", 2, "1.12"),
        ("1200", "integer", 0, "1200"),
        ("2.675", "decimal", 0, "2.675"),
        ("0.10000000000000000000000000000000000000001", "decimal", 2, "0.10000000000000000000000000000000000000001"),
        ("123456789012345678901234567890123", "integer", 1, "123456789012345678901234567890123.0"),
        ("many", "decimal", 2, "many"),
        ("NaN", "decimal", 2, "NaN"),
        ("1e3", "decimal", 2, "1e3"),
        ("1.5", "double", 2, "1.5"),
        ("1.5", "string", 2, "1.5"),
        ("1.5", "decimal", None, "1.5"),
    ],
)
def test_decimals_get_places_and_never_lose_one(text: str, datatype: str, digits: int | None, shown: str) -> None:
    table = Table((Column("n", "", digits), Column("m", "", 1)), ((Literal(text, XSD + datatype), None),))
    assert [row["n"] for row in table.padded()] == [shown]


def test_padding_touches_only_its_own_column_and_not_the_table_itself() -> None:
    one = Literal("1.0", XSD + "decimal")
    table = Table((Column("n", "", 2), Column("m")), ((one, one), (None, Iri("http://a/"))))
    padded = [[None if term is None else str(term) for term in row] for row in table.padded().rows]
    assert padded == [["1.00", "1.0"], [None, "http://a/"]]
    assert table.rows[0] == (one, one)


def test_rows_are_plain_text_by_name() -> None:
    table = Table((Column("a"), Column("b")), ((Iri("http://a/"), None), (Blank("x"), Literal("t", "", "en"))))
    assert list(table) == [{"a": "http://a/", "b": None}, {"a": "_:x", "b": "t"}]


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (None, ""),
        (Iri(f"{ID}task/43"), "task:43"),
        (Iri("http://a/"), "http://a/"),
        (Literal(f"{ID}task/43"), f"{ID}task/43"),
    ],
)
def test_a_cell_is_shown_as_a_person_reads_it(term: Term | None, text: str) -> None:
    assert short(term) == text
