"""Synthetic worlds: small ones in which everything happens, by seed, and big ones for measuring.

A `Stated` world holds what a curator would write. `derived` adds what the workspace's rules would: the closure of the
entailments, who satisfies which requirement from when until when, and which attestation speaks of which requirement.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from skillgraph.coverage.world import (
    Attestation,
    Contribution,
    Holder,
    Kind,
    Outcome,
    Requirement,
    Satisfaction,
    Share,
    SkillLevel,
    Target,
    Training,
    World,
)
from skillgraph.terms import ID

DAY = datetime.date(2026, 12, 1)
SELF, PEER = f"{ID}basis/self", f"{ID}basis/peer"
GROUP = f"{ID}group/uk"
_DATES = tuple(DAY + datetime.timedelta(days=days) for days in (-700, -365, -30, 0, 1, 30, 90, 200, 400, 900))


@dataclass(frozen=True)
class Stated:
    """A world without what rules add, and the stated entailments between skill levels."""

    world: World
    entailments: tuple[tuple[SkillLevel, SkillLevel], ...] = ()


def iri(kind: str, slug: object) -> str:
    """The IRI of a thing of a kind."""
    return f"{ID}{kind}/{slug}"


def derived(stated: Stated) -> World:
    """The world as it is after the rules."""
    world = stated.world
    includes = _closure(stated)
    satisfactions, speaks = [], []
    for one in world.attestations.values():
        attested = includes[one.skill_level] | {one.skill_level}
        skills = {level.skill for level in attested}
        for asked in world.requirements.values() if one.is_active else ():
            if one.basis in asked.excluded:
                continue
            if skills & {option.skill for option in asked.options}:
                speaks.append((one.iri, asked.iri))
            if attested & set(asked.options):
                satisfactions.append(Satisfaction(one.holder, asked.iri, one.iri, one.start, one.end))
    ordered = sorted(satisfactions, key=lambda one: (one.holder, one.requirement, one.start, one.attestation))
    return replace(world, satisfactions=tuple(ordered), speaks_of=frozenset(speaks), entails=includes)


def _closure(stated: Stated) -> dict[SkillLevel, frozenset[SkillLevel]]:
    skills = {one.skill_level.skill for one in stated.world.attestations.values()}
    skills |= {option.skill for one in stated.world.requirements.values() for option in one.options}
    skills |= {level.skill for pair in stated.entailments for level in pair}
    direct: dict[SkillLevel, set[SkillLevel]] = defaultdict(set)
    for skill in skills:
        for level in range(2, 5):
            direct[SkillLevel(skill, level)].add(SkillLevel(skill, level - 1))
    for one, other in stated.entailments:
        direct[one].add(other)
    levels = [SkillLevel(skill, level) for skill in sorted(skills) for level in range(1, 5)]
    return {one: frozenset(_reached(direct, one) - {one}) for one in levels}


def _reached(direct: Mapping[SkillLevel, Iterable[SkillLevel]], start: SkillLevel) -> set[SkillLevel]:
    found, todo = {start}, [start]
    while todo:
        new = set(direct.get(todo.pop(), ())) - found
        found |= new
        todo += sorted(new)
    return found


def small(seed: int) -> Stated:
    """Up to 5 holders, 4 tasks, 5 skills: dates, alternatives, entailments, withdrawals, excluded bases, complete
    records, tasks without requirements, sites, allocations, availability and funding."""
    random = Random(seed)  # noqa: S311
    skills = [iri("skill", f"s{number}") for number in range(random.randint(1, 5))]
    holders = [iri("holder", f"H{number:02}") for number in range(1, random.randint(1, 5) + 1)]
    requirements = {one.iri: one for one in (_requirement(random, n, skills) for n in range(random.randint(1, 7)))}
    tasks = {
        one.iri: one for one in (_task(random, n, sorted(requirements)) for n in range(1, random.randint(1, 4) + 1))
    }
    attestations = [_attestation(random, n, holders, skills) for n in range(random.randint(0, 4 * len(holders)))]
    world = World(
        holders={one: _holder(random, one) for one in holders},
        targets=tasks,
        requirements=requirements,
        attestations={one.iri: one for one in attestations},
        allocations=tuple(
            _share(random, n, random.choice(holders), random.choice(sorted(tasks))) for n in range(random.randint(0, 4))
        ),
        availability=tuple(_share(random, n, one, "") for n, one in enumerate(holders) if random.random() < 0.8),
        contributions=tuple(_contribution(random, n, one) for n, one in enumerate(tasks) if random.random() < 0.7),
    )
    count = random.randint(0, 3) if len(skills) > 1 else 0
    return Stated(world, tuple(_entailment(random, skills) for _ in range(count)))


def _requirement(random: Random, number: int, skills: list[str]) -> Requirement:
    chosen = random.sample(skills, min(len(skills), random.choice((1, 1, 1, 2, 3))))
    options = tuple(sorted(SkillLevel(skill, random.randint(1, 4)) for skill in chosen))
    return Requirement(
        iri("requirement", f"r{number}"),
        " or ".join(f"{one.skill.rpartition('/')[2]} {one.level}" for one in options),
        random.random() < 0.8,
        Decimal(random.randint(1, 4)) / 4,
        options,
        frozenset({SELF}) if random.random() < 0.3 else frozenset(),
    )


def _task(random: Random, number: int, requirements: list[str]) -> Target:
    chosen = random.sample(requirements, min(len(requirements), random.randint(0, 4)))
    groups = (GROUP,) if random.random() < 0.8 else ()
    return Target(iri("task", number), Kind.TASK, f"Task {number}", number, tuple(sorted(chosen)), groups)


def _attestation(random: Random, number: int, holders: list[str], skills: list[str]) -> Attestation:
    start, end = sorted(random.sample(_DATES, 2))
    level = SkillLevel(random.choice(skills), random.choice((1, 2, 3, 4, 4)))
    basis = random.choice((SELF, PEER, PEER))
    active = random.random() < 0.9
    return Attestation(iri("attestation", f"a{number}"), random.choice(holders), level, basis, active, start, end)


def _holder(random: Random, name: str) -> Holder:
    complete = random.choice((None, None, DAY, DAY + datetime.timedelta(days=1), _DATES[0]))
    return Holder(name, complete, (iri("site", random.choice(("north", "south"))),))


def _share(random: Random, number: int, holder: str, task: str) -> Share:
    start, end = sorted(random.sample(_DATES, 2)) if task else (_DATES[0], _DATES[-1])
    kind = "allocation" if task else "availability"
    return Share(iri(kind, f"x{number}"), holder, task, Decimal(random.randint(1, 4)) / 4, start, end)


def _contribution(random: Random, number: int, task: str) -> Contribution:
    sources = random.sample([iri("funding-source", name) for name in ("one", "two")], random.choice((1, 1, 2)))
    fte = Decimal(random.randint(1, 150)) / 100
    return Contribution(iri("contribution", f"c{number}"), task, fte, tuple(sorted(sources)))


def _entailment(random: Random, skills: list[str]) -> tuple[SkillLevel, SkillLevel]:
    one, other = random.sample(skills, 2)
    return SkillLevel(one, random.randint(1, 4)), SkillLevel(other, random.randint(1, 4))


def big(tasks: int, holders: int, seed: int = 1, per_task: int = 4) -> World:
    """A world with that many tasks and holders, each task with `per_task` requirements of its own.

    There are as many skills as tasks; a holder has ten of them at 2 to 4, a few attestations end within a year.
    """
    random = Random(seed)  # noqa: S311
    skills = [iri("skill", f"s{number:04}") for number in range(tasks)]
    people = [iri("holder", f"H{number:04}") for number in range(1, holders + 1)]
    targets, requirements = {}, {}
    for number in range(1, tasks + 1):
        chosen = [_plain(f"{number}-{skill}", skills[skill], random) for skill in random.sample(range(tasks), per_task)]
        requirements |= {one.iri: one for one in chosen}
        names = tuple(sorted(one.iri for one in chosen))
        task = Target(iri("task", number), Kind.TASK, f"Task {number}", number, names, (GROUP,))
        targets[task.iri] = task
    attestations = {}
    for person in people:
        for skill in random.sample(skills, min(10, len(skills))):
            name = iri("attestation", f"{person.rpartition('/')[2]}-{skill.rpartition('/')[2]}")
            end = DAY + datetime.timedelta(days=random.choice((100, 300, 900, 1200)))
            level = SkillLevel(skill, random.randint(2, 4))
            attestations[name] = Attestation(name, person, level, PEER, True, _DATES[0], end)
    return _big_world(random, people, targets, requirements, attestations)


def _plain(slug: str, skill: str, random: Random) -> Requirement:
    level = SkillLevel(skill, random.randint(2, 3))
    name = f"{skill.rpartition('/')[2]} {level.level}"
    return Requirement(iri("requirement", slug), name, True, Decimal(1), (level,))


def _big_world(
    random: Random,
    people: list[str],
    targets: dict[str, Target],
    requirements: dict[str, Requirement],
    attestations: dict[str, Attestation],
) -> World:
    asked: dict[str, list[Requirement]] = defaultdict(list)
    for one in requirements.values():
        asked[one.options[0].skill].append(one)
    pairs = [(by, one) for by in attestations.values() for one in asked[by.skill_level.skill]]
    ends = (_DATES[0], _DATES[-1])
    return World(
        holders={one: Holder(one, None, (iri("site", f"S{n % 20:02}"),)) for n, one in enumerate(people)},
        targets=targets,
        requirements=requirements,
        attestations=attestations,
        satisfactions=tuple(
            Satisfaction(by.holder, one.iri, by.iri, by.start, by.end)
            for by, one in pairs
            if by.skill_level.level >= one.options[0].level
        ),
        speaks_of=frozenset((by.iri, one.iri) for by, one in pairs),
        entails={
            SkillLevel(skill, level): frozenset(SkillLevel(skill, lower) for lower in range(1, level))
            for skill in {by.skill_level.skill for by in attestations.values()}
            for level in range(1, 5)
        },
        availability=tuple(
            Share(iri("availability", n), one, "", Decimal(random.randint(5, 10)) / 10, *ends)
            for n, one in enumerate(people)
        ),
        contributions=tuple(
            Contribution(
                iri("contribution", n), task, Decimal(random.randint(5, 150)) / 100, (iri("funding-source", "x"),)
            )
            for n, task in enumerate(targets)
        ),
    )


def taught(world: World, seed: int = 1) -> World:
    """The world with two courses for each skill: up to level 2, and from there on. Every third skill needs another."""
    random = Random(seed)  # noqa: S311
    skills = sorted({option.skill for one in world.requirements.values() for option in one.options})
    trainings, needs = [], {}
    for index, skill in enumerate(skills):
        name = skill.rpartition("/")[2]
        for number, (start, end) in enumerate(((0, 2), (2, random.choice((3, 4)))), 1):
            days = Decimal(random.randint(2, 16)) / 2
            outcome = Outcome(SkillLevel(skill, end), start)
            trainings.append(
                Training(iri("training", f"{name}-{number}"), f"Course {number} of {name}", days, (outcome,))
            )
        if index % 3 == 2:
            needs[skill] = frozenset({random.choice(skills[:index])})
    return replace(world, trainings=tuple(trainings), prerequisites=needs)
