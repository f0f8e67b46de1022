"""Teams, departures and what expires, by trying every set of holders. Written from the definitions alone."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from facts import Day
from oracle import ONE_DAY, Names, Oracle

Who = dict[str, Names]


@dataclass(frozen=True, slots=True)
class BestTeams:
    """The smallest teams for what somebody satisfies, and what nobody does."""

    teams: list[tuple[str, ...]]
    missing: tuple[str, ...]
    uncovered: tuple[str, ...]
    possible: int | None


def teams(oracle: Oracle, targets: Sequence[str]) -> BestTeams:
    """All smallest sets of holders of whom somebody satisfies each requirement that anybody satisfies."""
    names = oracle.demands(targets)
    missing = tuple(name for name in names if not oracle.satisfying[name])
    found = _smallest(oracle, [oracle.satisfying[name] for name in names if name not in missing])
    possible = _smallest(oracle, [oracle.possibly[name] for name in names])
    uncovered = tuple(one for one in oracle.mapped(targets) if set(missing) & set(oracle.demands([one])))
    return BestTeams(found, missing, uncovered, len(possible[0]) if possible else None)


def _smallest(oracle: Oracle, rows: Sequence[Names]) -> list[tuple[str, ...]]:
    fitting = [team for team in oracle.subsets() if all(row & set(team) for row in rows)]
    return [team for team in fitting if len(team) == len(fitting[0])]


def fewest(oracle: Oracle, falls: Callable[[Names], bool]) -> int | None:
    """How many have to leave, at least, until something falls; None where it stands even then."""
    return next((len(gone) for gone in oracle.subsets() if falls(frozenset(gone))), None)


@dataclass(frozen=True, slots=True)
class Factors:
    """Departures until a target is uncovered: alone and together, each recorded and possible, and what binds."""

    alone: int
    alone_possible: int
    together: int
    together_possible: int
    binding: tuple[str, ...]


def factors(oracle: Oracle, target: str) -> Factors:
    """The bus factors of a target that has requirements."""

    def alone(who: Who) -> int:
        found = fewest(oracle, lambda gone: not oracle.alone(target, who) - gone)
        assert found is not None
        return found

    def together(who: Who) -> int:
        found = fewest(oracle, lambda gone: not oracle.together(target, who, set(oracle.facts.holders) - gone))
        assert found is not None
        return found

    least = together(oracle.satisfying)
    binding = tuple(name for name in oracle.demands([target]) if len(oracle.satisfying[name]) == least)
    return Factors(alone(oracle.satisfying), alone(oracle.possibly), least, together(oracle.possibly), binding)


def robust(oracle: Oracle, targets: Sequence[str], k: int) -> tuple[str, ...]:
    """The targets that are covered together whichever k leave, or fewer where there are no k."""
    people = sorted(oracle.facts.holders)
    departures = [set(gone) for size in range(k + 1) for gone in combinations(people, size)]
    return tuple(
        one
        for one in oracle.mapped(targets)
        if all(oracle.together(one, oracle.satisfying, set(people) - gone) for gone in departures)
    )


@dataclass(frozen=True, slots=True)
class Broken:
    """What was whole before some left and is not afterwards, each with the number of those who could still give it."""

    alone: dict[str, int]
    together: dict[str, int]
    requirements: dict[str, int]
    single: tuple[str, ...]


def broken(oracle: Oracle, targets: Sequence[str], gone: Iterable[str]) -> Broken:
    """What a departure breaks."""
    before, could = oracle.satisfying, oracle.without(gone, oracle.possibly)
    after = oracle.without(gone, before)
    names, people = oracle.demands(targets), set(oracle.facts.holders)
    alone = [one for one in targets if oracle.alone(one, before) and not oracle.alone(one, after)]
    together = [
        one for one in targets if oracle.together(one, before, people) and not oracle.together(one, after, people)
    ]
    return Broken(
        {one: len(oracle.alone(one, could)) for one in alone},
        {one: min(len(could[name]) for name in oracle.demands([one])) for one in together},
        {name: len(could[name]) for name in names if before[name] and not after[name]},
        tuple(name for name in names if len(before[name]) > 1 and len(after[name]) == 1),
    )


def truck(oracle: Oracle, targets: Sequence[str], way: str, who: Who, falling: int) -> int:
    """The fewest departures until so many of the targets covered now, in a way, are uncovered."""

    def covered(one: str, gone: Names) -> bool:
        left = oracle.without(gone, who)
        return bool(oracle.alone(one, left)) if way == "alone" else oracle.together(one, left, oracle.facts.holders)

    found = fewest(oracle, lambda gone: sum(not covered(one, gone) for one in targets) >= falling)
    assert found is not None
    return found


def covered_now(oracle: Oracle, targets: Sequence[str], way: str) -> list[str]:
    """The targets that are covered in a way, before anybody leaves."""
    if way == "alone":
        return [one for one in targets if oracle.alone(one, oracle.satisfying)]
    return [one for one in targets if oracle.together(one, oracle.satisfying, oracle.facts.holders)]


def best_levels(oracle: Oracle, people: Iterable[str]) -> dict[str, int]:
    """The highest level recorded of these on the day, per skill, on whatever basis."""
    found: dict[str, int] = {}
    for one in oracle.facts.records.values():
        if one.holder in set(people) and not one.withdrawn and one.start <= oracle.day < one.end:
            for skill, level in oracle.grants(one.level):
                found[skill] = max(level, found.get(skill, 0))
    return found


@dataclass(frozen=True, slots=True)
class Lapse:
    """A requirement that some cease to satisfy on a day, and the targets that lose their cover by that."""

    day: Day
    requirement: str
    holders: Names
    left: Names
    targets: Names
    alone: Names
    together: Names


def lapses(facts_on: Callable[[Day], Oracle], targets: Sequence[str], day: Day, months: int) -> list[Lapse]:
    """Every day after one day, up to the same day some months later, compared with the day before."""
    found, last = [], later(day, months)
    edges = {one.end for one in facts_on(day).facts.records.values() if day < one.end <= last}
    for edge in sorted(edges):
        before, after = facts_on(edge - ONE_DAY), facts_on(edge)
        people = set(after.facts.holders)
        for name in after.demands(targets):
            lost = before.satisfying[name] - after.satisfying[name]
            asking = [one for one in targets if name in after.demands([one])]
            alone, together = set(), set()
            for one in asking:
                was, now = before.alone(one, before.satisfying), after.alone(one, after.satisfying)
                if was & lost and not now:
                    alone.add(one)
                if before.together(one, before.satisfying, people) and not after.satisfying[name]:
                    together.add(one)
            if lost:
                left = frozenset(after.satisfying[name])
                sets = (frozenset(asking), frozenset(alone), frozenset(together))
                found.append(Lapse(edge, name, frozenset(lost), left, *sets))
    return found


def later(day: Day, months: int) -> Day:
    """The same day of a later month, or its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))


def served(oracle: Oracle, places: Sequence[str], who: Who) -> int:
    """The most of these places, each a target to be covered alone, that can have somebody of their own."""
    coverers = [oracle.alone(place, who) for place in places]

    def most(index: int, taken: Names) -> int:
        if index == len(coverers):
            return 0
        without = most(index + 1, taken)
        return max([without, *(1 + most(index + 1, taken | {one}) for one in coverers[index] - taken)])

    return most(0, frozenset())


def total(values: Iterable[Decimal]) -> Decimal:
    """The exact sum."""
    return sum(values, Decimal(0))
