"""Working time given to tasks, by Hall's condition over every set of tasks. Written from the definitions alone.

Of some tasks each can have all its effort when, for every set of them, those who cover one of the set alone have as
much time as the set needs (Hall 1935, for divisible shares).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from oracle import Names, Oracle
from oracle_teams import Who, total


@dataclass(frozen=True, slots=True)
class Needs:
    """Effort by task, time by holder, and who may give time to which task."""

    effort: Mapping[str, Decimal]
    time: Mapping[str, Decimal]
    able: Mapping[str, Names]


def needs(oracle: Oracle, tasks: Sequence[str], who: Who, *, keep: bool = False) -> Needs:
    """What is to be staffed: tasks with a stated effort and requirements, holders with recorded time."""
    facts = oracle.facts
    effort = {
        one: total(fte for task, _, fte in facts.effort.values() if task == one)
        for one in oracle.mapped(tasks)
        if any(task == one for task, _, _ in facts.effort.values())
    }
    able = {one: oracle.alone(one, who) for one in effort}
    time = {h: total(found) for h in facts.holders if (found := oracle.time(h, allocated=False))}
    if keep:
        now = [one for one in facts.times.values() if one.task and one.start <= oracle.day < one.end]
        time = {h: max(Decimal(0), oracle.free(h) or Decimal(0)) for h in time}
        for one, whole in effort.items():
            given = total(share.fte for share in now if share.task == one and share.holder in able[one])
            effort[one] = max(Decimal(0), whole - given)
    return Needs(effort, time, able)


def shortfall(asked: Needs) -> Decimal:
    """The least effort that is left to nobody: the worst set of tasks decides."""
    return max(total(asked.effort[one] for one in tasks) - _time_for(asked, tasks) for tasks in _subsets(asked.effort))


def fewest_short(asked: Needs) -> int:
    """The fewest tasks that are not given all of their effort; giving most effort can keep them as few."""
    whole = [tasks for tasks in _subsets(asked.effort) if shortfall(_only(asked, tasks)) == 0]
    return len(asked.effort) - max(len(tasks) for tasks in whole)


def fewest_pairs(asked: Needs) -> int | None:
    """The fewest pairs of holder and task with which both are reached; None where there are too many to try."""
    pairs = [(one, h) for one in asked.effort for h in sorted(asked.able[one]) if asked.time.get(h)]
    if len(pairs) > 8:
        return None
    goal = (shortfall(asked), fewest_short(asked))
    for count in range(len(pairs) + 1):
        for chosen in combinations(pairs, count):
            able = {one: frozenset(h for task, h in chosen if task == one) for one in asked.effort}
            some = Needs(asked.effort, asked.time, able)
            if (shortfall(some), fewest_short(some)) == goal:
                return count
    raise AssertionError("all pairs together reach what all pairs reach")


def _subsets(names: Iterable[str]) -> Iterator[tuple[str, ...]]:
    ordered = sorted(names)
    return (some for size in range(len(ordered) + 1) for some in combinations(ordered, size))


def _only(asked: Needs, tasks: Sequence[str]) -> Needs:
    return Needs({one: asked.effort[one] for one in tasks}, asked.time, asked.able)


def _time_for(asked: Needs, tasks: Sequence[str]) -> Decimal:
    people = {h for one in tasks for h in asked.able[one]}
    return total(asked.time.get(h, Decimal(0)) for h in people)
