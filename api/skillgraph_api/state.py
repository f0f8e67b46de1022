"""What a running application holds, and how a request reaches it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import anyio
from fastapi import Request

from skillgraph.findings import Finding
from skillgraph.queries import Catalogue
from skillgraph.settings import Settings
from skillgraph.snapshot import Snapshot

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the files as they stand are not served, and since when."""

    since: datetime.datetime
    violations: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class State:
    """The snapshot being served, with its id, its queries and the bound on queries at once.

    A request takes the state once and keeps to it. An edit makes a new state, which takes the place of this one in a
    single assignment; `findings` and `trouble` are about the files as they stood then.
    """

    settings: Settings
    snapshot: Snapshot
    snapshot_id: str
    catalogue: Catalogue
    limiter: anyio.CapacityLimiter
    findings: tuple[Finding, ...] = ()
    trouble: Trouble | None = None

    async def evaluate(self, work: Callable[[], Result]) -> Result:
        """Runs work that asks the engine in a worker thread, from its beginning to its bytes."""
        return await anyio.to_thread.run_sync(work, limiter=self.limiter)


def state_of(request: Request) -> State:
    """The state of the application that serves this request, as it is now."""
    state: State = request.app.state.skillgraph
    return state
