"""A SQLite file. The same database gives the same bytes from the same version of SQLite.

Decimals are text, exactly as they are; the declared type DECIMAL_TEXT keeps SQLite from making doubles of them.
`CAST(fte AS REAL)` makes a number of one, and SUM does that by itself.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from skillgraph.export.database import ABOUT, COLUMNS, SKIPPED, TABLES
from skillgraph.export.model import Database, Relation
from skillgraph.results import Kind, Typed

_APPLICATION = 0x534B4752  # "SKGR"
_TYPES: Mapping[Kind, str] = {
    Kind.INTEGER: "INTEGER",
    Kind.DECIMAL: "DECIMAL_TEXT",
    Kind.DOUBLE: "REAL",
    Kind.BOOLEAN: "BOOLEAN",
    Kind.DATE: "DATE",
    Kind.TIMESTAMP: "TIMESTAMP",
    Kind.INSTANT: "TIMESTAMP",
}
_LONG = 1 << 63


def sqlite_file(given: Database) -> bytes:
    """The file."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        connection.execute("BEGIN")
        _describe(connection, given)
        for relation in given.relations:
            _create(connection, relation)
        connection.execute("COMMIT")
        connection.execute("VACUUM")
        return connection.serialize()


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def type_of(one: Typed) -> str:
    """The declared type of a column; an integer that SQLite cannot hold is text."""
    if one.kind is Kind.INTEGER and any(value is not None and not -_LONG <= value < _LONG for value in one.values):
        return "TEXT"
    return _TYPES.get(one.kind, "TEXT")


def _describe(connection: sqlite3.Connection, given: Database) -> None:
    connection.execute(f"CREATE TABLE {ABOUT} (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
    connection.executemany(f"INSERT INTO {ABOUT} VALUES (?, ?)", sorted(given.facts.items()))  # noqa: S608
    connection.execute(
        f"CREATE TABLE {TABLES} (name TEXT PRIMARY KEY, about TEXT NOT NULL, parameters TEXT NOT NULL, rows INTEGER)"
    )
    rows = [(one.name, one.about, one.parameters, one.sheet.rows) for one in given.relations]
    connection.executemany(f"INSERT INTO {TABLES} VALUES (?, ?, ?, ?)", rows)  # noqa: S608
    connection.execute(
        f"CREATE TABLE {COLUMNS} (table_name TEXT, name TEXT, type TEXT NOT NULL, datatype TEXT NOT NULL, "
        "about TEXT NOT NULL, PRIMARY KEY (table_name, name))"
    )
    told = [
        (relation.name, one.column.name, one.kind.value, one.datatype, one.column.help)
        for relation in given.relations
        for one in relation.sheet.columns
    ]
    connection.executemany(f"INSERT INTO {COLUMNS} VALUES (?, ?, ?, ?, ?)", told)  # noqa: S608
    connection.execute(f"CREATE TABLE {SKIPPED} (query TEXT PRIMARY KEY, reason TEXT NOT NULL)")
    skipped = [(one.name, one.reason) for one in given.skipped]
    connection.executemany(f"INSERT INTO {SKIPPED} VALUES (?, ?)", skipped)  # noqa: S608


def _create(connection: sqlite3.Connection, relation: Relation) -> None:
    columns = [f"{quoted(one.column.name)} {type_of(one)}" for one in relation.sheet.columns]
    if relation.key:
        columns.append(f"PRIMARY KEY ({', '.join(map(quoted, relation.key))})")
    columns += [
        f'FOREIGN KEY ({quoted(column)}) REFERENCES {quoted(table)} ("iri")' for column, table in relation.refers
    ]
    connection.execute(f"CREATE TABLE {quoted(relation.name)} ({', '.join(columns)})")
    if not relation.sheet.rows:
        return
    places = ", ".join("?" * len(relation.sheet.columns))
    values = [_stored(one) for one in relation.sheet.columns]
    rows = zip(*values, strict=True)
    connection.executemany(f"INSERT INTO {quoted(relation.name)} VALUES ({places})", rows)  # noqa: S608  # quoted


def _stored(one: Typed) -> Sequence[Any]:
    if type_of(one) in ("INTEGER", "REAL", "BOOLEAN"):
        return one.values
    write = _WRITERS.get(one.kind, str)
    return [None if value is None else write(value) for value in one.values]


_WRITERS: Mapping[Kind, Callable[[Any], str]] = {
    Kind.DECIMAL: lambda value: f"{value:f}",
    Kind.DATE: lambda value: value.isoformat(),
    Kind.TIMESTAMP: lambda value: value.isoformat(" "),
    Kind.INSTANT: lambda value: value.isoformat(" "),
}
