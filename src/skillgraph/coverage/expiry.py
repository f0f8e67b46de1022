"""What expires in the coming months: which requirement loses which holder, and which target its cover, on which day."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from skillgraph.coverage.matching import demanded
from skillgraph.coverage.world import Day, Satisfaction, World


@dataclass(frozen=True, slots=True)
class Expiry:
    """A requirement that some holders cease to satisfy on a day, and what that does to the targets asked for.

    `left` holds those who still satisfy it, `targets` the targets that have it. `alone` are targets that on this day
    lose the last holder who covers them alone, by this requirement among others; `together` those that no team covers
    from this day on.
    """

    day: Day
    requirement: str
    holders: tuple[str, ...]
    left: tuple[str, ...]
    targets: tuple[str, ...]
    alone: tuple[str, ...]
    together: tuple[str, ...]


def months_after(day: Day, months: int) -> Day:
    """The same day of a later month, or that month's last; no later than the last day that there is."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > Day.max.year:
        return Day.max
    return Day(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def expiries(world: World, targets: Sequence[str], day: Day, months: int) -> tuple[Expiry, ...]:
    """Everything of these targets that expires after a day, up to and on the same day that many months later.

    Only what is recorded counts: what may be attested or renewed in the meantime is not known.
    """
    last = months_after(day, months)
    held = defaultdict[str, list[Satisfaction]](list)
    for one in world.satisfactions:
        held[one.requirement].append(one)
    found = []
    for asked in demanded(world, targets):
        concerned = tuple(one for one in targets if asked.iri in world.targets[one].requirements)
        for end in sorted({one.end for one in held[asked.iri] if day < one.end <= last}):
            before, after = _on(held[asked.iri], end - Day.resolution), _on(held[asked.iri], end)
            if before - after:
                change = _Change(world, held, end)
                alone = tuple(one for one in concerned if change.loses_alone(one, before - after))
                together = tuple(one for one in concerned if not after and change.was_covered(one))
                names = (tuple(sorted(before - after)), tuple(sorted(after)))
                found.append(Expiry(end, asked.iri, *names, concerned, alone, together))
    return tuple(sorted(found, key=lambda one: (one.day, one.requirement)))


def _on(satisfactions: Iterable[Satisfaction], day: Day) -> frozenset[str]:
    return frozenset(one.holder for one in satisfactions if one.start <= day < one.end)


@dataclass(frozen=True, slots=True)
class _Change:
    """The cover of targets the day before a day, and on it."""

    world: World
    held: Mapping[str, Sequence[Satisfaction]]
    day: Day

    def loses_alone(self, target: str, lost: frozenset[str]) -> bool:
        """Whether nobody covers it alone any more, and one of these did."""
        before = self._alone(target, self.day - Day.resolution)
        return bool(before & lost) and not self._alone(target, self.day)

    def was_covered(self, target: str) -> bool:
        """Whether a team covered it the day before."""
        return all(self._sets(target, self.day - Day.resolution))

    def _alone(self, target: str, day: Day) -> frozenset[str]:
        first, *others = self._sets(target, day)
        return first.intersection(*others)

    def _sets(self, target: str, day: Day) -> list[frozenset[str]]:
        return [_on(self.held.get(one.iri, ()), day) for one in self.world.essential(target)]
