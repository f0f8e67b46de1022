"""`diff`: what changed between two states of the workspace; `cat`: a Turtle file as lines that git can compare."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli import session
from skillgraph.cli.options import Workspace
from skillgraph.cli.render import say
from skillgraph.errors import InvalidWorkspace, SkillgraphError
from skillgraph.workspace import locate

if TYPE_CHECKING:
    from skillgraph.compare.report import Line, Report
    from skillgraph.compare.revisions import State
    from skillgraph.findings import Finding
    from skillgraph.snapshot import Snapshot

_COLOURS = {"+": "green", "-": "red", "~": "yellow", ">": "cyan", "!": "bold red", "": "bold"}


class DiffOutput(StrEnum):
    """How a comparison is shown."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(diff)
    app.command()(cat)


def diff(
    revisions: Annotated[
        str, typer.Argument(metavar="[REV[..REV]]", help="HEAD and the work tree by default; A..B, or A...B as in git.")
    ] = "",
    output: Annotated[DiffOutput, typer.Option("--format", "-f", help="How it is shown.")] = DiffOutput.TEXT,
    inferred: Annotated[
        bool, typer.Option("--inferred", help="Also what rules and axioms add no more or anew.")
    ] = False,
    impact: Annotated[
        bool | None,
        typer.Option("--impact/--no-impact", help="Which canned questions get another answer; on for text."),
    ] = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 where there are differences.")] = False,
    workspace: Workspace = None,
) -> None:
    """Say what changed between two states of the workspace, thing by thing."""
    from skillgraph.compare.diff import compare
    from skillgraph.compare.report import Report
    from skillgraph.compare.revisions import states

    root = locate(session.settings(workspace), Path.cwd())
    comparison = compare(*states(root, revisions, os.environ))
    report = Report(comparison)
    wants_answers = output is DiffOutput.TEXT if impact is None else impact
    if not comparison.is_empty and (inferred or wants_answers):
        report = _with_consequences(report, inferred=inferred, answers=wants_answers)
    _print(report, output)
    if comparison.spoilt or (exit_code and not comparison.is_empty):
        raise typer.Exit(1)


def cat(
    file: Annotated[Path, typer.Argument(help="A Turtle file.", metavar="FILE")],
) -> None:
    """Print a Turtle file with one statement per line, in an order that its writing does not change."""
    from skillgraph.compare.entities import statement_lines

    content = session.read_bytes(file, "Give the path of a Turtle file.")
    lines = statement_lines(content)
    if lines is None:
        say(f"{file} does not parse; it is shown as it stands")
        sys.stdout.buffer.write(content)
    else:
        sys.stdout.buffer.write("".join(f"{line}\n" for line in lines).encode())
    sys.stdout.buffer.flush()


def _with_consequences(report: Report, *, inferred: bool, answers: bool) -> Report:
    """The report with what follows from the change, or with the findings of a state that does not build."""
    from skillgraph.compare import impact

    comparison = report.comparison
    old, new = _open(comparison.old), _open(comparison.new)
    broken = tuple(
        (state.name, opened)
        for state, opened in ((comparison.old, old), (comparison.new, new))
        if isinstance(opened, tuple)
    )
    if isinstance(old, tuple) or isinstance(new, tuple):
        return replace(report, broken=broken)
    return replace(
        report,
        inferred=impact.inferred(comparison, old, new) if inferred else None,
        answers=impact.answers(old, new) if answers else None,
    )


def _open(state: State) -> Snapshot | tuple[Finding, ...]:
    """The snapshot of a state, or the findings that stand in its way."""
    try:
        return session.snapshot(state.contents)
    except InvalidWorkspace as error:
        return error.findings
    except SkillgraphError as error:
        from skillgraph.snapshot.verdict import trouble

        return trouble(error)


def _print(report: Report, output: DiffOutput) -> None:
    if output is DiffOutput.JSON:
        sys.stdout.write(json.dumps(report.as_json(), indent=1, ensure_ascii=False) + "\n")
    elif output is DiffOutput.MARKDOWN:
        sys.stdout.write(report.markdown())
    elif sys.stdout.isatty():
        _print_coloured(report.lines())
    else:
        sys.stdout.writelines(f"{_plain(line)}\n" for line in report.lines())


def _plain(line: Line) -> str:
    return f"  {line.mark} {line.text}" if line.mark else line.text


def _print_coloured(lines: Iterable[Line]) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    for line in lines:
        console.print(Text(_plain(line), style=_COLOURS[line.mark]), soft_wrap=True)
