"""The pages of the site, and the files that they load."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from skillgraph.errors import UnknownName
from skillgraph.pages import read_assets
from skillgraph_api.turn import turn_of

router = APIRouter(tags=["pages"], include_in_schema=False)

_FOR_EVER = "public, max-age=31536000, immutable"


@router.get("/")
async def home(request: Request) -> Response:
    """What this graph is."""
    return await turn_of(request).page("home")


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
