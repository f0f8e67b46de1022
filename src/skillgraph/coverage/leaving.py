"""If somebody leaves, a pair, or a whole site: the cover, skills, working time and funding that this touches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from skillgraph.coverage.grid import grid
from skillgraph.coverage.resilience import Departure, departure
from skillgraph.coverage.world import Contribution, Day, Share, World, on_day


@dataclass(frozen=True, slots=True)
class SkillLoss:
    """A skill that those who leave hold at `level` and the others at `left` at most; 0 where nobody else is recorded.

    On whatever basis it is attested; entailed levels count.
    """

    skill: str
    level: int
    left: int


@dataclass(frozen=True, slots=True)
class Leave:
    """What some holders take with them.

    `unmapped` are targets without an essential requirement: of their cover nothing is known before or after.
    `allocations` are their shares of working time, `contributions` the funding of the tasks to which they are
    allocated or that lose cover: what pays for work that is then at risk, not money that is lost.
    """

    departure: Departure
    skills: tuple[SkillLoss, ...]
    allocations: tuple[Share, ...]
    contributions: tuple[Contribution, ...]
    unmapped: tuple[str, ...]

    @property
    def fte(self) -> Decimal:
        """The sum of the allocated shares of full working time."""
        return sum((one.fte for one in self.allocations), Decimal(0))


def leave(world: World, leavers: Iterable[str], targets: Sequence[str], day: Day) -> Leave:
    """What these holders take with them when they leave together on a day."""
    table = grid(world, targets, day)
    lost = departure(table, leavers)
    allocations = tuple(share for one in lost.leavers for share in on_day(world.allocations_of.get(one, ()), day))
    touched = {share.task for share in allocations} | {one.iri for one in (*lost.alone, *lost.together)}
    return Leave(
        lost,
        _skills(world, frozenset(lost.leavers), day),
        allocations,
        tuple(one for one in world.contributions if one.task in touched),
        table.unmapped,
    )


def at_site(world: World, site: str) -> tuple[str, ...]:
    """Those who go if a site goes: based there and nowhere else."""
    return tuple(sorted(iri for iri, one in world.holders.items() if one.sites == (site,)))


def _skills(world: World, leavers: frozenset[str], day: Day) -> tuple[SkillLoss, ...]:
    gone = _held(world, leavers, day)
    left = _held(world, (one for one in world.holders if one not in leavers), day)
    return tuple(
        SkillLoss(skill, level, left.get(skill, 0))
        for skill, level in sorted(gone.items())
        if left.get(skill, 0) < level
    )


def _held(world: World, holders: Iterable[str], day: Day) -> dict[str, int]:
    """The highest level of each skill that any of these is attested."""
    found: dict[str, int] = {}
    for holder in holders:
        for one in on_day(world.attestations_of.get(holder, ()), day):
            for level in (one.skill_level, *world.entails.get(one.skill_level, ())) if one.is_active else ():
                found[level.skill] = max(found.get(level.skill, 0), level.level)
    return found
