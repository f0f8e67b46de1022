"""Who covers what, who covers it together and what breaks, by trying every possibility.

Written from the definitions alone (a requirement, an attestation, cover and its three values, teams, departures) and as
slow as it pleases; it shares nothing with the implementation that it judges.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import combinations

from facts import Day, Demand, Facts, Level, Record

ONE_DAY = datetime.timedelta(days=1)
Names = frozenset[str]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a holder and a requirement: the state in words, and the days on which it changes.

    `by` are the attestations of which any may be named as the one that decides.
    """

    state: str
    by: Names
    until: Day | None
    since: Day | None
    begins: Day | None
    not_counted: Names


@dataclass(frozen=True, slots=True)
class Row:
    """One holder against some targets."""

    holder: str
    status: str
    satisfied: int
    optional: Decimal
    expires: Day | None
    free: Decimal | None


class Oracle:
    """All answers about some facts on one day."""

    def __init__(self, facts: Facts, day: Day) -> None:
        self.facts, self.day = facts, day
        self._granted: dict[Level, frozenset[Level]] = {}
        self._demanded: dict[tuple[tuple[str, ...], bool], tuple[str, ...]] = {}

    # A skill level, what it grants, and the requirements of a target

    def grants(self, level: Level) -> frozenset[Level]:
        """A level grants itself, the lower ones, and what any of these is stated to include."""
        if level not in self._granted:
            found = {level}
            while True:
                lower = {(skill, rank - 1) for skill, rank in found if rank > 1}
                new = lower | {other for one, other in self.facts.includes if one in found}
                if new <= found:
                    break
                found |= new
            self._granted[level] = frozenset(found)
        return self._granted[level]

    def demands(self, targets: Iterable[str], *, essential: bool = True) -> tuple[str, ...]:
        """The requirements of targets, their own and those of their areas."""
        key = (tuple(targets), essential)
        if key not in self._demanded:
            places = {place for one in key[0] for place in (one, *self.facts.areas.get(one, ()))}
            names = {name for place in places for name in self.facts.own[place]}
            self._demanded[key] = tuple(
                sorted(name for name in names if self.facts.demands[name].essential is essential)
            )
        return self._demanded[key]

    def mapped(self, targets: Iterable[str]) -> list[str]:
        """The targets with an essential requirement."""
        return [one for one in targets if self.demands([one])]

    # One holder and one requirement

    def _counting(self, holder: str, demand: Demand) -> Iterator[tuple[str, Record]]:
        for name, one in self.facts.records.items():
            if one.holder == holder and not one.withdrawn and one.basis not in demand.not_on:
                yield name, one

    def meets(self, record: Record, demand: Demand) -> bool:
        """Whether what is attested includes one of the options."""
        return bool(self.grants(record.level) & set(demand.options))

    def satisfies(self, holder: str, name: str, day: Day) -> bool:
        """Valid on the day, counting by its basis, at the level or above."""
        demand = self.facts.demands[name]
        return any(one.start <= day < one.end and self.meets(one, demand) for _, one in self._counting(holder, demand))

    def known(self, holder: str, name: str) -> Known:
        """The state of one requirement, and when it changes, looked at day by day."""
        demand, day = self.facts.demands[name], self.day
        records = dict(self._counting(holder, demand))
        meeting = {key: one for key, one in records.items() if self.meets(one, demand)}
        skills = {skill for skill, _ in demand.options}
        speaking = {
            key for key, one in records.items() if one.start <= day and skills & {s for s, _ in self.grants(one.level)}
        }
        valid = {key for key, one in meeting.items() if one.start <= day < one.end}
        ended = {key for key, one in meeting.items() if one.end <= day}
        complete = self.facts.holders[holder]
        until = since = begins = None
        if valid:
            state, by = "satisfied", valid
            until = next(d for d in self._days_after(day) if not self.satisfies(holder, name, d))
        else:
            begins = next((d for d in self._days_after(day) if self.satisfies(holder, name, d)), None)
            if ended:
                state, since = "expired", max(meeting[key].end for key in ended)
                by = {key for key in ended if meeting[key].end == since}
            elif speaking:
                state, by = "below level", speaking
            else:
                state, by = "missing" if complete is not None and complete <= day else "not recorded", set()
        ignored = frozenset(
            key
            for key, one in self.facts.records.items()
            if one.holder == holder and not one.withdrawn and one.basis in demand.not_on
            and one.start <= day < one.end and self.meets(one, demand)
        )  # fmt: skip
        return Known(state, frozenset(by), until, since, begins, ignored)

    def _days_after(self, day: Day) -> list[Day]:
        changes = {edge for one in self.facts.records.values() for edge in (one.start, one.end)}
        return sorted(edge for edge in changes if edge > day)

    @cached_property
    def table(self) -> dict[tuple[str, str], Known]:
        """Every holder and every requirement."""
        return {(h, name): self.known(h, name) for h in self.facts.holders for name in self.facts.demands}

    # Three values

    def status(self, holder: str, target: str) -> str:
        """Covered, gap or unknown, of one target."""
        states = [self.table[holder, name].state for name in self.demands([target])]
        if not states:
            return "unknown"
        if any(one in ("expired", "below level", "missing") for one in states):
            return "gap"
        return "covered" if all(one == "satisfied" for one in states) else "unknown"

    def row(self, holder: str, targets: Sequence[str]) -> Row:
        """One holder against all targets: a gap in one is a gap, and unknown in one keeps all from being covered."""
        each = {self.status(holder, target) for target in targets}
        status = next(one for one in ("gap", "unknown", "covered") if one in each)
        met = [name for name in self.demands(targets) if self.table[holder, name].state == "satisfied"]
        more = [n for n in self.demands(targets, essential=False) if self.table[holder, n].state == "satisfied"]
        expires = min((until for name in met if (until := self.table[holder, name].until)), default=None)
        weight = sum((self.facts.demands[name].weight for name in more), Decimal(0))
        return Row(holder, status, len(met), weight, expires, self.free(holder))

    def ranking(self, targets: Sequence[str]) -> list[Row]:
        """Best first: by status, essential ones, weight of the optional ones, name."""
        order = ("covered", "unknown", "gap")
        rows = [self.row(holder, targets) for holder in self.facts.holders]
        return sorted(rows, key=lambda one: (order.index(one.status), -one.satisfied, -one.optional, one.holder))

    def time(self, holder: str, *, allocated: bool) -> list[Decimal]:
        """The shares of working time that hold on the day."""
        times = (one for one in self.facts.times.values() if one.holder == holder and one.start <= self.day < one.end)
        return [one.fte for one in times if bool(one.task) is allocated]

    def free(self, holder: str) -> Decimal | None:
        """Available less allocated time, if any is recorded as available."""
        there = self.time(holder, allocated=False)
        return sum(there) - sum(self.time(holder, allocated=True), Decimal(0)) if there else None

    # Sets of holders

    @cached_property
    def satisfying(self) -> dict[str, Names]:
        """Who satisfies which requirement."""
        return {
            name: frozenset(h for h in self.facts.holders if self.satisfies(h, name, self.day))
            for name in self.facts.demands
        }

    @cached_property
    def possibly(self) -> dict[str, Names]:
        """The same if everything unknown were true."""
        return {
            name: frozenset(h for h in self.facts.holders if self.table[h, name].state in ("satisfied", "not recorded"))
            for name in self.facts.demands
        }

    def alone(self, target: str, who: dict[str, Names]) -> Names:
        """Who covers a target alone."""
        names = self.demands([target])
        return frozenset.intersection(*(who[name] for name in names)) if names else frozenset()

    def together(self, target: str, who: dict[str, Names], team: Iterable[str]) -> bool:
        """Whether a team covers a target: some member satisfies each requirement."""
        members, names = set(team), self.demands([target])
        return bool(names) and all(who[name] & members for name in names)

    def subsets(self) -> Iterator[tuple[str, ...]]:
        """All sets of holders, small ones first, in the order of their members."""
        people = sorted(self.facts.holders)
        for size in range(len(people) + 1):
            yield from combinations(people, size)

    def without(self, gone: Iterable[str], who: dict[str, Names]) -> dict[str, Names]:
        """Who satisfies what after some have left."""
        return {name: holders - set(gone) for name, holders in who.items()}
