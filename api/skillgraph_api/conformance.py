"""`/conformance`: what the W3C's test suites say of this release. The figures are data of the package."""

from __future__ import annotations

import json
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from skillgraph_api import pages

router = APIRouter(tags=["documentation"])

_COLUMNS = ("suite", "part", "cases", "hold", "deviate", "not_applicable")


@cache
def figures() -> dict[str, Any]:
    """The suites with their numbers, and the cases that deviate, with their reasons, or do not apply."""
    text = files("skillgraph_api").joinpath("conformance.json").read_text(encoding="utf-8")
    stated: dict[str, Any] = json.loads(text)
    return stated


@router.get("/conformance", summary="What the W3C's test suites say of this release", response_model=None)
async def conformance(request: Request) -> dict[str, Any] | HTMLResponse:
    """The figures as JSON; a page for a browser."""
    if pages.is_liked(request.headers.get("accept", ""), pages.JSON):
        return HTMLResponse(page(figures()))
    return figures()


def page(stated: dict[str, Any]) -> str:
    """The figures for people, without scripts or anything from elsewhere."""
    head = "".join(f"<th>{column.replace('_', ' ')}</th>" for column in _COLUMNS)
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(str(row[column]))}</td>' for column in _COLUMNS)}</tr>" for row in stated["suites"]
    )
    deviations = "".join(
        f"<dt><code>{escape(item['case'])}</code></dt><dd>{escape(item['reason'])}</dd>"
        for item in stated["deviations"]
    )
    updates = "".join(f"<li><code>{escape(name)}</code></li>" for name in stated["not_applicable"])
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>skillgraph: conformance</title></head>'
        f"<body><h1>Conformance</h1><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        f"<h2>Deviations</h2><dl>{deviations}</dl>"
        f"<h2>Not applicable: updates, which are answered with 403</h2><ul>{updates}</ul></body></html>\n"
    )
