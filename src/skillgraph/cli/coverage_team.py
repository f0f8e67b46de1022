"""`team`: the smallest teams that cover tasks, and how working time can be given to them."""

from __future__ import annotations

from typing import Annotated

import typer

from skillgraph.cli.coverage_output import answer, show_report
from skillgraph.cli.options import Format, On, Workspace

Targets = Annotated[
    list[str] | None,
    typer.Argument(metavar="[TARGET]...", help="43, role:NAME, area:NAME, step:NAME, group=UK; all tasks by default."),
]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(team)


def team(
    target: Targets = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="Most teams listed.")] = 20,
    staffing: Annotated[bool, typer.Option("--staffing", help="Give working time to the tasks instead.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="With --staffing: beside today's allocations.")] = False,
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, help="Most time for each step of the search.")] = 20.0,
    on: On = None,
    output: Format = None,
    workspace: Workspace = None,
) -> None:
    """Find the smallest teams that cover all targets together: team group=UK"""
    given = {"target": target, "limit": limit, "staffing": staffing, "keep": keep, "seconds": seconds}
    show_report(answer("team", given, on, workspace), output)
