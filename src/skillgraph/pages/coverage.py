"""The heat map: every task against every holder or role, in three values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from skillgraph.coverage import World, match, tasks
from skillgraph.coverage.matching import Status
from skillgraph.coverage.naming import slug
from skillgraph.coverage.world import Kind, Target
from skillgraph.pages.asked import SIGNS, On, address, holder_address, on_of, one_of, task_address, why_address
from skillgraph.pages.page import Page
from skillgraph.pages.site import Site

_BEST_FIRST = (Status.COVERED, Status.UNKNOWN, Status.GAP)
_COVERED_BY = {"nobody": (0, 0), "one": (1, 1), "several": (2, 10**6)}
_BELONGS = (("group", "Group"), ("wp", "Work package"), ("area", "Area"))


@dataclass(frozen=True, slots=True)
class Column:
    """A holder, or a role with those who act in it."""

    iri: str
    name: str
    href: str
    holders: tuple[str, ...]


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
    """The page of `/coverage`: `by` holder or role, on the day `on`; `group`, `wp`, `area`, `covered` choose tasks."""
    world, on = site.world, on_of(site, parameters)
    by = one_of(parameters, "by", ("holder", "role")) or "holder"
    choices = tuple(_choices(world, parameters))
    chosen = [one for one in tasks(world) if _belongs(world.targets[one], choices)]
    columns = _roles(site, world) if by == "role" else _holders(site, world, on)
    rows = [_row(site, world, one, columns, on, by=by) for one in chosen]
    covered = one_of(parameters, "covered", _COVERED_BY)
    least, most = _COVERED_BY.get(covered, (0, 10**6))
    shown = [row for row in rows if least <= row.counts[Status.COVERED] <= most]
    model = {
        "by": by,
        "on": on,
        "choices": choices,
        "covered": covered,
        "columns": columns,
        "rows": shown,
        "totals": [_counted(row.cells[index].status for row in shown) for index in range(len(columns))],
        "cells": _counted(status for row in shown for status in row.counts for _ in range(row.counts[status])),
        "uncovered": sum(not row.counts[Status.COVERED] for row in shown),
        "people": len(world.holders),
        "signs": SIGNS,
        "csv": _csv(site, on, [] if len(shown) == len(tasks(world)) else shown),
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


def _holders(site: Site, world: World, on: On) -> tuple[Column, ...]:
    return tuple(Column(one, world.name(one), holder_address(site, one, on), (one,)) for one in sorted(world.holders))


def _roles(site: Site, world: World) -> tuple[Column, ...]:
    """The roles in which somebody acts, or for which there is a post."""
    acting: dict[str, list[str]] = {role: [] for post in world.posts for role in post.roles}
    for iri, holder in sorted(world.holders.items()):
        for role in holder.roles:
            acting.setdefault(role, []).append(iri)
    known = [one for one in sorted(acting) if one in world.targets and world.targets[one].kind is Kind.ROLE]
    return tuple(Column(one, world.name(one), site.href(one), tuple(acting[one])) for one in known)


def _row(site: Site, world: World, task: str, columns: Sequence[Column], on: On, *, by: str) -> Row:
    found = {one: match(world, one, (task,), on.day).status for one in world.holders}
    target, href = world.targets[task], task_address(site, task, on)
    cells = []
    for column in columns:
        statuses = [found[one] for one in column.holders]
        status = next((one for one in _BEST_FIRST if one in statuses), Status.UNKNOWN)
        if by == "role":
            number = sum(one is Status.COVERED for one in statuses)
            text = f"{number} of {len(statuses)}" if statuses else "nobody"
            cells.append(Cell(status, SIGNS[status], text, f"{href}#who"))
        else:
            cells.append(Cell(status, SIGNS[status], "", why_address(site, task, column.iri, on)))
    return Row(target, href, tuple(cells), _counted(found.values()))


def _counted(statuses: Iterable[str]) -> dict[str, int]:
    counts = Counter(statuses)
    return {status: counts[status] for status in _BEST_FIRST}


def _csv(site: Site, on: On, rows: Iterable[Row]) -> str:
    """The table behind the picture; all tasks where no row is named."""
    pairs = [("target", slug(row.target.iri)) for row in rows] + ([("on", on.text)] if on.text else [])
    return address(site, "coverage", "cover.csv") + (f"?{urlencode(pairs)}" if pairs else "")
