"""What breaks when people leave: bus factor, robustness against k departures, every single departure, truck factor.

Cover is looked at in two ways: *alone*, by one holder who satisfies every essential requirement, and *together*, by
all holders as one team. A task is together covered while each essential requirement has somebody; its bus factor
together is therefore the least number of holders on one of its requirements. Every number has a second one beside it:
what it would be if everything unknown were true.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from skillgraph.coverage.departures import fewest_departures
from skillgraph.coverage.grid import Grid, Holders
from skillgraph.coverage.teams import minimal


class Way(StrEnum):
    """How a target is covered: by one holder, or by several who share its requirements."""

    ALONE = "alone"
    TOGETHER = "together"


@dataclass(frozen=True, slots=True)
class BusFactor:
    """The fewest departures that leave a target uncovered: alone and together; 0 where it is uncovered now.

    `alone_by` are those who cover it alone; all of them have to leave. `binding` are the requirements with as few
    holders as `together` says. The numbers with `possible` hold if everything unknown is true.
    """

    target: str
    alone_by: tuple[str, ...]
    alone_possible: int
    together: int
    together_possible: int
    binding: tuple[str, ...]

    @property
    def alone(self) -> int:
        """How many departures leave nobody who covers the target alone."""
        return len(self.alone_by)


def bus_factors(table: Grid) -> tuple[BusFactor, ...]:
    """The bus factor of every target that has requirements, in the order of the grid."""
    return tuple(_bus_factor(table, target) for target in table.of)


def _bus_factor(table: Grid, target: str) -> BusFactor:
    counts = {one: len(table.satisfied[one]) for one in table.of[target]}
    together = min(counts.values())
    return BusFactor(
        target,
        tuple(sorted(table.alone(target))),
        len(table.alone_possibly(target)),
        together,
        min(len(table.could(one)) for one in counts),
        tuple(one for one, count in counts.items() if count == together),
    )


@dataclass(frozen=True, slots=True)
class Weak:
    """A requirement of a target that k departures may leave without anybody, with those who satisfy it."""

    target: str
    requirement: str
    holders: tuple[str, ...]
    possible: int


def weak(table: Grid, k: int) -> tuple[Weak, ...]:
    """What keeps targets from being robust against k departures: requirements with fewer than k + 1 holders."""
    return tuple(
        Weak(target, one, tuple(sorted(table.satisfied[one])), len(table.could(one)))
        for target, needed in table.of.items()
        for one in needed
        if len(table.satisfied[one]) <= k
    )


def robust(table: Grid, k: int) -> tuple[str, ...]:
    """The targets that are covered together whichever k holders leave."""
    fragile = {one.target for one in weak(table, k)}
    return tuple(target for target in table.of if target not in fragile)


@dataclass(frozen=True, slots=True)
class Fall:
    """A target or requirement that loses its cover; `possible` of those who stay could still give it."""

    iri: str
    possible: int


@dataclass(frozen=True, slots=True)
class Departure:
    """What the departure of some holders breaks that was whole before.

    `alone` are targets that nobody is left to cover alone, `together` those that no team covers any more,
    `requirements` those that nobody is left to satisfy, `single` those that one holder is left to satisfy.
    """

    leavers: tuple[str, ...]
    alone: tuple[Fall, ...]
    together: tuple[Fall, ...]
    requirements: tuple[Fall, ...]
    single: tuple[str, ...]


def departure(table: Grid, leavers: Iterable[str]) -> Departure:
    """What breaks when these holders leave together."""
    gone = tuple(sorted(set(leavers)))
    left = table.without(gone)
    kept = set(left.together)
    touched = [one for one in table.requirements if table.satisfied[one] & set(gone)]
    return Departure(
        gone,
        tuple(
            Fall(target, len(left.alone_possibly(target)))
            for target in table.of
            if table.alone(target) and not left.alone(target)
        ),
        tuple(
            Fall(target, min(len(left.could(one)) for one in left.of[target]))
            for target in table.together
            if target not in kept
        ),
        tuple(Fall(one, len(left.could(one))) for one in touched if not left.satisfied[one]),
        tuple(one for one in touched if len(left.satisfied[one]) == 1),
    )


@dataclass(frozen=True, slots=True)
class Alone:
    """What depends on one holder: targets that nobody else covers alone, and those that no team covers without."""

    holder: str
    alone: tuple[str, ...]
    together: tuple[str, ...]


def single_departures(table: Grid) -> tuple[Alone, ...]:
    """Every holder on whom something depends (N-1), those first without whom most targets fall."""
    alone, together = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    whole = set(table.together)
    for target, needed in table.of.items():
        for one in _only([table.alone(target)]):
            alone[one].append(target)
        for one in _only(table.satisfied[requirement] for requirement in needed) if target in whole else ():
            together[one].append(target)
    found = (Alone(one, tuple(alone[one]), tuple(together[one])) for one in {*alone, *together})
    return tuple(sorted(found, key=lambda one: (-len(one.together), -len(one.alone), one.holder)))


def _only(sets: Iterable[Holders]) -> list[str]:
    return sorted({next(iter(one)) for one in sets if len(one) == 1})


@dataclass(frozen=True, slots=True)
class TruckFactor:
    """The fewest departures that leave at least `falling` of the `covered` targets uncovered.

    Only targets that are covered now count. `leavers` is one such set; where `bound` is lower than its size, time ran
    out and no fewer than `bound` departures do it. If everything unknown were true, `possible` departures would, and
    no fewer than `possible_bound`.
    """

    way: Way
    covered: int
    falling: int
    leavers: tuple[str, ...]
    bound: int
    possible: int
    possible_bound: int

    @property
    def is_optimal(self) -> bool:
        """Whether it is proven that fewer departures do not do it, now and if everything unknown were true."""
        return (len(self.leavers), self.possible) == (self.bound, self.possible_bound)


def truck_factor(table: Grid, way: Way, *, half: bool = False, seconds: float = 20.0) -> TruckFactor:
    """The truck factor of a grid's targets: until one of those covered falls, or with `half` at least half of them."""
    now, possible = _props(table, way)
    falling = (len(now) + 1) // 2 if half else min(1, len(now))
    found = fewest_departures(now, falling, seconds)
    hopeful = fewest_departures(possible, falling, seconds)
    numbers = (found.bound, len(hopeful.leavers), hopeful.bound)
    return TruckFactor(way, len(now), falling, found.leavers, *numbers)


def _props(table: Grid, way: Way) -> tuple[dict[str, list[Holders]], dict[str, list[Holders]]]:
    """Per covered target the sets of which one has to leave whole; now, and if everything unknown is true."""
    if way is Way.ALONE:
        covered = [target for target in table.of if table.alone(target)]
        return {one: [table.alone(one)] for one in covered}, {one: [table.alone_possibly(one)] for one in covered}
    whole = table.together
    return (
        {one: minimal(table.satisfied[needed] for needed in table.of[one]) for one in whole},
        {one: minimal(table.could(needed) for needed in table.of[one]) for one in whole},
    )
