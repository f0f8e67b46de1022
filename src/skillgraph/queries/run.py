"""Running a canned query with given values."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Mapping

from skillgraph.engine import UNBOUNDED, Bounds, Engine
from skillgraph.errors import BadParameter, QuerySyntaxError, WorkspaceError
from skillgraph.queries.canned import CannedQuery
from skillgraph.queries.parameters import Context, to_sparql
from skillgraph.queries.syntax import diagnosed
from skillgraph.results import Column, Table
from skillgraph.sparql.binding import bind


def bound_text(query: CannedQuery, values: Mapping[str, str], engine: Engine, today: datetime.date) -> str:
    """The SPARQL text with the values in their places.

    A parameter without value and default stays a variable. BadParameter names what is unknown, missing or wrong.
    """
    known = [parameter.name for parameter in query.parameters]
    for name in values:
        if name not in known:
            close = difflib.get_close_matches(name, known, 1)
            listed = f"It takes: {', '.join(known)}." if known else "It takes none."
            hint = f"Did you mean {close[0]}?" if close else listed
            raise BadParameter(f"{query.name} has no parameter called {name!r}.", hint)
    context = Context(engine, today)
    terms = {}
    for parameter in query.parameters:
        text = values.get(parameter.name) or parameter.default
        if text:
            terms[parameter.name] = to_sparql(parameter, text, context)
        elif parameter.required:
            example = f", for example {parameter.name}={parameter.example}" if parameter.example else ""
            raise BadParameter(f"{query.name} needs {parameter.name}{example}.", f"{parameter.help}")
    return bind(query.text, terms)


def run(
    query: CannedQuery, values: Mapping[str, str], engine: Engine, today: datetime.date, bounds: Bounds = UNBOUNDED
) -> Table:
    """The rows, in the columns that the header declares.

    AnswerTooLarge past the bounds; WorkspaceError where the file is no query, which only `ill_formed` looks for.
    """
    text = bound_text(query, values, engine, today)
    try:
        with diagnosed(text):
            answer = engine.select(text, bounds)
    except QuerySyntaxError as error:
        raise WorkspaceError(f"{query.path} is not SPARQL: {error.message}", "Run 'skillgraph check'.") from None
    helps = {column.name: column for column in query.columns}
    columns = tuple(helps.get(column.name, Column(column.name)) for column in answer.columns)
    return Table(columns, answer.rows)


def depends_on_today(query: CannedQuery, values: Mapping[str, str]) -> bool:
    """Whether one of the values, given or by default, is the word `today`."""
    return any(
        parameter.type == "date" and (values.get(parameter.name) or parameter.default).strip() == "today"
        for parameter in query.parameters
    )
