"""The answers of the canned queries as tables: each with its defaults, and for all values of what it needs."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from itertools import product

from skillgraph.engine import Engine
from skillgraph.errors import BadParameter
from skillgraph.export.model import Relation, Skipped
from skillgraph.queries import CannedQuery, Catalogue, Parameter, run
from skillgraph.queries.parameters import members
from skillgraph.results import Column, Table, sheet_of
from skillgraph.terms import XSD, Iri, Literal, Term

PREFIX = "query_"
MOST_RUNS = 2000  # of one query, with different values

_BOOLEANS = ("true", "false")


def answers(catalogue: Catalogue, engine: Engine, today: datetime.date) -> Iterator[Relation | Skipped]:
    """A table for each query; one that needs a value that cannot be listed is skipped, with the reason."""
    for query in catalogue:
        needed = [one for one in query.parameters if one.required and not one.default]
        choices = [_choices(one, engine) for one in needed]
        runs = 1
        for found in choices:
            runs *= len(found)
        unlisted = [one.name for one, found in zip(needed, choices, strict=True) if not found]
        if unlisted:
            yield Skipped(query.name, f"Its parameter {unlisted[0]} has no list of values.")
        elif runs > MOST_RUNS:
            yield Skipped(query.name, f"It would be asked {runs:,} times; the most is {MOST_RUNS:,}.")
        else:
            yield _relation(query, _asked(query, needed, choices, engine, today))


def _choices(parameter: Parameter, engine: Engine) -> Sequence[str]:
    """All values that a parameter can have, where they can be listed."""
    if parameter.cls:
        return tuple(members(parameter.cls, engine))
    return _BOOLEANS if parameter.type == "boolean" else parameter.values


def _asked(
    query: CannedQuery,
    needed: Sequence[Parameter],
    choices: Sequence[Sequence[str]],
    engine: Engine,
    today: datetime.date,
) -> Table:
    """The rows of all runs, each after the values that it was asked with."""
    asked = tuple(Column(f"asked_{one.name}", one.help, type="iri" if one.cls else "string") for one in needed)
    rows: list[tuple[Term | None, ...]] = []
    columns = query.columns
    for values in product(*choices):
        given = {one.name: value for one, value in zip(needed, values, strict=True)}
        try:
            table = run(query, given, engine, today)
        except BadParameter:  # two values that do not go together
            continue
        head = tuple(Iri(value) if one.cls else Literal(value) for one, value in zip(needed, values, strict=True))
        rows += [(*head, *row) for row in table.padded().rows]
        columns = table.columns
    return Table((*asked, *columns), tuple(rows))


def _relation(query: CannedQuery, table: Table) -> Relation:
    named = [one.name for one in query.parameters if one.default]
    defaults = " ".join(f"{one.name}={one.default}" for one in query.parameters if one.name in named)
    columns = (Column("row_number", "The place of the row in the answer.", type="integer"), *table.columns)
    rows = tuple((Literal(str(place), XSD + "integer"), *row) for place, row in enumerate(table.rows, 1))
    name = f"{PREFIX}{query.name.replace('-', '_')}"
    sheet = sheet_of(Table(columns, rows))
    return Relation(name, query.summary, sheet, key=("row_number",), parameters=defaults)
