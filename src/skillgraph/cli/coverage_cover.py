"""`cover`: who covers what, with the reason per requirement."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli.coverage_output import answer, show_report
from skillgraph.cli.coverage_team import Targets
from skillgraph.cli.options import Endpoint, Format, On, Workspace
from skillgraph.cli.render import Output, default_output

if TYPE_CHECKING:
    from skillgraph.coverage.question import Report


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(cover)


def cover(
    target: Targets = None,
    holder: Annotated[list[str] | None, typer.Option("--holder", help="Only this holder, requirement by it.")] = None,
    before: Annotated[
        str | None, typer.Option("--before", metavar="DATE", help="Name what expires before it; in a year by default.")
    ] = None,
    on: On = None,
    output: Format = None,
    endpoint: Endpoint = None,
    workspace: Workspace = None,
) -> None:
    """Say who covers all targets together, best first: cover 43; cover 43 --holder H07"""
    found = answer("cover", {"target": target, "holder": holder, "before": before}, on, workspace, endpoint)
    show_report(_in_lines(found) if (output or default_output()) is Output.TABLE else found, output)


def _in_lines(found: Report) -> Report:
    """The report with a line for each requirement in a cell that names several."""
    rows = (tuple(c.replace("; ", "\n") if isinstance(c, str) else c for c in row) for row in found.table.rows)
    return replace(found, table=replace(found.table, rows=tuple(rows)))
