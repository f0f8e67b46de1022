"""The relaxation's bound is exact whatever the prices, and its values are believed only where they keep every row."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest

from skillgraph.coverage.relaxation import Domain, Row, Variable, proof_of, relaxed

Program = tuple[list[Domain], list[Row], dict[Variable, int]]


def random_program(seed: int) -> Program:
    """Up to five variables from 0 to at most 3, and up to five rows that some values keep."""
    random = Random(seed)  # noqa: S311
    domains = [(0, random.choice((1, 1, 3))) for _ in range(random.randint(1, 5))]
    kept = [random.randint(*one) for one in domains]
    rows = []
    for _ in range(random.randint(0, 5)):
        factors = {Variable(n): random.choice((-2, -1, 1, 1, 2)) for n in range(len(domains)) if random.random() < 0.7}
        total = sum(factor * kept[one] for one, factor in factors.items())
        least = total - random.randint(0, 1) if random.random() < 0.7 else None
        rows.append(Row(factors, least, total + 1 if least is None or random.random() < 0.3 else None))
    return domains, rows, {Variable(n): random.randint(-3, 9) for n in range(len(domains))}


def solutions(program: Program) -> list[tuple[int, tuple[int, ...]]]:
    """All values that keep the rows, each after its objective."""
    domains, rows, objective = program
    every = product(*(range(low, high + 1) for low, high in domains))
    return [
        (sum(factor * values[one] for one, factor in objective.items()), values)
        for values in every
        if all(row.holds(values) for row in rows)
    ]


def least(program: Program) -> int:
    """The best objective, by trying all values."""
    return min(total for total, _ in solutions(program))


@pytest.mark.parametrize("seed", range(150))
def test_the_bound_is_true_and_whole_values_keep_every_row(seed: int) -> None:
    domains, rows, objective = program = random_program(seed)
    found = relaxed(domains, rows, objective, 10.0)
    assert found is not None
    assert found.proof.bound <= least(program)
    if found.values is not None:
        assert all(row.holds(found.values) for row in rows)
        assert least(program) <= sum(factor * found.values[one] for one, factor in objective.items())


@pytest.mark.parametrize("seed", range(150))
def test_any_prices_prove_a_true_bound(seed: int) -> None:
    domains, rows, objective = program = random_program(seed)
    random = Random(seed)  # noqa: S311
    prices = [random.randint(-(1 << 26), 1 << 26) for _ in rows]
    assert proof_of(domains, rows, objective, prices).bound <= least(program)


@pytest.mark.parametrize("seed", range(150))
def test_no_solution_up_to_an_objective_is_outside_of_its_domains(seed: int) -> None:
    domains, rows, objective = program = random_program(seed)
    found = relaxed(domains, rows, objective, 10.0)
    assert found is not None
    for room in (0, 1, 4):
        most = found.proof.bound + room
        near = found.proof.within(most)
        for total, values in solutions(program):
            if total <= most:
                assert all(low <= value <= high for value, (low, high) in zip(values, near, strict=True))


def test_what_costs_more_than_there_is_room_for_is_ruled_out() -> None:
    cheap, dear = Variable(0), Variable(1)
    found = proof_of([(0, 1), (0, 1)], [Row({cheap: 1, dear: 1}, 1, None)], {cheap: 2, dear: 9}, [2 << 24])
    assert (found.bound, found.within(8), found.within(9)) == (2, [(0, 1), (0, 0)], [(0, 1), (0, 1)])
