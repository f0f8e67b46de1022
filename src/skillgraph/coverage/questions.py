"""The questions about cover under one roof: words in, rows out, and the difference between two answers."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from skillgraph.coverage.asking import targets_of, tasks
from skillgraph.coverage.funding import Ending, exposure, risks
from skillgraph.coverage.grid import grid
from skillgraph.coverage.matching import cover as cover_of
from skillgraph.coverage.naming import find, slug
from skillgraph.coverage.resilience import bus_factors
from skillgraph.coverage.teams import smallest_teams
from skillgraph.coverage.training import Goal, Terms, plan
from skillgraph.coverage.world import Day, World
from skillgraph.errors import UnknownName, UsageError

Cell: TypeAlias = "str | int | Decimal | datetime.date | None"
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; the first `keys` columns name what a row is about."""

    columns: tuple[str, ...]
    keys: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """How one answer became another: rows by what they are about; `same` counts those that did not change."""

    columns: tuple[str, ...]
    keys: int
    gone: tuple[Row, ...]
    new: tuple[Row, ...]
    changed: tuple[tuple[Row, Row], ...]
    same: int

    @property
    def is_empty(self) -> bool:
        """Whether the answers are equal."""
        return not (self.gone or self.new or self.changed)


def ask(world: World, question: str, words: Sequence[str], day: Day) -> Table:
    """The answer to a question; UnknownName where there is no such question, UsageError where a word is not understood.

    Words are what can be covered, such as `43` and `group=UK`, and settings, such as `goal=cover`. All tasks are meant
    where no target is named.
    """
    if question not in _QUESTIONS:
        raise UnknownName(f"There is no question {question!r}.", f"There are: {', '.join(_QUESTIONS)}.")
    answer, settings = _QUESTIONS[question]
    given = dict(word.partition("=")[::2] for word in words if word.partition("=")[0] in settings)
    asked = [word for word in words if word.partition("=")[0] not in settings]
    return answer(world, targets_of(world, asked) if asked else tasks(world), given, day)


def difference(before: Table, after: Table) -> Difference:
    """What changed from one answer to the other, in the order of the rows."""
    old = {row[: before.keys]: row for row in before.rows}
    new = {row[: after.keys]: row for row in after.rows}
    changed = tuple((old[key], row) for key, row in new.items() if key in old and old[key] != row)
    return Difference(
        after.columns,
        after.keys,
        tuple(row for key, row in old.items() if key not in new),
        tuple(row for key, row in new.items() if key not in old),
        changed,
        len(old.keys() & new.keys()) - len(changed),
    )


def _cover(world: World, targets: Sequence[str], _: Mapping[str, str], day: Day) -> Table:
    rows = [
        (slug(target), slug(one.holder), one.status.value, one.satisfied, len(one.essential), one.expires)
        for target in targets
        for one in sorted(cover_of(world, (target,), day), key=lambda one: one.holder)
    ]
    return Table(("target", "holder", "status", "satisfied", "essential", "until"), 2, tuple(rows))


def _resilience(world: World, targets: Sequence[str], _: Mapping[str, str], day: Day) -> Table:
    rows = [
        (
            slug(one.target),
            one.alone,
            one.alone_possible,
            _list(one.alone_by),
            one.together,
            one.together_possible,
            "; ".join(world.requirements[each].name for each in one.binding),
        )
        for one in bus_factors(grid(world, targets, day))
    ]
    columns = ("target", "alone", "alone_possible", "alone_by", "together", "together_possible", "binding")
    return Table(columns, 1, tuple(rows))


def _team(world: World, targets: Sequence[str], _: Mapping[str, str], day: Day) -> Table:
    found = smallest_teams(world, targets, day)
    rows: list[Row] = [("team", _list(members), found.size) for members in found.teams]
    rows += [("nobody satisfies", world.requirements[one].name, None) for one in found.missing]
    return Table(("what", "which", "size"), 2, tuple(rows))


def _train(world: World, targets: Sequence[str], given: Mapping[str, str], day: Day) -> Table:
    if given.get("goal", "cover") not in tuple(Goal):
        raise UsageError(f"There is no goal {given['goal']!r}.", f"There are: {', '.join(Goal)}.")
    terms = Terms(days_of(given.get("cap")), days_of(given.get("days-per-level")))
    holders = [find(world, "holder", given["holder"])] if "holder" in given else None
    made = plan(world, targets, Goal(given.get("goal", "cover")), day, terms, holders)
    rows: list[Row] = [("plan", "", "days", made.days)]
    rows += [("step", slug(one.holder), one.name, one.days) for one in made.steps]
    rows += [("lacking", "", slug(one.of), one.missing) for one in made.shortfalls]
    return Table(("what", "holder", "which", "amount"), 3, tuple(rows))


def _funding(world: World, targets: Sequence[str], given: Mapping[str, str], day: Day) -> Table:
    kinds = {"source": Ending.SOURCE, "package": Ending.WORK_PACKAGE, "all-of": Ending.GROUP}
    ends = [(kinds[key], name) for key, name in given.items()]
    if len(ends) != 1:
        raise UsageError("Name one thing that ends.", "Write source=NAME, package=NUMBER or all-of=GROUP.")
    kind, name = ends[0]
    exposed = exposure(world, kind, find(world, kind.value, name), targets)
    rows = [
        (slug(one.loss.task), one.loss.certain, one.loss.possible, one.bus_factor, one.unknown, _list(one.covering))
        for one in risks(world, exposed, day)
    ]
    return Table(("task", "certain", "possible", "bus_factor", "unknown", "covering"), 1, tuple(rows))


def _list(iris: Iterable[str]) -> str:
    return " ".join(slug(one) for one in iris)


def days_of(text: str | None) -> Decimal | None:
    """A number of working days; UsageError where the text is none."""
    try:
        days = None if text is None else Decimal(text)
    except InvalidOperation:
        days = Decimal("NaN")
    if days is not None and not (days.is_finite() and days >= 0):
        raise UsageError(f"{text!r} is no number of days.", "Write it like 10 or 2.5.")
    return days


Answer = Callable[[World, Sequence[str], Mapping[str, str], Day], Table]
_QUESTIONS: dict[str, tuple[Answer, tuple[str, ...]]] = {
    "cover": (_cover, ()),
    "resilience": (_resilience, ()),
    "team": (_team, ()),
    "train": (_train, ("goal", "cap", "days-per-level", "holder")),
    "funding": (_funding, ("source", "package", "all-of")),
}
QUESTIONS = tuple(_QUESTIONS)
ALWAYS = ("cover", "resilience", "team", "train")  # those that need nothing but targets
