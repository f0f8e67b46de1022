"""The job `query`: a SPARQL text from outside, guarded, evaluated and serialised."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from skillgraph.engine import Answer, Scope
from skillgraph.errors import QuerySyntaxError
from skillgraph.isolation.reply import Reply
from skillgraph.queries import OF_WORKSPACE, Limits, Survey, guard
from skillgraph.queries.syntax import diagnose
from skillgraph.results import GRAPH_FORMATS, SOLUTION_FORMATS, TYPED_FORMATS, Family, Format
from skillgraph.service.snapshot import Loaded, bounds_of, packed
from skillgraph.service.table import body_of


def answer_query(loaded: Loaded, arguments: Mapping[str, Any]) -> Reply:
    """The answer in the first of the formats that fits, with warnings about terms that the graph does not know."""
    query = arguments["query"]
    seen = guard(query, limits_of(arguments))
    formats, scope = _formats(tuple(arguments["formats"])), _scope(arguments, seen, loaded.base_url)
    try:
        answer = _answer(loaded, arguments, seen, formats, scope)
    except QuerySyntaxError as error:
        raise diagnose(query, error, has_base=True) from None
    return packed(
        answer.body,
        answer.format,
        arguments,
        form=seen.form,
        rows=answer.rows,
        warnings=loaded.vocabulary.warnings(query, seen.names),
        today=False,
        volatile=seen.is_volatile,
    )


def _answer(
    loaded: Loaded, arguments: Mapping[str, Any], seen: Survey, formats: tuple[Format, ...], scope: Scope
) -> Answer:
    """The engine's own answer; rows whose columns have types or labels are ours to write."""
    query, bounds = arguments["query"], bounds_of(arguments)
    chosen = next((one for one in formats if one.family is Family.SOLUTIONS), None)
    has_labels = bool(arguments.get("labels")) and seen.form == "select"
    if seen.form in ("select", "ask") and chosen is not None and (chosen in TYPED_FORMATS or has_labels):
        table = loaded.engine.select(query, bounds, scope)
        return Answer(body_of(loaded, table, chosen, arguments), chosen, len(table.rows))
    return loaded.engine.evaluate(query, formats, scope, bounds, loaded.context)


def limits_of(arguments: Mapping[str, Any]) -> Limits:
    """The guard's limits that a job was given; for what is missing, those of workspace texts."""
    limits = arguments.get("limits", {})
    known = OF_WORKSPACE
    return Limits(
        limits.get("text", known.text),
        limits.get("nesting", known.nesting),
        limits.get("tokens", known.tokens),
        limits.get("patterns", known.patterns),
    )


@lru_cache(maxsize=64)
def _formats(names: tuple[str, ...]) -> tuple[Format, ...]:
    known = (*SOLUTION_FORMATS, *TYPED_FORMATS, *GRAPH_FORMATS)
    return tuple(found for name in names for found in known if found.name == name)


def _scope(arguments: Mapping[str, Any], seen: Survey, base_url: str) -> Scope:
    default, named = tuple(arguments.get("default_graphs", ())), tuple(arguments.get("named_graphs", ()))
    return Scope(default, named, seen.has_from, f"{base_url}/sparql")
