"""`whatif`: what a change does to answers, without changing a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli import session
from skillgraph.cli.coverage_output import day_of, show_report, working
from skillgraph.cli.options import Format, On, Workspace
from skillgraph.cli.render import say, show_findings
from skillgraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skillgraph.coverage import Day, World
    from skillgraph.coverage.questions import Difference
    from skillgraph.coverage.scenario import Scenario
    from skillgraph.workspace import Contents


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(whatif)


def whatif(
    question: Annotated[
        str,
        typer.Argument(
            help="cover, team, resilience, leave, funding or train; without it those that need nothing else."
        ),
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
    from skillgraph.coverage.reports.whatif import report
    from skillgraph.coverage.scenario import without

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
    found = _compared(before, after, question, words or (), days)
    show_report(report(found, days, *((scenario.findings, scenario.not_stated) if scenario else ())), output)


def _compared(
    before: World, after: World, question: str, words: Sequence[str], days: tuple[Day, Day]
) -> dict[str, Difference]:
    """The differences by question; a first word that names none is a target of those that need nothing else."""
    from skillgraph.coverage.questions import ALWAYS, QUESTIONS
    from skillgraph.coverage.scenario import compare

    is_named = question in QUESTIONS
    targets = [*([] if is_named or not question else [question]), *words]
    found = {}
    for one in (question,) if is_named else ALWAYS:
        with working(f"{one} ..."):
            found[one] = compare(before, after, one, targets, days)
    return found


def _scenario(contents: Contents, added: Path | None, removed: Path | None) -> Scenario | None:
    from skillgraph.coverage.scenario import changed

    if not added and not removed:
        return None
    say("building the changed workspace ...")
    return changed(contents, _read(added), _read(removed))


def _read(path: Path | None) -> bytes:
    return session.read_bytes(path, "Give the path of a Turtle file.") if path else b""
