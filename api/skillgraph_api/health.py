"""Is the process alive, does it serve a snapshot, and are the files as they stand being served."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from skillgraph.findings import Finding
from skillgraph_api.state import State, state_of

router = APIRouter(tags=["health"])


@router.get("/livez", summary="Whether the process answers")
async def livez() -> dict[str, str]:
    """Always `ok`: it asks nothing of the graph."""
    return {"status": "ok"}


@router.get("/readyz", summary="Which snapshot is served")
async def readyz(request: Request) -> dict[str, str | int]:
    """The snapshot's id and size; `degraded` where the files were changed and are not fit to be served."""
    return _readiness(state_of(request))


@router.get("/status", summary="Which snapshot is served, and what is to be said about the files")
async def status(request: Request) -> dict[str, Any]:
    """What `/readyz` says, with all findings about the files as they stand."""
    state = state_of(request)
    return {**_readiness(state), "findings": [_row(finding) for finding in state.findings]}


def _readiness(state: State) -> dict[str, str | int]:
    served: dict[str, str | int] = {"snapshot": state.snapshot_id, "quads": state.snapshot.quads}
    if state.trouble is None:
        return {"status": "ready", **served}
    return {
        "status": "degraded",
        **served,
        "since": state.trouble.since.isoformat(timespec="seconds"),
        "because": state.trouble.violations[0].one_line(),
        "findings": len(state.trouble.violations),
    }


def _row(finding: Finding) -> dict[str, str | int]:
    return {
        "place": finding.place(),
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "hint": finding.hint,
        "focus": finding.focus,
        "shape": finding.shape,
    }
