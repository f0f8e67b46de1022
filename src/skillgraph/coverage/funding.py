"""What ends with a funding source, a work package or a group of tasks: FTE within bounds, and the tasks touched.

A loss is *certain* where what is recorded leaves no doubt, and *possible* where it may or may not follow: the source is
one of several and it cannot be decided which, or a task is carried by several work packages and no split is stated.
Effort that is not stated is not zero: such tasks are listed. Figures published for whole groups are never added to
those of single tasks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from skillgraph.coverage.grid import Grid, grid
from skillgraph.coverage.world import Contribution, Day, Figure, Requirement, World


class Ending(StrEnum):
    """What can end."""

    SOURCE = "funding-source"
    WORK_PACKAGE = "wp"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class TaskLoss:
    """FTE of one task: `certain` is lost, up to `possible` more may be, of `stated` in all (None: not stated)."""

    task: str
    certain: Decimal
    possible: Decimal
    stated: Decimal | None


@dataclass(frozen=True, slots=True)
class Exposure:
    """What ends with something: bounds in FTE, the tasks touched, and those of them whose effort is not stated.

    The loss lies between `certain` and `certain + possible`. `figures` are published for whole groups and come on top.
    """

    ended: str
    kind: Ending
    losses: tuple[TaskLoss, ...]
    not_stated: tuple[str, ...]
    figures: tuple[Figure, ...]

    @property
    def certain(self) -> Decimal:
        """The FTE that are lost in any case."""
        return sum((one.certain for one in self.losses), Decimal(0))

    @property
    def possible(self) -> Decimal:
        """The FTE that may be lost besides."""
        return sum((one.possible for one in self.losses), Decimal(0))


@dataclass(frozen=True, slots=True)
class Risk:
    """A task that an end touches, and how well it is covered on the day.

    `covering` can cover it; `unknown` counts those of whom too little is recorded, so that the departures that leave it
    uncovered lie between `bus_factor` and `bus_factor + unknown`. `weakest` holds the essential requirements that
    fewest holders satisfy, `satisfying` how many do; None where the task has none.
    """

    loss: TaskLoss
    covering: tuple[str, ...]
    unknown: int
    satisfying: int | None
    weakest: tuple[Requirement, ...]

    @property
    def bus_factor(self) -> int:
        """The fewest departures after which nobody covers the task alone."""
        return len(self.covering)


Share = Callable[[Contribution], tuple[Decimal, Decimal]]  # what of a contribution is lost for certain, and possibly


def exposure(world: World, kind: Ending, ended: str, within: Iterable[str] | None = None) -> Exposure:
    """What ends with a source, a work package or a group, of the tasks `within` or of all.

    A work package is a share of a project's work: what the project's own source pays of its tasks ends with it.
    """
    allowed = set(world.targets if within is None else within)
    share, touched = _RULES[kind](world, ended)
    losses = []
    for task in sorted(allowed, key=lambda iri: (world.targets[iri].number or 0, iri)):
        paid = [one for one in world.contributions if one.task == task]
        parts = [share(one) for one in paid]
        certain, possible = (sum((part[side] for part in parts), Decimal(0)) for side in (0, 1))
        if certain or possible or task in touched:
            stated = sum((one.fte for one in paid), Decimal(0)) if paid else None
            losses.append(TaskLoss(task, certain, possible, stated))
    without_number = tuple(one.task for one in losses if _is_not_stated(world, kind, ended, one))
    return Exposure(ended, kind, tuple(losses), without_number, _figures(world, kind, ended, allowed))


def risks(world: World, losses: Exposure, day: Day) -> tuple[Risk, ...]:
    """The tasks touched, those first that fewest cover, then those that lose most."""
    table = grid(world, [one.task for one in losses.losses], day)
    found = (_risk(table, loss) for loss in losses.losses)
    return tuple(sorted(found, key=lambda one: _urgency(world, one)))


def _urgency(world: World, risk: Risk) -> tuple[int, Decimal, Decimal, int, str]:
    loss = risk.loss
    return (risk.bus_factor, -loss.certain, -loss.possible, world.targets[loss.task].number or 0, loss.task)


def _risk(table: Grid, loss: TaskLoss) -> Risk:
    needed = table.of.get(loss.task)
    if needed is None:
        return Risk(loss, (), len(table.holders), None, ())
    covering = table.alone(loss.task)
    counts = {one: len(table.satisfied[one]) for one in table.requirements if one in needed}
    fewest = min(counts.values())
    return Risk(
        loss,
        tuple(sorted(covering)),
        len(table.alone_possibly(loss.task) - covering),
        fewest,
        tuple(table.requirements[one] for one, count in counts.items() if count == fewest),
    )


def _by_source(world: World, ended: str) -> tuple[Share, Sequence[str]]:
    lost = {ended, *world.parts.get(ended, frozenset())}

    def share(one: Contribution) -> tuple[Decimal, Decimal]:
        gone = [source for source in one.sources if source in lost or one.payer in lost]
        if not gone:
            return Decimal(0), Decimal(0)
        return (one.fte, Decimal(0)) if len(gone) == len(one.sources) else (Decimal(0), one.fte)

    return share, ()


def _by_package(world: World, ended: str) -> tuple[Share, Sequence[str]]:
    tasks = {one.iri: len(one.work_packages) for one in world.targets.values() if ended in one.work_packages}
    source = world.paid_from.get(ended, "")

    def share(one: Contribution) -> tuple[Decimal, Decimal]:
        if one.task not in tasks or source not in one.sources:
            return Decimal(0), Decimal(0)
        is_certain = tasks[one.task] == 1 and len(one.sources) == 1
        return (one.fte, Decimal(0)) if is_certain else (Decimal(0), one.fte)

    return share, tuple(tasks)


def _by_group(world: World, ended: str) -> tuple[Share, Sequence[str]]:
    tasks = {one.iri for one in world.targets.values() if ended in one.groups}

    def share(one: Contribution) -> tuple[Decimal, Decimal]:
        return (one.fte if one.task in tasks else Decimal(0)), Decimal(0)

    return share, tuple(tasks)


_RULES = {Ending.SOURCE: _by_source, Ending.WORK_PACKAGE: _by_package, Ending.GROUP: _by_group}


def _is_not_stated(world: World, kind: Ending, ended: str, loss: TaskLoss) -> bool:
    """Whether the number that the loss is measured by is missing for a task that is touched."""
    if kind is Ending.WORK_PACKAGE:
        source = world.paid_from.get(ended, "")
        return not any(source in one.sources for one in world.contributions if one.task == loss.task)
    return loss.stated is None


def _figures(world: World, kind: Ending, ended: str, allowed: set[str]) -> tuple[Figure, ...]:
    groups = {group for task in allowed for group in world.targets[task].groups}
    if kind is Ending.GROUP:
        return tuple(one for one in world.figures if one.group == ended and ended in groups)
    if kind is Ending.SOURCE:
        lost = {ended, *world.parts.get(ended, frozenset())}
        return tuple(one for one in world.figures if one.source in lost and one.group in groups)
    return ()
