"""Replies and errors as results of tools: small, structured, with the snapshot that they are of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mcp_types import CallToolResult, TextContent

from skillgraph.errors import LimitReached, QuerySyntaxError, SkillgraphError
from skillgraph.isolation import Reply
from skillgraph.terms import ID, XSD, compact


def rows_in(reply: Reply, helps: Mapping[str, str], most: int, skip: int) -> dict[str, Any]:
    """Solutions, or the truth of an ASK, or a graph as Turtle."""
    warnings = list(reply.head.get("warnings") or ())
    more: dict[str, Any] = {"warnings": warnings} if warnings else {}
    if reply.head["format"] != "json":
        return {"turtle": reply.body.decode(), **more}
    document = json.loads(reply.body)
    if "boolean" in document:
        return {"boolean": document["boolean"], **more}
    names, bindings = document["head"]["vars"], document["results"]["bindings"]
    rows = [
        {name: _plain(row[name]) if name in row else None for name in names} for row in bindings[skip : skip + most]
    ]
    columns = [{"name": name, **({"help": helps[name]} if name in helps else {})} for name in names]
    found = {"columns": columns, "rows": rows, "total_rows": len(bindings), **more}
    return {**found, "next_skip_rows": skip + most} if skip + most < len(bindings) else found


def _plain(term: Mapping[str, Any]) -> Any:
    """A term as a JSON value: short names, whole numbers, truth values; decimals stay exact texts."""
    kind, value = term["type"], term["value"]
    if kind == "uri":
        return compact(value)
    if kind == "triple":
        return [_plain(value[part]) for part in ("subject", "predicate", "object")]
    datatype = term.get("datatype", "")
    if datatype == f"{XSD}integer":
        return int(value)
    if datatype == f"{XSD}boolean" and value in ("true", "false"):
        return value == "true"
    return f"_:{value}" if kind == "bnode" else value


def report_in(reply: Reply) -> dict[str, Any]:
    """The report on a question about cover, with short names."""
    return {"report": _short(json.loads(reply.body))}


def _short(value: Any) -> Any:
    if isinstance(value, str):
        return compact(value) if value.startswith(ID) else value
    if isinstance(value, list):
        return [_short(item) for item in value]
    return {name: _short(item) for name, item in value.items()} if isinstance(value, dict) else value


def good(snapshot: str, found: Mapping[str, Any]) -> CallToolResult:
    """A result; its text is the same as JSON, for clients that look at nothing else."""
    structured = {"snapshot": snapshot, **found}
    text = json.dumps(structured, ensure_ascii=False)
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=structured)


def bad(error: SkillgraphError) -> CallToolResult:
    """An error with its place, the line with a caret and the next step, for the one who asked to mend it."""
    found: dict[str, Any] = {"error": type(error).__name__, "message": error.message}
    lines = [error.message]
    if isinstance(error, QuerySyntaxError):
        found |= {"line": error.line, "column": error.column, "source": error.source}
        lines += [error.source]
    if isinstance(error, LimitReached):
        found["limit"] = error.limit
    if error.hint:
        found["hint"] = error.hint
        lines.append(error.hint)
    text = "\n".join(filter(None, lines))
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=found, is_error=True)
