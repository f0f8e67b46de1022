"""The relaxation's bound is exact whatever the prices, and its values are believed only where they keep every row."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest

from skillgraph.coverage.relaxation import Domain, Row, Variable, bound_of, relaxed

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


def least(program: Program) -> int:
    """The best objective, by trying all values."""
    domains, rows, objective = program
    every = product(*(range(low, high + 1) for low, high in domains))
    return min(
        sum(factor * values[one] for one, factor in objective.items())
        for values in every
        if all(row.holds(values) for row in rows)
    )


@pytest.mark.parametrize("seed", range(150))
def test_the_bound_is_true_and_whole_values_keep_every_row(seed: int) -> None:
    domains, rows, objective = program = random_program(seed)
    found = relaxed(domains, rows, objective, 10.0)
    assert found is not None
    assert found.bound <= least(program)
    if found.values is not None:
        assert all(row.holds(found.values) for row in rows)
        assert least(program) <= sum(factor * found.values[one] for one, factor in objective.items())


@pytest.mark.parametrize("seed", range(150))
def test_any_prices_prove_a_true_bound(seed: int) -> None:
    domains, rows, objective = program = random_program(seed)
    random = Random(seed)  # noqa: S311
    prices = [random.randint(-(1 << 26), 1 << 26) for _ in rows]
    assert bound_of(domains, rows, objective, prices) <= least(program)
