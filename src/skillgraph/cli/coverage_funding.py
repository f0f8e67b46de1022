"""`funding`: what ends with a source, a work package or a group of tasks, and who covers the tasks touched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli.coverage_output import Cell, Format, On, Workspace, day_of, open_world, show
from skillgraph.errors import UsageError

if TYPE_CHECKING:
    from skillgraph.coverage import World
    from skillgraph.coverage.funding import Ending, Exposure, Risk

_COLUMNS = (
    "task", "name", "certain", "possible", "stated", "bus_factor", "unknown", "covering", "satisfying", "weakest"
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(funding)


def funding(
    without: Annotated[str, typer.Option("--without", help="What ends: a source, wp=NUMBER or group=NAME.")],
    narrower: Annotated[list[str] | None, typer.Argument(metavar="[group=NAME]")] = None,
    on: On = None,
    output: Format = None,
    workspace: Workspace = None,
) -> None:
    """Say which FTE and tasks end with a source, a work package or a group: funding --without EGItoUK"""
    from skillgraph.coverage.document import document
    from skillgraph.coverage.funding import exposure, risks
    from skillgraph.coverage.naming import find, tasks_of_group

    world, day = open_world(workspace), day_of(on)
    kind, ended = _ended(world, without)
    within = None
    for given in narrower or ():
        key, _, name = given.partition("=")
        if key != "group":
            raise UsageError(f"{given!r} does not narrow it down.", "Write it like group=UK.")
        within = tasks_of_group(world, find(world, "group", name))
    exposed = exposure(world, kind, ended, within)
    listed = risks(world, exposed, day)
    answer = {"on": day.isoformat(), "exposure": document(exposed), "risks": document(listed)}
    rows = (_row(world, one, is_stated=one.loss.task not in exposed.not_stated) for one in listed)
    show(answer, _lines(world, exposed), _COLUMNS, rows, output)


def _ended(world: World, text: str) -> tuple[Ending, str]:
    from skillgraph.coverage.funding import Ending
    from skillgraph.coverage.naming import find

    key, equals, name = text.partition("=")
    if not equals:
        return Ending.SOURCE, find(world, Ending.SOURCE.value, text)
    kinds = {"source": Ending.SOURCE, "wp": Ending.WORK_PACKAGE, "group": Ending.GROUP}
    if key not in kinds:
        raise UsageError(f"{text!r} names nothing that can end.", "Give a source, wp=NUMBER or group=NAME.")
    return kinds[key], find(world, kinds[key].value, name)


def _lines(world: World, exposed: Exposure) -> Iterator[str]:
    name = world.name(exposed.ended)
    yield f"Without {name}: of the effort stated by task, {exposed.certain} FTE are lost for certain."
    if exposed.possible:
        yield f"Up to {exposed.possible} FTE more may be: their source or their split is not stated."
    if exposed.not_stated:
        numbers = ", ".join(str(world.targets[task].number) for task in exposed.not_stated)
        yield f"Touched, with effort that is not stated: {numbers}."
    for one in exposed.figures:
        amounts = [f"{one.fte} FTE"] if one.fte is not None else []
        amounts += [f"{one.share} %"] if one.share is not None else []
        about = "about " if one.is_approximate else ""
        yield f"Published for {world.name(one.group)} as a whole: {one.name}, {about}{', '.join(amounts)}."


def _row(world: World, risk: Risk, *, is_stated: bool) -> tuple[Cell, ...]:
    from skillgraph.coverage.naming import slug

    loss = risk.loss
    return (
        world.targets[loss.task].number,
        world.targets[loss.task].name,
        loss.certain if is_stated else None,
        loss.possible if is_stated else None,
        loss.stated,
        risk.bus_factor,
        risk.unknown,
        " ".join(slug(holder) for holder in risk.covering),
        risk.satisfying,
        "; ".join(one.name for one in risk.weakest),
    )
