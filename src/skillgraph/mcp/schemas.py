"""What tools take and give, as JSON Schema, and what they are given as texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skillgraph.coverage.question import LONGEST, Type
from skillgraph.coverage.question import Parameter as Told
from skillgraph.errors import BadParameter
from skillgraph.queries import Parameter
from skillgraph.terms import compact

Schema = dict[str, Any]
MOST_NAMED = 24  # members of a class that a schema lists
MOST_ROWS = 1000
ROWS = 100

_CANNED: Mapping[str, Schema] = {
    "iri": {"type": "string"},
    "integer": {"type": "integer"},
    "decimal": {"type": "string", "pattern": r"^[+-]?[0-9]{1,12}(\.[0-9]{1,6})?$"},
    "string": {"type": "string"},
    "date": {"type": "string", "pattern": r"^([0-9]{4}-[0-9]{2}-[0-9]{2}|today)$"},
    "boolean": {"type": "boolean"},
    "enum": {"type": "string"},
}
_TOLD: Mapping[Type, Schema] = {
    Type.TEXT: {"type": "string", "maxLength": LONGEST},
    Type.INTEGER: {"type": "integer"},
    Type.DECIMAL: {"type": "number"},
    Type.DAYS: {"type": "string", "pattern": r"^[0-9]{1,9}(\.[0-9]{1,9})?$"},
    Type.FLAG: {"type": "boolean"},
    Type.DAY: {"type": "string", "format": "date"},
}
PAGE: Mapping[str, Schema] = {
    "max_rows": {
        "type": "integer",
        "minimum": 1,
        "maximum": MOST_ROWS,
        "default": ROWS,
        "description": "Most rows that are given at once.",
    },
    "skip_rows": {"type": "integer", "minimum": 0, "default": 0, "description": "Rows that are left out before them."},
}
ROWS_OUT: Schema = {
    "type": "object",
    "required": ["snapshot"],
    "properties": {
        "snapshot": {"type": "string"},
        "columns": {"type": "array"},
        "rows": {"type": "array"},
        "total_rows": {"type": "integer"},
        "next_skip_rows": {"type": "integer"},
        "boolean": {"type": "boolean"},
        "turtle": {"type": "string"},
        "warnings": {"type": "array"},
    },
}
REPORT_OUT: Schema = {
    "type": "object",
    "required": ["snapshot", "report"],
    "properties": {"snapshot": {"type": "string"}, "report": {"type": "object"}},
}


def taking(properties: Mapping[str, Schema], required: list[str]) -> Schema:
    """The schema of an object with these members and no others."""
    schema: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return {**schema, "required": required} if required else schema


def of_canned(parameter: Parameter, members: Mapping[str, tuple[str, ...]]) -> Schema:
    """The schema of a canned query's parameter; members of a small class are listed."""
    is_list = parameter.type == "list"
    item = dict(_CANNED[parameter.of if is_list else parameter.type])
    known = parameter.values or members.get(parameter.cls, ())
    if known and len(known) <= MOST_NAMED:
        item["enum"] = list(known)
    about = f"{parameter.help} ({compact(parameter.cls)})" if parameter.cls else parameter.help
    schema: Schema = {"type": "array", "items": item, "minItems": 1} if is_list else item
    schema["description"] = about
    if parameter.default:
        schema["default"] = _typed(parameter.default, str(item["type"]))
    if parameter.example:
        example = _typed(parameter.example, str(item["type"]))
        schema["examples"] = [[example] if is_list else example]
    return schema


def of_told(one: Told) -> Schema:
    """The schema of a parameter of a question about cover."""
    item = dict(_TOLD[one.type])
    limits = {"minimum": one.least, "maximum": one.most}
    item |= {name: _typed(str(limit), "number") for name, limit in limits.items() if limit is not None}
    if one.values:
        item = {"type": "string", "enum": list(one.values)}
    schema: Schema = {"type": "array", "items": item} if one.is_many else item
    schema["description"] = one.help
    if one.default:
        schema["default"] = _typed(one.default, str(item["type"]))
    if one.example:
        example = _typed(one.example, str(item["type"]))
        schema["examples"] = [[example] if one.is_many else example]
    return schema


def texts_of(name: str, value: Any) -> list[str]:
    """What a parameter was given, as texts; none for null. BadParameter where it is no plain value."""
    if value is None:
        return []
    if isinstance(value, list):
        return [text for item in value for text in texts_of(name, item)]
    if isinstance(value, bool):
        return ["true" if value else "false"]
    if isinstance(value, float) and value.is_integer():
        return [str(int(value))]
    if isinstance(value, str | int | float):
        return [str(value)]
    raise BadParameter(f"{name[:100]} is no plain value.", "Give a text, a number, true or false, or a list of these.")


def whole_number(given: dict[str, Any], name: str) -> int:
    """Takes one of the numbers of `PAGE` out of what was given; BadParameter where it is none."""
    schema = PAGE[name]
    value = given.pop(name, None)
    value = schema["default"] if value is None else value
    most = schema.get("maximum")
    if type(value) is not int or value < schema["minimum"] or (most is not None and value > most):
        limits = f"from {schema['minimum']}" + (f" to {most}" if most is not None else "")
        raise BadParameter(f"{name} is {str(value)[:100]!r}.", f"Give a whole number {limits}.")
    return value


def _typed(text: str, kind: str) -> str | int | float | bool:
    if kind == "boolean":
        return text == "true"
    if kind in ("integer", "number"):
        return int(text) if text.lstrip("-").isdigit() else float(text)
    return text
