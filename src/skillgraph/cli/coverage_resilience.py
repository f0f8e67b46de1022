"""`resilience` and `leave`: what departures and the coming months break."""

from __future__ import annotations

from typing import Annotated

import typer

from skillgraph.cli.coverage_output import answer, show_report
from skillgraph.cli.options import Format, On, Workspace


def register(app: typer.Typer) -> None:
    """Adds the two commands."""
    app.command()(resilience)
    app.command()(leave)


def resilience(
    target: Annotated[list[str] | None, typer.Argument(metavar="[TARGET]...", help="43, group=UK; all tasks.")] = None,
    k: Annotated[int | None, typer.Option("--k", min=0, help="What is not robust against K departures.")] = None,
    months: Annotated[int | None, typer.Option("--months", min=1, max=120, help="What expires in so many.")] = None,
    holders: Annotated[bool, typer.Option("--holders", help="What depends on each single holder.")] = False,
    communities: Annotated[
        int | None, typer.Option("--communities", min=1, max=50, help="The load of bringing in so many VOs at once.")
    ] = None,
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, help="Most time for each truck factor.")] = 1.0,
    on: On = None,
    output: Format = None,
    workspace: Workspace = None,
) -> None:
    """Say how many departures leave tasks uncovered: resilience group=UK"""
    given = {"target": target, "k": k, "months": months, "holders": holders, "communities": communities}
    show_report(answer("resilience", {**given, "seconds": seconds}, on, workspace), output)


def leave(
    holder: Annotated[list[str] | None, typer.Argument(metavar="[HOLDER]...", help="H07, or several.")] = None,
    site: Annotated[str | None, typer.Option("--site", help="Everybody who is based there and nowhere else.")] = None,
    on: On = None,
    output: Format = None,
    workspace: Workspace = None,
) -> None:
    """Say what breaks if somebody leaves, several together, or a site: leave H07"""
    show_report(answer("leave", {"holder": holder, "site": site}, on, workspace), output)
