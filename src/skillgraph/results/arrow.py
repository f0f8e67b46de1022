"""Tables as an Arrow IPC stream and as a Parquet file, by pyarrow, which is optional.

The types: int64 (decimal128(38, 0) for an integer that is longer), decimal128(38, scale), float64, date32, timestamps
in microseconds (of moments in UTC), bool and string. A field's metadata say what it is: `kind`, and where all literals
of the column have the same, `datatype` and `language`; `description` is the header's help. The schema's are
`Sheet.about`.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from skillgraph.errors import NotReady
from skillgraph.results.columns import MOST_DIGITS, Kind, Sheet, Typed
from skillgraph.results.formats import HAS_ARROW

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS_AT_ONCE = 65_536
_LONG = 1 << 63
# What pyarrow reads when it is loaded: no thread of its own, which a process that forks must not have, and the memory
# of the C library, which reserves no addresses ahead.
ENVIRONMENT = {"JE_ARROW_MALLOC_CONF": "background_thread:false", "ARROW_DEFAULT_MEMORY_POOL": "system"}


def load_apart() -> bool:
    """Imports pyarrow for a process that forks and converts nothing for numpy; whether it was not there before.

    Without numpy: to import that would take longer than all else here, and start threads.
    """
    if "pyarrow.parquet" in sys.modules or not HAS_ARROW:
        return False
    os.environ.update({name: os.environ.get(name, value) for name, value in ENVIRONMENT.items()})
    with _without("numpy"), contextlib.suppress(ImportError):
        import pyarrow.parquet  # noqa: F401
    return "pyarrow.parquet" in sys.modules


def load() -> Any:
    """pyarrow. NotReady in a process that cannot open its files any more."""
    if "pyarrow.parquet" not in sys.modules:
        try:
            import pyarrow.parquet  # noqa: F401
        except (ImportError, OSError) as error:
            message = "The process that answers has not read pyarrow yet."
            raise NotReady(message, "Ask again in a second, or in another format.") from error
    return sys.modules["pyarrow"]


def stream(sheet: Sheet) -> bytes:
    """An Arrow IPC stream."""
    pa, table = load(), arrow_table(sheet)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=_ROWS_AT_ONCE)
    body: bytes = sink.getvalue().to_pybytes()
    return body


def parquet(sheet: Sheet) -> bytes:
    """A Parquet file. The same table gives the same bytes from the same version of pyarrow."""
    pa, table = load(), arrow_table(sheet)
    from pyarrow import parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", row_group_size=_ROWS_AT_ONCE)
    body: bytes = sink.getvalue().to_pybytes()
    return body


def arrow_table(sheet: Sheet) -> pa.Table:
    """The table in pyarrow's own form."""
    pa = load()
    fields, arrays = [], []
    for one in sheet.columns:
        type_ = _type(pa, one)
        fields.append(pa.field(one.column.name, type_, metadata=_metadata(one)))
        arrays.append(pa.array(one.values, type=type_))
    return pa.table(arrays, schema=pa.schema(fields, metadata=dict(sheet.about)))


def _type(pa: Any, one: Typed) -> Any:
    if one.kind is Kind.INTEGER:
        is_long = any(value is not None and not -_LONG <= value < _LONG for value in one.values)
        return pa.decimal128(MOST_DIGITS, 0) if is_long else pa.int64()
    if one.kind is Kind.DECIMAL:
        return pa.decimal128(MOST_DIGITS, one.scale)
    simple = {
        Kind.DOUBLE: pa.float64,
        Kind.DATE: pa.date32,
        Kind.BOOLEAN: pa.bool_,
        Kind.TIMESTAMP: lambda: pa.timestamp("us"),
        Kind.INSTANT: lambda: pa.timestamp("us", "UTC"),
    }
    return simple.get(one.kind, pa.string)()


def _metadata(one: Typed) -> dict[str, str]:
    told = {
        "kind": one.kind.value,
        "datatype": one.datatype,
        "language": one.language,
        "description": one.column.help,
    }
    return {name: text for name, text in told.items() if text}


@contextlib.contextmanager
def _without(library: str) -> Iterator[None]:
    """Holds a library back that is not there yet."""
    if library in sys.modules:
        yield
        return
    sys.modules[library] = None  # type: ignore[assignment]  # the documented way to make an import fail
    try:
        yield
    finally:
        del sys.modules[library]
