"""The cheapest training plan and what a skill opens, by trying every set of steps. Written from the definitions alone.

A step is a holder who takes a course; each of its outcomes comes after what it needs. What it needs may be recorded on
whatever basis, and what is learnt counts for every requirement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, product

from facts import Level
from oracle import Names, Oracle
from oracle_teams import total

Levels = frozenset[Level]


@dataclass(frozen=True, slots=True, order=True)
class Cost:
    """How good a plan is; the least is the best. Of plans alike in all but their steps any one will do."""

    unmet: int
    not_stated: int
    days: Decimal
    count: int
    steps: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Choice:
    courses: tuple[str, ...]
    satisfies: Names


def recorded(oracle: Oracle, holder: str) -> Levels:
    """Everything recorded of somebody on the day, on whatever basis."""
    valid = (one for one in oracle.facts.records.values() if one.holder == holder and not one.withdrawn)
    return frozenset(level for one in valid if one.start <= oracle.day < one.end for level in oracle.grants(one.level))


def learnt(oracle: Oracle, known: Levels, courses: Iterable[str]) -> tuple[Levels, frozenset[Level]]:
    """What courses give to somebody, and which of their outcomes: each one whose needs are known or learnt before."""
    gained: Levels = frozenset()
    reached: set[Level] = set()
    while True:
        has = known | gained
        new = {
            (skill, level)
            for course in courses
            for skill, level, before in oracle.facts.courses[course].outcomes
            if (before == 0 or (skill, before) in has)
            and all((one, 1) in has for one in oracle.facts.before.get(skill, ()))
        }
        if new <= reached:
            return gained, frozenset(reached)
        reached |= new
        gained = frozenset(level for one in reached for level in oracle.grants(one))


def cheapest(
    oracle: Oracle, targets: Sequence[str], goal: str, cap: Decimal | None = None, holders: Iterable[str] | None = None
) -> Cost:
    """The best of all plans in which only some holders learn and count."""
    people = sorted(oracle.facts.holders if holders is None else holders)
    names = oracle.demands(targets)
    choices = [list(_choices(oracle, holder, names, cap)) for holder in people]
    return min(_cost(oracle, people, plan, targets, goal) for plan in product(*choices))


def cost_of(oracle: Oracle, steps: Iterable[tuple[str, str]], targets: Sequence[str], goal: str) -> Cost:
    """How good a given plan is in which everybody may learn and counts."""
    people, names = sorted(oracle.facts.holders), oracle.demands(targets)
    plan = []
    for holder in people:
        courses = tuple(sorted(course for who, course in steps if who == holder))
        already = frozenset(name for name in names if holder in oracle.satisfying[name])
        new = _satisfied(oracle, learnt(oracle, recorded(oracle, holder), courses)[0], names)
        plan.append(_Choice(courses, already | new))
    return _cost(oracle, people, plan, targets, goal)


def _choices(oracle: Oracle, holder: str, names: Sequence[str], cap: Decimal | None) -> Iterator[_Choice]:
    known = recorded(oracle, holder)
    already = frozenset(name for name in names if holder in oracle.satisfying[name])
    for size in range(len(oracle.facts.courses) + 1):
        for courses in combinations(sorted(oracle.facts.courses), size):
            days = [oracle.facts.courses[one].days for one in courses]
            if cap is not None and (None in days or total(day for day in days if day is not None) > cap):
                continue
            yield _Choice(courses, already | _satisfied(oracle, learnt(oracle, known, courses)[0], names))


def _satisfied(oracle: Oracle, gained: Levels, names: Sequence[str]) -> Names:
    return frozenset(name for name in names if set(oracle.facts.demands[name].options) & gained)


def _cost(oracle: Oracle, people: Sequence[str], plan: Sequence[_Choice], targets: Sequence[str], goal: str) -> Cost:
    steps = tuple((holder, course) for holder, choice in zip(people, plan, strict=True) for course in choice.courses)
    days = [oracle.facts.courses[course].days for _, course in steps]
    stated = [day for day in days if day is not None]
    return Cost(_unmet(oracle, plan, targets, goal), len(days) - len(stated), total(stated), len(steps), steps)


def _unmet(oracle: Oracle, plan: Sequence[_Choice], targets: Sequence[str], goal: str) -> int:
    if goal == "two-per-requirement":
        return sum(max(0, 2 - sum(name in one.satisfies for one in plan)) for name in oracle.demands(targets))
    wanted = 2 if goal == "no-single-point-of-failure" else 1
    able = (sum(set(oracle.demands([one])) <= p.satisfies for p in plan) for one in oracle.mapped(targets))
    return sum(max(0, wanted - count) for count in able)


@dataclass(frozen=True, slots=True)
class Opened:
    """What learning one skill level, and nothing else, opens."""

    level: Level
    first: tuple[str, ...]
    covers: int
    satisfies: int
    by_holder: dict[str, tuple[str, ...]]


def opened(oracle: Oracle, targets: Sequence[str]) -> list[Opened]:
    """Every skill level asked for that opens something, the one that opens most first."""
    names, mapped = oracle.demands(targets), oracle.mapped(targets)
    asked = {option for name in names for option in oracle.facts.demands[name].options}
    found = []
    for level in sorted(asked):
        new = _satisfied(oracle, oracle.grants(level), names)
        satisfies, by_holder = 0, {}
        for holder in sorted(oracle.facts.holders):
            has = {name for name in names if holder in oracle.satisfying[name]}
            satisfies += len(new - has)
            covers = [one for one in mapped if not set(oracle.demands([one])) <= has]
            by_holder[holder] = tuple(one for one in covers if set(oracle.demands([one])) <= has | new)
        some = {one for covers in by_holder.values() for one in covers}
        first = tuple(one for one in mapped if one in some and not oracle.alone(one, oracle.satisfying))
        if satisfies:
            found.append(Opened(level, first, sum(map(len, by_holder.values())), satisfies, by_holder))
    return sorted(found, key=lambda one: (-len(one.first), -one.covers, -one.satisfies, one.level))


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Somebody who could work beside somebody for a requirement."""

    requirement: str
    learner: str
    mentor: str
    near: bool
    same_site: bool


def shadows(oracle: Oracle, targets: Sequence[str]) -> set[Pair]:
    """Mentors satisfy a requirement with level 3 or 4; learners do not, and are one level below or prepared for it."""
    found = set()
    for name in oracle.demands(targets):
        options = oracle.facts.demands[name].options
        for mentor in oracle.satisfying[name]:
            met = {option for option in options if _teaches(oracle, mentor, name, option)}
            for learner in oracle.facts.holders.keys() - oracle.satisfying[name] if met else ():
                has = recorded(oracle, learner)
                near = any(level > 1 and (skill, level - 1) in has for skill, level in met)
                ready = any(_is_prepared(oracle, has, skill) for skill, _ in met)
                same = bool(set(oracle.facts.sites.get(mentor, ())) & set(oracle.facts.sites.get(learner, ())))
                if near or ready:
                    found.add(Pair(name, learner, mentor, near, same))
    return found


def _teaches(oracle: Oracle, mentor: str, name: str, option: Level) -> bool:
    valid = (oracle.facts.records[key] for key in oracle.table[mentor, name].by)
    return any(one.level[1] >= 3 and option in oracle.grants(one.level) for one in valid)


def _is_prepared(oracle: Oracle, has: Levels, skill: str) -> bool:
    needed = oracle.facts.before.get(skill, ())
    return bool(needed) and all((one, 1) in has for one in needed)


def to_attest(oracle: Oracle, holder: str, targets: Sequence[str], most: int) -> list[tuple[Level, ...]] | None:
    """The smallest sets of skill levels that somebody lacks for cover, the cheapest in steps; None beyond `most`."""
    lacking = [name for name in oracle.demands(targets) if holder not in oracle.satisfying[name]]
    levels = [(skill, level) for skill in oracle.facts.skills for level in range(1, 5)]
    gives = {one: _satisfied(oracle, oracle.grants(one), lacking) for one in levels}
    helping = [one for one in levels if gives[one]]
    if not lacking:
        return []
    for size in range(1, most + 1):
        fitting = [some for some in combinations(helping, size) if len(_all(gives, some)) == len(lacking)]
        if fitting:
            costs = {some: sum(_steps(oracle, holder, one) for one in some) for some in fitting}
            return [some for some in fitting if costs[some] == min(costs.values())]
    return None


def _all(gives: dict[Level, Names], some: Iterable[Level]) -> Names:
    return frozenset(name for one in some for name in gives[one])


def _steps(oracle: Oracle, holder: str, level: Level) -> int:
    """How far a level is above what was ever recorded up to the day, ended or not."""
    known = [one for one in oracle.facts.records.values() if one.holder == holder and not one.withdrawn]
    begun = [granted for one in known if one.start <= oracle.day for granted in oracle.grants(one.level)]
    return max(0, level[1] - max((rank for skill, rank in begun if skill == level[0]), default=0))
