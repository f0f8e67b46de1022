"""The heat map: every task against every holder or role, in three values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from skillgraph.coverage import Grid, World, grid_of, tasks
from skillgraph.coverage.grid import Holders
from skillgraph.coverage.matching import Status
from skillgraph.coverage.naming import slug
from skillgraph.coverage.world import Kind, Target
from skillgraph.pages.asked import On, on_of, one_of
from skillgraph.pages.choices import is_invented
from skillgraph.pages.page import Page
from skillgraph.pages.paging import paging
from skillgraph.pages.site import Site

SIGNS: Mapping[str, str] = {Status.COVERED: "✓", Status.UNKNOWN: "?", Status.GAP: "✗"}
_BEST_FIRST = (Status.COVERED, Status.UNKNOWN, Status.GAP)
_COVERED_BY = {"nobody": (0, 0), "one": (1, 1), "several": (2, 10**6)}
_MOST_CELLS = 5000  # so that the page stays below 300 kB compressed
_MOST_COLUMNS = 200  # on one page; there may be thousands of holders
_FIELDS = ("by", "group", "wp", "area", "covered", "on")
_BELONGS = (("group", "Group"), ("wp", "Work package"), ("area", "Area"))


@dataclass(frozen=True, slots=True)
class Column:
    """A holder, or a role with those who act in it."""

    iri: str
    name: str
    href: str
    holders: Holders


@dataclass(frozen=True, slots=True)
class Cell:
    """A status in all its signs, and the page that explains it."""

    status: str
    sign: str
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Row:
    """A task with its cells; `counts` says how many holders cover it, of how many it is unknown, how many do not."""

    target: Target
    href: str
    cells: tuple[Cell, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Choice:
    """A field of the form: its values with their texts, and the one that is chosen."""

    name: str
    label: str
    values: tuple[tuple[str, str], ...]
    chosen: str


def coverage(site: Site, parameters: Mapping[str, str]) -> Page:
    """The page of `/coverage`: `by` holder or role, on the day `on`; `group`, `wp`, `area`, `covered` choose tasks.

    Of many columns it shows those of one `page`; what is counted of tasks is counted over all holders.
    """
    world, on = site.world, on_of(site, parameters)
    by = one_of(parameters, "by", ("holder", "role")) or "holder"
    choices = tuple(_choices(world, parameters))
    chosen = [one for one in tasks(world) if _belongs(world.targets[one], choices)]
    people = sorted(world.holders)
    roles = _roles(site, world) if by == "role" else ()
    paged = paging(parameters, len(roles if by == "role" else people), _MOST_COLUMNS, "/coverage", _FIELDS)
    columns = roles[paged.shown] if by == "role" else _holders(site, world, on, people[paged.shown])
    table = grid_of(world, chosen, on.day)
    covered = one_of(parameters, "covered", _COVERED_BY)
    least, most = _COVERED_BY.get(covered, (0, 10**6))
    found = {one: _statuses(table, one) for one in chosen}
    counts = {one: found[one].counted() for one in chosen}
    fitting = [one for one in chosen if least <= counts[one][Status.COVERED] <= most]
    shown = fitting[: max(1, _MOST_CELLS // max(1, len(columns)))]
    rows = [_row(site, world.targets[one], columns, found[one], on) for one in shown]
    model = {
        "by": by,
        "on": on,
        "choices": choices,
        "covered": covered,
        "columns": columns,
        "paged": paged,
        "rows": rows,
        "totals": [_counted(row.cells[index].status for row in rows) for index in range(len(columns))],
        "cells": {status: sum(counts[one][status] for one in fitting) for status in _BEST_FIRST},
        "fitting": len(fitting),
        "uncovered": sum(not counts[one][Status.COVERED] for one in fitting),
        "more": len(fitting) - len(shown),
        "signs": SIGNS,
        "invented": is_invented(site),
        "csv": _csv(site, on, [] if len(fitting) == len(tasks(world)) else shown),
    }
    return Page("coverage.html", "Who covers which task", model, "coverage", on.is_today, names_people=True)


def _choices(world: World, parameters: Mapping[str, str]) -> Iterable[Choice]:
    """One field for each thing that tasks belong to; its values are those that some task has."""
    for name, label in _BELONGS:
        found = {iri for one in tasks(world) for iri in _things(world.targets[one], name)}
        values = tuple(sorted((slug(iri), world.name(iri)) for iri in found))
        yield Choice(name, label, values, one_of(parameters, name, (value for value, _ in values)))


def _things(target: Target, name: str) -> tuple[str, ...]:
    return {"group": target.groups, "wp": target.work_packages, "area": target.areas}[name]


def _belongs(target: Target, choices: Iterable[Choice]) -> bool:
    return all(not one.chosen or one.chosen in map(slug, _things(target, one.name)) for one in choices)


def _holders(site: Site, world: World, on: On, shown: Iterable[str]) -> tuple[Column, ...]:
    return tuple(Column(one, world.name(one), site.page(one, on.text), frozenset({one})) for one in shown)


def _roles(site: Site, world: World) -> tuple[Column, ...]:
    """The roles in which somebody acts, or for which there is a post."""
    acting: dict[str, list[str]] = {role: [] for post in world.posts for role in post.roles}
    for iri, holder in sorted(world.holders.items()):
        for role in holder.roles:
            acting.setdefault(role, []).append(iri)
    known = [one for one in sorted(acting) if one in world.targets and world.targets[one].kind is Kind.ROLE]
    return tuple(Column(one, world.name(one), site.href(one), frozenset(acting[one])) for one in known)


@dataclass(frozen=True, slots=True)
class Statuses:
    """Who covers a task and who has a gap; of all other holders it is unknown. There may be thousands."""

    covering: Holders
    gap: Holders
    holders: int

    def of(self, holder: str) -> Status:
        """The status of one of them, as `matching` has it."""
        return Status.COVERED if holder in self.covering else Status.GAP if holder in self.gap else Status.UNKNOWN

    def best(self, several: Holders) -> tuple[Status, int]:
        """The best status among several, unknown where there are none, and how many cover the task."""
        number = len(self.covering & several)
        has_gap = several and several <= self.gap
        return (Status.COVERED if number else Status.GAP if has_gap else Status.UNKNOWN), number

    def counted(self) -> dict[str, int]:
        """How many have each status."""
        covering, gap = len(self.covering), len(self.gap)
        return {Status.COVERED: covering, Status.UNKNOWN: self.holders - covering - gap, Status.GAP: gap}


def _statuses(table: Grid, task: str) -> Statuses:
    nobody: Holders = frozenset()
    if not table.of.get(task):
        return Statuses(nobody, nobody, len(table.holders))
    return Statuses(table.alone(task), table.alone_surely_not(task), len(table.holders))


def _row(site: Site, target: Target, columns: Sequence[Column], found: Statuses, on: On) -> Row:
    href = site.page(target.iri, on.text)
    cells = []
    for column in columns:
        if column.iri in column.holders:
            status = found.of(column.iri)
            cells.append(Cell(status, SIGNS[status], "", site.why(target.iri, column.iri, on.text)))
        else:
            cells.append(_of_role(found, column.holders, href))
    return Row(target, href, tuple(cells), found.counted())


def _of_role(found: Statuses, holders: Holders, href: str) -> Cell:
    """The best status of those who act in a role, and how many have it covered."""
    status, number = found.best(holders)
    text = f"{number} of {len(holders)}" if holders else "nobody"
    return Cell(status, SIGNS[status], text, f"{href}#who")


def _counted(statuses: Iterable[str]) -> dict[str, int]:
    counts = Counter(statuses)
    return {status: counts[status] for status in _BEST_FIRST}


def _csv(site: Site, on: On, shown: Iterable[str]) -> str:
    """The table behind the picture; all tasks where none is named."""
    pairs = [("target", slug(one)) for one in shown] + ([("on", on.text)] if on.text else [])
    return site.address("/coverage/cover.csv", {}) + (f"?{urlencode(pairs)}" if pairs else "")
