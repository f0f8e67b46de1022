"""The OpenAPI document, with one typed operation for every canned query."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from skillgraph.queries import CannedQuery, Parameter
from skillgraph.terms import compact
from skillgraph_api.canned import FORMATS
from skillgraph_api.problems import MEDIA_TYPE
from skillgraph_api.state import State

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


def install_documentation(app: FastAPI) -> None:
    """Replaces the framework's document by one that knows the canned queries of the snapshot."""

    def document() -> dict[str, Any]:
        schema = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        state: State = app.state.skillgraph
        for query in state.catalogue:
            schema["paths"][f"/queries/{query.name}"] = {"get": operation(query)}
        return schema

    app.openapi = document  # type: ignore[method-assign]  # the framework's documented way


def operation(query: CannedQuery) -> dict[str, Any]:
    """The OpenAPI operation of a canned query."""
    media: dict[str, Any] = {media_type: {} for format_ in FORMATS for media_type in format_.media_types[:1]}
    columns = "\n".join(f"- `{column.name}`: {column.help}" for column in query.columns)
    return {
        "tags": [query.topic],
        "summary": query.summary,
        "description": f"{query.description}\n\nColumns:\n\n{columns}".strip(),
        "operationId": query.name.replace("-", "_"),
        "parameters": [_parameter(parameter) for parameter in query.parameters],
        "responses": {
            "200": {"description": "The rows", "content": media},
            "422": {"description": "A parameter is wrong", "content": {MEDIA_TYPE: {}}},
        },
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
