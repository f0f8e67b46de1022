"""The pages of the site, and the files that they load."""

from __future__ import annotations

import json
from collections.abc import Mapping

from fastapi import APIRouter, Request, Response

from skillgraph.errors import UnknownName, UsageError
from skillgraph.pages import read_assets
from skillgraph.pages.quality import FINDINGS
from skillgraph_api.health import row
from skillgraph_api.turn import turn_of

router = APIRouter(tags=["pages"], include_in_schema=False)

_FOR_EVER = "public, max-age=31536000, immutable"
_MOST_FINDINGS = 200
# Pages at the address that is their name, and the fields that they take (None: those of a question about cover).
_PAGES: Mapping[str, tuple[str, ...] | None] = {
    "search": ("q",),
    "resilience": None,
    "training": None,
    "funding": None,
    "onboarding": None,
    "pyramid": (),
}


def _serve(page: str, takes: tuple[str, ...] | None) -> None:
    @router.get(f"/{page}", name=page)
    async def answer(request: Request) -> Response:
        return await turn_of(request).page(page, _told(request, page, takes))


for _page, _takes in _PAGES.items():
    _serve(_page, _takes)


@router.get("/")
async def home(request: Request) -> Response:
    """What this graph is, and whether its files are well."""
    turn = turn_of(request)
    state = turn.state
    told = {"commits": state.commits, "findings": str(len(state.findings)), "degraded": "yes" if state.trouble else ""}
    return await turn.page("home", told)


@router.get("/task/{name}")
async def task(request: Request, name: str) -> Response:
    """A task: who can cover it, what it requires, who pays, and where that is from."""
    return await turn_of(request).page("task", {**_told(request, "task", ("on",)), "name": name})


@router.get("/holder/{name}")
async def holder(request: Request, name: str) -> Response:
    """A holder: what is attested, what that covers, and what would leave with them."""
    return await turn_of(request).page("holder", {**_told(request, "holder", ("on",)), "name": name})


@router.get("/quality")
async def quality(request: Request) -> Response:
    """What a reader has to know before trusting an answer."""
    _told(request, "quality", ())
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


def _told(request: Request, page: str, takes: tuple[str, ...] | None) -> dict[str, str]:
    """What was filled in; UsageError where a field is given twice, or is none that the page takes."""
    fields = [(key, value) for key, value in turn_of(request).request.parameters() if value]
    told = dict(fields)
    if len(told) < len(fields):
        raise UsageError("A field is given twice.", "Give each once.")
    unknown = sorted(told.keys() - set(told if takes is None else takes))
    if unknown and takes:
        raise UsageError(f"{page} does not take {unknown[0][:100]!r}.", f"It takes {', '.join(takes)}.")
    if unknown:
        raise UsageError(f"{page} takes no fields.", "Leave out what follows the question mark.")
    return told
