"""Results and findings as text."""

from __future__ import annotations

import difflib
import io
import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from skillgraph.findings import Finding
    from skillgraph.queries import CannedQuery
    from skillgraph.reason.dl import DLReport
    from skillgraph.reason.explain import Explanation
    from skillgraph.results import Table


class Output(StrEnum):
    """How a table of solutions is shown."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    TSV = "tsv"
    MARKDOWN = "markdown"


def default_output() -> Output:
    """A drawn table for a person at a terminal, CSV for a program."""
    return Output.TABLE if sys.stdout.isatty() else Output.CSV


def say(text: str) -> None:
    """A line to standard error."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def unified_diff(old: str, new: str, before: str, after: str) -> str:
    """A unified diff with three lines of context; lines end at line feeds alone, as they do for patch."""
    one, other = (list(io.StringIO(text, newline="\n")) for text in (old, new))
    lines = difflib.unified_diff(one, other, before, after)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def print_table(table: Table, output: Output) -> None:
    """The table on standard output."""
    if output is Output.TABLE:
        _draw(table)
        return
    from skillgraph.results import write_table

    body = write_table(table, output.value)
    sys.stdout.buffer.write(body.replace(b"\r\n", b"\n") if output is Output.CSV else body)
    sys.stdout.buffer.flush()


def _draw(table: Table) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table as Drawing
    from rich.text import Text

    from skillgraph.results import short

    drawing = Drawing(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    padded = table.padded()
    for index, column in enumerate(padded.columns):
        drawing.add_column(
            column.name.replace("_", " "), justify="right" if _numeric(padded, index) else "left", overflow="fold"
        )
    for row in padded.rows:
        drawing.add_row(*(Text(short(term)) for term in row))
    console = Console(width=None if sys.stdout.isatty() else 160)
    console.print(drawing)
    if not padded.rows:
        say("no rows")


def _numeric(table: Table, index: int) -> bool:
    from skillgraph.terms import XSD, Literal

    cells = [row[index] for row in table.rows if row[index] is not None]
    return bool(cells) and all(
        isinstance(cell, Literal) and cell.datatype in (XSD + "integer", XSD + "decimal") for cell in cells
    )


def show_findings(findings: Sequence[Finding], stream: TextIO) -> None:
    """Findings, a line each and their hint."""
    for finding in findings:
        stream.write(f"{finding.place()} {finding.code} {finding.severity}: {finding.message}\n")
        if finding.hint:
            stream.write(f"  {finding.hint}\n")


def dl_text(report: DLReport) -> str:
    """What the DL reasoner found, as lines: consistency, impossible classes, what it adds to our own classes."""
    from skillgraph.terms import NS, compact

    if not report.consistent:
        return "inconsistent: the statements contradict the ontology; 'skillgraph check' may say which\n"
    lines = ["consistent"]
    lines += [f"no member possible: {compact(cls.value)}" for cls in report.unsatisfiable]
    members: dict[str, list[str]] = {}
    for individual, cls in report.types:
        if cls.value.startswith(NS):
            members.setdefault(compact(cls.value), []).append(compact(individual.value))
    for cls_name, names in sorted(members.items()):
        listed = ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
        lines.append(f"{cls_name}: {listed}")
    lines.append(f"{report.seconds:.1f} s, {report.left_out} statements of no concern to the reasoner left out")
    return "".join(f"{line}\n" for line in lines)


def explanation_text(explanation: Explanation) -> str:
    """The individuals whose statements contradict each other."""
    from skillgraph.terms import compact

    if not explanation.individuals:
        return "the ontology contradicts itself, whatever the data say\n"
    names = ", ".join(compact(individual.value) for individual in explanation.individuals)
    return f"what is said of these cannot all be true: {names}\n"


def show_parameters(query: CannedQuery) -> None:
    """What a canned query answers, takes and gives."""
    sys.stdout.write(f"{query.summary}\n")
    if query.description:
        sys.stdout.write(f"\n{query.description}\n")
    for title, rows in (
        ("Parameters", [(p.name, f"{p.help} ({_kind(p.type, p.values, p.default)})") for p in query.parameters]),
        ("Columns", [(column.name, column.help) for column in query.columns]),
    ):
        sys.stdout.write(f"\n{title}:\n" if rows else "")
        for name, text in rows:
            sys.stdout.write(f"  {name:24} {text}\n")


def _kind(type_: str, values: Sequence[str], default: str) -> str:
    kind = " | ".join(values) if values else type_
    return f"{kind}, default {default}" if default else kind
