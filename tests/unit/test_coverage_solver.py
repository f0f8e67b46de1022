"""The solver: optimal values, bounds, and solutions in lexicographic order."""

from __future__ import annotations

from itertools import combinations, product
from random import Random

import pytest

from skillgraph.coverage.relaxation import Variable
from skillgraph.coverage.solver import Model
from skillgraph.errors import InternalError, UsageError


def test_the_least_sum_is_found_and_proven() -> None:
    model = Model()
    one, two = model.integer(0, 10), model.boolean()
    model.at_least([(2, one), (3, two)], 8)
    model.at_most([(1, one)], 3)
    solution = model.minimise([(5, one), (4, two)], 5)
    assert solution is not None
    assert solution.is_optimal
    assert (solution.objective, solution.values) == (19, {one: 3, two: 1})
    assert solution.chosen([two, one]) == [two, one]


def test_an_implication_holds() -> None:
    model = Model()
    one, two = model.booleans(2)
    model.any_of([one])
    model.implies(one, two)
    model.hint({one: 1, two: 0})
    solution = model.minimise([(1, two)], 5)
    assert solution is not None
    assert solution.values[two] == 1


@pytest.mark.parametrize("seconds", [0, -1])
def test_no_time_is_no_answer(seconds: float) -> None:
    """Also where the relaxation took all of it."""
    model = Model()
    one = model.boolean()
    model.at_least([(1, one)], 1)
    assert model.minimise([(1, one)], seconds) is None
    assert model.each([one], 3, seconds) == ([], False)


def test_a_contradiction_is_an_internal_error() -> None:
    model = Model()
    model.at_least([(1, model.boolean())], 2)
    with pytest.raises(InternalError, match="no solution"):
        model.minimise([], 5)


@pytest.mark.parametrize("seed", range(12))
def test_solutions_come_in_lexicographic_order(seed: int) -> None:
    random = Random(seed)  # noqa: S311  # the same sets every time
    rows = [random.sample(range(8), random.randint(2, 4)) for _ in range(6)]
    expected = [chosen for chosen in combinations(range(8), 4) if all(set(row) & set(chosen) for row in rows)]
    for count in (3, len(expected), 1000):
        model = Model()
        variables = model.booleans(8)
        for row in rows:
            model.any_of([variables[one] for one in row])
        model.at_least([(1, one) for one in variables], 4)
        model.at_most([(1, one) for one in variables], 4)
        found, is_all = model.each(variables, count, 5)
        assert found == expected[:count]
        assert is_all == (count >= len(expected))


def test_solutions_come_in_order_where_rows_overlap() -> None:
    model = Model()
    one, two, three, four, five = variables = model.booleans(5)
    for row in ((one, two), (one, five), (two, three, four)):
        model.any_of(row)
    model.at_most([(1, variable) for variable in variables], 2)
    found, is_all = model.each(variables, 50, 10)
    assert found == [(one, two), (one, three), (one, four), (two, five)]
    assert is_all


def test_a_second_search_goes_on_from_the_values_of_the_first() -> None:
    model = Model(is_dense=True)
    one, other = model.booleans(3), model.booleans(3)
    for corners in (one, other):
        for pair in combinations(corners, 2):  # half of each corner would do, and no rounding of that
            model.any_of(pair)
    begun: list[str] = []

    def start() -> dict[Variable, int]:
        begun.append("start")
        return dict.fromkeys([*one, *other], 1)

    for corners in (one, other):
        found = model.minimise([(1, corner) for corner in corners], 5, start)
        assert found is not None
        assert (found.objective, begun) == (2, ["start"])
        model.at_most([(1, corner) for corner in corners], found.objective)
        model.hint(found.values)


@pytest.mark.parametrize("seed", range(60))
def test_what_is_found_near_the_bound_is_the_best_of_all(seed: int) -> None:
    random = Random(seed)  # noqa: S311
    costs = [random.randint(1, 400) for _ in range(9)]
    rows = [random.sample(range(9), 2) for _ in range(9)]
    model = Model(is_dense=True)
    variables = model.booleans(9)
    for row in rows:
        model.any_of([variables[one] for one in row])
    found = model.minimise(list(zip(costs, variables, strict=True)), 10)
    every = product((0, 1), repeat=9)
    best = min(
        sum(cost for cost, one in zip(costs, values, strict=True) if one)
        for values in every
        if all(any(values[one] for one in row) for row in rows)
    )
    assert found is not None
    assert found.is_optimal
    assert found.objective == best


def test_numbers_that_the_solver_cannot_count_with_are_refused() -> None:
    with pytest.raises(UsageError, match="too large or too exact"):
        Model().integer(0, 2**63)
    for factor, bound in ((2**63, 1), (1, 2**63), (2**61, 2**62)):
        model = Model()
        variables = model.booleans(8)
        model.at_least([(factor, one) for one in variables], bound)
        with pytest.raises(UsageError, match="too large or too exact"):
            model.minimise([(1, one) for one in variables], 5)
