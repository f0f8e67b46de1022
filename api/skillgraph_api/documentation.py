"""The OpenAPI document: the framework's routes, `/sparql`, and one typed operation for every canned query."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from skillgraph.coverage.question import LONGEST, Form, Type
from skillgraph.coverage.question import Parameter as Told
from skillgraph.coverage.questions import EXPLAIN, ON, QUESTION, TABLE, WITHOUT
from skillgraph.coverage.reports.explain import EXPLANATION_FORMATS
from skillgraph.coverage.tables import REPORT_FORMATS
from skillgraph.queries import CannedQuery, Catalogue, Parameter
from skillgraph.results import HTML, TABLE_FORMATS, Format
from skillgraph.terms import compact
from skillgraph_api import coverage, sparql
from skillgraph_api.problems import JSON, PROBLEMS
from skillgraph_api.state import Holder

_SCHEMAS: dict[str, dict[str, Any]] = {
    "integer": {"type": "integer"},
    "decimal": {"type": "string", "pattern": r"^[+-]?\d{1,12}(\.\d{1,6})?$"},
    "boolean": {"type": "string", "enum": ["true", "false"]},
    "string": {"type": "string"},
    "iri": {"type": "string"},
    "date": {"type": "string", "pattern": r"^(\d{4}-\d{2}-\d{2}|today)$"},
    "enum": {"type": "string"},
    "list": {"type": "string"},
}
_PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "A problem document (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "hint": {"type": "string", "description": "The next step."},
        "line": {"type": "integer", "description": "Of the query, from 1."},
        "column": {"type": "integer", "description": "From 1."},
        "source": {"type": "string", "description": "The line of the query."},
        "caret": {"type": "string", "description": "Points at the column when written under the line."},
        "see": {"type": "array", "items": {"type": "string"}, "description": "Addresses of what may be meant."},
        "limit": {"type": "string", "enum": ["time", "memory", "cpu", "depth"]},
    },
}
_TEXT = {"type": "string"}
_LABELS = {
    "name": "labels",
    "in": "query",
    "required": False,
    "description": "A column with labels beside each column of IRIs.",
    "schema": {"type": "boolean"},
}
_GRAPHS = {"type": "array", "items": {"type": "string", "format": "uri"}}


def install_documentation(app: FastAPI, serving: Holder) -> None:
    """Replaces the framework's document by one that knows the routes in front of it and the snapshot's queries.

    It is made once for each snapshot: that takes longer than most queries, in the process that answers everybody.
    """

    @lru_cache(maxsize=1)
    def document(catalogue: Catalogue | None) -> dict[str, Any]:
        schema = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        schema["servers"] = [{"url": serving.settings.base_url}]
        schema.setdefault("components", {}).setdefault("schemas", {})["Problem"] = _PROBLEM
        schema["paths"]["/sparql"] = {"get": _by_get(), "post": _by_post()}
        schema["paths"] |= {f"{coverage.PREFIX}{asked.name}": {"get": _about_cover(asked)} for asked in TABLE}
        schema["paths"][f"{coverage.PREFIX}{EXPLAIN.name}"] = {"get": _about_cover(EXPLAIN, _EXPLAINED)}
        schema["paths"][f"{coverage.PREFIX}{coverage.WHAT_IF}"] = {"get": _what_if(), "post": _what_if_by_post()}
        for query in catalogue or ():
            schema["paths"][f"/queries/{query.name}"] = {"get": operation(query)}
        return schema

    app.openapi = lambda: document(serving.state.catalogue if serving.state else None)  # type: ignore[method-assign]  # the framework's documented way


def _responses(good: str, formats: tuple[Format, ...], *statuses: int) -> dict[str, Any]:
    content: dict[str, Any] = {media: {} for format_ in formats for media in format_.media_types[:1]}
    answers: dict[str, Any] = {"200": {"description": good, "content": content}}
    problem = {JSON.media_types[0]: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status in sorted(statuses):
        abouts = [one.about for one in PROBLEMS.values() if one.status.value == status]
        answers[str(status)] = {"description": " Or: ".join(abouts), "content": problem}
    return {**answers, "304": {"description": "The client has the answer: If-None-Match names it."}}


def _query_parameter(name: str, about: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": about, "schema": schema}


def _shared() -> list[dict[str, Any]]:
    names = sorted({*sparql.ALIASES, *(found.name for found in sparql.FORMATS)})
    return [
        _query_parameter("default-graph-uri", "A graph of the default graph, in place of all.", _GRAPHS),
        _query_parameter("named-graph-uri", "A named graph of the query's dataset.", _GRAPHS),
        _query_parameter("format", "Goes before Accept.", {"type": "string", "enum": names}),
        _query_parameter("timeout", "A shorter deadline than the server's, in seconds.", {"type": "number"}),
        _LABELS,
    ]


def _by_get() -> dict[str, Any]:
    query = _query_parameter("query", "SPARQL 1.1; without it, the service description.", _TEXT)
    statuses = (400, 403, 406, 414, 422, 429, 503)
    return {
        "tags": ["sparql"],
        "summary": "Run a SPARQL query",
        "description": "SELECT, ASK, CONSTRUCT or DESCRIBE; the default graph is the union of all graphs.",
        "operationId": "query",
        "parameters": [query, *_shared()],
        "responses": _responses("The answer", sparql.FORMATS, *statuses),
    }


def _by_post() -> dict[str, Any]:
    form = {"type": "object", "required": ["query"], "properties": {"query": _TEXT, "default-graph-uri": _GRAPHS}}
    form["properties"]["named-graph-uri"] = _GRAPHS  # type: ignore[index]
    statuses = (400, 403, 406, 408, 413, 415, 422, 429, 503)
    return {
        "tags": ["sparql"],
        "summary": "Run a SPARQL query sent in the body",
        "description": "The query as `application/sparql-query`, or as the field `query` of a form.",
        "operationId": "query_by_post",
        "parameters": _shared(),
        "requestBody": {"required": True, "content": {sparql.QUERY: {"schema": _TEXT}, sparql.FORM: {"schema": form}}},
        "responses": _responses("The answer", sparql.FORMATS, *statuses),
    }


def operation(query: CannedQuery) -> dict[str, Any]:
    """The OpenAPI operation of a canned query."""
    columns = "\n".join(f"- `{column.name}`: {column.help}" for column in query.columns)
    return {
        "tags": [query.topic],
        "summary": query.summary,
        "description": f"{query.description}\n\nColumns:\n\n{columns}".strip(),
        "operationId": query.name.replace("-", "_"),
        "parameters": [_parameter(parameter) for parameter in query.parameters],
        "responses": _responses("The rows", TABLE_FORMATS, 400, 406, 422, 429, 503),
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema = dict(_SCHEMAS[parameter.type])
    if parameter.values:
        schema["enum"] = list(parameter.values)
    if parameter.default:
        schema["default"] = parameter.default
    about = f"{parameter.help} ({compact(parameter.cls)})" if parameter.cls else parameter.help
    entry = {"name": parameter.name, "in": "query", "required": parameter.required, "description": about}
    if parameter.example:
        entry["example"] = parameter.example
    return {**entry, "schema": schema}


_KINDS: dict[Type, dict[str, Any]] = {
    Type.TEXT: {"type": "string", "maxLength": LONGEST},
    Type.INTEGER: {"type": "integer"},
    Type.DECIMAL: {"type": "number"},
    Type.DAYS: {"type": "string", "pattern": r"^\d{1,9}(\.\d{1,9})?$"},
    Type.FLAG: {"type": "boolean"},
    Type.DAY: {"type": "string", "format": "date"},
}


_EXPLAINED: tuple[Format, ...] = (*EXPLANATION_FORMATS, HTML)


def _about_cover(asked: Form, formats: tuple[Format, ...] = REPORT_FORMATS) -> dict[str, Any]:
    return {
        "tags": ["coverage"],
        "summary": asked.summary,
        "operationId": f"coverage_{asked.name}",
        "parameters": [_told(one) for one in (*asked.parameters, ON)] + _of_answers(formats),
        "responses": _responses("The report", formats, 400, 404, 406, 422, 429, 503),
    }


def _what_if() -> dict[str, Any]:
    own = [_told(one) for one in (WITHOUT, ON, QUESTION)]
    asked = {one.name: _told(one) for question in TABLE for one in question.parameters if not one.is_required}
    return {
        "tags": ["coverage"],
        "summary": "What departures or another day do to answers",
        "description": "The parameters of the question that is asked come beside these; of funding, "
        "`source`, `package` or `all-of` says what ends.",
        "operationId": "coverage_what_if",
        "parameters": [*own, *asked.values(), *_of_answers()],
        "responses": _responses("The differences", REPORT_FORMATS, 400, 406, 422, 429, 503),
    }


def _what_if_by_post() -> dict[str, Any]:
    return {
        **_what_if(),
        "summary": "What Turtle that is added does to answers",
        "operationId": "coverage_what_if_by_post",
        "requestBody": {"required": True, "content": {coverage.TURTLE: {"schema": _TEXT}}},
        "responses": _responses("The differences", REPORT_FORMATS, 400, 406, 408, 413, 415, 422, 429, 503),
    }


def _told(one: Told) -> dict[str, Any]:
    schema = dict(_KINDS[one.type])
    limits = {"minimum": one.least, "maximum": one.most}
    schema |= {name: _number(str(limit)) for name, limit in limits.items() if limit is not None}
    if one.values:
        schema = {"type": "string", "enum": list(one.values)}
    if one.default:
        schema["default"] = one.default if one.values else _number(one.default)
    if one.is_many:
        schema = {"type": "array", "items": schema}
    entry = {"name": one.name, "in": "query", "required": one.is_required, "description": one.help, "schema": schema}
    if one.example:
        number = one.type in (Type.INTEGER, Type.DECIMAL)
        entry["example"] = [one.example] if one.is_many else _number(one.example) if number else one.example
    return entry


def _number(text: str) -> int | float:
    return int(text) if text.isdigit() else float(text)


def _of_answers(formats: tuple[Format, ...] = REPORT_FORMATS) -> list[dict[str, Any]]:
    names = [found.name for found in formats]
    return [
        _query_parameter("format", "Goes before Accept.", {"type": "string", "enum": names}),
        _query_parameter("timeout", "A shorter deadline than the server's, in seconds.", {"type": "number"}),
    ]
