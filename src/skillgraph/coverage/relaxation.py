"""The linear relaxation of an integer program, solved by OR-Tools, with a bound that is exact.

The solvers compute with floats, so neither their values nor their objective are believed. Values count where, rounded,
they keep every constraint. Any prices of the constraints, made integers, give a true bound: what the prices say of the
right-hand sides, and for each variable the cheaper one of its ends at what is left of its cost.

GLOP goes from corner to corner, which takes long where there are many rows. PDLP comes near good prices in a fraction
of the time and to no corner, which whole values need. So it is asked first, and GLOP then has only those variables that
these prices leave free: few, for whoever solves a little above the bound.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from ortools.linear_solver.python.model_builder_helper import ModelSolverHelper

MODULE = "ortools.linear_solver.python.model_builder_helper"  # for who imports ahead
_FINE = 1 << 24  # prices are whole numbers of this part
_MANY = 2000  # rows, from which on prices are looked for first
_NEAR = 10_000  # GLOP first looks above the bound by this part of it at most
_PRICING = """
    termination_criteria {
        simple_optimality_criteria { eps_optimal_relative: 1e-4 eps_optimal_absolute: 1e-4 }
        iteration_limit: 4000
    }
    restart_strategy: EVERY_MAJOR_ITERATION
"""  # others take twice as long and more

Variable = NewType("Variable", int)
Domain = tuple[int, int]
Factors = Mapping[Variable, int]


@dataclass(frozen=True, slots=True)
class Row:
    """The sum of factors by variable is from `least` to `most`; None is no limit."""

    factors: Factors
    least: int | None
    most: int | None

    def holds(self, values: Sequence[int]) -> bool:
        """Whether values of all variables keep it."""
        total = sum(factor * values[variable] for variable, factor in self.factors.items())
        return (self.least is None or total >= self.least) and (self.most is None or total <= self.most)


@dataclass(frozen=True, slots=True)
class Proof:
    """What prices of the rows prove, in parts of 1 / `_FINE`.

    No solution costs less than `least`, and each unit that a variable is away from the cheaper end of its domain adds
    its part of `costs`: from the lower end where that is positive, from the upper one where it is negative. Where there
    is a `wider` proof, the domains are those that it leaves up to an objective of `most`; it speaks of what costs more.
    """

    domains: tuple[Domain, ...]
    least: int
    costs: Mapping[Variable, int]
    most: int = 0
    wider: Proof | None = None

    @property
    def bound(self) -> int:
        """The least value that the objective can have."""
        return -(-self.least // _FINE)

    def within(self, objective: int) -> list[Domain]:
        """Domains outside of which every solution has a greater objective; it has to be no less than the bound."""
        if self.wider is not None and objective > self.most:
            return self.wider.within(objective)
        room, found = objective * _FINE - self.least, list(self.domains)
        for variable, cost in self.costs.items():
            least, most = self.domains[variable]
            if cost > 0:
                found[variable] = (least, min(most, least + room // cost))
            elif cost < 0:
                found[variable] = (max(least, most - room // -cost), most)
        return found


@dataclass(frozen=True, slots=True)
class Relaxed:
    """What is proven of the objective, and values of all variables where rounding gave some that keep all rows."""

    proof: Proof
    values: tuple[int, ...] | None


def relaxed(domains: Sequence[Domain], rows: Sequence[Row], objective: Factors, seconds: float) -> Relaxed | None:
    """The relaxation of minimising an objective; None where it was not solved in time."""
    program = _Program(domains, rows, objective, time.monotonic() + seconds)
    wider = program.priced() if len(rows) > _MANY else None
    if wider is None:
        return program.solved(domains)
    most = wider.bound + max(1, abs(wider.bound) // _NEAR)
    while (found := program.solved(wider.within(most))) is not None:
        if found.proof.bound <= most:
            return replace(found, proof=replace(found.proof, most=most, wider=wider))
        most = found.proof.bound  # with more of the variables it is no greater
    return program.solved(domains)


class _Program:
    """A model as OR-Tools' solvers of linear programs read it."""

    def __init__(self, domains: Sequence[Domain], rows: Sequence[Row], objective: Factors, deadline: float) -> None:
        from ortools.linear_solver.python import model_builder_helper

        self._helper = model_builder_helper
        self._rows = rows
        self._objective = objective
        self._deadline = deadline
        self._domains = domains
        self._model = model = model_builder_helper.ModelBuilderHelper()
        for _ in domains:
            model.add_var()
        for variable, factor in objective.items():
            model.set_var_objective_coefficient(variable, factor)
        for number, row in enumerate(rows):
            model.add_linear_constraint()
            model.set_constraint_lower_bound(number, -math.inf if row.least is None else row.least)
            model.set_constraint_upper_bound(number, math.inf if row.most is None else row.most)
            for variable, factor in row.factors.items():
                model.add_term_to_constraint(number, variable, factor)

    def priced(self) -> Proof | None:
        """What PDLP's prices prove, which are not the best ones; None where it did not come near them."""
        found = self._run("pdlp", self._domains, _PRICING)
        return None if found is None else self._proof(found, self._domains)

    def solved(self, domains: Sequence[Domain]) -> Relaxed | None:
        """The relaxation in these domains; None where there is no solution, or none was found in time."""
        found = self._run("glop", domains)
        if found is None:
            return None
        values = tuple(round(found.variable_value(variable)) for variable in range(len(domains)))
        is_whole = all(row.holds(values) for row in self._rows)
        return Relaxed(self._proof(found, domains), values if is_whole else None)

    def _run(self, name: str, domains: Sequence[Domain], parameters: str = "") -> ModelSolverHelper | None:
        for variable, (least, most) in enumerate(domains):
            self._model.set_var_lower_bound(variable, least)
            self._model.set_var_upper_bound(variable, most)
        solver = self._helper.ModelSolverHelper(name)
        solver.set_solver_specific_parameters(parameters)
        solver.set_time_limit_in_seconds(max(0.0, self._deadline - time.monotonic()))
        solver.solve(self._model)
        return solver if solver.status() == self._helper.SolveStatus.OPTIMAL else None

    def _proof(self, found: ModelSolverHelper, domains: Sequence[Domain]) -> Proof:
        prices = [round(found.dual_value(number) * _FINE) for number in range(len(self._rows))]
        return proof_of(domains, self._rows, self._objective, prices)


def proof_of(domains: Sequence[Domain], rows: Sequence[Row], objective: Factors, prices: Sequence[int]) -> Proof:
    """What prices of the rows prove, in parts of 1 / `_FINE`; a price that has no limit to rest on is 0."""
    left: dict[Variable, int] = {variable: factor * _FINE for variable, factor in objective.items()}
    proven = 0
    for row, price in zip(rows, prices, strict=True):
        limit = row.least if price > 0 else row.most
        if price and limit is not None:
            proven += price * limit
            for variable, factor in row.factors.items():
                left[variable] = left.get(variable, 0) - price * factor
    for variable, cost in left.items():
        proven += min(cost * end for end in domains[variable])
    return Proof(tuple(domains), proven, left)
