"""`whatif`: what a change does to answers, without changing a file."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli import session
from skillgraph.cli.coverage_output import Cell, Format, On, Workspace, day_of, show
from skillgraph.cli.render import say, show_findings
from skillgraph.errors import UsageError

if TYPE_CHECKING:
    from skillgraph.coverage.questions import Difference
    from skillgraph.coverage.scenario import Scenario
    from skillgraph.findings import Finding
    from skillgraph.workspace import Contents


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(whatif)


def whatif(
    question: Annotated[
        str, typer.Argument(help="cover, resilience, team, train or funding; without it all but the last.")
    ] = "",
    words: Annotated[list[str] | None, typer.Argument(metavar="[WORD]...", help="43, group=UK, goal=cover.")] = None,
    leavers: Annotated[list[str] | None, typer.Option("--without", help="A holder who leaves.")] = None,
    added: Annotated[Path | None, typer.Option("--with", help="A Turtle file with statements to add.")] = None,
    removed: Annotated[Path | None, typer.Option("--removing", help="A Turtle file with statements to remove.")] = None,
    on: On = None,
    output: Format = None,
    workspace: Workspace = None,
) -> None:
    """Say what a change does to answers, and change no file: whatif --without H07 resilience group=UK"""
    from skillgraph.coverage import load_world
    from skillgraph.coverage.naming import find
    from skillgraph.coverage.questions import ALWAYS, QUESTIONS
    from skillgraph.coverage.scenario import compare, without

    is_change = bool(leavers or added or removed)
    if not is_change and on is None:
        raise UsageError("Nothing is changed.", "Give --without, --with, --removing or --on.")
    contents, day = session.contents(workspace), day_of(on)
    days = (day if is_change else session.today(), day)
    scenario = _scenario(contents, added, removed)
    if scenario:
        show_findings(scenario.findings, sys.stderr)
        if scenario.not_stated:
            say(f"{scenario.not_stated} of the statements to remove are not stated anywhere")
    if scenario and scenario.world is None:
        say("the changed workspace has no answers: its violations stand in the way of a snapshot")
        raise typer.Exit(1)
    before = load_world(session.snapshot(contents).engine)
    after = scenario.world if scenario and scenario.world else before
    after = without(after, [find(after, "holder", one) for one in leavers or ()])
    is_named = question in QUESTIONS
    targets = [*([] if is_named or not question else [question]), *(words or ())]
    found = {one: compare(before, after, one, targets, days) for one in ((question,) if is_named else ALWAYS)}
    _show(found, scenario.findings if scenario else (), days, output)


def _scenario(contents: Contents, added: Path | None, removed: Path | None) -> Scenario | None:
    from skillgraph.coverage.scenario import changed

    if not added and not removed:
        return None
    say("building the changed workspace ...")
    return changed(contents, _read(added), _read(removed))


def _read(path: Path | None) -> bytes:
    return session.read_bytes(path, "Give the path of a Turtle file.") if path else b""


def _show(
    found: dict[str, Difference],
    findings: Iterable[Finding],
    days: tuple[datetime.date, datetime.date],
    output: Format,
) -> None:
    from skillgraph.coverage.document import document
    from skillgraph.coverage.scenario import findings_document

    answer = {
        "before_on": days[0].isoformat(),
        "after_on": days[1].isoformat(),
        "findings": [findings_document(one) for one in findings],
        "differences": document(found),
    }
    rows = [row for name, one in found.items() for row in _rows(name, one)]
    show(answer, _lines(found, days), ("question", "about", "column", "before", "after"), rows, output)


def _lines(found: dict[str, Difference], days: tuple[datetime.date, datetime.date]) -> Iterator[str]:
    yield f"Before: as recorded, on {days[0]}. After: changed, on {days[1]}."
    for name, one in found.items():
        yield f"{name}: {len(one.changed)} changed, {len(one.new)} new, {len(one.gone)} gone, {one.same} the same."


def _rows(question: str, found: Difference) -> Iterator[tuple[Cell, ...]]:
    """A row for each cell that differs; for what is new or gone, one for each of its cells."""
    pairs = [(old, None) for old in found.gone] + [(None, new) for new in found.new] + list(found.changed)
    for old, new in pairs:
        row = new or old or ()
        about = " ".join(str(cell) for cell in row[: found.keys] if cell not in (None, ""))
        for index in range(found.keys, len(row)):
            cells = tuple(None if side is None or side[index] is None else str(side[index]) for side in (old, new))
            if cells[0] != cells[1]:
                yield question, about, found.columns[index], *cells
        if len(row) == found.keys:
            yield question, about, "", *("yes" if side is not None else None for side in (old, new))
