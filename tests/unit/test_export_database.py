"""A snapshot as a database: what is asked and what is there, with keys, types and exact figures."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from skillgraph.engine import Dataset, InProcess
from skillgraph.export.answers import answers
from skillgraph.export.database import database
from skillgraph.export.duck import write_duckdb
from skillgraph.export.model import Database, Relation, Skipped
from skillgraph.export.sqlite import sqlite_file
from skillgraph.queries import Catalogue
from skillgraph.workspace import Contents

TODAY = datetime.date(2026, 12, 1)
ASKED = ("fte-by-source", "who-can-cover", "find-in-source", "tasks-per-group", "vo-status")


@pytest.fixture(scope="module")
def catalogue(contents: Contents) -> Catalogue:
    """A few queries: with defaults, with a task that has to be chosen, with a text that cannot be listed."""
    files = tuple(file for file in contents.files if Path(file.path).stem in ASKED)
    return Catalogue(Contents(contents.root, files))


@pytest.fixture(scope="module")
def made(snapshot_engine: InProcess, catalogue: Catalogue) -> Database:
    return database(snapshot_engine, catalogue, "0123456789abcdef", TODAY)


@pytest.fixture(scope="module")
def file(made: Database) -> bytes:
    return sqlite_file(made)


@pytest.fixture
def opened(file: bytes) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(file)
    yield connection
    connection.close()


def test_keys_and_references_hold(opened: sqlite3.Connection, made: Database) -> None:
    assert opened.execute("PRAGMA foreign_key_check").fetchall() == []
    assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert len(made.relations) > 100
    assert all(relation.key for relation in made.relations)


def test_decimals_are_exact_text(opened: sqlite3.Connection) -> None:
    rows = opened.execute("SELECT name, fte, typeof(fte) FROM query_fte_by_source ORDER BY row_number").fetchall()
    assert ("GridPP", "10.70", "text") in rows
    assert sum(Decimal(fte) for _, fte, _ in rows) == Decimal("29.07")
    assert opened.execute("SELECT CAST(fte AS REAL) FROM query_fte_by_source WHERE name = 'GridPP'").fetchone() == (
        10.7,
    )


def test_a_query_that_needs_a_value_is_asked_for_all(opened: sqlite3.Connection) -> None:
    tasks = opened.execute("SELECT COUNT(DISTINCT asked_task), COUNT(*) FROM query_who_can_cover").fetchone()
    assert tasks == (45, 45 * 12)
    rows = opened.execute(
        "SELECT who.status, COUNT(*) FROM query_who_can_cover who JOIN thing ON thing.iri = who.asked_task "
        "WHERE thing.slug = '43' AND thing.kind = 'task' GROUP BY 1 ORDER BY 1"
    ).fetchall()
    assert [status for status, _ in rows] == ["covered", "gap", "unknown"]


def test_what_has_no_table_says_why(made: Database, opened: sqlite3.Connection) -> None:
    assert made.skipped == (Skipped("find-in-source", "Its parameter text has no list of values."),)
    assert opened.execute("SELECT * FROM about_skipped").fetchall() == [
        ("find-in-source", "Its parameter text has no list of values.")
    ]


def test_too_many_runs_are_not_made(
    snapshot_engine: InProcess, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("skillgraph.export.answers.MOST_RUNS", 44)
    found = [one for one in answers(catalogue, snapshot_engine, TODAY) if isinstance(one, Skipped)]
    assert Skipped("who-can-cover", "It would be asked 45 times; the most is 44.") in found


def test_classes_are_flat_tables(opened: sqlite3.Connection) -> None:
    numbers = opened.execute("SELECT number FROM class_service_task ORDER BY number").fetchall()
    assert [number for (number,) in numbers] == list(range(1, 46))
    several = opened.execute("SELECT COUNT(*) FROM class_decided_source__funds").fetchone()[0]
    assert several > 1


def test_the_tables_are_described(opened: sqlite3.Connection, made: Database) -> None:
    facts = dict(opened.execute("SELECT name, value FROM about_snapshot"))
    assert (facts["snapshot"], facts["today"]) == ("0123456789abcdef", "2026-12-01")
    told = dict(opened.execute("SELECT name, about FROM about_tables"))
    assert told["query_who_can_cover"] == "Who can cover a task?"
    assert set(told) == {one.name for one in made.relations}
    columns = dict(opened.execute("SELECT name, type FROM about_columns WHERE table_name = 'query_fte_by_source'"))
    assert columns["fte"] == "decimal"


def test_an_empty_answer_has_its_columns(opened: sqlite3.Connection) -> None:
    names = {row[1]: row[2] for row in opened.execute("PRAGMA table_info(query_vo_status)")}
    assert names["row_number"] == "INTEGER"
    assert {"organisation", "process", "step"} <= set(names)


def test_the_same_snapshot_gives_the_same_bytes(file: bytes, snapshot_engine: InProcess, catalogue: Catalogue) -> None:
    again = sqlite_file(database(snapshot_engine, catalogue, "0123456789abcdef", TODAY))
    assert again == file


def test_duckdb_has_the_same_rows_with_types(made: Database, tmp_path: Path) -> None:
    few = Database(made.facts, tuple(one for one in made.relations if one.name.startswith("query_")), made.skipped)
    write_duckdb(few, tmp_path / "graph.duckdb")
    with duckdb.connect(str(tmp_path / "graph.duckdb"), read_only=True) as connection:
        total = connection.execute("SELECT SUM(fte) FROM query_fte_by_source").fetchone()
        kinds = dict(
            connection.execute(
                "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'query_who_can_cover'"
            ).fetchall()
        )
        about = connection.execute(
            "SELECT comment FROM duckdb_tables() WHERE table_name = 'query_who_can_cover'"
        ).fetchone()
    assert total == (Decimal("29.07"),)
    assert (kinds["expires"], kinds["satisfied"]) == ("DATE", "BIGINT")
    assert about == ("Who can cover a task?",)


def test_an_empty_dataset_gives_a_database(catalogue: Catalogue) -> None:
    made = database(Dataset().engine(), catalogue, "0", TODAY)
    assert [one.sheet.rows for one in made.relations if isinstance(one, Relation) and one.name == "thing"] == [0]
    assert sqlite_file(made).startswith(b"SQLite format 3")
