"""What a small world states, as the oracle reads it: plain tables, and random ones in which everything happens.

Names are IRIs, which nothing here looks into. An interval holds from `start` until the day before `end`.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from worlds import DAY, PEER, SELF, iri

Day = datetime.date
Level = tuple[str, int]
NEVER = DAY + datetime.timedelta(days=2000)
DATES = tuple(DAY + datetime.timedelta(days=days) for days in (-700, -365, -31, -1, 0, 1, 31, 62, 90, 200, 365, 900))
SOURCES = (iri("funding-source", "one"), iri("funding-source", "two"))


@dataclass(frozen=True, slots=True)
class Demand:
    """A requirement: any of its options satisfies it, unless attested on a basis that does not count."""

    options: tuple[Level, ...]
    essential: bool = True
    weight: Decimal = Decimal(1)
    not_on: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Record:
    """An attestation."""

    holder: str
    level: Level
    start: Day = DATES[0]
    end: Day = NEVER
    basis: str = PEER
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Time:
    """A share of full working time: allocated to a task, or available where there is none."""

    holder: str
    fte: Decimal
    task: str = ""
    start: Day = DATES[0]
    end: Day = NEVER


@dataclass(frozen=True, slots=True)
class Course:
    """Working days, None where not stated, and outcomes as (skill, level, level before)."""

    days: Decimal | None
    outcomes: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Facts:
    """A world as stated.

    `own` are the requirements that a task, area, step or role has itself, `areas` where it inherits others. `holders`
    says from when on a record is declared complete, if ever; `effort` has a task, who pays and FTE; `before` are the
    direct prerequisites of a skill.
    """

    holders: Mapping[str, Day | None]
    demands: Mapping[str, Demand]
    own: Mapping[str, tuple[str, ...]]
    records: Mapping[str, Record]
    areas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    includes: tuple[tuple[Level, Level], ...] = ()
    sites: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    times: Mapping[str, Time] = field(default_factory=dict)
    effort: Mapping[str, tuple[str, str, Decimal]] = field(default_factory=dict)
    courses: Mapping[str, Course] = field(default_factory=dict)
    before: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """The tasks, areas, steps or roles, in the order of their numbers or names."""
        return tuple(sorted(one for one in self.own if one.startswith(iri(kind, ""))))

    @property
    def skills(self) -> tuple[str, ...]:
        """Every skill that anything names."""
        found = {one.level[0] for one in self.records.values()}
        found |= {skill for one in self.demands.values() for skill, _ in one.options}
        found |= {skill for pair in self.includes for skill, _ in pair}
        found |= {skill for one in self.courses.values() for skill, _, _ in one.outcomes}
        found |= {skill for one, others in self.before.items() for skill in (one, *others)}
        return tuple(sorted(found))


def random_facts(random: Random, *, holders: int = 5, courses: int = 0) -> Facts:
    """Up to so many holders and courses, 4 tasks in up to 2 areas, 2 steps, 2 roles, 6 skills.

    In some worlds much is asked and each holder knows little, so that it takes a team.
    """
    is_wide = random.random() < 0.5
    skills = [iri("skill", f"s{number}") for number in range(random.randint(4 if is_wide else 1, 6))]
    people = [iri("holder", f"H{n:02}") for n in range(1, random.choice((*range(1, holders + 1), holders)) + 1)]
    demands = {iri("requirement", f"r{n}"): _demand(random, skills) for n in range(random.randint(1, 8))}
    tasks = [iri("task", number) for number in range(1, random.randint(1, 4) + 1)]
    areas = {iri("area", f"a{n}"): _some(random, demands, 1, 1) for n in range(random.choice((0, 0, 1, 2)))}
    steps = {iri("step", f"p{n}"): _some(random, demands, n, 2) for n in range(random.choice((0, 1, 2, 2)))}
    roles = {iri("role", f"x{n}"): _some(random, demands, 0, 2) for n in range(random.choice((0, 0, 1, 2)))}
    count = (random.randint(1, 4) if is_wide else random.randint(0, 7)) * len(people)
    funded = [(one, source) for one in tasks for source in SOURCES[: random.choice((0, 1, 1, 1, 2))]]
    asked = sorted({option for one in demands.values() for option in one.options})
    taught = random.randint(courses // 2, courses)
    fewest = 3 if is_wide else random.choice((0, 1, 1, 2))
    return Facts(
        {one: random.choice((None, None, None, DAY, DATES[5], DATES[0])) for one in people},
        demands,
        {**{one: _some(random, demands, fewest, 5) for one in tasks}, **areas, **steps, **roles},
        {iri("attestation", f"t{n:02}"): _record(random, people, skills) for n in range(count)},
        {**{one: _some(random, areas, 0, 1) for one in tasks}, **dict.fromkeys(sorted(roles)[1:], sorted(roles)[:1])},
        tuple(_inclusion(random, skills) for _ in range(random.choice((0, 0, 1, 2, 3)) if len(skills) > 1 else 0)),
        {one: _some(random, [iri("site", name) for name in ("north", "south")], 0, 2) for one in people},
        _times(random, people, tasks),
        {iri("contribution", f"c{n}"): (*one, Decimal(random.randint(1, 150)) / 100) for n, one in enumerate(funded)},
        {iri("training", f"k{n}"): _course(random, skills, asked) for n in range(taught)},
        {one: _some(random, skills[:n], 1, 2) for n, one in enumerate(skills) if n and random.random() < 0.3},
    )


def _some(random: Random, names: Mapping[str, object] | list[str], least: int, most: int) -> tuple[str, ...]:
    return tuple(sorted(random.sample(sorted(names), random.randint(min(least, len(names)), min(most, len(names))))))


def _demand(random: Random, skills: list[str]) -> Demand:
    chosen = random.sample(skills, min(len(skills), random.choice((1, 1, 1, 2, 3))))
    options = {(skill, random.choice((1, 1, 2, 2, 3, 4))) for skill in chosen}
    if random.random() < 0.1:
        options.add((chosen[0], random.randint(1, 4)))
    not_on = frozenset({SELF}) if random.random() < 0.4 else frozenset()
    return Demand(tuple(sorted(options)), random.random() < 0.8, Decimal(random.randint(1, 4)) / 4, not_on)


def _record(random: Random, people: list[str], skills: list[str]) -> Record:
    start, end = sorted(random.sample(DATES, 2)) if random.random() < 0.6 else (DATES[0], DATES[-1])
    level = (random.choice(skills), random.choice((1, 2, 2, 3, 3, 4)))
    return Record(random.choice(people), level, start, end, random.choice((SELF, PEER, PEER)), random.random() < 0.1)


def _inclusion(random: Random, skills: list[str]) -> tuple[Level, Level]:
    one, other = random.sample(skills, 2)
    return (one, random.randint(1, 4)), (other, random.randint(1, 4))


def _times(random: Random, people: list[str], tasks: list[str]) -> dict[str, Time]:
    available = [Time(one, _fte(random)) for one in people if random.random() < 0.8]
    allocated = []
    for _ in range(random.randint(0, 4)):
        start, end = sorted(random.sample(DATES, 2))
        allocated.append(Time(random.choice(people), _fte(random), random.choice(tasks), start, end))
    named = {iri("availability", f"v{n}"): one for n, one in enumerate(available)}
    return named | {iri("allocation", f"l{n}"): one for n, one in enumerate(allocated)}


def _fte(random: Random) -> Decimal:
    return Decimal(random.randint(1, 20)) / 20


def _course(random: Random, skills: list[str], asked: list[Level]) -> Course:
    """A course from nothing or from a level below, often to what is asked; equal days make plans tie."""
    days = Decimal(random.choice((1, 2, 2, 3, 4, 5, 6))) / 2 if random.random() < 0.7 else None
    outcomes = {}
    for _ in range(random.choice((1, 1, 2))):
        skill, level = random.choice(asked) if random.random() < 0.7 else (random.choice(skills), random.randint(1, 4))
        outcomes[skill] = (skill, level, random.choice((0, 0, level - 1, level // 2)))
    return Course(days, tuple(sorted(outcomes.values())))
