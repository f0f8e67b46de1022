"""What an edited table changes: compared with the files first, then put into effect on a draft."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from skillgraph.curate import patch
from skillgraph.curate.demands import Demand, demands
from skillgraph.curate.draft import Draft
from skillgraph.curate.fields import STATES, read_value, same, shown
from skillgraph.curate.scaffold import complaints, create, patched
from skillgraph.curate.sheet import Fault, Record, Row, Sheet, records
from skillgraph.errors import SkillgraphError
from skillgraph.terms import ID, Term, compact, mint


@dataclass(frozen=True, slots=True)
class Change:
    """A thing that is added, changed or removed, and its cells: column, old text, new text."""

    action: str
    iri: str
    cells: tuple[tuple[str, str, str], ...]
    row: int = 0
    terms: Mapping[str, Term] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        """The change for a reader."""
        yield f"{self.action} {compact(self.iri)}"
        for column, old, new in self.cells:
            yield f"    {column}: {f'{old} -> {new}' if self.action == 'changed' else old or new}"


class _Reader:
    """Rows as records: terms where a cell can be read, faults where not."""

    def __init__(self, draft: Draft, table: Sheet, today: datetime.date) -> None:
        self._draft, self._table, self._today = draft, table, today
        self._demands: tuple[Demand, ...] = demands(draft, (table.what.cls,))
        self.faults: list[Fault] = []

    def fault(self, row: Row, key: str, message: str) -> None:
        """Notes what is wrong with a cell."""
        columns = list(row.cells)
        self.faults.append(Fault(row.number, columns.index(key) + 1 if key in columns else 1, message))

    def terms(self, row: Row) -> dict[str, Term]:
        """The term of each cell that can be read and that the shapes allow."""
        found: dict[str, Term] = {}
        for key in self._table.keys:
            try:
                found[key] = read_value(self._draft, self._table.field(key), row.cells[key], self._today)
            except SkillgraphError as error:
                self.fault(row, key, str(error))
        values = {self._table.field(key).predicate: (term,) for key, term in found.items()}
        for key, message in complaints(self._table.what, values, self._demands):
            self.fault(row, key, message)
        return found

    def name(self, row: Row, terms: Mapping[str, Term]) -> str:
        """The IRI of a row: as its first cell has it, or made of what it is about; empty where that cannot be."""
        slug = row.cells.get(self._table.kind, "").removeprefix(f"{self._table.kind}:")
        parts = self._table.what.slug_of
        if not slug and all(key in terms for key in parts):
            slug = "-".join(shown(self._table.field(key), terms[key]).replace(":", "-") for key in parts)
        try:
            return mint(self._table.kind, slug) if slug else ""
        except ValueError as error:
            self.fault(row, self._table.kind, f"{error}.")
            return ""


_PAIR = ("holder", "skill")
_Read = tuple[Row, dict[str, Term]]


def compare(draft: Draft, table: Sheet, rows: Sequence[Row], today: datetime.date) -> tuple[list[Change], list[Fault]]:
    """What the rows add, change and remove, and the faults of their cells."""
    reader = _Reader(draft, table, today)
    known = {record.iri: record for record in records(draft, table)[0]}
    read = [(row, reader.terms(row)) for row in rows]
    names = {} if table.is_named else _matched(reader, list(known.values()), read)
    changes: list[Change] = []
    seen: dict[str, int] = {}
    for row, terms in read:
        iri = names.get(row.number) or reader.name(row, terms)
        if iri in seen:
            hint = "" if table.is_named else " Use the table 'attestations' to name the other one."
            reader.fault(row, table.columns[0], f"{compact(iri)} is in row {seen[iri]} already.{hint}")
        elif iri:
            seen[iri] = row.number
            changes += _change(draft, reader, table, known.get(iri), row, terms, iri)
    gone = [one for iri, one in known.items() if iri not in seen]
    changes += [Change("removed", one.iri, _cells(table, table.keys, one.terms, {})) for one in gone]
    return changes, sorted(reader.faults, key=lambda fault: (fault.row, fault.column))


def _change(
    draft: Draft, reader: _Reader, table: Sheet, record: Record | None, row: Row, terms: dict[str, Term], iri: str
) -> Iterator[Change]:
    """The change that a row stands for, if any; a row with a fault stands for none."""
    if record is None and draft.about(iri):
        reader.fault(row, table.columns[0], f"{compact(iri)} is there already, and no other row of this table.")
    elif record is None and len(terms) == len(table.keys):
        yield Change("added", iri, _cells(table, table.keys, {}, terms), row.number, terms)
    elif record is not None:
        fresh = {key: term for key, term in terms.items() if not same(record.terms[key], term)}
        for key in table.what.slug_of:
            if key in fresh:
                reader.fault(row, key, f"The {key} of {compact(iri)} cannot change. Remove the row and add another.")
        if fresh:
            yield Change("changed", iri, _cells(table, tuple(fresh), record.terms, fresh), row.number, fresh)


def _cells(
    table: Sheet, keys: Sequence[str], before: Mapping[str, Term], after: Mapping[str, Term]
) -> tuple[tuple[str, str, str], ...]:
    def text(key: str, terms: Mapping[str, Term]) -> str:
        return shown(table.field(key), terms[key]) if key in terms else ""

    return tuple((key, text(key, before), text(key, after)) for key in keys)


def _matched(reader: _Reader, known: Sequence[Record], read: Sequence[_Read]) -> dict[int, str]:
    """Which record each row is, where rows have no names: the one of its holder and skill."""
    found: dict[int, str] = {}
    groups: dict[tuple[Term, ...], tuple[list[Record], list[_Read]]] = {}
    for one in known:
        groups.setdefault(_key(one.terms, _PAIR), ([], []))[0].append(one)
    for row, terms in read:
        groups.setdefault(_key(terms, _PAIR), ([], []))[1].append((row, terms))
    for left, open_rows in groups.values():
        for keys in (tuple(left[0].terms) if left else _PAIR, (*_PAIR, "basis"), _PAIR):
            _pair_up(left, open_rows, keys, found)
        for row, _ in open_rows if left else ():
            reader.fault(row, "skill", "Several attestations could be meant. Use the table 'attestations'.")
    return found


def _key(terms: Mapping[str, Term], keys: Sequence[str]) -> tuple[Term, ...]:
    return tuple(terms[key] for key in keys if key in terms)


def _pair_up(left: list[Record], open_rows: list[_Read], keys: Sequence[str], found: dict[int, str]) -> None:
    """Takes out of both lists what agrees in these columns and is alone in that on either side."""
    for row, terms in list(open_rows):
        wanted = _key(terms, keys)
        fits = [one for one in left if _key(one.terms, keys) == wanted]
        rivals = [other for _, other in open_rows if _key(other, keys) == wanted]
        if len(fits) == len(rivals) == 1:
            found[row.number] = fits[0].iri
            left.remove(fits[0])
            open_rows.remove((row, terms))


def put(
    draft: Draft, table: Sheet, changes: Sequence[Change], today: datetime.date, *, remove: bool, file: str = ""
) -> list[Fault]:
    """Puts changes into effect on a draft; removes only where that is asked for. Gives what could not be added."""
    faults = []
    for change in changes:
        if change.action == "changed":
            for key, term in change.terms.items():
                patched(draft, draft.about(change.iri, table.field(key).predicate)[0], term)
        elif change.action == "added":
            texts = {key: (shown(table.field(key), term),) for key, term in change.terms.items()}
            try:
                create(draft, table.kind, change.iri.removeprefix(f"{ID}{table.kind}/"), texts, today, file)
            except SkillgraphError as error:
                faults.append(Fault(change.row, 1, str(error)))
        elif remove:
            _remove(draft, change.iri)
    return faults


def _remove(draft: Draft, iri: str) -> None:
    """Takes a thing out of the list of what states it, and then all that is said of it."""
    while stated := draft.pointing(STATES, iri):
        draft.edit(stated[0].path, patch.remove_object(draft.document(stated[0].path), stated[0].triple))
    while said := draft.about(iri):
        document = draft.document(said[0].path)
        draft.edit(said[0].path, patch.remove_statement(document, said[0].triple.subject_at))
