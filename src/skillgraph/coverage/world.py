"""What is recorded, as plain values: the tables on which every answer about cover is computed.

Things are named by their IRIs as text. Intervals are half open: a statement holds on a day when start <= day < end.
A world is immutable; a changed one is made by `dataclasses.replace`.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple, Protocol, TypeVar

Day = datetime.date


class Kind(StrEnum):
    """What requirements can belong to."""

    TASK = "task"
    AREA = "area"
    ROLE = "role"
    STEP = "step"


class SkillLevel(NamedTuple):
    """A skill at one of the levels 1 to 4; a tuple, since plans look up a hundred thousand of them."""

    skill: str
    level: int


@dataclass(frozen=True, slots=True)
class Requirement:
    """A demand: satisfied by any of its options. `excluded` are bases of attestations that do not count for it."""

    iri: str
    name: str
    is_essential: bool
    weight: Decimal
    options: tuple[SkillLevel, ...]
    excluded: frozenset[str] = frozenset()
    confidence: str = ""
    review_status: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """A task, area, role or step with the requirements that hold for it, its own and inherited ones.

    `groups` are a task's groups; `number` is a task's or step's number, None for others. `roles` are those at home in a
    task, and a role itself.
    """

    iri: str
    kind: Kind
    name: str
    number: int | None
    requirements: tuple[str, ...]
    groups: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    work_packages: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody with a record; from `complete_from` on the record is declared to list every skill."""

    iri: str
    complete_from: Day | None = None
    sites: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """A position; without a holder it is vacant or its holder is not recorded, which `is_vacant` tells apart."""

    iri: str
    roles: tuple[str, ...]
    site: str
    holder: str
    is_vacant: bool


@dataclass(frozen=True, slots=True)
class Attestation:
    """A dated statement that a holder has a skill level, on a basis; one that is not active was withdrawn."""

    iri: str
    holder: str
    skill_level: SkillLevel
    basis: str
    is_active: bool
    start: Day
    end: Day


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """That a holder satisfies a requirement by an attestation while that is valid; made when a snapshot is built."""

    holder: str
    requirement: str
    attestation: str
    start: Day
    end: Day


@dataclass(frozen=True, slots=True)
class Share:
    """A share of full working time: allocated to a task, or available for tasks where `task` is empty."""

    iri: str
    holder: str
    task: str
    fte: Decimal
    start: Day
    end: Day


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a piece of training leads to, for learners who have the skill at `from_level` (0: from nothing)."""

    skill_level: SkillLevel
    from_level: int


@dataclass(frozen=True, slots=True)
class Training:
    """A piece of training; `days` of effort per learner, None where that is not stated."""

    iri: str
    name: str
    days: Decimal | None
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Contribution:
    """FTE that a payer gives for a task; `sources` holds the payer, or those of which it stands for one."""

    iri: str
    task: str
    fte: Decimal
    sources: tuple[str, ...]
    payer: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """What is published about a group of tasks as a whole, of one source or of all (empty): FTE, percentage or both."""

    iri: str
    name: str
    group: str
    source: str
    fte: Decimal | None
    share: Decimal | None
    is_approximate: bool


class _Dated(Protocol):
    @property
    def start(self) -> Day: ...
    @property
    def end(self) -> Day: ...


Dated = TypeVar("Dated", bound=_Dated)


def on_day(items: Iterable[Dated], day: Day) -> Iterable[Dated]:
    """Those that hold on a day."""
    return (item for item in items if item.start <= day < item.end)


class _Held(Protocol):
    @property
    def holder(self) -> str: ...


Held = TypeVar("Held", bound=_Held)


def _by_holder(items: Iterable[Held]) -> dict[str, tuple[Held, ...]]:
    found: dict[str, list[Held]] = defaultdict(list)
    for item in items:
        found[item.holder].append(item)
    return {holder: tuple(held) for holder, held in found.items()}


@dataclass(frozen=True)
class World:
    """Everything recorded. `entails` holds, per skill level, the skill levels that it includes, not itself.

    `speaks_of` holds (attestation, requirement) where an active attestation of an accepted skill counts by its basis,
    met or not. `prerequisites` are the direct ones, per skill. `names` are labels. `parts` are the sources that a
    source comprises. `tiers` are the storeys of the pyramid, from 1 at its base, per skill that stands on one.
    `paid_from` has the project's own source, per work package.
    """

    holders: Mapping[str, Holder]
    targets: Mapping[str, Target]
    requirements: Mapping[str, Requirement]
    attestations: Mapping[str, Attestation]
    satisfactions: tuple[Satisfaction, ...] = ()
    speaks_of: frozenset[tuple[str, str]] = frozenset()
    entails: Mapping[SkillLevel, frozenset[SkillLevel]] = field(default_factory=dict)
    posts: tuple[Post, ...] = ()
    allocations: tuple[Share, ...] = ()
    availability: tuple[Share, ...] = ()
    trainings: tuple[Training, ...] = ()
    prerequisites: Mapping[str, frozenset[str]] = field(default_factory=dict)
    contributions: tuple[Contribution, ...] = ()
    parts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    figures: tuple[Figure, ...] = ()
    tiers: Mapping[str, int] = field(default_factory=dict)
    paid_from: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def satisfactions_of(self) -> Mapping[tuple[str, str], tuple[Satisfaction, ...]]:
        """The satisfactions by (holder, requirement)."""
        found: dict[tuple[str, str], list[Satisfaction]] = defaultdict(list)
        for one in self.satisfactions:
            found[one.holder, one.requirement].append(one)
        return {key: tuple(value) for key, value in found.items()}

    @cached_property
    def attestations_on(self) -> Mapping[tuple[str, str], tuple[Attestation, ...]]:
        """The attestations that speak of a requirement, by (holder, requirement)."""
        found: dict[tuple[str, str], list[Attestation]] = defaultdict(list)
        for attestation, requirement in sorted(self.speaks_of):
            one = self.attestations[attestation]
            found[one.holder, requirement].append(one)
        return {key: tuple(value) for key, value in found.items()}

    @cached_property
    def attestations_of(self) -> Mapping[str, tuple[Attestation, ...]]:
        """All attestations of a holder."""
        return _by_holder(self.attestations.values())

    @cached_property
    def allocations_of(self) -> Mapping[str, tuple[Share, ...]]:
        """All allocations of a holder."""
        return _by_holder(self.allocations)

    @cached_property
    def availability_of(self) -> Mapping[str, tuple[Share, ...]]:
        """What is recorded of a holder's available time."""
        return _by_holder(self.availability)

    def essential(self, target: str) -> tuple[Requirement, ...]:
        """The requirements on which cover of a target depends, in the order of their IRIs."""
        return tuple(one for one in self._of(target) if one.is_essential)

    def optional(self, target: str) -> tuple[Requirement, ...]:
        """The requirements that only rank those who cover a target."""
        return tuple(one for one in self._of(target) if not one.is_essential)

    def _of(self, target: str) -> Iterable[Requirement]:
        return (self.requirements[iri] for iri in self.targets[target].requirements)

    def name(self, iri: str) -> str:
        """The label of a thing, its slug where it has none."""
        return self.names.get(iri) or iri.rpartition("/")[2]
