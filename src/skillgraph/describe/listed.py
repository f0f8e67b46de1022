"""A canned query as plain JSON: what it answers, what it takes, what its columns hold."""

from __future__ import annotations

from typing import Any

from skillgraph.queries import CannedQuery, Parameter
from skillgraph.terms import compact


def listed(query: CannedQuery, base_url: str) -> dict[str, Any]:
    """The entry of a query in the list at /queries."""
    return {
        "name": query.name,
        "topic": query.topic,
        "summary": query.summary,
        "description": query.description,
        "url": f"{base_url}/queries/{query.name}",
        "parameters": [_parameter(parameter) for parameter in query.parameters],
        "columns": [
            {"name": column.name, "type": column.type or None, "help": column.help, "digits": column.digits}
            for column in query.columns
        ],
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    """`class` is what an IRI has to be a thing of, `of` the type of a list's items."""
    return {
        "name": parameter.name,
        "type": parameter.type,
        "class": compact(parameter.cls) if parameter.cls else None,
        "of": parameter.of or None,
        "required": parameter.required,
        "default": parameter.default or None,
        "values": list(parameter.values) or None,
        "help": parameter.help,
        "example": parameter.example or None,
    }
