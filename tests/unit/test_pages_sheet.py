"""Rows on a page: labels, numbers, order."""

from __future__ import annotations

import pytest

from shown import small_site
from skillgraph.pages.sheet import MOST_ROWS, heading, sheet_of
from skillgraph.results import Column, Table
from skillgraph.terms import ID, XSD, Iri, Literal

DATA = f"<{ID}task/1> skos:prefLabel 'Beta' . <{ID}task/2> skos:prefLabel 'Alpha' ."
TABLE = Table(
    (Column("task", "The task."), Column("fte_uk", "Effort.", 2), Column("note")),
    (
        (Iri(f"{ID}task/1"), Literal("1.5", XSD + "decimal"), Literal("covered")),
        (Iri(f"{ID}task/2"), None, Literal("deux", language="fr")),
        (Iri("urn:x"), Literal("10", XSD + "decimal"), None),
    ),
)


def test_labels_numbers_and_languages() -> None:
    sheet = sheet_of(small_site(DATA), TABLE)
    first, second, third = sheet.rows
    assert first[0] is not None
    assert (first[0].text, first[0].href, first[0].title) == ("Beta", "/kg/id/task/1", f"{ID}task/1")
    assert first[1] is not None
    assert first[1].text == "1.50"
    assert first[2] is not None
    assert first[2].badge == "covered"
    assert second[1] is None
    assert second[2] is not None
    assert (second[2].language, second[2].badge) == ("fr", "")
    assert third[0] is not None
    assert (third[0].text, third[0].href) == ("urn:x", "")
    assert [(head.text, head.is_number, head.href) for head in sheet.heads] == [
        ("Task", False, ""),
        ("FTE UK", True, ""),
        ("Note", False, ""),
    ]
    assert not sheet.names_people


@pytest.mark.parametrize(
    ("sort", "tasks"),
    [
        ("task", ["Alpha", "Beta", "urn:x"]),
        ("-task", ["urn:x", "Beta", "Alpha"]),
        ("fte_uk", ["Beta", "urn:x", "Alpha"]),
        ("-fte_uk", ["urn:x", "Beta", "Alpha"]),
        ("nothing", ["Beta", "Alpha", "urn:x"]),
    ],
)
def test_the_order(sort: str, tasks: list[str]) -> None:
    sheet = sheet_of(small_site(DATA), TABLE, "/q", [("a", "b&c")], sort)
    assert [row[0].text for row in sheet.rows if row[0] is not None] == tasks
    head = sheet.heads[0]
    assert head.href == f"/q?a=b%26c&sort={'-task' if sort == 'task' else 'task'}"
    assert head.order == {"task": "ascending", "-task": "descending"}.get(sort, "")


def test_a_page_shows_the_first_rows_and_counts_them_all() -> None:
    table = Table((Column("n"),), tuple((Literal(str(n), XSD + "integer"),) for n in range(MOST_ROWS + 5)))
    sheet = sheet_of(small_site(""), table, sort="-n")
    assert (len(sheet.rows), sheet.count) == (MOST_ROWS, MOST_ROWS + 5)
    assert sheet.rows[0][0] is not None
    assert sheet.rows[0][0].text == str(MOST_ROWS + 4)


def test_rows_that_name_people_say_so() -> None:
    table = Table((Column("holder"),), ((Iri(f"{ID}holder/H01"),),))
    assert sheet_of(small_site(""), table).names_people


def test_a_name_as_a_heading() -> None:
    assert heading("work_package") == "Work package"
