"""Who covers what on a day: three values, each with the reason per requirement.

A requirement is satisfied by an attestation that is valid on the day, counts by its basis and attests an accepted skill
level. Where it is not, the strongest of what is known decides: expired, below level, missing from a record that is
declared complete; else nothing is recorded. One requirement that is known to be unmet makes a gap; cover that is
neither given nor denied is unknown, as is cover of something that has no essential requirement.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum, StrEnum

from skillgraph.coverage.world import Attestation, Day, Requirement, Satisfaction, SkillLevel, World, on_day


class Status(StrEnum):
    """The three answers to whether somebody covers something."""

    COVERED = "covered"
    UNKNOWN = "unknown"
    GAP = "gap"


class State(IntEnum):
    """What is known of a holder and a requirement; the highest that applies."""

    NOT_RECORDED = 0
    MISSING = 1
    BELOW_LEVEL = 2
    EXPIRED = 3
    SATISFIED = 4

    @property
    def text(self) -> str:
        """The state in words."""
        return self.name.lower().replace("_", " ")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of one holder and one requirement.

    `by` is the attestation that decides (satisfied, expired or below level), `option` the skill level asked for that it
    is measured against, and `entailed` whether it attests that only by entailment. `until` is the first day after the
    day asked for on which the requirement is no longer satisfied; `since` the day on which it ceased to be. `begins` is
    the first later day on which it will be satisfied. `not_counted` are attestations that would satisfy it, were their
    basis not excluded.
    """

    requirement: Requirement
    state: State
    by: Attestation | None = None
    option: SkillLevel | None = None
    entailed: bool = False
    until: Day | None = None
    since: Day | None = None
    begins: Day | None = None
    not_counted: tuple[Attestation, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """One holder and what was asked for: the status, and the answer for every requirement.

    `expires` is the first day on which an essential requirement that is satisfied no longer is; `optional` the weight
    of the optional requirements that are satisfied; `free` the share of full working time that the holder has left on
    that day, None where none is recorded as available.
    """

    holder: str
    status: Status
    essential: tuple[Answer, ...]
    optional_answers: tuple[Answer, ...]
    expires: Day | None
    optional: Decimal
    free: Decimal | None

    @property
    def satisfied(self) -> int:
        """How many essential requirements are satisfied."""
        return sum(answer.state is State.SATISFIED for answer in self.essential)

    def _rank(self) -> tuple[int, int, Decimal, str]:
        return (_ORDER.index(self.status), -self.satisfied, -self.optional, self.holder)


_ORDER = (Status.COVERED, Status.UNKNOWN, Status.GAP)


def cover(world: World, targets: Sequence[str], day: Day) -> tuple[Match, ...]:
    """Every holder against all of the targets together, best first.

    Ranked by status, by essential requirements satisfied, by weight of the optional ones, by IRI: an optional
    requirement never outranks an essential one.
    """
    asked = _asked(world, targets)
    return tuple(sorted((_match(world, holder, asked, day) for holder in world.holders), key=Match._rank))


def match(world: World, holder: str, targets: Sequence[str], day: Day) -> Match:
    """One holder against all of the targets together."""
    return _match(world, holder, _asked(world, targets), day)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What several targets ask for; `has_unmapped` says whether one of them has no essential requirement."""

    essential: tuple[Requirement, ...]
    optional: tuple[Requirement, ...]
    has_unmapped: bool


def _asked(world: World, targets: Sequence[str]) -> _Asked:
    has_unmapped = not targets or any(not world.essential(target) for target in targets)
    return _Asked(demanded(world, targets), demanded(world, targets, essential=False), has_unmapped)


def _match(world: World, holder: str, asked: _Asked, day: Day) -> Match:
    essential = tuple(answer(world, holder, one, day) for one in asked.essential)
    optional = tuple(answer(world, holder, one, day) for one in asked.optional)
    ends = [one.until for one in essential if one.until is not None]
    return Match(
        holder,
        _status([one.state for one in essential], has_unmapped=asked.has_unmapped),
        essential,
        optional,
        min(ends, default=None),
        sum((one.requirement.weight for one in optional if one.state is State.SATISFIED), Decimal(0)),
        free(world, holder, day),
    )


def demanded(world: World, targets: Iterable[str], *, essential: bool = True) -> tuple[Requirement, ...]:
    """The requirements of several targets, each once, in the order of their names."""
    found = {
        one.iri: one for target in targets for one in (world.essential(target) if essential else world.optional(target))
    }
    return tuple(sorted(found.values(), key=lambda one: (one.name, one.iri)))


def _status(states: Sequence[State], *, has_unmapped: bool) -> Status:
    if any(state not in (State.SATISFIED, State.NOT_RECORDED) for state in states):
        return Status.GAP
    if has_unmapped or State.NOT_RECORDED in states:
        return Status.UNKNOWN
    return Status.COVERED


def answer(world: World, holder: str, requirement: Requirement, day: Day) -> Answer:
    """What is known of one holder and one requirement on a day."""
    about = holder, requirement.iri
    known, all_spoken = world.satisfactions_of.get(about, ()), world.attestations_on.get(about, ())
    if not (known or all_spoken or requirement.excluded):
        return Answer(requirement, _unspoken(world, holder, day))
    begins = min((one.start for one in known if one.start > day), default=None)
    valid = list(on_day(known, day))
    if valid:
        best = max(valid, key=lambda one: (one.end, one.attestation))
        by = world.attestations[best.attestation]
        option, entailed = _option(world, requirement, by)
        return Answer(requirement, State.SATISFIED, by, option, entailed, until=_until(known, day))
    not_counted = tuple(_not_counted(world, holder, requirement, day))
    past = [one for one in known if one.end <= day]
    if past:
        last = max(past, key=lambda one: (one.end, one.attestation))
        by = world.attestations[last.attestation]
        option, entailed = _option(world, requirement, by)
        return Answer(
            requirement, State.EXPIRED, by, option, entailed, since=last.end, begins=begins, not_counted=not_counted
        )
    spoken = [one for one in all_spoken if one.start <= day]
    if spoken:
        by = max(spoken, key=lambda one: (_held(world, requirement, one), one.end, one.iri))
        return Answer(
            requirement, State.BELOW_LEVEL, by, _nearest(world, requirement, by), begins=begins, not_counted=not_counted
        )
    return Answer(requirement, _unspoken(world, holder, day), begins=begins, not_counted=not_counted)


def _unspoken(world: World, holder: str, day: Day) -> State:
    """What is known of a requirement of which no attestation speaks."""
    complete = world.holders[holder].complete_from
    return State.MISSING if complete is not None and complete <= day else State.NOT_RECORDED


def _until(known: Sequence[Satisfaction], day: Day) -> Day:
    """The first later day on which none of the intervals holds, of which one holds on the day."""
    intervals = [(one.start, one.end) for one in known]
    later = (end for _, end in intervals if end > day)
    return min(end for end in later if not any(start <= end < other for start, other in intervals))


def free(world: World, holder: str, day: Day) -> Decimal | None:
    """Available less allocated working time on a day; None where no availability is recorded."""
    available = [one.fte for one in on_day(world.availability_of.get(holder, ()), day)]
    allocated = [one.fte for one in on_day(world.allocations_of.get(holder, ()), day)]
    return sum(available, Decimal(0)) - sum(allocated, Decimal(0)) if available else None


def _option(world: World, requirement: Requirement, by: Attestation) -> tuple[SkillLevel, bool]:
    """The option that an attestation meets, and whether only by entailment from another skill."""
    for option in requirement.options:
        if by.skill_level.skill == option.skill and by.skill_level.level >= option.level:
            return option, False
    included = world.entails.get(by.skill_level, frozenset())
    return next(option for option in requirement.options if option in included), True


def _held(world: World, requirement: Requirement, by: Attestation) -> int:
    """The highest level of a skill of the requirement that an attestation attests."""
    return max(reaches(world, by, option.skill) for option in requirement.options)


def reaches(world: World, by: Attestation, skill: str) -> int:
    """The highest level of a skill that an attestation attests, itself or by entailment; 0 where it attests none."""
    attested = {by.skill_level, *world.entails.get(by.skill_level, frozenset())}
    return max((one.level for one in attested if one.skill == skill), default=0)


def _nearest(world: World, requirement: Requirement, by: Attestation) -> SkillLevel:
    """The option that an attestation comes near to: of its own skill, else of one of which it entails a level."""
    same = [option for option in requirement.options if option.skill == by.skill_level.skill]
    entailed = [option for option in requirement.options if reaches(world, by, option.skill)]
    return min(same or entailed, key=lambda option: (option.level, option.skill))


def _not_counted(world: World, holder: str, requirement: Requirement, day: Day) -> Iterable[Attestation]:
    """Attestations valid on the day that attest an accepted skill level on a basis that does not count."""
    if not requirement.excluded:
        return
    for one in sorted(on_day(world.attestations_of.get(holder, ()), day), key=lambda one: one.iri):
        attested = {one.skill_level, *world.entails.get(one.skill_level, frozenset())}
        if one.is_active and one.basis in requirement.excluded and attested.intersection(requirement.options):
            yield one
