"""Tables of attestations and requirements as CSV (RFC 4180) that a spreadsheet can edit, and what was edited in them.

A row is a thing. A row without a name, or with a new one, is a new thing; a thing without a row was removed. The rows
are compared with the files by value, so that a table that comes back unchanged changes nothing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from skillgraph.curate.draft import Draft
from skillgraph.curate.fields import KINDS, STATES, Field, Kind, nearest, shown
from skillgraph.errors import UnknownName, UsageError
from skillgraph.terms import ID, Iri, Term, compact

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A kind of table: what its rows are, its columns, and whether the first one names the thing itself."""

    name: str
    kind: str
    keys: tuple[str, ...]
    is_named: bool

    @property
    def what(self) -> Kind:
        """The kind of things that its rows are."""
        return KINDS[self.kind]

    @property
    def columns(self) -> tuple[str, ...]:
        """The heads of all columns."""
        return (self.kind, *self.keys) if self.is_named else self.keys

    def field(self, key: str) -> Field:
        """The field of a column."""
        field = self.what.field(key)
        assert field is not None  # SHEETS names fields only
        return field


_RECORD = ("holder", "skill", "level", "basis", "from", "until", "status")
SHEETS = {
    sheet.name: sheet
    for sheet in (
        Sheet("people-skills", "attestation", _RECORD, is_named=False),
        Sheet("attestations", "attestation", _RECORD, is_named=True),
        Sheet(
            "requirements",
            "requirement",
            ("task", "skill", "level", "necessity", "weight", "rationale", "confidence"),
            is_named=True,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Record:
    """A thing of the workspace as a row: its IRI and, by column, the term of each cell."""

    iri: str
    terms: Mapping[str, Term]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file: its number, counted from 1 with the head, and its texts by column."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell; row and column count from 1."""

    row: int
    column: int
    message: str


def sheet(name: str) -> Sheet:
    """The kind of table of that name."""
    if name not in SHEETS:
        raise UnknownName(f"There is no table {name!r}.", nearest(name, SHEETS))
    return SHEETS[name]


def records(draft: Draft, table: Sheet) -> tuple[list[Record], list[str]]:
    """The things that fit into rows, and the names of those that do not because a column has no or several values."""
    whole, other = [], []
    for statement in draft.instances((table.what.cls,)):
        iri = str(statement.triple.subject)
        found = {key: _terms(draft, iri, table.field(key)) for key in table.keys}
        if iri.startswith(f"{ID}{table.kind}/") and all(len(terms) == 1 for terms in found.values()):
            whole.append(Record(iri, {key: terms[0] for key, terms in found.items()}))
        else:
            other.append(compact(iri))
    return sorted(whole, key=lambda record: _rank(table, record)), other


def _terms(draft: Draft, iri: str, field: Field) -> list[Term]:
    if field.predicate == STATES:
        return [Iri(str(one.triple.subject)) for one in draft.pointing(STATES, iri)]
    return draft.objects(iri, field.predicate)


def _rank(table: Sheet, record: Record) -> tuple[object, ...]:
    """By what the rows are of, numbers as numbers, and then by name."""
    slugs = [shown(table.field(key), record.terms[key]) for key in table.what.slug_of]
    return (*((not slug.isdigit(), int(slug) if slug.isdigit() else 0, slug) for slug in slugs), record.iri)


def export(table: Sheet, rows: Sequence[Record]) -> str:
    """The table as CSV. A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    for record in rows:
        cells = [shown(table.field(key), record.terms[key]) for key in table.keys]
        named = [compact(record.iri).partition(":")[2], *cells] if table.is_named else cells
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in named])
    return out.getvalue()


def read_rows(table: Sheet, text: str) -> tuple[list[Row], list[Fault]]:
    """The rows of a CSV text with commas, semicolons or tabs between the cells, and what is wrong with its form."""
    head, *rest = _parsed(text)
    missing = [key for key in table.columns if key not in head]
    if missing:
        raise UsageError(f"The table has no column {missing[0]}.", f"Columns: {', '.join(table.columns)}.")
    faults = [Fault(1, at, f"There is no column {key!r} here. Take it out.") for at, key in _odd(head, table.columns)]
    rows = []
    for number, cells in enumerate(rest, 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(head):
            faults.append(Fault(number, len(head) + 1, "The row has more cells than the head."))
        for at, cell in enumerate(cells[: len(head)], 1):
            if cell.startswith(_FORMULA):
                faults.append(Fault(number, at, f"{cell[:20]!r} looks like a formula. Write its value."))
        padded = [*cells, *[""] * len(head)]
        rows.append(Row(number, {key: _bare(cell) for key, cell in zip(head, padded, strict=False)}))
    return rows, faults


def _parsed(text: str) -> list[list[str]]:
    line = text.partition("\n")[0]
    delimiter = max(",;\t", key=line.count)
    try:
        found = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise UsageError(f"The table is no CSV: {error}.", "Save it as CSV in UTF-8.") from None
    if not found:
        raise UsageError("The table is empty.", "Export it anew with 'skillgraph table export'.")
    return [[cell.strip().lower() for cell in found[0]], *found[1:]]


def _odd(head: Sequence[str], columns: Sequence[str]) -> Iterator[tuple[int, str]]:
    for at, key in enumerate(head, 1):
        if key not in columns or key in head[: at - 1]:
            yield at, key


def _bare(cell: str) -> str:
    quoted = cell.startswith("'") and cell[1:].startswith(_FORMULA)
    return cell[1:] if quoted else cell.strip()
