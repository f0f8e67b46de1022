"""Is the process alive, does it serve a snapshot, are the files as they stand being served, and what was counted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from skillgraph.findings import Finding
from skillgraph.pages import render_own
from skillgraph_api import pages
from skillgraph_api.metrics import CONTENT_TYPE, metric
from skillgraph_api.state import State
from skillgraph_api.turn import Turn, turn_of

router = APIRouter(tags=["health"])

_NOW = "no-store"  # what is said here may be otherwise in the next moment


@router.get("/livez", summary="Whether the process answers")
async def livez(response: Response) -> dict[str, str]:
    """Always `ok`: it asks nothing of the graph."""
    response.headers["Cache-Control"] = _NOW
    return {"status": "ok"}


@router.get("/readyz", summary="Which snapshot is served")
async def readyz(request: Request, response: Response) -> dict[str, str | int]:
    """The snapshot's id and size; `degraded` where the files were changed and are not fit to be served."""
    response.headers["Cache-Control"] = _NOW
    return _readiness(turn_of(request).state)


@router.get("/status", summary="Which snapshot is served, and what is to be said about the files", response_model=None)
async def status(request: Request, response: Response) -> dict[str, Any] | HTMLResponse:
    """What `/readyz` says, with all findings about the files as they stand; a page for a browser."""
    response.headers["Cache-Control"] = _NOW
    response.headers["Vary"] = "Accept"
    state = turn_of(request).state
    if pages.is_liked(request.headers.get("accept", ""), pages.JSON):
        return HTMLResponse(_page(state), headers={"Cache-Control": _NOW, "Vary": "Accept"})
    return {**_readiness(state), "findings": [row(finding) for finding in state.findings]}


@router.get("/metrics", summary="What was counted, for Prometheus", response_class=Response)
async def metrics(request: Request) -> Response:
    """Requests, latencies, queue, processes, cache and snapshot in the text format of Prometheus."""
    turn = turn_of(request)
    text = "".join([*turn.asking.metrics.lines(), *_processes(turn), *_memory(turn), *_snapshot(turn)])
    return Response(text, headers={"Content-Type": CONTENT_TYPE.decode(), "Cache-Control": _NOW})


def _processes(turn: Turn) -> Iterator[str]:
    stats = turn.state.pool.stats
    for name, about in (
        ("running", "Queries being evaluated."),
        ("waiting", "Queries that wait for a worker."),
        ("slow", "Queries in slots for slow ones."),
        ("streaming", "Long answers being sent."),
    ):
        yield from metric(f"skillgraph_{name}", "gauge", about, [({}, getattr(stats, name))])
    yield from metric("skillgraph_forks_total", "counter", "Workers started.", [({}, stats.forks)])
    ends = [({"cause": cause}, count) for cause, count in sorted(stats.ends.items())]
    yield from metric("skillgraph_worker_ends_total", "counter", "Workers that ended, by cause.", ends)


def _memory(turn: Turn) -> Iterator[str]:
    cache = turn.asking.cache
    asked = [({"outcome": "hit"}, cache.hits), ({"outcome": "miss"}, cache.misses)]
    asked.append(({"outcome": "joined"}, turn.asking.flights.joined))
    yield from metric("skillgraph_cache_requests_total", "counter", "Questions looked for in the cache.", asked)
    yield from metric("skillgraph_cache_bytes", "gauge", "Bytes of answers that are kept.", [({}, cache.size)])
    yield from metric("skillgraph_cache_answers", "gauge", "Answers that are kept.", [({}, len(cache))])


def _snapshot(turn: Turn) -> Iterator[str]:
    state = turn.state
    age = round(turn.asking.clock() - state.began, 1)
    about = "Seconds since the snapshot took over."
    yield from metric("skillgraph_snapshot_age_seconds", "gauge", about, [({"snapshot": state.snapshot_id}, age)])
    yield from metric("skillgraph_snapshot_quads", "gauge", "Quads in the snapshot.", [({}, state.quads)])
    degraded = int(state.trouble is not None)
    yield from metric("skillgraph_degraded", "gauge", "1 where the files are not fit to be served.", [({}, degraded)])


def _page(state: State) -> bytes:
    """The same for people."""
    since = "" if state.trouble is None else state.trouble.since.isoformat(sep=" ", timespec="seconds")
    shown = {"since": since, "snapshot": state.snapshot_id, "quads": state.quads, "findings": state.findings}
    return render_own(state.settings.base_url, "status.html", "State of the service", shown, "status")


def _readiness(state: State) -> dict[str, str | int]:
    served: dict[str, str | int] = {"snapshot": state.snapshot_id, "quads": state.quads}
    if state.trouble is None:
        return {"status": "ready", **served}
    return {
        "status": "degraded",
        **served,
        "since": state.trouble.since.isoformat(timespec="seconds"),
        "because": state.trouble.violations[0].one_line(),
        "findings": len(state.trouble.violations),
    }


def row(finding: Finding) -> dict[str, str | int]:
    """A finding as a plain document."""
    return {
        "place": finding.place(),
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "hint": finding.hint,
        "focus": finding.focus,
        "shape": finding.shape,
    }
