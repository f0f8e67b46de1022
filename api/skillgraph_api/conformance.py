"""`/conformance`: what the W3C's test suites say of this release. The figures are data of the package."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from skillgraph.pages import render_own
from skillgraph_api import pages
from skillgraph_api.turn import turn_of

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
        base_url = turn_of(request).state.settings.base_url
        return HTMLResponse(page(figures(), base_url))
    return figures()


def page(stated: dict[str, Any], base_url: str) -> bytes:
    """The figures for people."""
    return render_own(base_url, "conformance.html", "Conformance", {"stated": stated, "columns": _COLUMNS})
