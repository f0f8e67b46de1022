"""Who satisfies which requirement on a day, for many holders at once: the table under teams and resilience.

It says the same as `matching.answer`, pair by pair, and costs one pass over the satisfactions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from skillgraph.coverage.matching import demanded
from skillgraph.coverage.world import Day, Requirement, World

Holders = frozenset[str]


@dataclass(frozen=True)
class Grid:
    """The essential requirements of some targets, and for each who satisfies it and of whom nothing is known.

    `of` holds the IRIs of the essential requirements of each target that has any; `unmapped` the targets without one,
    whose cover is unknown. `satisfied` and `known` are by requirement: who satisfies it, and whose record says whether
    they do; `incomplete` are those whose record may lack something. Targets are in the order asked for.
    """

    requirements: Mapping[str, Requirement]
    of: Mapping[str, tuple[str, ...]]
    unmapped: tuple[str, ...]
    satisfied: Mapping[str, Holders]
    known: Mapping[str, Holders]
    incomplete: Holders
    holders: Holders

    @cached_property
    def unknown(self) -> Mapping[str, Holders]:
        """Of whom nothing is known, by requirement."""
        return {one: self.incomplete - self.known[one] for one in self.requirements}

    def could(self, requirement: str) -> Holders:
        """Who satisfies a requirement if everything unknown is true."""
        return self.satisfied[requirement] | self.unknown[requirement]

    def alone(self, target: str) -> Holders:
        """Who covers a target alone."""
        return self.holders.intersection(*(self.satisfied[one] for one in self.of[target]))

    def alone_possibly(self, target: str) -> Holders:
        """Who covers a target alone if everything unknown is true."""
        return self.holders.intersection(*(self.could(one) for one in self.of[target]))

    def alone_surely_not(self, target: str) -> Holders:
        """Who is known not to cover a target alone: all but those who possibly do, without going through everybody."""
        lacking = (self.known[one] - self.satisfied[one] for one in self.of[target])
        return self.holders & (self._complete - self.alone(target)).union(*lacking)

    @cached_property
    def _complete(self) -> Holders:
        return self.holders - self.incomplete

    def missing(self, target: str) -> tuple[str, ...]:
        """The requirements of a target that nobody satisfies: while there is one, no team covers it."""
        return tuple(one for one in self.of[target] if not self.satisfied[one])

    @cached_property
    def together(self) -> tuple[str, ...]:
        """The targets that somebody, or several people together, cover."""
        return tuple(target for target in self.of if not self.missing(target))

    def without(self, leavers: Iterable[str]) -> Grid:
        """The grid after some holders have left."""
        gone = frozenset(leavers)
        return replace(
            self,
            satisfied={key: held - gone for key, held in self.satisfied.items()},
            known={key: held - gone for key, held in self.known.items()},
            incomplete=self.incomplete - gone,
            holders=self.holders - gone,
        )


def grid(world: World, targets: Sequence[str], day: Day) -> Grid:
    """The grid of some targets on a day."""
    asked = {one.iri: one for one in demanded(world, targets)}
    of = {target: tuple(one.iri for one in world.essential(target)) for target in targets}
    satisfied, known = _spoken(world, asked, day)
    incomplete = frozenset(
        iri for iri, one in world.holders.items() if one.complete_from is None or one.complete_from > day
    )
    return Grid(
        requirements=asked,
        of={target: needed for target, needed in of.items() if needed},
        unmapped=tuple(target for target, needed in of.items() if not needed),
        satisfied={iri: frozenset(satisfied[iri]) for iri in asked},
        known={iri: frozenset(known[iri]) for iri in asked},
        incomplete=incomplete,
        holders=frozenset(world.holders),
    )


def _spoken(
    world: World, asked: Mapping[str, Requirement], day: Day
) -> tuple[defaultdict[str, set[str]], defaultdict[str, set[str]]]:
    """By requirement: who satisfies it, and whose record says whether they do."""
    satisfied, known = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for one in world.satisfactions:
        if one.requirement in asked and one.start <= day:
            known[one.requirement].add(one.holder)
            if day < one.end:
                satisfied[one.requirement].add(one.holder)
    for attestation, requirement in world.speaks_of:
        if requirement in asked and (by := world.attestations[attestation]).start <= day:
            known[requirement].add(by.holder)
    return satisfied, known
