"""The columns of an answer with their types, which are read off the datatypes of what is in them."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from skillgraph.client.values import IRI, STRING, Value, datatype_of, value_of
from skillgraph.terms import Literal, Term

if TYPE_CHECKING:
    from skillgraph.client.result import Result


class Kind(StrEnum):
    """What the cells of a column are."""

    EMPTY = "empty"  # nothing is in it
    INTEGER = "integer"
    DECIMAL = "decimal"
    DOUBLE = "double"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"  # without an offset from UTC
    INSTANT = "instant"  # with one
    TIME = "time"
    TEXT = "text"  # IRIs, strings, and what Python has no type for
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its values, None where a cell is empty, and their lexical forms."""

    name: str
    kind: Kind
    values: tuple[Value | None, ...]
    texts: tuple[str | None, ...]
    datatypes: tuple[str, ...] = ()  # those that occur, as IRIs

    def decimals(self) -> tuple[decimal.Decimal | None, ...]:
        """The values of a column of numbers without exponents, as decimals."""
        return tuple(None if value is None else decimal.Decimal(str(value)) for value in self.values)


def columns_of(result: Result, *, labels: bool, datatypes: bool, short: bool) -> tuple[Column, ...]:
    """The columns of an answer, each followed by what was asked for beside it, unless it has a column of that name."""
    made: dict[str, Column] = {}
    for place, name in enumerate(result.names):
        cells = [row[place] for row in result.rows]
        made[name] = _column(name, cells, short=short, digits=result.digits.get(name))
        for column in _beside(result, name, cells, labels=labels, datatypes=datatypes):
            if column.name not in result.names:
                made[column.name] = column
    return tuple(made.values())


def _column(name: str, cells: Sequence[Term | None], *, short: bool, digits: int | None) -> Column:
    values = tuple(None if cell is None else shown(value_of(cell), short) for cell in cells)
    texts = tuple(
        None if cell is None else str(value) if isinstance(value, str) else str(cell)
        for cell, value in zip(cells, values, strict=True)
    )
    kinds = {_kind(value) for value in values if value is not None}
    kind = _together(kinds, Kind.EMPTY if digits is None else Kind.DECIMAL)
    found = dict.fromkeys(datatype for cell in cells if cell is not None and (datatype := datatype_of(cell)))
    return Column(name, kind, values, texts, tuple(sorted(found)))


def shown(value: Value, short: bool) -> Value:
    """The value, an IRI by its short name where that is wanted."""
    return value.short if short and isinstance(value, IRI) else value


def _beside(
    result: Result, name: str, cells: Sequence[Term | None], *, labels: bool, datatypes: bool
) -> Iterable[Column]:
    if labels and any(str(cell) in result.labels for cell in cells if cell is not None):
        yield _text(f"{name}_label", (result.labels.get(str(cell)) for cell in cells))
    if datatypes:
        yield _text(f"{name}_datatype", (datatype_of(cell) or None if cell is not None else None for cell in cells))
        if any(isinstance(cell, Literal) and cell.language for cell in cells):
            yield _text(
                f"{name}_language", ((cell.language or None) if isinstance(cell, Literal) else None for cell in cells)
            )


def _text(name: str, texts: Iterable[str | None]) -> Column:
    listed = tuple(texts)
    kind = Kind.TEXT if any(text is not None for text in listed) else Kind.EMPTY
    return Column(name, kind, listed, listed, (STRING,))


def _together(kinds: set[Kind], empty: Kind) -> Kind:
    if not kinds:
        return empty
    if kinds == {Kind.INTEGER, Kind.DECIMAL} or (kinds == {Kind.INTEGER} and empty is Kind.DECIMAL):
        return Kind.DECIMAL
    return kinds.pop() if len(kinds) == 1 else Kind.MIXED


_KINDS: tuple[tuple[type, Kind], ...] = (
    (bool, Kind.BOOLEAN),
    (int, Kind.INTEGER),
    (decimal.Decimal, Kind.DECIMAL),
    (float, Kind.DOUBLE),
    (datetime.date, Kind.DATE),
    (datetime.time, Kind.TIME),
)


def _kind(value: Value) -> Kind:
    if isinstance(value, datetime.datetime):
        return Kind.DATETIME if value.tzinfo is None else Kind.INSTANT
    return next((kind for type_, kind in _KINDS if isinstance(value, type_)), Kind.TEXT)
