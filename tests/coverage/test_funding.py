"""What ends with a source, a package or a group, in 500 random worlds: within the bounds that the oracle finds."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from oracle_funding import NOTHING, Money
from skillgraph.coverage.funding import Ending, exposure
from skillgraph.coverage.world import Contribution, Kind, Target, World
from worlds import iri

GRIDPP = iri("funding-source", "gridpp")
SOURCES = (GRIDPP, *(iri("funding-source", name) for name in ("a", "b", "c")))
UNDECIDED = tuple(iri("funding-source", name) for name in ("a-or-b", "gridpp-or-c"))
WHOLE = iri("funding-source", "whole")
GROUPS = tuple(iri("group", name) for name in ("x", "y"))
PACKAGES = tuple(iri("wp", number) for number in (1, 2, 3))
KINDS = {"source": Ending.SOURCE, "package": Ending.WORK_PACKAGE, "group": Ending.GROUP}


def random_money(seed: int) -> Money:
    """Up to four tasks and six payments, two of whose payers cannot be decided."""
    random = Random(seed)  # noqa: S311
    tasks = [iri("task", number) for number in range(1, random.randint(1, 4) + 1)]
    payers = [*SOURCES, *UNDECIDED]
    return Money(
        tuple(
            (random.choice(tasks), random.choice(payers), Decimal(random.randint(1, 150)) / 100)
            for _ in range(random.randint(0, 6))
        ),
        {UNDECIDED[0]: SOURCES[1:3], UNDECIDED[1]: (GRIDPP, SOURCES[3])},
        {WHOLE: tuple(random.sample([*SOURCES, *UNDECIDED], random.randint(1, 4)))},
        {one: tuple(sorted(random.sample(GROUPS, random.randint(0, 1)))) for one in tasks},
        {one: tuple(sorted(random.sample(PACKAGES, random.randint(0, 2)))) for one in tasks},
        GRIDPP,
    )


def world_of(money: Money) -> World:
    """The same money as the implementation meets it."""
    targets = {
        one: Target(one, Kind.TASK, one, number, (), money.groups[one], work_packages=money.packages[one])
        for number, one in enumerate(sorted(money.groups), 1)
    }
    paid = tuple(
        Contribution(iri("contribution", number), task, fte, money.sources(payer), payer)
        for number, (task, payer, fte) in enumerate(money.payments)
    )
    parts = {whole: frozenset(some) for whole, some in money.comprises.items()}
    return World({}, targets, {}, {}, contributions=paid, parts=parts, paid_from=dict.fromkeys(PACKAGES, money.project))


@pytest.mark.parametrize("block", range(0, 500, 100))
def test_losses_are_within_the_bounds_of_every_way(block: int) -> None:
    for seed in range(block, block + 100):
        money = random_money(seed)
        world = world_of(money)
        ends = [("source", one) for one in (*SOURCES, *UNDECIDED, WHOLE)]
        ends += [("package", one) for one in PACKAGES] + [("group", one) for one in GROUPS]
        for kind, ended in ends:
            found = exposure(world, KINDS[kind], ended)
            ways = list(money.ways(kind, ended))
            assert {one.task for one in found.losses} == money.touched(kind, ended)
            assert set(found.not_stated) == money.unstated(kind, ended)
            for one in found.losses:
                amounts = [lost.get(one.task, NOTHING) for lost in ways]
                assert (one.certain, one.certain + one.possible) == (min(amounts), max(amounts)), f"seed {seed}"
                paid = [fte for task, _, fte in money.payments if task == one.task]
                assert one.stated == (sum(paid) if paid else None)
            totals = [sum(lost.values(), NOTHING) for lost in ways]
            assert (found.certain, found.certain + found.possible) == (min(totals), max(totals))


def test_everything_happens_in_these_worlds() -> None:
    seen = set[tuple[str, bool, bool]]()
    for seed in range(100):
        money = random_money(seed)
        for kind, ended in (("source", SOURCES[1]), ("source", WHOLE), ("package", PACKAGES[0]), ("group", GROUPS[0])):
            found = exposure(world_of(money), KINDS[kind], ended)
            seen |= {
                (kind, bool(found.certain), bool(found.possible)),
                (f"{kind} unstated", bool(found.not_stated), True),
            }
    assert {
        (kind, certain, possible)
        for kind in ("source", "package")
        for certain in (True, False)
        for possible in (True, False)
    } <= seen
    assert {("group", True, False), ("group unstated", True, True), ("package unstated", True, True)} <= seen
