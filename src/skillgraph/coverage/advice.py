"""Advice on learning: which single skill opens most, who could learn beside whom, and a newcomer's path."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from skillgraph.coverage.grid import Grid, grid
from skillgraph.coverage.learning import Levels, includes, recorded
from skillgraph.coverage.training import Goal, Plan, Terms, plan
from skillgraph.coverage.world import Day, Holder, Requirement, SkillLevel, World, on_day
from skillgraph.terms import ID

NEWCOMER = f"{ID}holder/newcomer"
_TEACHES_FROM = 3  # who is independent can be watched


@dataclass(frozen=True, slots=True)
class Opening:
    """What one skill level opens when a holder who lacks it learns it, and nothing else.

    `first` are the targets that nobody covers and somebody then would; `covers` counts the pairs of a holder and a
    target that would be covered newly; `satisfies` the pairs of a holder and an essential requirement. `best` is who
    would come to cover most targets by it, `best_covers` these targets.
    """

    skill_level: SkillLevel
    first: tuple[str, ...]
    covers: int
    satisfies: int
    best: str
    best_covers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shadowing:
    """A learner who could work beside somebody for a requirement.

    `by` is what the mentor satisfies it with, at level 3 or above. Of what is asked and the mentor has, the learner is
    one level below where `is_near`, else holds all direct prerequisites of the skill. `same_site` says whether the two
    are based at a common site.
    """

    requirement: Requirement
    learner: str
    mentor: str
    by: SkillLevel
    same_site: bool
    is_near: bool


def openings(world: World, targets: Sequence[str], day: Day) -> tuple[Opening, ...]:
    """Every skill level that is asked for and opens something, the one that opens most first.

    Ranked by targets covered for the first time, by pairs covered newly, by requirements satisfied newly, by IRI.
    """
    table = grid(world, targets, day)
    helping = _helping(world, table)
    newly = defaultdict[SkillLevel, dict[str, list[str]]](lambda: defaultdict(list))
    for target, needed in table.of.items():
        for holder in sorted(table.holders):
            lacking = [helping[one] for one in needed if holder not in table.satisfied[one]]
            for level in frozenset.intersection(*lacking) if lacking else ():
                newly[level][holder].append(target)
    satisfies = Counter[SkillLevel]()
    for one, levels in helping.items():
        satisfies.update(dict.fromkeys(levels, len(table.holders - table.satisfied[one])))
    found = (_opening(table, level, newly[level], count) for level, count in satisfies.items() if count)
    return tuple(sorted(found, key=lambda one: (-len(one.first), -one.covers, -one.satisfies, one.skill_level)))


def _helping(world: World, table: Grid) -> dict[str, frozenset[SkillLevel]]:
    """By requirement, the skill levels that are asked for somewhere and satisfy it."""
    asked = {option for one in table.requirements.values() for option in one.options}
    given = {level: includes(world, level) for level in asked}
    return {
        iri: frozenset(level for level, included in given.items() if included.intersection(one.options))
        for iri, one in table.requirements.items()
    }


def _opening(table: Grid, level: SkillLevel, newly: Mapping[str, Sequence[str]], satisfies: int) -> Opening:
    best = min(newly, key=lambda holder: (-len(newly[holder]), holder), default="")
    opened = {one for some in newly.values() for one in some}
    return Opening(
        level,
        tuple(one for one in table.of if one in opened and not table.alone(one)),
        sum(len(some) for some in newly.values()),
        satisfies,
        best,
        tuple(newly[best]) if best else (),
    )


def shadowing(world: World, targets: Sequence[str], day: Day) -> tuple[Shadowing, ...]:
    """Who could shadow whom for what is asked: by requirement, first those at a common site, then the nearest."""
    table = grid(world, targets, day)
    known = {one: recorded(world, one, day) for one in sorted(world.holders)}
    found = [pair for one in table.requirements.values() for pair in _pairs(world, one, table, known, day)]
    return tuple(
        sorted(
            found,
            key=lambda one: (
                one.requirement.name, one.requirement.iri, not one.same_site, not one.is_near, one.learner, one.mentor
            ),
        )
    )  # fmt: skip


def _pairs(world: World, asked: Requirement, table: Grid, known: Mapping[str, Levels], day: Day) -> Iterator[Shadowing]:
    @cache
    def near(options: tuple[SkillLevel, ...]) -> list[tuple[str, bool]]:
        """The learners for these options, with whether each is one level below."""
        learners = ((one, _nearness(world, levels, options)) for one, levels in known.items() if one not in satisfying)
        return [(one, is_near) for one, is_near in learners if is_near is not None]

    satisfying = table.satisfied[asked.iri]
    for mentor in sorted(satisfying):
        shown = _shown(world, mentor, asked, day)
        options = tuple(option for option in asked.options if any(option in includes(world, by) for by in shown))
        for learner, is_near in near(options) if shown else ():
            same_site = bool(set(world.holders[learner].sites) & set(world.holders[mentor].sites))
            yield Shadowing(asked, learner, mentor, shown[0], same_site, is_near)


def _shown(world: World, mentor: str, asked: Requirement, day: Day) -> list[SkillLevel]:
    """What a mentor satisfies a requirement with where they are independent or better, the highest level first."""
    valid = on_day(world.satisfactions_of.get((mentor, asked.iri), ()), day)
    levels = {world.attestations[one.attestation].skill_level for one in valid}
    return sorted((one for one in levels if one.level >= _TEACHES_FROM), key=lambda one: (-one.level, one.skill))


def _nearness(world: World, known: Collection[SkillLevel], options: Sequence[SkillLevel]) -> bool | None:
    """True: one level below an option; False: ready by the prerequisites; None: neither."""
    if any(SkillLevel(one.skill, one.level - 1) in known for one in options if one.level > 1):
        return True
    needs = (world.prerequisites.get(one.skill, frozenset()) for one in options)
    return False if any(some and all(SkillLevel(one, 1) in known for one in some) for some in needs) else None


def path(world: World, target: str, day: Day, terms: Terms | None = None) -> Plan:
    """The cheapest path of a newcomer, of whom nothing is recorded, until they cover a target alone.

    Each step comes after what it needs; of what is ready, the lowest storey of the pyramid comes first.
    """
    extended = replace(world, holders={**world.holders, NEWCOMER: Holder(NEWCOMER)})
    return plan(extended, (target,), Goal.COVER, day, terms, holders=(NEWCOMER,))
