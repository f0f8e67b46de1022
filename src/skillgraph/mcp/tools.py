"""The tools: one for each canned query and each question about cover, and one for SPARQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from mcp_types import Tool as Described
from mcp_types import ToolAnnotations

from skillgraph.coverage.question import Parameter as Told
from skillgraph.coverage.question import Question, day_of
from skillgraph.coverage.questions import ALWAYS, ON, QUESTION, TABLE, WITHOUT, question
from skillgraph.errors import BadParameter, UsageError
from skillgraph.isolation import Reply
from skillgraph.mcp.graph import State
from skillgraph.mcp.results import report_in, rows_in
from skillgraph.mcp.schemas import (
    PAGE,
    REPORT_OUT,
    ROWS_OUT,
    Schema,
    of_canned,
    of_told,
    taking,
    texts_of,
    whole_number,
)
from skillgraph.queries import CannedQuery

SPARQL = "sparql"
COVERAGE = "coverage-"
WHAT_IF = f"{COVERAGE}what-if"
_READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_ABOUT_SPARQL = """\
A SPARQL 1.1 query: SELECT, ASK, CONSTRUCT or DESCRIBE over the union of all graphs. Nothing can be changed, and
SERVICE is refused. The usual prefixes, such as sg: and task:, need no PREFIX line. The resources skillgraph://ontology
and skillgraph://prefixes say what there is. A query that does not parse is answered with line, column and a caret."""


@dataclass(frozen=True, slots=True)
class Call:
    """A job for the processes, and what is made of its reply."""

    job: str
    arguments: Mapping[str, Any]
    read: Callable[[Reply], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool as clients see it, and what its arguments ask for; `prepare` takes today as its second argument."""

    described: Described
    prepare: Callable[[Mapping[str, Any], str], Call]


def tools_of(state: State) -> dict[str, Tool]:
    """All tools by name, in a fixed order. A canned query hides the tool of a name that it shares."""
    made = [_sparql(), *(_coverage(one) for one in TABLE), _what_if()]
    made += [_canned(query, state.members) for query in state.catalogue]
    return {tool.described.name: tool for tool in made}


def _described(name: str, title: str, about: str, takes: Schema, gives: Schema) -> Described:
    return Described(
        name=name, title=title, description=about, input_schema=takes, output_schema=gives, annotations=_READS
    )


def _canned(query: CannedQuery, members: Mapping[str, tuple[str, ...]]) -> Tool:
    own = {one.name: of_canned(one, members) for one in query.parameters}
    columns = "; ".join(f"{column.name}: {column.help}" for column in query.columns)
    about = "\n\n".join(filter(None, (query.summary, query.description, f"Columns: {columns}")))
    takes = taking({**PAGE, **own}, [one.name for one in query.parameters if one.required])
    return Tool(
        _described(query.name, query.summary, about, takes, ROWS_OUT), partial(_call_canned, query, frozenset(own))
    )


def _call_canned(query: CannedQuery, own: frozenset[str], given: Mapping[str, Any], today: str) -> Call:
    rest, read = _paged(given, own, {column.name: column.help for column in query.columns})
    values = {name: texts for name, value in rest.items() if (texts := texts_of(name, value))}
    return Call("canned", {"name": query.name, "values": values, "format": "json", "today": today}, read)


def _sparql() -> Tool:
    query = {"type": "string", "description": "The query.", "examples": ["SELECT ?task { ?task a sg:LeadershipTask }"]}
    takes = taking({"query": query, **PAGE}, ["query"])
    return Tool(_described(SPARQL, "Run a SPARQL query", _ABOUT_SPARQL, takes, ROWS_OUT), _call_sparql)


def _call_sparql(given: Mapping[str, Any], _: str) -> Call:
    rest, read = _paged(given, frozenset(), {})
    text = rest.pop("query", None)
    if rest:
        raise BadParameter(f"{SPARQL} has no parameter called {next(iter(rest))[:100]!r}.", "It takes: query.")
    if not isinstance(text, str) or not text.strip():
        raise UsageError("There is no query.", "Send one as the parameter 'query'.")
    return Call("query", {"query": text, "formats": ["json", "ttl"]}, read)


def _paged(
    given: Mapping[str, Any], own: frozenset[str], helps: Mapping[str, str]
) -> tuple[dict[str, Any], Callable[[Reply], dict[str, Any]]]:
    """What was given without the numbers of `PAGE` that are not the query's own, and the reader of that many rows."""
    rest = dict(given)
    page = {name: whole_number(rest if name not in own else {}, name) for name in PAGE}
    return rest, partial(rows_in, helps=helps, most=page["max_rows"], skip=page["skip_rows"])


def _coverage(asked: Question) -> Tool:
    parameters = (*asked.parameters, ON)
    others = [name for one in asked.parameters for name in one.others]
    about = f"{asked.summary} Unknown is no gap: nothing is recorded that would decide it."
    if others:
        about += f" Instead of {asked.parameters[0].name}: {', '.join(others)}."
    takes = _told(parameters, asked)
    return Tool(_described(COVERAGE + asked.name, asked.summary, about, takes, REPORT_OUT), partial(_ask, asked))


def _told(parameters: tuple[Told, ...], asked: Question) -> Schema:
    """The schema of what a question takes; what has other names is required by none of them."""
    properties = {one.name: of_told(one) for one in parameters}
    for one in asked.parameters:
        properties |= {name: {"type": "string", "description": one.help} for name in one.others}
    return taking(properties, [one.name for one in parameters if one.is_required and not one.others])


def _ask(asked: Question, given: Mapping[str, Any], today: str) -> Call:
    on, rest = _day(given)
    told = asked.given(_pairs(rest)).texts
    arguments = {"question": asked.name, "given": {name: list(texts) for name, texts in told.items()}, "on": on}
    return Call("coverage", {**arguments, "format": "json", "today": today}, report_in)


def _what_if() -> Tool:
    shared = tuple({one.name: one for asked in TABLE for one in asked.parameters if not one.is_required}.values())
    properties = {one.name: of_told(one) for one in (*shared, WITHOUT, ON, QUESTION)}
    properties[QUESTION.name] = {**of_told(QUESTION), "description": QUESTION.help}
    about = "What departures or another day do to answers. The parameters of the question that is asked come beside."
    title = "What departures or another day do to answers."
    return Tool(_described(WHAT_IF, title, about, taking(properties, []), REPORT_OUT), _ask_what_if)


def _ask_what_if(given: Mapping[str, Any], today: str) -> Call:
    on, rest = _day(given)
    leavers = [WITHOUT.checked(text) for text in texts_of(WITHOUT.name, rest.pop(WITHOUT.name, None))]
    if not (leavers or on):
        raise UsageError("Nothing is changed.", "Give without or on.")
    names = [QUESTION.checked(text) for text in texts_of(QUESTION.name, rest.pop(QUESTION.name, None))] or list(ALWAYS)
    pairs = _pairs(rest)
    asked = {name: {key: list(texts) for key, texts in question(name).given(pairs).texts.items()} for name in names}
    arguments = {"asked": asked, "without": leavers, "on": on}
    return Call("what-if", {**arguments, "format": "json", "today": today}, report_in)


def _day(given: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The day that is asked for, empty where it is today, and the rest."""
    rest = dict(given)
    texts = texts_of(ON.name, rest.pop(ON.name, None))
    if len(texts) > 1:
        raise UsageError("on is given twice.", "Give it once.")
    return (day_of(texts[0]).isoformat() if texts else ""), rest


def _pairs(given: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(name, text) for name, value in given.items() for text in texts_of(name, value)]
