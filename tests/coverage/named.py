"""Worlds in which the implementation and the oracle once differed, each as small as it can be and kept by name."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from facts import DATES, DAY, SOURCES, Course, Demand, Facts, Record, Time
from worlds import iri

TASK, ASKED = iri("task", 1), iri("requirement", "r0")
H1, H2 = iri("holder", "H01"), iri("holder", "H02")
S0, S1, S2 = (iri("skill", f"s{number}") for number in range(3))


def _facts(demand: Demand, records: list[Record], **more: object) -> Facts:
    named = {iri("attestation", f"t{number}"): one for number, one in enumerate(records)}
    return Facts({H1: None, H2: None}, {ASKED: demand}, {TASK: (ASKED,)}, named, **more)  # type: ignore[arg-type]


def _teams(*able: str) -> Facts:
    """Five holders, one task, and a requirement for each word: its figures say who satisfies it."""
    demands = {iri("requirement", f"r{n}"): Demand(((iri("skill", f"s{n}"), 1),)) for n, _ in enumerate(able)}
    pairs = [(iri("holder", f"H0{one}"), iri("skill", f"s{n}")) for n, word in enumerate(able) for one in word]
    records = {iri("attestation", f"t{n:02}"): Record(holder, (skill, 1)) for n, (holder, skill) in enumerate(pairs)}
    return Facts({iri("holder", f"H0{n}"): None for n in range(1, 6)}, demands, {TASK: tuple(demands)}, records)


NAMED: Mapping[str, Facts] = {
    # The teams were told in an order of the solver's own.
    "teams that overlap": _teams("12", "234", "15"),
    # What includes each other included itself, too.
    "levels that include each other": _facts(
        Demand(((S0, 2),)), [Record(H1, (S1, 3))], includes=(((S0, 2), (S1, 3)), ((S1, 3), (S0, 2)))
    ),
    # If everything unknown were true, what H02 gives to the task today would count for it.
    "an allocation of somebody who may cover the task": _facts(
        Demand(((S0, 2),)),
        [Record(H1, (S0, 2))],
        times={
            iri("allocation", "l0"): Time(H2, Decimal("0.1"), TASK),
            iri("availability", "v0"): Time(H1, Decimal("0.2")),
        },
        effort={iri("contribution", "c0"): (TASK, SOURCES[0], Decimal("0.5"))},
    ),
    # Who satisfies a requirement twice can be watched if one of the two shows level 3, whichever ends later.
    "a mentor of whom two levels are attested": _facts(
        Demand(((S0, 2),)),
        [Record(H1, (S0, 4), end=DATES[-2]), Record(H1, (S0, 2), end=DATES[-1]), Record(H2, (S0, 1))],
    ),
    # Nobody learns one alternative beside somebody who has the other.
    "a mentor of another alternative": _facts(Demand(((S0, 2), (S1, 2))), [Record(H1, (S0, 3)), Record(H2, (S1, 1))]),
}

# Not a difference: an outcome comes after what it needs, so a course can be attended in two parts.
PARTS = _facts(
    Demand(((S2, 1),)),
    [Record(H1, (S2, 1), DATES[0], DAY)],
    courses={
        iri("training", "k0"): Course(Decimal(1), ((S0, 1, 0), (S2, 1, 0))),
        iri("training", "k1"): Course(Decimal(2), ((S1, 1, 0),)),
    },
    before={S1: (S0,), S2: (S1,)},
)
