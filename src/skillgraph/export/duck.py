"""A DuckDB file, by duckdb and pyarrow, which are optional: decimals, dates and moments have types of their own."""

from __future__ import annotations

from pathlib import Path

from skillgraph.errors import MissingTool
from skillgraph.export.database import ABOUT
from skillgraph.export.model import Database, Relation
from skillgraph.export.sqlite import quoted
from skillgraph.results import is_installed
from skillgraph.results.arrow import arrow_table

_BLOCK = "16384"  # bytes, the least there can be: each column of each small table takes at least one


def write_duckdb(given: Database, path: Path) -> None:
    """Writes the file, which must not be there yet. MissingTool where a library is missing."""
    if not (is_installed("duckdb") and is_installed("pyarrow")):
        raise MissingTool("A DuckDB file needs duckdb and pyarrow.", "Install 'skillgraph[duckdb]'.")
    import duckdb

    with duckdb.connect(str(path), config={"default_block_size": _BLOCK}) as connection:
        connection.execute(f"CREATE TABLE {ABOUT} (name VARCHAR PRIMARY KEY, value VARCHAR NOT NULL)")
        connection.executemany(f"INSERT INTO {ABOUT} VALUES (?, ?)", sorted(given.facts.items()))  # noqa: S608
        for relation in given.relations:
            _create(connection, relation)


def _create(connection: object, relation: Relation) -> None:
    """A table from Arrow, with comments; its key as far as it has one."""
    rows = arrow_table(relation.sheet)
    name = quoted(relation.name)
    connection.register("rows_of_it", rows)  # type: ignore[attr-defined]
    execute = connection.execute  # type: ignore[attr-defined]
    execute(f"CREATE TABLE {name} AS SELECT * FROM rows_of_it")  # noqa: S608  # quoted
    connection.unregister("rows_of_it")  # type: ignore[attr-defined]
    if relation.key:
        execute(f"ALTER TABLE {name} ADD PRIMARY KEY ({', '.join(map(quoted, relation.key))})")
    execute(f"COMMENT ON TABLE {name} IS {_text(relation.about)}")
    for column in relation.columns:
        if column.help:
            execute(f"COMMENT ON COLUMN {name}.{quoted(column.name)} IS {_text(column.help)}")


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
