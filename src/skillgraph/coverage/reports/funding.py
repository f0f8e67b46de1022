"""`funding`: what ends with a source, a work package or a group of tasks, and who covers the tasks touched."""

from __future__ import annotations

from collections.abc import Iterator

from skillgraph.coverage.document import document
from skillgraph.coverage.funding import Ending, Exposure, Risk, exposure, risks
from skillgraph.coverage.naming import find
from skillgraph.coverage.question import Given, Report, Row, Table
from skillgraph.coverage.reports.words import asked, slugs
from skillgraph.coverage.world import Day, World
from skillgraph.errors import UsageError

_COLUMNS = (
    "task", "name", "certain", "possible", "stated", "bus_factor", "unknown", "covering", "satisfying", "weakest"
)  # fmt: skip
_KINDS = {"source": Ending.SOURCE, "wp": Ending.WORK_PACKAGE, "group": Ending.GROUP}


def report(world: World, given: Given, day: Day) -> Report:
    """FTE and tasks that end, within bounds, as a list of risks."""
    exposed = exposure_of(world, given)
    listed = risks(world, exposed, day)
    answer = {"on": day.isoformat(), "exposure": document(exposed), "risks": document(listed)}
    rows = tuple(_row(world, one, is_stated=one.loss.task not in exposed.not_stated) for one in listed)
    return Report(answer, Table(_COLUMNS, 1, rows), tuple(_lines(world, exposed)))


def exposure_of(world: World, given: Given) -> Exposure:
    """What ends with what was asked for; UsageError where that is nothing that can end."""
    text = given.text("without")
    key, equals, name = text.partition("=")
    key, name = (key, name) if equals else ("source", text)
    if key not in _KINDS:
        raise UsageError(f"{text!r} names nothing that can end.", "Give a source, wp=NUMBER or group=NAME.")
    within = asked(world, given) if given.all("target") else None
    return exposure(world, _KINDS[key], find(world, _KINDS[key].value, name), within)


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


def _row(world: World, risk: Risk, *, is_stated: bool) -> Row:
    loss = risk.loss
    return (
        world.targets[loss.task].number,
        world.targets[loss.task].name,
        loss.certain if is_stated else None,
        loss.possible if is_stated else None,
        loss.stated,
        risk.bus_factor,
        risk.unknown,
        slugs(risk.covering),
        risk.satisfying,
        "; ".join(one.name for one in risk.weakest),
    )
