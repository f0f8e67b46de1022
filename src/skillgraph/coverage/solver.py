"""Exact optimisation over integers: a thin face of OR-Tools CP-SAT, so that no other module imports it.

CP-SAT was chosen over HiGHS after measuring both on smallest teams, one thread each. 45 tasks x 60 holders: some
milliseconds, both. 100 x 300: proven after 8 s with CP-SAT, 20 s with HiGHS. 500 x 2,000 (`bench/coverage.py`) in 16 s:
neither proves its answer and both have the bound 60; HiGHS found a team of 92, CP-SAT with the start and the repairs of
`skillgraph.coverage.teams` one of 81. Left to itself on random sets of that size HiGHS was the better one (18 against
22). CP-SAT computes in integers, so that scaled decimals stay exact, and enumerates solutions
in a stated order, which HiGHS does not. One worker and a fixed seed make it deterministic wherever it ends before its
time limit; without `linearization_level` 2 a covering problem has no useful bound.

Models are written as the messages that the solver reads. OR-Tools' own modelling layer would import pandas: half a
second, 70 MiB and a thread, which no process that forks can have.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from skillgraph.coverage import relaxation
from skillgraph.coverage.relaxation import Domain, Proof, Row, Variable, relaxed
from skillgraph.errors import InternalError, UsageError

if TYPE_CHECKING:
    from ortools.sat.python.cp_model_helper import CpSolverResponse, SatParameters

MODULES = ("ortools.sat.python.cp_model_helper", relaxation.MODULE)  # for who imports ahead
_MOST = 2**63 - 1
_LONG = 2**62  # beyond which the solver does not count
_ROOM = 200  # a solution is first looked for that is above the bound by this part of it at most

Term = tuple[int, Variable]
Start = Callable[[], Mapping[Variable, int]]


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
    """Variables and linear constraints over them; `minimise` and `each` solve it.

    `is_dense` gives the linear relaxation all constraints from the beginning. For training plans, which have many short
    ones, that is the difference between a second and none in half a minute; for teams it is no gain.
    """

    def __init__(self, *, is_dense: bool = False) -> None:
        from ortools.sat.python import cp_model_helper

        self._cp = cp_model_helper
        self._model = cp_model_helper.CpModelProto()
        self._hints: dict[Variable, int] = {}
        self._is_dense = is_dense
        self._domains: list[Domain] = []
        self._rows: list[Row] = []

    def boolean(self) -> Variable:
        """A new variable that is 0 or 1."""
        return self.integer(0, 1)

    def booleans(self, count: int) -> list[Variable]:
        """That many new variables that are 0 or 1."""
        return [self.boolean() for _ in range(count)]

    def integer(self, least: int, most: int) -> Variable:
        """A new variable from `least` to `most`; UsageError where these are beyond 2^62."""
        if max(abs(least), abs(most)) > _LONG:
            raise _too_long()
        self._domains.append((least, most))
        return Variable(len(self._domains) - 1)

    def at_least(self, terms: Iterable[Term], bound: int) -> None:
        """The sum is at least `bound`."""
        self._rows.append(Row(summed(terms), bound, None))

    def at_most(self, terms: Iterable[Term], bound: int) -> None:
        """The sum is at most `bound`."""
        self._rows.append(Row(summed(terms), None, bound))

    def any_of(self, variables: Iterable[Variable]) -> None:
        """At least one of these 0-1 variables is 1."""
        self._rows.append(Row(dict.fromkeys(variables, 1), 1, None))

    def implies(self, one: Variable, other: Variable) -> None:
        """Where the first 0-1 variable is 1, so is the second."""
        self._rows.append(Row({one: -1, other: 1}, 0, None))

    def hint(self, values: Mapping[Variable, int]) -> None:
        """Values to begin with; they need not be feasible."""
        self._hints.update(values)

    def minimise(self, terms: Iterable[Term], seconds: float, start: Start | None = None) -> Solution | None:
        """The least value of the sum within the time limit; None where nothing was found in it.

        `start` makes values to begin with, where a search is needed and there are none.
        Raises InternalError where the constraints contradict each other: callers ask for what can be reached; and
        UsageError where numbers are beyond 2^62.
        """
        until, terms = time.monotonic() + seconds, tuple(terms)
        proof = first = None
        if self._is_dense:
            proof, first = self._relaxed(terms, seconds)
        if first is not None and first.is_optimal:
            return first
        if start is not None and not self._hints:
            self.hint(start())
        if proof is None:
            return self._searched(terms, until - time.monotonic(), self._domains)
        return self._within(proof, terms, until)

    def _relaxed(self, terms: Iterable[Term], seconds: float) -> tuple[Proof | None, Solution | None]:
        """What the relaxation proves, and its values where they count; a search begins with them, above that bound."""
        factors = summed(terms)
        found = relaxed(self._domains, self._rows, factors, seconds)
        if found is None:
            return None, None
        self.at_least(((factor, one) for one, factor in factors.items()), found.proof.bound)
        if found.values is not None:
            self.hint({Variable(index): value for index, value in enumerate(found.values)})
        return found.proof, self._hinted(factors, found.proof.bound) if found.values is not None else None

    def _hinted(self, factors: Mapping[Variable, int], bound: int) -> Solution | None:
        """The values to begin with as a solution, where they are one."""
        if len(self._hints) < len(self._domains):
            return None
        values = [self._hints[Variable(index)] for index in range(len(self._domains))]
        if not all(row.holds(values) for row in self._rows):
            return None
        total = sum(factor * values[one] for one, factor in factors.items())
        return Solution(dict(self._hints), total, bound)

    def _within(self, proof: Proof, terms: Sequence[Term], until: float) -> Solution | None:
        """The least value of the sum, looked for first among what is little above the bound.

        There most variables of a good model can have one value alone. Where the best is worse, it says how far to look.
        """
        begun, room = self._hinted(summed(terms), proof.bound), max(1, proof.bound // _ROOM)
        while True:
            if begun is not None:
                room = min(room, begun.objective - proof.bound)
            most = proof.bound + room
            domains = proof.within(most)
            if 2 * sum(one != whole for one, whole in zip(domains, self._domains, strict=True)) < len(domains):
                return self._searched(terms, until - time.monotonic(), self._domains) or begun
            try:
                found = self._searched(terms, until - time.monotonic(), domains)
            except InternalError:  # nothing is so near
                room *= 8
                continue
            if found is None:
                return begun
            if found.objective <= most or not found.is_optimal:
                return Solution(found.values, found.objective, max(proof.bound, min(found.bound, most + 1)))
            self.hint(found.values)
            begun, room = found, found.objective - proof.bound

    def _searched(self, terms: Iterable[Term], seconds: float, domains: Sequence[Domain]) -> Solution | None:
        """The least value of the sum in these domains within the time limit."""
        self._write_rows()
        for variable, domain in zip(self._model.variables, domains, strict=True):
            variable.domain.clear()
            variable.domain.extend(list(domain))
        self._model.clear_solution_hint()
        self._model.solution_hint.vars.extend(list(self._hints))
        self._model.solution_hint.values.extend(list(self._hints.values()))
        self._model.clear_objective()
        _write(summed(terms), self._model.objective)
        found = self._solved(self._parameters(seconds * 0.6))
        if found is None or found.is_optimal:
            return found
        # Out of time: the rest goes into the bound, by a search that does nothing else.
        parameters = self._parameters(seconds * 0.4)
        parameters.optimize_with_lb_tree_search = True
        again = self._solved(parameters)
        if again is None:
            return found
        best = min(found, again, key=lambda one: one.objective)
        return Solution(best.values, best.objective, max(found.bound, again.bound))

    def _solved(self, parameters: SatParameters) -> Solution | None:
        response = self._run(parameters)
        if response.status == self._cp.CpSolverStatus.UNKNOWN:
            return None
        if response.status == self._cp.CpSolverStatus.MODEL_INVALID:  # by sums: each number was looked at before
            raise _too_long()
        if response.status not in (self._cp.CpSolverStatus.OPTIMAL, self._cp.CpSolverStatus.FEASIBLE):
            raise InternalError(f"a model of coverage has no solution: {response.status.name}")
        values = {Variable(index): value for index, value in enumerate(response.solution)}
        # The objective is an integer, so the bound may be rounded up.
        return Solution(values, round(response.objective_value), math.ceil(response.best_objective_bound - 1e-6))

    def each(
        self, variables: Sequence[Variable], count: int, seconds: float
    ) -> tuple[list[tuple[Variable, ...]], bool]:
        """The first `count` solutions as the 0-1 variables that are 1, and whether these are proven to be all.

        They come in lexicographic order: those with the first variable before those without it, and so on.
        """
        found: list[tuple[Variable, ...]] = []

        class Collect(self._cp.SolutionCallback):  # type: ignore[misc, name-defined]
            """Keeps solutions until there is one more than asked for."""

            def OnSolutionCallback(self) -> None:  # noqa: N802  # the solver calls it so
                found.append(tuple(one for one in variables if self.SolutionBooleanValue(one)))
                if len(found) > count:
                    self.StopSearch()

        self._write_rows()
        self._model.clear_objective()
        self._model.clear_solution_hint()
        order = self._model.search_strategy.add()
        order.variables.extend(list(variables))
        order.variable_selection_strategy = self._cp.DecisionStrategyProto.CHOOSE_FIRST
        order.domain_reduction_strategy = self._cp.DecisionStrategyProto.SELECT_MAX_VALUE
        parameters = self._parameters(seconds)
        parameters.search_branching = self._cp.SatParameters.FIXED_SEARCH
        parameters.enumerate_all_solutions = True
        parameters.cp_model_presolve = False  # which would make other variables of these, in another order
        status = self._run(parameters, Collect()).status
        is_done = status in (self._cp.CpSolverStatus.OPTIMAL, self._cp.CpSolverStatus.INFEASIBLE)
        return found[:count], is_done and len(found) <= count

    def _run(self, parameters: SatParameters, callback: Any = None) -> CpSolverResponse:
        solver = self._cp.SolveWrapper()
        solver.set_parameters(parameters)
        if callback is not None:
            solver.add_solution_callback(callback)
        response: CpSolverResponse = solver.solve(self._model)  # type: ignore[no-untyped-call]
        if callback is not None:
            solver.clear_solution_callback(callback)
        return response

    def _write_rows(self) -> None:
        """Writes what is not yet in the message: many models are solved by their relaxation alone."""
        for least, most in self._domains[len(self._model.variables) :]:
            self._model.variables.add().domain.extend([least, most])
        for row in self._rows[len(self._model.constraints) :]:
            written = self._model.constraints.add()
            if row.least == 1 and row.most is None and set(row.factors.values()) == {1}:
                written.bool_or.literals.extend(list(row.factors))
                continue
            _write(row.factors, written.linear)
            least, most = (-_MOST - 1 if row.least is None else row.least), (_MOST if row.most is None else row.most)
            if max(abs(one) for one in (row.least, row.most, 0) if one is not None) > _LONG:
                raise _too_long()
            written.linear.domain.extend([least, most])

    def _parameters(self, seconds: float) -> SatParameters:
        parameters = self._cp.SatParameters()
        parameters.num_workers = 1
        parameters.random_seed = 1
        parameters.linearization_level = 2
        parameters.add_lp_constraints_lazily = not self._is_dense
        parameters.max_time_in_seconds = max(0.0, seconds)  # less is not valid
        return parameters


def summed(terms: Iterable[Term]) -> dict[Variable, int]:
    """A sum with each variable once."""
    factors: dict[Variable, int] = {}
    for factor, variable in terms:
        factors[variable] = factors.get(variable, 0) + factor
    return factors


def _too_long() -> UsageError:
    return UsageError("Some numbers are too large or too exact to plan with.", "State days and FTE with fewer digits.")


def _write(factors: Mapping[Variable, int], target: Any) -> None:
    if any(abs(factor) > _LONG for factor in factors.values()):
        raise _too_long()
    target.vars.extend(list(factors))
    target.coeffs.extend(list(factors.values()))
