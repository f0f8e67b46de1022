"""`train`: the cheapest training plan for a goal, which skill opens most, and who could learn beside whom."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from skillgraph.cli.coverage_output import answer, show_report
from skillgraph.cli.options import Format, On, Workspace


class Wanted(StrEnum):
    """What is to be reached, or to be known."""

    COVER = "cover"
    NO_SINGLE_POINT = "no-single-point-of-failure"
    TWO_PER_REQUIREMENT = "two-per-requirement"
    UNLOCK = "unlock"
    SHADOW = "shadow"


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(train)


def train(
    target: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TARGET]...", help="43, role:NAME, area:NAME, step:NAME, group=UK; all tasks by default."
        ),
    ] = None,
    goal: Annotated[Wanted, typer.Option("--goal", help="A goal, or 'unlock' or 'shadow' for advice.")] = Wanted.COVER,
    task: Annotated[
        list[str] | None, typer.Option("--task", help="A task that the plan is for, by its number.")
    ] = None,
    holder: Annotated[list[str] | None, typer.Option("--holder", help="Only this holder learns and counts.")] = None,
    newcomer: Annotated[bool, typer.Option("--newcomer", help="Somebody of whom nothing is recorded learns.")] = False,
    cap: Annotated[str | None, typer.Option("--cap", metavar="DAYS", help="The most days per person.")] = None,
    days_per_level: Annotated[
        str | None, typer.Option("--days-per-level", metavar="DAYS", help="Assumed where no effort is stated.")
    ] = None,
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, help="Most time for the search.")] = 30.0,
    on: On = None,
    output: Format = None,
    workspace: Workspace = None,
) -> None:
    """Find the cheapest training plan: train --goal no-single-point-of-failure group=UK"""
    who = {"target": target, "task": task, "holder": holder, "newcomer": newcomer}
    terms = {"goal": goal.value, "cap": cap, "days-per-level": days_per_level, "seconds": seconds}
    found = answer("train", {**who, **terms}, on, workspace)
    show_report(found, output)
    raise typer.Exit(0 if found.document.get("reaches_goal", True) else 1)
