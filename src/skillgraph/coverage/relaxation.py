"""The linear relaxation of an integer program, solved by OR-Tools' GLOP, with a bound that is exact.

GLOP computes with floats, so neither its values nor its objective are believed. Values count where, rounded, they keep
every constraint. Any prices of the constraints, made integers, give a true bound: what the prices say of the right-hand
sides, and for each variable the cheaper one of its ends at what is left of its cost.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NewType

MODULE = "ortools.linear_solver.python.model_builder_helper"  # for who imports ahead
_FINE = 1 << 24  # prices are whole numbers of this part

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
    its part of `costs`: from the lower end where that is positive, from the upper one where it is negative.
    """

    domains: tuple[Domain, ...]
    least: int
    costs: Mapping[Variable, int]

    @property
    def bound(self) -> int:
        """The least value that the objective can have."""
        return -(-self.least // _FINE)

    def within(self, objective: int) -> list[Domain]:
        """Domains outside of which every solution has a greater objective; it has to be no less than the bound."""
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
    from ortools.linear_solver.python import model_builder_helper

    model = model_builder_helper.ModelBuilderHelper()
    for variable, (least, most) in enumerate(domains):
        model.add_var()
        model.set_var_lower_bound(variable, least)
        model.set_var_upper_bound(variable, most)
    for variable, factor in objective.items():
        model.set_var_objective_coefficient(variable, factor)
    for number, row in enumerate(rows):
        model.add_linear_constraint()
        model.set_constraint_lower_bound(number, -math.inf if row.least is None else row.least)
        model.set_constraint_upper_bound(number, math.inf if row.most is None else row.most)
        for variable, factor in row.factors.items():
            model.add_term_to_constraint(number, variable, factor)
    solver = model_builder_helper.ModelSolverHelper("glop")
    solver.set_time_limit_in_seconds(seconds)
    solver.solve(model)
    if solver.status() != model_builder_helper.SolveStatus.OPTIMAL:
        return None
    prices = [round(solver.dual_value(number) * _FINE) for number in range(len(rows))]
    values = tuple(round(solver.variable_value(variable)) for variable in range(len(domains)))
    is_whole = all(row.holds(values) for row in rows)
    return Relaxed(proof_of(domains, rows, objective, prices), values if is_whole else None)


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
