"""The types of columns, from the datatypes of what is in them and from what a query's header declares.

A column has a type when every cell has a value of it. Integers beside decimals are decimals. Where the cells have no
type in common, or one of them is not written as its datatype asks, the column is text: the text that CSV has.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from skillgraph.results.table import Column, Table
from skillgraph.terms import RDF, XSD, Blank, Iri, Literal, Term, TripleTerm

MOST_DIGITS = 38  # of a decimal in Arrow, Parquet and DuckDB
EXACT_DIGITS = 15  # as many as a double keeps of any decimal


class Kind(StrEnum):
    """What the cells of a column are; the names are those of `type` in a query's header."""

    IRI = "iri"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DOUBLE = "double"
    DATE = "date"
    TIMESTAMP = "timestamp"  # without a time zone
    INSTANT = "instant"  # with one: a moment
    BOOLEAN = "boolean"
    STRING = "string"


_INTEGERS = (
    "integer", "int", "long", "short", "byte", "nonNegativeInteger", "nonPositiveInteger", "positiveInteger",
    "negativeInteger", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte",
)  # fmt: skip
_KINDS: Mapping[str, Kind] = {
    **{XSD + name: Kind.INTEGER for name in _INTEGERS},
    XSD + "decimal": Kind.DECIMAL,
    XSD + "double": Kind.DOUBLE,
    XSD + "float": Kind.DOUBLE,
    XSD + "date": Kind.DATE,
    XSD + "dateTime": Kind.TIMESTAMP,
    XSD + "dateTimeStamp": Kind.TIMESTAMP,
    XSD + "boolean": Kind.BOOLEAN,
}
_TAGGED = RDF + "langString"
_VALUED = (Iri, Literal)
_OF_IRIS = ("", "")
_OTHERS = {Iri: _OF_IRIS, Blank: ("", "_"), TripleTerm: ("", "_")}
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)", re.ASCII)
_DOUBLE = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6}0*)?", re.ASCII)
_ZONE = re.compile(r"Z|[+-][0-9]{2}:[0-9]{2}", re.ASCII)
_TRUTH = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Typed:
    """A column with its type and its values: None where nothing is bound.

    `scale` is how many places its decimals have; `datatype` and `language` are those of its literals where all have the
    same; `texts` are the cells as CSV has them.
    """

    column: Column
    kind: Kind
    values: Sequence[Any]
    texts: Sequence[str | None]
    scale: int = 0
    datatype: str = ""
    language: str = ""

    @property
    def is_exact_as_double(self) -> bool:
        """Whether every number of the column survives being read as a double."""
        if self.kind in (Kind.INTEGER, Kind.DECIMAL):
            return all(value is None or len(_digits(value)) <= EXACT_DIGITS for value in self.values)
        return self.kind is Kind.DOUBLE and all(
            value is None or value - value == 0 for value in self.values
        )  # false of what is not finite


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with types, how many rows it has, and what is to be known of it, such as the snapshot's id."""

    columns: tuple[Typed, ...]
    rows: int
    about: Mapping[str, str] = field(default_factory=dict)


def sheet_of(table: Table, about: Mapping[str, str] | None = None) -> Sheet:
    """The table with the types of its columns."""
    nothing: list[tuple[Term | None, ...]] = [()] * len(table.columns)
    cells = zip(*table.rows, strict=True) if table.rows else nothing
    return Sheet(tuple(map(typed, table.columns, cells)), len(table.rows), about or {})


def typed(column: Column, cells: Sequence[Term | None]) -> Typed:
    """A column with its type: that of its cells or, where they leave it open, the declared one."""
    found, datatype, language = _found(cells)
    texts = [None if cell is None else cell.value if cell.__class__ in _VALUED else str(cell) for cell in cells]
    kind = _agreed(found, column)
    values = texts if kind in (Kind.IRI, Kind.STRING) else _values(kind, texts)
    if values is not None and kind is Kind.TIMESTAMP:
        kind, values = _zoned(values)
    scale = 0
    if values is not None and kind is Kind.DECIMAL:
        scale, values = _scaled(values, column.digits or 0)
    if values is None:
        kind, values = Kind.STRING, texts
    return Typed(column, kind, values, texts, scale, datatype, language)


def _agreed(found: Kind | None, column: Column) -> Kind:
    """What is found goes before what is declared, but a declared text stays one, and a declared decimal too."""
    declared = Kind(column.type) if column.type else None if column.digits is None else Kind.DECIMAL
    if found is None or declared is Kind.STRING or (found is Kind.INTEGER and declared is Kind.DECIMAL):
        return declared or Kind.STRING
    return found


def _found(cells: Sequence[Term | None]) -> tuple[Kind | None, str, str]:
    """The kind that the cells have in common, their datatype and their language; None where all are unbound."""
    seen = {
        (cell.datatype if not cell.language else _TAGGED, cell.language)
        if cell.__class__ is Literal
        else _OTHERS[cell.__class__]
        for cell in cells
        if cell is not None
    }
    if not seen:
        return None, "", ""
    if seen == {_OF_IRIS}:
        return Kind.IRI, "", ""
    datatypes, languages = {one for one, _ in seen}, {one for _, one in seen}
    datatype = datatypes.pop() if len(datatypes) == 1 else ""
    language = languages.pop() if len(languages) == 1 and datatype == _TAGGED else ""
    kinds = {_KINDS.get(one, Kind.STRING) for one, _ in seen}
    if kinds == {Kind.INTEGER, Kind.DECIMAL}:
        kinds = {Kind.DECIMAL}
    return (kinds.pop() if len(kinds) == 1 else Kind.STRING), datatype, language


def _values(kind: Kind, texts: Sequence[str | None]) -> list[Any] | None:
    """The values of texts; None where one of them is none of that kind."""
    read = _READERS[kind]
    try:
        return [None if text is None else read(text) for text in texts]
    except ValueError:
        return None


def _zoned(values: list[Any]) -> tuple[Kind, list[Any] | None]:
    """Moments where all have a time zone, timestamps where none has, nothing where they are of both kinds."""
    zoned = {value.tzinfo is not None for value in values if value is not None}
    if len(zoned) == 2:
        return Kind.STRING, None
    return (Kind.INSTANT if zoned == {True} else Kind.TIMESTAMP), values


def _scaled(values: list[Any], least: int) -> tuple[int, list[Any] | None]:
    """The places that all decimals fit into; nothing where there are too many digits then."""
    scale = max((-_exponent(value) for value in values if value is not None), default=0)
    scale = max(scale, least)
    fits = all(value is None or value.adjusted() + 1 + scale <= MOST_DIGITS for value in values)
    return (scale, values) if fits else (0, None)


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)  # the reader lets nothing pass that is no number
    return exponent


def _digits(value: int | Decimal) -> str:
    """The digits that count, without zeros around them."""
    text = str(abs(value)) if isinstance(value, int) else f"{abs(value):f}"
    whole, _, part = text.partition(".")
    return (whole + part.rstrip("0")).strip("0") if part.rstrip("0") else whole.strip("0")


def _integer(text: str) -> int:
    if len(text) > MOST_DIGITS or not re.fullmatch(r"[+-]?[0-9]+", text, re.ASCII):
        raise ValueError(text)
    return int(text)


def _decimal(text: str) -> Decimal:
    if len(text) > MOST_DIGITS + 2 or not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return Decimal(text)


def _double(text: str) -> float:
    if not _DOUBLE.fullmatch(text):
        raise ValueError(text)
    return float(text.replace("INF", "inf"))


def _date(text: str) -> datetime.date:
    if not _DATE.fullmatch(text):
        raise ValueError(text)
    return datetime.date.fromisoformat(text)


def _timestamp(text: str) -> datetime.datetime:
    zone = _ZONE.search(text, 11)
    moment = text[: zone.start()] if zone else text
    if not _MOMENT.fullmatch(moment) or (zone and zone.end() != len(text)):
        raise ValueError(text)
    return datetime.datetime.fromisoformat(moment[:26] + (zone[0] if zone else ""))


def _boolean(text: str) -> bool:
    if text not in _TRUTH:
        raise ValueError(text)
    return _TRUTH[text]


_READERS: Mapping[Kind, Callable[[str], Any]] = {
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.DOUBLE: _double,
    Kind.DATE: _date,
    Kind.TIMESTAMP: _timestamp,
    Kind.INSTANT: _timestamp,
    Kind.BOOLEAN: _boolean,
}
