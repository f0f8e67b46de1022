"""Advice on learning: which single skill opens most, who could learn beside whom, and a newcomer's path."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from skillgraph.coverage.learning import includes, recorded
from skillgraph.coverage.matching import State, answer, demanded
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
    asked = demanded(world, targets)
    lacking = {
        holder: {one.iri for one in asked if answer(world, holder, one, day).state is not State.SATISFIED}
        for holder in sorted(world.holders)
    }
    found = [_opening(world, targets, asked, lacking, one) for one in sorted(_options(asked))]
    useful = (one for one in found if one.satisfies)
    return tuple(sorted(useful, key=lambda one: (-len(one.first), -one.covers, -one.satisfies, one.skill_level)))


def _options(asked: Iterable[Requirement]) -> set[SkillLevel]:
    return {option for one in asked for option in one.options}


def _opening(
    world: World,
    targets: Sequence[str],
    asked: Sequence[Requirement],
    lacking: dict[str, set[str]],
    level: SkillLevel,
) -> Opening:
    given = includes(world, level)
    met = {one.iri for one in asked if given.intersection(one.options)}
    needs = {one: {asked.iri for asked in world.essential(one)} for one in targets if world.essential(one)}
    covered = {one for one, own in needs.items() if any(not own & lacks for lacks in lacking.values())}
    newly = {
        holder: [one for one, own in needs.items() if own & lacks and not own & (lacks - met)]
        for holder, lacks in lacking.items()
    }
    best = min(newly, key=lambda holder: (-len(newly[holder]), holder), default="")
    opened = {one for some in newly.values() for one in some}
    return Opening(
        level,
        tuple(one for one in needs if one in opened - covered),
        sum(len(some) for some in newly.values()),
        sum(len(lacks & met) for lacks in lacking.values()),
        best if best and newly[best] else "",
        tuple(newly[best]) if best else (),
    )


def shadowing(world: World, targets: Sequence[str], day: Day) -> tuple[Shadowing, ...]:
    """Who could shadow whom for what is asked: by requirement, first those at a common site, then the nearest."""
    found = [pair for one in demanded(world, targets) for pair in _pairs(world, one, day)]
    return tuple(
        sorted(
            found,
            key=lambda one: (
                one.requirement.name, one.requirement.iri, not one.same_site, not one.is_near, one.learner, one.mentor
            ),
        )
    )  # fmt: skip


def _pairs(world: World, asked: Requirement, day: Day) -> Iterator[Shadowing]:
    learners = [one for one in world.holders if answer(world, one, asked, day).state is not State.SATISFIED]
    known = {one: recorded(world, one, day) for one in learners}
    for mentor in world.holders:
        shown = _shown(world, mentor, asked, day)
        options = [option for option in asked.options if any(option in includes(world, by) for by in shown)]
        for learner in learners if shown else ():
            near = _nearness(world, known[learner], options)
            if near is not None:
                same_site = bool(set(world.holders[learner].sites) & set(world.holders[mentor].sites))
                yield Shadowing(asked, learner, mentor, shown[0], same_site, near)


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
