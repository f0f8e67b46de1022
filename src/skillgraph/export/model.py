"""A database before it is written: tables with keys and types, and what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from skillgraph.results import Column, Sheet


@dataclass(frozen=True, slots=True)
class Relation:
    """A table: its rows, what it answers or holds, its primary key, and columns that name a row of another table.

    `refers` are pairs of a column and a table, whose key is `iri`.
    """

    name: str
    about: str
    sheet: Sheet
    key: tuple[str, ...] = ()
    refers: tuple[tuple[str, str], ...] = ()
    parameters: str = ""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns without their types."""
        return tuple(one.column for one in self.sheet.columns)

    def rows(self) -> Sequence[tuple[object, ...]]:
        """The values row by row."""
        return list(zip(*(one.values for one in self.sheet.columns), strict=True))


@dataclass(frozen=True, slots=True)
class Skipped:
    """What has no table, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Database:
    """All tables, in the order that references need, and facts about the snapshot."""

    facts: dict[str, str]
    relations: tuple[Relation, ...]
    skipped: tuple[Skipped, ...]
