"""The answer to a question: rows with types, as records, frames, a graph or one value, and how to cite it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from skillgraph.client import frames, shown
from skillgraph.client.answers import Row, Rows
from skillgraph.client.columns import Column, columns_of
from skillgraph.client.values import Value, value_of
from skillgraph.errors import UsageError
from skillgraph.terms import PREFIXES, Iri, serialise

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa
    import rdflib


@dataclass(frozen=True)
class Result:
    """An answer. `rows` holds its terms, `snapshot` the state that gave it, `url` asks the same again.

    `labels` has the label of each IRI in it, where labels were asked for; `warnings` what the server said of the
    query; `helps` and `digits` what a canned question says of its columns.
    """

    answer: Rows
    snapshot: str
    url: str
    title: str = ""
    warnings: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    helps: Mapping[str, str] = field(default_factory=dict)
    digits: Mapping[str, int] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.answer.names

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows as RDF terms, None where a cell is empty."""
        return self.answer.rows

    @property
    def citation(self) -> str:
        """A line that says what was asked, of which snapshot, and where."""
        return f"{self.title or 'A SPARQL query'}, {self._count}, snapshot {self.snapshot}, {self.url}"

    def columns(self, *, labels: bool = True, datatypes: bool = False, short: bool = False) -> tuple[Column, ...]:
        """The columns with their types; the options are those of `records`."""
        return columns_of(self, labels=labels, datatypes=datatypes, short=short)

    def records(
        self, *, labels: bool = True, datatypes: bool = False, short: bool = False
    ) -> list[dict[str, Value | None]]:
        """The rows as dictionaries of Python's values.

        `labels` adds a column `x_label` for each column `x` of IRIs where the query was asked with labels;
        `datatypes` adds `x_datatype`, and `x_language` where there is one; `short` writes IRIs like task:43.
        """
        columns = self.columns(labels=labels, datatypes=datatypes, short=short)
        names = [column.name for column in columns]
        return [dict(zip(names, row, strict=True)) for row in zip(*(c.values for c in columns), strict=True)]

    def df(
        self,
        *,
        labels: bool = True,
        datatypes: bool = False,
        short: bool = False,
        decimals: frames.Decimals = "exact",
    ) -> pd.DataFrame:
        """A frame of pandas; `decimals="float"` makes floats of decimals, for charts. Its `attrs` cite it."""
        columns = self.columns(labels=labels, datatypes=datatypes, short=short)
        return frames.to_pandas(columns, self._about, decimals)

    def pl(self, *, labels: bool = True, datatypes: bool = False, short: bool = False) -> pl.DataFrame:
        """A frame of polars."""
        return frames.to_polars(self.columns(labels=labels, datatypes=datatypes, short=short))

    def arrow(self, *, labels: bool = True, datatypes: bool = False, short: bool = False) -> pa.Table:
        """A table of Arrow."""
        return frames.to_arrow(self.columns(labels=labels, datatypes=datatypes, short=short), self._about)

    def graph(self) -> rdflib.Graph:
        """The answer to CONSTRUCT or DESCRIBE as a graph of rdflib; UsageError for rows."""
        if self.answer.form != "graph":
            raise UsageError("The answer is a table and no graph.", "Ask with CONSTRUCT or DESCRIBE.")
        return graph_of(self.rows)

    def scalar(self) -> Value | None:
        """The one value of an answer that has one row and one column; UsageError for any other."""
        if len(self.rows) != 1 or len(self.names) != 1:
            columns = f"{len(self.names)} column{'' if len(self.names) == 1 else 's'}"
            raise UsageError(f"The answer has {self._count} and {columns}: it is no single value.", "Use records().")
        (term,) = self.rows[0]
        return None if term is None else value_of(term)

    def __len__(self) -> int:
        return len(self.rows)

    def __bool__(self) -> bool:
        """The answer to an ASK; for others whether there are any rows."""
        return bool(self.scalar()) if self.answer.form == "ask" else bool(self.rows)

    def __iter__(self) -> Iterator[dict[str, Value | None]]:
        return iter(self._records)

    def __repr__(self) -> str:
        return f"<Result: {self._count} of {', '.join(self.names)}; snapshot {self.snapshot}>"

    def _repr_html_(self) -> str:
        foot = f"{self._count}, snapshot {self.snapshot}"
        return shown.table(self.names, self.rows, self.labels, f"{self.title} {foot}".strip())

    @cached_property
    def _records(self) -> list[dict[str, Value | None]]:
        return self.records()

    @property
    def _count(self) -> str:
        noun = "triple" if self.answer.form == "graph" else "row"
        return f"{len(self.rows)} {noun}{'' if len(self.rows) == 1 else 's'}"

    @property
    def _about(self) -> dict[str, Any]:
        return {"snapshot": self.snapshot, "url": self.url, "title": self.title}


def graph_of(rows: tuple[Row, ...]) -> rdflib.Graph:
    """Triples as a graph of rdflib."""
    import rdflib

    lines = "".join(f"{' '.join(serialise(term) for term in row if term is not None)} .\n" for row in rows)
    graph = rdflib.Graph()
    for prefix, namespace in PREFIXES.items():
        if f"<{namespace}" in lines:
            graph.bind(prefix, namespace, replace=True)
    return graph.parse(data=lines, format="nt")


def iris_in(rows: tuple[Row, ...]) -> list[str]:
    """Every IRI in some rows, once, in their order."""
    return list(dict.fromkeys(term.value for row in rows for term in row if isinstance(term, Iri)))
