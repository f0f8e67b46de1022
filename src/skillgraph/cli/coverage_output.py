"""Answers about cover on standard output: sentences and a table for a person, JSON or the table alone for a program."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING

from skillgraph.cli import session
from skillgraph.cli.render import Output, default_output, print_table

if TYPE_CHECKING:
    from skillgraph.coverage.document import Document
    from skillgraph.coverage.question import Report

Cell = str | int | Decimal | datetime.date | None


def answer(
    question: str,
    given: Mapping[str, object],
    on: str | None,
    workspace: str | None,
    endpoint: Sequence[str] | None = None,
) -> Report:
    """The answer to a question; what is given are the values of options, None and False where there is none."""
    from skillgraph.coverage import load_world, questions

    told, day = questions.question(question).given(_pairs(given)), day_of(on)
    engine = session.engine(session.contents(workspace), endpoint)
    world = load_world(engine)
    session.check(engine)
    with working(f"{question} ..."):
        return questions.report(world, question, told, day)


@contextmanager
def working(on: str) -> Iterator[None]:
    """Shows on a terminal, beside the answer's way, that something takes its time."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(on):
        yield


def _pairs(given: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in given.items():
        if isinstance(value, list):
            yield from ((name, one) for one in value)
        elif value is not None and value is not False:
            yield name, "true" if value is True else str(value)


def day_of(text: str | None) -> datetime.date:
    """The day that is meant; UsageError where the text is none."""
    from skillgraph.coverage.question import day_of as day_in

    return session.today() if text is None else day_in(text)


def show_report(report: Report, output: Output | None) -> None:
    """A report in the form asked for."""
    show(report.document, report.lines, report.table.columns, report.table.rows, output)


def show(
    answer: Document,
    lines: Iterable[str],
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    output: Output | None,
) -> None:
    """The answer in the form asked for: as JSON the document, as a drawn table with the lines above, else the table."""
    from skillgraph.coverage.tables import terms

    output = output or default_output()
    if output is Output.JSON:
        sys.stdout.write(json.dumps(answer, indent=1, ensure_ascii=False) + "\n")
        return
    if output is Output.TABLE:
        sys.stdout.writelines(f"{line}\n" for line in lines)
        sys.stdout.flush()
    print_table(terms(columns, rows), output)
