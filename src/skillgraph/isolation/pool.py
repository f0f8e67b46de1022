"""The processes of one snapshot: jobs come in, answers go out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from skillgraph.errors import NotReady
from skillgraph.isolation.awaiting import awaited
from skillgraph.isolation.bounds import Bounds
from skillgraph.isolation.dispatcher import Dispatcher
from skillgraph.isolation.job import Job, Outcome
from skillgraph.isolation.line import Lane
from skillgraph.isolation.orders import order
from skillgraph.isolation.process import ParentProcess
from skillgraph.isolation.reply import Reply
from skillgraph.isolation.source import Source
from skillgraph.isolation.streamed import Streamed
from skillgraph.isolation.tally import Restarts, Stats, Tally

_LINGER_S = 1.0  # a replaced pool stays for requests that had chosen it already


class Pool:
    """Runs jobs in workers of one source. For the thread of its event loop."""

    def __init__(
        self,
        source: Source,
        bounds: Bounds,
        provide: Callable[[], ParentProcess],
        tally: Tally | None = None,
        restarts: Restarts | None = None,
    ) -> None:
        self.source = source
        self._tally = tally or Tally()
        self._dispatcher = Dispatcher(source, bounds, provide, self._tally, restarts or Restarts())
        self._closed: NotReady | None = None

    async def open(self) -> None:
        """Loads the source; raises what its loader raised, or IsolationError."""
        await self._dispatcher.crew.open()
        self._dispatcher.idle()

    async def run(self, job: str, arguments: Mapping[str, Any], *, client: str, seconds: float) -> Reply | Streamed:
        """The answer of one job, as `submit` gives it; raises its error.

        Where the task that waits here is cancelled, the worker is killed.
        """
        return await awaited(partial(self.submit, job, arguments, client=client, seconds=seconds))

    def submit(
        self, job: str, arguments: Mapping[str, Any], done: Callable[[Outcome], None], *, client: str, seconds: float
    ) -> Callable[[], float]:
        """Has a job done; `seconds` count from the moment that a worker has it.

        Gives what ends the job and says for how many seconds a worker had it.
        `done` is called once, later, with the answer or with what the job raised, LimitReached, Busy or NotReady. What
        can be told at once is raised: Busy where too much is asked for, and NotReady.
        """
        if error := self._closed or self._dispatcher.crew.trouble:
            raise type(error)(error.message, error.hint)
        one = Job(client=client, request=order(job, arguments, seconds), seconds=seconds, done=done)
        self._dispatcher.enter(one)

        def end() -> float:
            self._dispatcher.stop(one, "client_gone", None)
            return one.spent

        return end

    @property
    def stats(self) -> Stats:
        """What goes on now, and the counts so far."""
        count, crew, tally = self._dispatcher.lanes.count, self._dispatcher.crew, self._tally
        return Stats(
            running=count(Lane.FAST) + count(Lane.OVERDUE),
            waiting=count(Lane.WAITING) + count(Lane.WAITING_SLOW) + count(Lane.AHEAD),
            slow=count(Lane.SLOW),
            streaming=count(Lane.STREAM),
            idle=len(crew.ready),
            process=crew.process,
            jobs=tally.jobs,
            retried=tally.retried,
            forks=tally.forks,
            parents=tally.parents,
            ends=dict(tally.ends),
        )

    async def drain(self, linger: float = _LINGER_S) -> None:
        """Finishes what has come and still comes, stays `linger` seconds longer, and closes."""
        quiet = self._dispatcher.quiet
        while not quiet.is_set() or linger:
            await quiet.wait()
            await asyncio.sleep(linger)
            if quiet.is_set():
                break
        await self.close()

    async def close(self) -> None:
        """Ends everything now; who waits gets NotReady. Returns when no process is left."""
        self._closed = NotReady("This snapshot is not served any more.", "Ask again for the present one.")
        self._dispatcher.stop_all(self._closed)
        await self._dispatcher.crew.close()
