"""`/problems`: what each type of problem document means; their type URIs lead here."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import HTMLResponse

from skillgraph.errors import UnknownName
from skillgraph.pages import render_own
from skillgraph_api import pages
from skillgraph_api.problems import PROBLEMS, Problem
from skillgraph_api.turn import turn_of

router = APIRouter(tags=["problems"])


@router.get("/problems", summary="All types of problem documents", response_model=None)
async def problems(request: HttpRequest) -> list[dict[str, Any]] | HTMLResponse:
    """Type, status and meaning of each; a page for a browser."""
    return _shown(request, list(PROBLEMS.values()))


@router.get("/problems/{name}", summary="What a type of problem document means", response_model=None)
async def problem(request: HttpRequest, name: str) -> list[dict[str, Any]] | HTMLResponse:
    """A list of one; a page for a browser."""
    if name not in PROBLEMS:
        raise UnknownName(f"There is no problem called {name[:100]!r}.", f"There are: {', '.join(PROBLEMS)}.")
    return _shown(request, [PROBLEMS[name]])


def _shown(request: HttpRequest, listed: list[Problem]) -> list[dict[str, Any]] | HTMLResponse:
    base_url = turn_of(request).state.settings.base_url
    if not pages.is_liked(request.headers.get("accept", ""), pages.JSON):
        return [
            {
                "type": f"{base_url}/problems/{one.name}",
                "title": one.title,
                "status": one.status.value,
                "about": one.about,
            }
            for one in listed
        ]
    title = "Problems" if len(listed) > 1 else f"Problem: {listed[0].title}"
    return HTMLResponse(render_own(base_url, "problems.html", title, {"problems": listed}))
