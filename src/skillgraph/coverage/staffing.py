"""Staffing: working time of holders who cover a task alone, given to tasks up to their stated effort.

A task's effort is the sum of the FTE that funding contributions state for it; a task without one has no stated effort,
which is not zero, and is left out and named. The best staffing leaves, in this order, the least effort without
anybody, the fewest tasks short, the fewest pairs of holder and task. All numbers are decimals, made integers for the
solver by their common power of ten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from skillgraph.coverage.grid import Holders, grid
from skillgraph.coverage.matching import free
from skillgraph.coverage.relaxation import Variable
from skillgraph.coverage.solver import Model, Solution
from skillgraph.coverage.world import Day, World, on_day

_ZERO = Decimal(0)
# Above so many pairs of holder and task the optimistic shortfall is a lower bound and not computed exactly.
_MOST_PAIRS = 20_000


@dataclass(frozen=True, slots=True)
class Assigned:
    """A share of full working time that a holder gives to a task."""

    holder: str
    task: str
    fte: Decimal


@dataclass(frozen=True, slots=True)
class Short:
    """A task whose effort is not fully staffed; `covering` holders cover it alone, `possible` might."""

    task: str
    needed: Decimal
    short: Decimal
    covering: int
    possible: int


@dataclass(frozen=True, slots=True)
class Staffing:
    """The best staffing found: who gives what to which task, and which tasks stay short.

    `shortfall` is their sum; `bound` the least one proven; `possible` the least if everything unknown were true, or
    less than that where the case is too big for an exact answer.
    `is_optimal` says whether fewest tasks short and fewest pairs are proven too. `unstated` tasks have no stated
    effort, `unmapped` ones no essential requirement; `untimed` holders cover something and have no recorded time.
    """

    assigned: tuple[Assigned, ...]
    short: tuple[Short, ...]
    needed: Decimal
    shortfall: Decimal
    bound: Decimal
    possible: Decimal
    is_optimal: bool
    unstated: tuple[str, ...]
    unmapped: tuple[str, ...]
    untimed: tuple[str, ...]


def effort(world: World, task: str) -> Decimal | None:
    """The stated effort of a task in FTE; None where none is stated."""
    stated = [one.fte for one in world.contributions if one.task == task]
    return sum(stated, _ZERO) if stated else None


def staff(world: World, tasks: Sequence[str], day: Day, *, keep: bool = False, seconds: float = 20.0) -> Staffing:
    """The best staffing of some tasks on a day, within about `seconds`.

    Anew, from all available time; or, with `keep`, with free time beside today's allocations, which count for a task
    where the holder covers it.
    """
    table = grid(world, tasks, day)
    stated = {task: effort(world, task) for task in tasks}
    whole = {task: fte for task, fte in stated.items() if fte is not None and task in table.of}
    covering = {task: table.alone(task) for task in whole}
    able = {task: table.alone_possibly(task) for task in whole}
    needed = _less_kept(world, whole, covering, day) if keep else whole
    needed_possibly = _less_kept(world, whole, able, day) if keep else whole
    time = {holder: _time(world, holder, day, keep=keep) for holder in sorted(world.holders)}
    known = {holder: max(fte, _ZERO) for holder, fte in time.items() if fte is not None}
    best = _Assignment(needed, known, covering).solve(seconds)
    possible = _possible(needed_possibly, known, able, seconds)
    given = defaultdict[str, Decimal](Decimal)
    for one in best.assigned:
        given[one.task] += one.fte
    return Staffing(
        best.assigned,
        tuple(
            Short(task, fte, fte - given[task], len(covering[task]), len(able[task]))
            for task, fte in needed.items()
            if fte > given[task]
        ),
        sum(needed.values(), _ZERO),
        sum(needed.values(), _ZERO) - sum(given.values(), _ZERO),
        best.bound,
        possible,
        best.is_optimal,
        tuple(task for task, fte in stated.items() if fte is None),
        table.unmapped,
        tuple(holder for holder, fte in time.items() if fte is None and any(holder in by for by in covering.values())),
    )


def _possible(
    needed: Mapping[str, Decimal], time: Mapping[str, Decimal], covering: Mapping[str, Holders], seconds: float
) -> Decimal:
    """The least shortfall: exactly, or where the case is too big no more than it."""
    if sum(map(len, covering.values())) <= _MOST_PAIRS:
        return _Assignment(needed, time, covering).shortfall(seconds)
    alone = (needed[task] - sum((time.get(one, _ZERO) for one in by), _ZERO) for task, by in covering.items())
    by_task = sum((max(one, _ZERO) for one in alone), _ZERO)
    everybody = frozenset[str]().union(*covering.values())
    return max(by_task, sum(needed.values(), _ZERO) - sum((time.get(one, _ZERO) for one in everybody), _ZERO))


def _less_kept(
    world: World, needed: Mapping[str, Decimal], covering: Mapping[str, Holders], day: Day
) -> dict[str, Decimal]:
    """The effort that is left beside today's allocations of those who cover the task."""
    kept = defaultdict[str, Decimal](Decimal)
    for one in on_day(world.allocations, day):
        kept[one.task] += one.fte if one.holder in covering.get(one.task, ()) else _ZERO
    return {task: max(fte - kept[task], _ZERO) for task, fte in needed.items()}


def _time(world: World, holder: str, day: Day, *, keep: bool) -> Decimal | None:
    if keep:
        return free(world, holder, day)
    available = [one.fte for one in on_day(world.availability_of.get(holder, ()), day)]
    return sum(available, _ZERO) if available else None


@dataclass(frozen=True, slots=True)
class _Best:
    assigned: tuple[Assigned, ...]
    bound: Decimal
    is_optimal: bool


class _Assignment:
    """The model: how much of each holder's time goes to each task that the holder covers, in units of the scale."""

    def __init__(
        self, needed: Mapping[str, Decimal], time: Mapping[str, Decimal], covering: Mapping[str, Holders]
    ) -> None:
        self._scale: int = 10 ** max((_places(one) for one in (*needed.values(), *time.values())), default=0)
        self._model = Model()
        self._given: dict[tuple[str, str], tuple[Variable, int]] = {}
        self._shorts: list[tuple[Variable, int]] = []
        by_holder = defaultdict[str, list[Variable]](list)
        for task, fte in needed.items():
            units = self._units(fte)
            pairs = []
            for holder in sorted(one for one in covering[task] if time.get(one)):
                most = min(units, self._units(time[holder]))
                variable = self._model.integer(0, most)
                self._given[holder, task] = (variable, most)
                by_holder[holder].append(variable)
                pairs.append(variable)
            short = self._model.integer(0, units)
            self._shorts.append((short, units))
            terms = [(1, one) for one in (*pairs, short)]
            self._model.at_least(terms, units)
            self._model.at_most(terms, units)
        for holder, variables in by_holder.items():
            self._model.at_most([(1, one) for one in variables], self._units(time[holder]))

    def shortfall(self, seconds: float) -> Decimal:
        """The least effort without anybody; a bound below it where time runs out."""
        solution = self._least(seconds)
        return Decimal(solution.bound if solution else 0) / self._scale

    def solve(self, seconds: float) -> _Best:
        """The best assignment: each aim in its turn, with what the ones before it reached kept."""
        solution = self._least(seconds)
        if solution is None:
            return _Best((), _ZERO, is_optimal=False)
        bound, is_optimal = Decimal(solution.bound) / self._scale, solution.is_optimal
        self._model.at_most(self._all_short(), solution.objective)
        for variables in (self._shorts, list(self._given.values())):
            counted = self._switches(variables)
            self._model.hint(solution.values)
            better = self._model.minimise([(1, one) for one in counted], seconds)
            if better is None:
                return _Best(self._assigned(solution), bound, is_optimal=False)
            solution, is_optimal = better, is_optimal and better.is_optimal
            self._model.at_most([(1, one) for one in counted], solution.objective)
        return _Best(self._assigned(solution), bound, is_optimal)

    def _least(self, seconds: float) -> Solution | None:
        return self._model.minimise(self._all_short(), seconds)

    def _all_short(self) -> list[tuple[int, Variable]]:
        return [(1, one) for one, _ in self._shorts]

    def _switches(self, variables: Iterable[tuple[Variable, int]]) -> list[Variable]:
        """For each variable one that is 1 where it is not 0."""
        switches = []
        for variable, most in variables:
            switch = self._model.boolean()
            self._model.at_least([(most, switch), (-1, variable)], 0)
            switches.append(switch)
        return switches

    def _assigned(self, solution: Solution) -> tuple[Assigned, ...]:
        return tuple(
            Assigned(holder, task, Decimal(solution.values[variable]) / self._scale)
            for (holder, task), (variable, _) in self._given.items()
            if solution.values[variable]
        )

    def _units(self, fte: Decimal) -> int:
        return int(fte * self._scale)


def _places(fte: Decimal) -> int:
    exponent = fte.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
