"""What breaks when people leave: bus factor, robustness against k departures, every single departure, truck factor.

Cover is looked at in two ways: *alone*, by one holder who satisfies every essential requirement, and *together*, by
all holders as one team. A task is together covered while each essential requirement has somebody; its bus factor
together is therefore the least number of holders on one of its requirements. Every number has a second one beside it:
what it would be if everything unknown were true.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from skillgraph.coverage.grid import Grid, Holders
from skillgraph.coverage.solver import Model
from skillgraph.coverage.teams import minimal

# Above so many (requirement, holder) pairs the optimistic truck factor is an upper bound and not computed exactly.
_MOST_PAIRS = 200_000

# Above so many pairs (set, target) the start of the search is not weighed by what each set ends.
_MOST_WORTHS = 20_000


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
    out and no fewer than `bound` departures do it. If everything unknown were true, `possible` departures would: at
    most so many where the case is too big for an exact answer.
    """

    way: Way
    covered: int
    falling: int
    leavers: tuple[str, ...]
    bound: int
    possible: int

    @property
    def is_optimal(self) -> bool:
        """Whether it is proven that fewer departures do not do it."""
        return len(self.leavers) == self.bound


def truck_factor(table: Grid, way: Way, *, half: bool = False, seconds: float = 20.0) -> TruckFactor:
    """The truck factor of a grid's targets: until one of those covered falls, or with `half` at least half of them."""
    now, possible = _props(table, way)
    falling = (len(now) + 1) // 2 if half else min(1, len(now))
    leavers, bound = fewest_departures(now, falling, seconds)
    return TruckFactor(way, len(now), falling, leavers, bound, len(fewest_departures(possible, falling, seconds)[0]))


def _props(table: Grid, way: Way) -> tuple[dict[str, list[Holders]], dict[str, list[Holders]]]:
    """Per covered target the sets of which one has to leave whole; now, and if everything unknown is true."""
    if way is Way.ALONE:
        covered = [target for target in table.of if table.alone(target)]
        return {one: [table.alone(one)] for one in covered}, {one: [table.alone_possibly(one)] for one in covered}
    now = {one: [table.satisfied[needed] for needed in table.of[one]] for one in table.together}
    return now, {one: [table.could(needed) for needed in table.of[one]] for one in now}


def fewest_departures(
    props: Mapping[str, Sequence[Holders]], falling: int, seconds: float
) -> tuple[tuple[str, ...], int]:
    """The smallest set of holders that includes whole sets of at least `falling` targets, and its proven bound."""
    sets = {target: minimal(held) for target, held in props.items()}
    least = _least(sets, falling)
    if sum(len(one) for held in sets.values() for one in held) > _MOST_PAIRS:
        return _weakest(sets, falling), least
    start = min(_cheapest(sets, falling), _weakest(sets, falling), _worthiest(sets, falling), key=len)
    if len(start) == least:
        return start, least
    model = Model()
    columns = sorted(frozenset[str]().union(*(one for held in sets.values() for one in held)))
    leaves = dict(zip(columns, model.booleans(len(columns)), strict=True))
    whole = {one: model.boolean() for one in dict.fromkeys(one for held in sets.values() for one in held)}
    for one, variable in whole.items():
        for member in sorted(one):
            model.implies(variable, leaves[member])
    falls = []
    for held in sets.values():
        fall = model.boolean()
        model.at_least([(1, whole[one]) for one in held] + [(-1, fall)], 0)
        falls.append(fall)
    model.at_least([(1, one) for one in falls], falling)
    model.hint({variable: int(one in start) for one, variable in leaves.items()})
    solution = model.minimise([(1, one) for one in leaves.values()], seconds)
    if solution is None:
        return start, least
    found = tuple(one for one, variable in leaves.items() if solution.values[variable])
    return min(found, start, key=len), max(solution.bound, least)


def _weakest(sets: Mapping[str, Sequence[Holders]], falling: int) -> tuple[str, ...]:
    """The smallest set of each of the targets that have the smallest ones."""
    first = sorted((held[0] for held in sets.values()), key=len)[:falling]
    return tuple(sorted(frozenset[str]().union(*first)))


def _cheapest(sets: Mapping[str, Sequence[Holders]], falling: int) -> tuple[str, ...]:
    """A small set of leavers: again and again whatever set costs fewest more departures."""
    gone, left = frozenset[str](), dict(sets)
    for _ in range(falling):
        costs = ((len(one - gone), target, index) for target, held in left.items() for index, one in enumerate(held))
        _, target, index = min(costs)
        gone |= left.pop(target)[index]
    return tuple(sorted(gone))


def _worthiest(sets: Mapping[str, Sequence[Holders]], falling: int) -> tuple[str, ...]:
    """A small set of leavers: again and again whatever set ends most targets per departure."""
    candidates = list(dict.fromkeys(one for held in sets.values() for one in held))
    if len(candidates) * len(sets) > _MOST_WORTHS:
        return _weakest(sets, falling)
    gone, fallen = frozenset[str](), 0
    while fallen < falling:
        worths = []
        for index, one in enumerate(candidates):
            ends = sum(any(other <= gone | one for other in held) for held in sets.values())
            if ends > fallen:
                worths.append((Fraction(len(one - gone), min(ends, falling) - fallen), index, ends))
        _, index, fallen = min(worths)
        gone |= candidates[index]
    return tuple(sorted(gone))


def _least(sets: Mapping[str, Sequence[Holders]], falling: int) -> int:
    """A bound: that many targets fall only if the weakest set of the last of them leaves."""
    return sorted(len(held[0]) for held in sets.values())[falling - 1] if falling else 0
