"""`funding`: what ends with a source, a work package or a group of tasks, and who covers the tasks touched."""

from __future__ import annotations

from typing import Annotated

import typer

from skillgraph.cli.coverage_output import answer, show_report
from skillgraph.cli.options import Format, On, Workspace


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(funding)


def funding(
    without: Annotated[str, typer.Option("--without", help="What ends: a source, wp=NUMBER or group=NAME.")],
    target: Annotated[list[str] | None, typer.Argument(metavar="[TARGET]...", help="Of these tasks: group=UK.")] = None,
    on: On = None,
    output: Format = None,
    workspace: Workspace = None,
) -> None:
    """Say which FTE and tasks end with a source, a work package or a group: funding --without EGItoUK"""
    show_report(answer("funding", {"without": without, "target": target}, on, workspace), output)
