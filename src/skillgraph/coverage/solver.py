"""Exact optimisation over integers: a thin face of OR-Tools CP-SAT, so that no other module imports it.

CP-SAT was chosen over HiGHS after measuring both on smallest teams, one thread each. 45 tasks x 60 holders: some
milliseconds, both. 100 x 300: proven after 8 s with CP-SAT, 20 s with HiGHS. 500 x 2,000 (`bench/coverage.py`) in 16 s:
neither proves its answer and both have the bound 60; HiGHS found a team of 92, CP-SAT with the start and the repairs of
`skillgraph.coverage.teams` one of 81. Left to itself on random sets of that size HiGHS was the better one (18 against
22). CP-SAT computes in integers, so that scaled decimals stay exact, and enumerates solutions
in a stated order, which HiGHS does not. One worker and a fixed seed make it deterministic wherever it ends before its
time limit; without `linearization_level` 2 a covering problem has no useful bound.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NewType

from skillgraph.errors import InternalError

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpSolver, IntVar, LinearExprT

Variable = NewType("Variable", int)
Term = tuple[int, Variable]


@dataclass(frozen=True, slots=True)
class Solution:
    """Values by variable, the objective's value and the best bound proven for it.

    Where the two are equal the solution is optimal; else the time limit was reached and it is the best one found.
    """

    values: Mapping[Variable, int]
    objective: int
    bound: int

    @property
    def is_optimal(self) -> bool:
        """Whether it is proven that no better solution exists."""
        return self.objective == self.bound

    def chosen(self, variables: Iterable[Variable]) -> list[Variable]:
        """Those of the variables that are not zero."""
        return [one for one in variables if self.values[one]]


class Model:
    """Variables and linear constraints over them; `minimise` and `each` solve it."""

    def __init__(self) -> None:
        from ortools.sat.python import cp_model

        self._cp = cp_model
        self._model = cp_model.CpModel()
        self._variables: list[IntVar] = []
        self._hints: dict[Variable, int] = {}

    def boolean(self) -> Variable:
        """A new variable that is 0 or 1."""
        return self.integer(0, 1)

    def booleans(self, count: int) -> list[Variable]:
        """That many new variables that are 0 or 1."""
        return [self.boolean() for _ in range(count)]

    def integer(self, least: int, most: int) -> Variable:
        """A new variable from `least` to `most`."""
        self._variables.append(self._model.new_int_var(least, most, ""))
        return Variable(len(self._variables) - 1)

    def at_least(self, terms: Iterable[Term], bound: int) -> None:
        """The sum is at least `bound`."""
        self._model.add(self._sum(terms) >= bound)

    def at_most(self, terms: Iterable[Term], bound: int) -> None:
        """The sum is at most `bound`."""
        self._model.add(self._sum(terms) <= bound)

    def any_of(self, variables: Iterable[Variable]) -> None:
        """At least one of these 0-1 variables is 1."""
        self._model.add_bool_or([self._variables[one] for one in variables])

    def implies(self, one: Variable, other: Variable) -> None:
        """Where the first 0-1 variable is 1, so is the second."""
        self._model.add_implication(self._variables[one], self._variables[other])

    def hint(self, values: Mapping[Variable, int]) -> None:
        """Values to begin with; they need not be feasible."""
        self._hints.update(values)

    def minimise(self, terms: Iterable[Term], seconds: float) -> Solution | None:
        """The least value of the sum within the time limit; None where nothing was found in it.

        Raises InternalError where the constraints contradict each other: callers ask for what can be reached.
        """
        self._model.clear_hints()  # type: ignore[no-untyped-call]
        for variable, value in self._hints.items():
            self._model.add_hint(self._variables[variable], value)
        self._model.minimize(self._sum(terms))
        found = self._solved(self._solver(seconds * 0.6))
        if found is None or found.is_optimal:
            return found
        # Out of time: the rest goes into the bound, by a search that does nothing else.
        solver = self._solver(seconds * 0.4)
        solver.parameters.optimize_with_lb_tree_search = True
        again = self._solved(solver)
        if again is None:
            return found
        best = min(found, again, key=lambda one: one.objective)
        return Solution(best.values, best.objective, max(found.bound, again.bound))

    def _solved(self, solver: CpSolver) -> Solution | None:
        status = solver.solve(self._model)
        if status == self._cp.UNKNOWN:
            return None
        if status not in (self._cp.OPTIMAL, self._cp.FEASIBLE):
            raise InternalError(f"a model of coverage has no solution: {solver.status_name(status)}")
        values = {Variable(index): solver.value(one) for index, one in enumerate(self._variables)}
        # The objective is an integer, so the bound may be rounded up.
        return Solution(values, round(solver.objective_value), math.ceil(solver.best_objective_bound - 1e-6))

    def each(
        self, variables: Sequence[Variable], count: int, seconds: float
    ) -> tuple[list[tuple[Variable, ...]], bool]:
        """The first `count` solutions as the 0-1 variables that are 1, and whether these are proven to be all.

        They come in lexicographic order: those with the first variable before those without it, and so on.
        """
        asked = [self._variables[one] for one in variables]
        found: list[tuple[Variable, ...]] = []

        class Collect(self._cp.CpSolverSolutionCallback):  # type: ignore[misc, name-defined]
            """Keeps solutions until there is one more than asked for."""

            def on_solution_callback(self) -> None:
                found.append(tuple(name for name, one in zip(variables, asked, strict=True) if self.value(one)))
                if len(found) > count:
                    self.stop_search()

        self._model.clear_objective()  # type: ignore[no-untyped-call]
        self._model.clear_hints()  # type: ignore[no-untyped-call]
        self._model.add_decision_strategy(asked, self._cp.CHOOSE_FIRST, self._cp.SELECT_MAX_VALUE)
        solver = self._solver(seconds)
        solver.parameters.search_branching = self._cp.FIXED_SEARCH
        solver.parameters.enumerate_all_solutions = True
        solver.parameters.cp_model_presolve = False  # which would make other variables of these, in another order
        status = solver.solve(self._model, Collect())
        is_done = status in (self._cp.OPTIMAL, self._cp.INFEASIBLE)
        return found[:count], is_done and len(found) <= count

    def _sum(self, terms: Iterable[Term]) -> LinearExprT:
        pairs = list(terms)
        factors = [factor for factor, _ in pairs]
        return self._cp.LinearExpr.weighted_sum([self._variables[one] for _, one in pairs], factors)

    def _solver(self, seconds: float) -> CpSolver:
        solver = self._cp.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        solver.parameters.linearization_level = 2
        solver.parameters.max_time_in_seconds = seconds
        return solver
