"""What a running application holds, and how a request reaches it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import anyio
from fastapi import Request

from skillgraph.queries import Catalogue
from skillgraph.settings import Settings
from skillgraph.snapshot import Snapshot

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class State:
    """The snapshot being served, with its queries and the bound on queries at once."""

    settings: Settings
    snapshot: Snapshot
    catalogue: Catalogue
    limiter: anyio.CapacityLimiter

    async def evaluate(self, work: Callable[[], Result]) -> Result:
        """Runs work that asks the engine in a worker thread, from its beginning to its bytes."""
        return await anyio.to_thread.run_sync(work, limiter=self.limiter)


def state_of(request: Request) -> State:
    """The state of the application that serves this request."""
    state: State = request.app.state.skillgraph
    return state
