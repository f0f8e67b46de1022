"""Advice on learning: which single skill opens most, who could learn beside whom, and a newcomer's path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from skillgraph.coverage.learning import includes, recorded
from skillgraph.coverage.matching import Answer, State, answer, demanded
from skillgraph.coverage.training import Goal, Plan, Terms, plan
from skillgraph.coverage.world import Day, Holder, Requirement, SkillLevel, World
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

    `by` is what the mentor satisfies it with, at level 3 or above. The learner is one level below where `is_near`, else
    holds all direct prerequisites of the skill. `same_site` says whether the two are based at a common site.
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
    answers = {holder: answer(world, holder, asked, day) for holder in world.holders}
    mentors = {holder: by for holder, one in answers.items() if (by := _shown(one)) is not None}
    for learner, one in answers.items():
        near = None if one.state is State.SATISFIED else _nearness(world, learner, asked, day)
        if near is None:
            continue
        for mentor, by in mentors.items():
            same_site = bool(set(world.holders[learner].sites) & set(world.holders[mentor].sites))
            yield Shadowing(asked, learner, mentor, by, same_site, near)


def _shown(one: Answer) -> SkillLevel | None:
    """What a mentor can show: the skill level attested of them, where they are independent or better."""
    if one.state is not State.SATISFIED or one.by is None or one.by.skill_level.level < _TEACHES_FROM:
        return None
    return one.by.skill_level


def _nearness(world: World, learner: str, asked: Requirement, day: Day) -> bool | None:
    """True: one level below an option; False: ready by the prerequisites; None: neither."""
    known = recorded(world, learner, day)
    if any(SkillLevel(one.skill, one.level - 1) in known for one in asked.options if one.level > 1):
        return True
    needs = (world.prerequisites.get(one.skill, frozenset()) for one in asked.options)
    return False if any(some and all(SkillLevel(one, 1) in known for one in some) for some in needs) else None


def path(world: World, target: str, day: Day, terms: Terms | None = None) -> Plan:
    """The cheapest path of a newcomer, of whom nothing is recorded, until they cover a target alone.

    Each step comes after what it needs; of what is ready, the lowest storey of the pyramid comes first.
    """
    extended = replace(world, holders={**world.holders, NEWCOMER: Holder(NEWCOMER)})
    return plan(extended, (target,), Goal.COVER, day, terms, holders=(NEWCOMER,))
