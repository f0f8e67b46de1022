"""Is the process alive, does it serve a snapshot, and are the files as they stand being served."""

from __future__ import annotations

from html import escape
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from skillgraph.findings import Finding
from skillgraph.results import Family, Format, negotiate
from skillgraph_api.state import State, state_of

router = APIRouter(tags=["health"])

_JSON = Format("json", Family.SOLUTIONS, ("application/json",))
_HTML = Format("html", Family.SOLUTIONS, ("text/html",))


@router.get("/livez", summary="Whether the process answers")
async def livez() -> dict[str, str]:
    """Always `ok`: it asks nothing of the graph."""
    return {"status": "ok"}


@router.get("/readyz", summary="Which snapshot is served")
async def readyz(request: Request) -> dict[str, str | int]:
    """The snapshot's id and size; `degraded` where the files were changed and are not fit to be served."""
    return _readiness(state_of(request))


@router.get("/status", summary="Which snapshot is served, and what is to be said about the files", response_model=None)
async def status(request: Request) -> dict[str, Any] | HTMLResponse:
    """What `/readyz` says, with all findings about the files as they stand; a page for a browser."""
    state = state_of(request)
    if negotiate(request.headers.get("accept", ""), (_JSON, _HTML)) is _HTML:
        return HTMLResponse(_page(state), headers={"Vary": "Accept"})
    return {**_readiness(state), "findings": [_row(finding) for finding in state.findings]}


def _page(state: State) -> str:
    """The same for people, without scripts or anything from elsewhere."""
    serving = f"serving snapshot {state.snapshot_id}"
    if state.trouble is not None:
        since = state.trouble.since.isoformat(sep=" ", timespec="seconds")
        serving = f"degraded: {serving} since {since}, because of what follows"
    items = "".join(
        f"<li><code>{escape(finding.place())}</code> {escape(finding.code)} {escape(finding.severity)}: "
        f"{escape(finding.message)} <em>{escape(finding.hint)}</em></li>"
        for finding in state.findings
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>skillgraph: status</title></head>'
        f"<body><h1>{escape(serving)}</h1><ul>{items}</ul></body></html>\n"
    )


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
