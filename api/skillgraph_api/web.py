"""The pages of the site, and the files that they load."""

from __future__ import annotations

import json

from fastapi import APIRouter, Request, Response

from skillgraph.errors import UnknownName, UsageError
from skillgraph.pages import read_assets
from skillgraph.pages.quality import FINDINGS
from skillgraph_api.health import row
from skillgraph_api.turn import turn_of

router = APIRouter(tags=["pages"], include_in_schema=False)

_FOR_EVER = "public, max-age=31536000, immutable"
_MOST_FINDINGS = 200


@router.get("/")
async def home(request: Request) -> Response:
    """What this graph is."""
    return await turn_of(request).page("home")


@router.get("/search")
async def search(request: Request) -> Response:
    """Things by their labels."""
    turn = turn_of(request)
    return await turn.page("search", dict(turn.request.parameters()))


@router.get("/task/{name}")
async def task(request: Request, name: str) -> Response:
    """A task: who can cover it, what it requires, who pays, and where that is from."""
    turn = turn_of(request)
    return await turn.page("task", {**dict(turn.request.parameters()), "name": name})


@router.get("/holder/{name}")
async def holder(request: Request, name: str) -> Response:
    """A holder: what is attested, what that covers, and what would leave with them."""
    turn = turn_of(request)
    return await turn.page("holder", {**dict(turn.request.parameters()), "name": name})


@router.get("/resilience")
async def resilience(request: Request) -> Response:
    """What breaks when people leave, and what expires."""
    return await _dashboard(request, "resilience")


@router.get("/training")
async def training(request: Request) -> Response:
    """What to learn: a plan for a goal, and advice."""
    return await _dashboard(request, "training")


@router.get("/funding")
async def funding(request: Request) -> Response:
    """Who pays, within bounds, and what ends with a source."""
    return await _dashboard(request, "funding")


@router.get("/onboarding")
async def onboarding(request: Request) -> Response:
    """How a community is brought on board, and who carries the steps."""
    return await _dashboard(request, "onboarding")


@router.get("/pyramid")
async def pyramid(request: Request) -> Response:
    """The storeys of knowledge, and what rests on what."""
    _without_fields(request, "pyramid")
    return await turn_of(request).page("pyramid")


@router.get("/quality")
async def quality(request: Request) -> Response:
    """What a reader has to know before trusting an answer."""
    _without_fields(request, "quality")
    turn = turn_of(request)
    findings = [row(finding) for finding in turn.state.findings[:_MOST_FINDINGS]]
    return await turn.page("quality", {FINDINGS: json.dumps(findings)} if findings else {})


@router.get("/assets/{name}")
async def asset(request: Request, name: str) -> Response:
    """A file that pages load. Its address is that of its bytes, so it may be kept for ever."""
    for found in read_assets().values():
        if found.path == f"/assets/{name}":
            headers = {"Content-Type": found.content_type, "Cache-Control": _FOR_EVER, "Vary": "Accept-Encoding"}
            if not turn_of(request).request.gzip:
                return Response(found.content, headers=headers)
            return Response(found.packed, headers={**headers, "Content-Encoding": "gzip"})
    raise UnknownName(f"There is no asset called {name[:100]!r}.", "Load the page anew: it names those there are.")


async def _dashboard(request: Request, name: str) -> Response:
    """A page with what was filled in; UsageError where a field is given twice."""
    turn = turn_of(request)
    fields = [(key, value) for key, value in turn.request.parameters() if value]
    told = dict(fields)
    if len(told) < len(fields):
        raise UsageError("A field is given twice.", "Give each once.")
    return await turn.page(name, told)


def _without_fields(request: Request, name: str) -> None:
    if turn_of(request).request.parameters():
        raise UsageError(f"{name} takes no fields.", "Leave out what follows the question mark.")
