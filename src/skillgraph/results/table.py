"""A table of solutions as plain values, for answers that a person or a small program reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from skillgraph.terms import XSD, Literal, Term, compact


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the variable's name, what it means, for decimals how many places are shown, and its declared type.

    Types are those of `columns.Kind`.
    """

    name: str
    help: str = ""
    digits: int | None = None
    type: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows; a cell is an RDF term, or None where the variable is unbound."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    def __iter__(self) -> Iterator[dict[str, str | None]]:
        """The rows as plain text by column name."""
        names = [column.name for column in self.columns]
        for row in self.rows:
            yield {name: None if term is None else str(term) for name, term in zip(names, row, strict=True)}

    def padded(self) -> Table:
        """The same table with decimals written with as many places as their column asks for."""
        if all(column.digits is None for column in self.columns):
            return self
        rows = tuple(
            tuple(_pad(term, column.digits) for term, column in zip(row, self.columns, strict=True))
            for row in self.rows
        )
        return Table(self.columns, rows)


def _pad(term: Term | None, digits: int | None) -> Term | None:
    if digits is None or not isinstance(term, Literal) or term.datatype not in _NUMERIC:
        return term
    if not _NUMBER.fullmatch(term.value):
        return term
    places = max(digits, len(term.value.partition(".")[2].rstrip("0")))
    return Literal(f"{Decimal(term.value):.{places}f}", XSD + "decimal")


_NUMERIC = (XSD + "decimal", XSD + "integer")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")


def short(term: Term | None) -> str:
    """A cell as a person reads it: prefixed names for IRIs, the text alone for literals."""
    if term is None:
        return ""
    return str(term) if isinstance(term, Literal) else compact(str(term))
