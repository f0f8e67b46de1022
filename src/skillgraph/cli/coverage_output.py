"""Answers about cover on standard output: sentences and a table for a person, JSON or the table alone for a program."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli import session
from skillgraph.cli.render import Output, default_output, print_table
from skillgraph.errors import UsageError

if TYPE_CHECKING:
    from skillgraph.coverage import World
    from skillgraph.coverage.document import Document
    from skillgraph.results import Table
    from skillgraph.terms import Term

On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day asked for; today by default.")]
Workspace = Annotated[
    str | None, typer.Option("--workspace", "-w", help="Folder with ontology/, shapes/, data/ and queries/.")
]
Format = Annotated[Output | None, typer.Option("--format", "-f", help="Table on a terminal, else CSV, by default.")]
Cell = str | int | Decimal | datetime.date | None


def open_world(workspace: str | None) -> World:
    """The world of the workspace's snapshot."""
    from skillgraph.coverage import load_world

    return load_world(session.snapshot(session.contents(workspace)).engine)


def day_of(text: str | None) -> datetime.date:
    """The day that is meant; UsageError where the text is none."""
    try:
        return datetime.date.fromisoformat(text) if text else session.today()
    except ValueError:
        raise UsageError(f"{text!r} is no date.", "Write it like 2027-06-01.") from None


def show(
    answer: Document,
    lines: Iterable[str],
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    output: Output | None,
) -> None:
    """The answer in the form asked for: as JSON the document, as a drawn table with the lines above, else the table."""
    output = output or default_output()
    if output is Output.JSON:
        sys.stdout.write(json.dumps(answer, indent=1, ensure_ascii=False) + "\n")
        return
    if output is Output.TABLE:
        sys.stdout.writelines(f"{line}\n" for line in lines)
        sys.stdout.flush()
    print_table(table_of(columns, rows), output)


def table_of(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Table:
    """Plain values as a table of terms."""
    from skillgraph.results import Column, Table

    return Table(tuple(map(Column, columns)), tuple(tuple(_term(cell) for cell in row) for row in rows))


def _term(cell: Cell) -> Term | None:
    from skillgraph.terms import XSD, Literal

    if cell is None:
        return None
    if isinstance(cell, Decimal):
        return Literal(f"{cell:f}", XSD + "decimal")
    if isinstance(cell, int):
        return Literal(str(cell), XSD + "integer")
    if isinstance(cell, datetime.date):
        return Literal(cell.isoformat(), XSD + "date")
    return Literal(cell)
