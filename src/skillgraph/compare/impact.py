"""What a change does: what the rules and axioms add, and which canned questions get another answer."""

from __future__ import annotations

import contextlib
import datetime
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from skillgraph.compare.diff import Comparison, EntityChange, Kind, compare_descriptions
from skillgraph.compare.entities import Description, Nested, Statement, Subject, Value, term_text
from skillgraph.engine import Engine
from skillgraph.errors import BadParameter, ForbiddenQuery, TooLarge, UnknownName, WorkspaceError
from skillgraph.queries import CannedQuery, Catalogue, run
from skillgraph.results import short
from skillgraph.snapshot import Snapshot
from skillgraph.terms import GRAPH, Blank, Iri, TripleTerm

# The day for which the shipped cases are written: the same comparison gives the same text on every day.
DAY = datetime.date(2026, 12, 1)

_INFERRED = "inferred"

Row = tuple[tuple[str, str], ...]
Rows = Counter[Row]


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """A canned query, the parameters that it was run with, and how many rows went and came."""

    query: str
    params: tuple[tuple[str, str], ...]
    lost: int
    gained: int


@dataclass(frozen=True, slots=True)
class Inferred:
    """What the inferred graphs lose and gain together, and what is said of these subjects there, new state first."""

    changes: tuple[EntityChange, ...]
    descriptions: tuple[Description, ...]


def inferred(comparison: Comparison, old: Snapshot, new: Snapshot) -> Inferred:
    """What differs between the inferred graphs of two snapshots, subject by subject; their path is 'inferred'.

    Things that a file adds or removes are left out: what is inferred of them comes and goes with them.
    """
    before = _inferred(old.engine, comparison.blanks(new=False))
    after = _inferred(new.engine, comparison.blanks(new=True))
    whole = {change.subject for change in comparison.entities if change.kind in (Kind.ADDED, Kind.REMOVED)}
    found = compare_descriptions({_INFERRED: before}, {_INFERRED: after})
    changes = tuple(change for change in found if change.subject not in whole)
    subjects = {change.subject for change in changes}
    return Inferred(changes, tuple({node: one[node] for node in subjects if node in one} for one in (after, before)))


def _inferred(engine: Engine, blanks: Mapping[Blank, str]) -> Description:
    rows = engine.select(
        f"""SELECT DISTINCT ?s ?p ?o WHERE {{
          GRAPH ?g {{ ?s ?p ?o }}
          FILTER(STRSTARTS(STR(?g), "{GRAPH}inferred/") && !STRSTARTS(STR(?s), "{GRAPH}"))
        }}"""
    ).rows
    found: dict[Subject, set[Statement]] = {}
    for subject, predicate, value in rows:
        assert subject is not None
        assert value is not None
        node = _named(subject, blanks)
        assert isinstance(node, Iri | Nested)
        found.setdefault(node, set()).add((str(predicate), _named(value, blanks)))
    return {node: frozenset(facts) for node, facts in found.items()}


def _named(term: Value, blanks: Mapping[Blank, str]) -> Value:
    """A blank node of a file that differs by its text, another by its label: that is the same in both states."""
    if isinstance(term, Blank):
        return Nested(blanks.get(term, f"_:{term.value}"))
    return Nested(term_text(term, blanks)) if isinstance(term, TripleTerm) else term


def answers(old: Snapshot, new: Snapshot, today: datetime.date = DAY) -> tuple[AnswerChange, ...]:
    """The runs of canned queries whose rows differ, for queries that both states have.

    Each is run with the parameters of the cases in its header and with the examples of its parameters.
    """
    before, after = Catalogue(old.contents), Catalogue(new.contents)
    changes: list[AnswerChange] = []
    for name in after.names:
        one, other = _query(before, name), _query(after, name)
        if one is not None and other is not None:
            with contextlib.suppress(WorkspaceError):  # one of them is not SPARQL, which 'check' tells
                changes += _changes(one, other, old.engine, new.engine, today)
    return tuple(changes)


def _changes(
    one: CannedQuery, other: CannedQuery, old: Engine, new: Engine, today: datetime.date
) -> Iterator[AnswerChange]:
    for params in _runs(one, other):
        was, now = _rows(one, dict(params), old, today), _rows(other, dict(params), new, today)
        lost, gained = (was - now).total(), (now - was).total()
        if lost or gained:
            yield AnswerChange(other.name, params, lost, gained)


def _query(catalogue: Catalogue, name: str) -> CannedQuery | None:
    try:
        return catalogue[name]
    except (UnknownName, WorkspaceError, ForbiddenQuery, TooLarge):  # not there, or not well formed: 'check' tells
        return None


def _runs(*queries: CannedQuery) -> list[tuple[tuple[str, str], ...]]:
    """The parameters to run with, each set once and in the order in which the queries state them."""
    runs: dict[tuple[tuple[str, str], ...], None] = {}
    for query in queries:
        for params in _params(query):
            order = [parameter.name for parameter in query.parameters]
            known = sorted(params.items(), key=lambda item: order.index(item[0]) if item[0] in order else len(order))
            runs.setdefault(tuple(known))
    return list(runs)


def _params(query: CannedQuery) -> Iterator[dict[str, str]]:
    for case in query.tests:
        yield {name: str(value) for name, value in (case.get("params") or {}).items()}
    yield {row.name: row.example for row in query.parameters if row.required}
    yield {row.name: row.example for row in query.parameters if row.example}


def _rows(query: CannedQuery, params: Mapping[str, str], engine: Engine, today: datetime.date) -> Rows:
    """The rows of one run; none where a parameter names nothing in this state."""
    try:
        table = run(query, params, engine, today)
    except BadParameter:
        return Counter()
    names = [column.name for column in table.columns]
    return Counter(
        tuple((name, "[]" if isinstance(cell, Blank) else short(cell)) for name, cell in zip(names, row, strict=True))
        for row in table.rows
    )
