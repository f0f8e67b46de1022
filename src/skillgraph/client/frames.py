"""Columns as frames of pandas, polars and Arrow. No value changes: where no type holds all of a column, it is text.

Instants are exact in every frame, in UTC where a column has several offsets or the library knows none; the offsets
as they were written are in the records.
"""

from __future__ import annotations

import datetime
import importlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from skillgraph.client.columns import Column, Kind
from skillgraph.errors import MissingTool

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

Decimals = Literal["exact", "float"]
_LEAST, _MOST = -(2**63), 2**63 - 1
_ARROW_DIGITS, _POLARS_DIGITS = 76, 38


def library(name: str, extra: str) -> Any:
    """A library that is an extra; MissingTool says how it is installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        raise MissingTool(f"{name} is not installed here.", f"pip install 'skillgraph[{extra}]'") from None


def to_pandas(columns: Sequence[Column], about: Mapping[str, Any], decimals: Decimals) -> pd.DataFrame:
    """A frame with nullable types; decimals are objects of type Decimal, or floats where that is asked for."""
    pandas = library("pandas", "pandas")
    made = {column.name: _series(pandas, column, decimals) for column in columns}
    count = len(columns[0].values) if columns else 0
    frame: pd.DataFrame = pandas.DataFrame(made, index=pandas.RangeIndex(count))
    frame.attrs.update(about)
    return frame


def _series(pandas: Any, column: Column, decimals: Decimals) -> Any:
    kind, values = column.kind, list(column.values)
    if kind is Kind.DOUBLE or (decimals == "float" and kind is Kind.DECIMAL):
        return _floats(pandas, values)
    if kind in (Kind.DATE, Kind.DATETIME, Kind.INSTANT):
        return _times(pandas, kind, values)
    if kind is Kind.TEXT:
        values = [None if text is None else str(text) for text in column.texts]
    if kind is Kind.DECIMAL:
        values = list(column.decimals())
    is_wide = kind is Kind.INTEGER and not _fits(column)
    return pandas.Series(pandas.array(values, dtype=object if is_wide else _EXTENSION.get(kind, object)))


_EXTENSION = {Kind.INTEGER: "Int64", Kind.BOOLEAN: "boolean", Kind.TEXT: "string"}


def _floats(pandas: Any, values: list[Any]) -> Any:
    """Floats with missing ones; not a number is a value, so with both in a column it is one of objects."""
    floats = [None if value is None else float(value) for value in values]
    if None not in floats:
        return pandas.Series(floats, dtype="float64")
    if any(value != value for value in floats):  # noqa: PLR0124  # the one that is not itself
        return pandas.Series(floats, dtype=object)
    return pandas.Series(pandas.array(floats, dtype="Float64"))


def _times(pandas: Any, kind: Kind, values: list[Any]) -> Any:
    numpy = library("numpy", "pandas")
    if kind is not Kind.INSTANT:
        unit = "s" if kind is Kind.DATE else "us"
        texts = ["NaT" if value is None else value.isoformat() for value in values]
        return pandas.Series(numpy.array(texts, dtype=f"datetime64[{unit}]"))
    texts = ["NaT" if value is None else value.replace(tzinfo=None).isoformat() for value in _in_utc(values)]
    made = pandas.Series(numpy.array(texts, dtype="datetime64[us]")).dt.tz_localize("UTC")
    offset = _offset(values)
    return made.dt.tz_convert(datetime.timezone(offset)) if offset else made


def to_arrow(columns: Sequence[Column], about: Mapping[str, Any]) -> pa.Table:
    """A table; the metadata of a field name the datatypes in it, those of the table the snapshot."""
    arrow = library("pyarrow", "arrow")
    fields, arrays = [], []
    for column in columns:
        type_, values = _arrow_column(arrow, column)
        arrays.append(arrow.array(values, type=type_))
        fields.append(arrow.field(column.name, type_, metadata={"datatypes": " ".join(column.datatypes)}))
    metadata = {key: str(value) for key, value in about.items()}
    table: pa.Table = arrow.Table.from_arrays(arrays, schema=arrow.schema(fields, metadata=metadata))
    return table


def _arrow_column(arrow: Any, column: Column) -> tuple[Any, Sequence[Any]]:
    kind, values = column.kind, column.values
    if kind is Kind.INTEGER and _fits(column):
        return arrow.int64(), values
    if kind in (Kind.INTEGER, Kind.DECIMAL) and (size := _size(column))[0] <= _ARROW_DIGITS:
        made = arrow.decimal128 if size[0] <= _POLARS_DIGITS else arrow.decimal256
        return made(*size), column.decimals()
    if kind is Kind.INSTANT:
        offset = _offset(list(values))
        return arrow.timestamp("us", tz=_zone(offset)), _in_utc(values)
    simple = {
        Kind.EMPTY: arrow.null(),
        Kind.DOUBLE: arrow.float64(),
        Kind.BOOLEAN: arrow.bool_(),
        Kind.DATE: arrow.date32(),
        Kind.DATETIME: arrow.timestamp("us"),
        Kind.TIME: arrow.time64("us"),
    }
    return (simple[kind], values) if kind in simple else (arrow.string(), column.texts)


def to_polars(columns: Sequence[Column]) -> pl.DataFrame:
    """A frame; polars knows no offsets from UTC, so instants are in UTC."""
    polars = library("polars", "polars")
    made = []
    for column in columns:
        type_, values = _polars_column(polars, column)
        made.append(polars.Series(column.name, list(values), dtype=type_, strict=True))
    frame: pl.DataFrame = polars.DataFrame(made)
    return frame


def _polars_column(polars: Any, column: Column) -> tuple[Any, Sequence[Any]]:
    kind, values = column.kind, column.values
    if kind is Kind.INTEGER and _fits(column):
        return polars.Int64, values
    if kind in (Kind.INTEGER, Kind.DECIMAL) and (size := _size(column))[0] <= _POLARS_DIGITS:
        return polars.Decimal(_POLARS_DIGITS, size[1]), column.decimals()
    if kind is Kind.INSTANT:
        return polars.Datetime("us", "UTC"), _in_utc(values)
    simple = {
        Kind.EMPTY: polars.Null,
        Kind.DOUBLE: polars.Float64,
        Kind.BOOLEAN: polars.Boolean,
        Kind.DATE: polars.Date,
        Kind.DATETIME: polars.Datetime("us"),
        Kind.TIME: polars.Time,
    }
    if kind in simple:
        return simple[kind], values
    return polars.String, [None if text is None else str(text) for text in column.texts]


def _fits(column: Column) -> bool:
    """Whether all whole numbers have a place in 64 bits."""
    return all(isinstance(value, int) and _LEAST <= value <= _MOST for value in column.values if value is not None)


def _size(column: Column) -> tuple[int, int]:
    """How many digits the decimals of a column take in all, and how many of them after the point."""
    before, after = 1, 0
    for value in column.decimals():
        if value is not None:
            _, digits, exponent = value.as_tuple()
            assert isinstance(exponent, int)
            before, after = max(before, len(digits) + exponent), max(after, -exponent)
    return before + after, after


def _in_utc(values: Sequence[Any]) -> list[datetime.datetime | None]:
    return [None if value is None else value.astimezone(datetime.UTC) for value in values]


def _offset(values: Sequence[Any]) -> datetime.timedelta:
    """The offset that all instants have; none where there are several."""
    found = {value.utcoffset() for value in values if value is not None}
    return found.pop() if len(found) == 1 else datetime.timedelta()


def _zone(offset: datetime.timedelta) -> str:
    return datetime.timezone(offset).tzname(None).removeprefix("UTC") or "UTC"
