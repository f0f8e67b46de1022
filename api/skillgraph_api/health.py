"""Is the process alive, and does it serve a snapshot."""

from __future__ import annotations

from fastapi import APIRouter, Request

from skillgraph_api.state import state_of

router = APIRouter(tags=["health"])


@router.get("/livez", summary="Whether the process answers")
async def livez() -> dict[str, str]:
    """Always `ok`: it asks nothing of the graph."""
    return {"status": "ok"}


@router.get("/readyz", summary="Which snapshot is served")
async def readyz(request: Request) -> dict[str, str | int]:
    """The snapshot's id and size."""
    snapshot = state_of(request).snapshot
    return {"status": "ready", "snapshot": snapshot.id, "quads": snapshot.quads}
