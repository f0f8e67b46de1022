"""The relaxation's bound is exact whatever the prices, and its values are believed only where they keep every row."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest

from skillgraph.coverage import relaxation
from skillgraph.coverage.relaxation import Domain, Relaxed, Row, Variable, proof_of, relaxed

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


def is_true(program: Program, found: Relaxed | None) -> bool:
    """Whether there is nothing below the bound, whole values keep every row, and no domains leave out too much."""
    assert found is not None
    every, (_, rows, objective) = solutions(program), program
    best, bound = min(total for total, _ in every), found.proof.bound
    for most in (bound, bound + 1, bound + 4):
        near = found.proof.within(most)
        for total, values in every:
            if total <= most and not all(low <= one <= high for one, (low, high) in zip(values, near, strict=True)):
                return False
    whole = found.values
    if whole is None:
        return bound <= best
    reached = sum(factor * whole[one] for one, factor in objective.items())
    return bound <= best <= reached and all(row.holds(whole) for row in rows)


@pytest.mark.parametrize("seed", range(150))
def test_what_is_said_of_all_solutions_is_true(seed: int) -> None:
    program = random_program(seed)
    assert is_true(program, relaxed(*program, 10.0))


def test_with_prices_first_it_is_true_too_and_no_less(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = [relaxed(*random_program(seed), 10.0) for seed in range(150)]
    monkeypatch.setattr(relaxation, "_MANY", -1)
    for seed, once in enumerate(at_once):
        program = random_program(seed)
        found = relaxed(*program, 10.0)
        assert is_true(program, found), seed
        assert found is not None
        assert once is not None
        assert found.proof.bound >= once.proof.bound, seed
        assert found.proof.wider is not None, seed


def test_it_is_true_after_any_prices(monkeypatch: pytest.MonkeyPatch) -> None:
    by_prices, random = 0, Random(1)  # noqa: S311
    monkeypatch.setattr(relaxation, "_MANY", -1)
    for seed in range(500):
        program = random_program(seed)
        crude = proof_of(*program, [random.randint(-(1 << 25), 1 << 25) for _ in program[1]])
        monkeypatch.setattr(relaxation._Program, "priced", lambda _, crude=crude: crude)
        found = relaxed(*program, 10.0)
        assert is_true(program, found), seed
        by_prices += found is not None and found.proof.wider is not None
    assert by_prices > 100


@pytest.mark.parametrize("fails", ["pdlp", "near"])
def test_where_prices_lead_nowhere_it_is_solved_at_once(fails: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = random_program(3)
    once = relaxed(*program, 10.0)
    monkeypatch.setattr(relaxation, "_MANY", -1)
    if fails == "pdlp":
        monkeypatch.setattr(relaxation, "_PRICING", "termination_criteria { iteration_limit: 0 }")
    else:
        monkeypatch.setattr(relaxation.Proof, "within", lambda proof, _: [(5, 5) for _ in proof.domains])
    found = relaxed(*program, 10.0)
    assert found == once


@pytest.mark.parametrize("seed", range(150))
def test_any_prices_prove_a_true_bound(seed: int) -> None:
    domains, rows, objective = program = random_program(seed)
    random = Random(seed)  # noqa: S311
    prices = [random.randint(-(1 << 26), 1 << 26) for _ in rows]
    assert proof_of(domains, rows, objective, prices).bound <= min(total for total, _ in solutions(program))


def test_what_costs_more_than_there_is_room_for_is_ruled_out() -> None:
    cheap, dear = Variable(0), Variable(1)
    found = proof_of([(0, 1), (0, 1)], [Row({cheap: 1, dear: 1}, 1, None)], {cheap: 2, dear: 9}, [2 << 24])
    assert (found.bound, found.within(8), found.within(9)) == (2, [(0, 1), (0, 0)], [(0, 1), (0, 1)])
