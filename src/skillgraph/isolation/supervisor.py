"""One pool for the present snapshot, the next one built beside it, and a parent process kept warm."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from skillgraph.errors import NotReady
from skillgraph.isolation.bounds import Bounds
from skillgraph.isolation.pool import Pool
from skillgraph.isolation.process import ParentProcess
from skillgraph.isolation.source import Source
from skillgraph.isolation.tally import Restarts, Tally

_WARM_UP_AFTER_S = 2.0  # a parent that is loading has the processors to itself

log = logging.getLogger(__name__)


class Supervisor:
    """Holds the processes that answer. For the thread of its event loop; `close` leaves none behind.

    `later` is what a parent imports after `imports` where it has the time: one that waits for the next snapshot.
    """

    def __init__(self, imports: Sequence[str], bounds: Bounds | None = None, later: Sequence[str] = ()) -> None:
        self.bounds = bounds or Bounds()
        self.tally = Tally()
        self._imports = tuple(imports)
        self._later_imports = tuple(later)
        self._current: Pool | None = None
        self._spare: ParentProcess | None = None
        self._restarts = Restarts()
        self._later: asyncio.TimerHandle | None = None
        self._switching = asyncio.Lock()
        self._old: set[asyncio.Task[None]] = set()
        self._pools: set[Pool] = set()
        self._closed = False
        self._preparing = 0  # pools, after each of which a spare is started

    def start(self) -> None:
        """Has a parent process import ahead, so that the first `switch` is quick; IsolationError without Linux."""
        self._keep_spare()

    @property
    def current(self) -> Pool:
        """The pool of the present snapshot; NotReady where there is none yet."""
        if self._current is None:
            raise NotReady("There is no snapshot to answer from yet.", "Ask again in a few seconds.")
        return self._current

    async def switch(self, source: Source) -> Pool:
        """A pool of that source, which takes the present one's place in one step; that one finishes what it has.

        Raises what the loader raised, or IsolationError; then the present pool stays.
        """
        async with self._switching:
            pool = await self.prepare(source)
            self.adopt(pool)
        return pool

    async def prepare(self, source: Source) -> Pool:
        """A pool of that source beside the present one, to `adopt` or to `discard`; raises as `switch` does."""
        pool = Pool(source, self.bounds, self._take, self.tally)
        self._pools.add(pool)
        self._preparing += 1
        try:
            await pool.open()
        except BaseException:
            self._pools.discard(pool)
            raise
        finally:
            self._preparing -= 1
            self._keep_spare()
        if self._closed:
            raise NotReady("The server is ending.", "Ask again when it is back.")
        return pool

    def adopt(self, pool: Pool) -> None:
        """Puts a prepared pool in the place of the present one, which finishes what it has."""
        old, self._current = self._current, pool
        if old is not None:
            self._retire(old)

    async def discard(self, pool: Pool) -> None:
        """Ends a prepared pool that is not wanted."""
        self._pools.discard(pool)
        await pool.close()

    async def close(self) -> None:
        """Ends every process and waits until it is gone. Who waits for an answer gets NotReady."""
        self._closed = True
        if self._later is not None:
            self._later.cancel()
        for task in self._old:
            task.cancel()
        await asyncio.gather(*self._old, return_exceptions=True)
        await asyncio.gather(*(pool.close() for pool in self._pools))
        self._pools.clear()
        self._current = None
        if self._spare is not None:
            spare, self._spare = self._spare, None
            spare.on_gone = lambda: None
            await spare.close()

    def _retire(self, pool: Pool) -> None:
        task = asyncio.ensure_future(self._drain(pool))
        self._old.add(task)
        task.add_done_callback(self._old.discard)

    async def _drain(self, pool: Pool) -> None:
        await pool.drain()
        self._pools.discard(pool)

    def _take(self) -> ParentProcess:
        """The warm parent, or a new one where there is none; another is warmed after it."""
        spare, self._spare = self._spare, None
        if self._later is None and not self._preparing:
            self._later = asyncio.get_running_loop().call_later(_WARM_UP_AFTER_S, self._keep_spare)
        if spare is None or spare.gone:
            return ParentProcess(self._imports)
        spare.on_gone = lambda: None
        return spare

    def _keep_spare(self) -> None:
        if self._later is not None:
            self._later.cancel()
            self._later = None
        if self._closed or self._spare is not None:
            return
        try:
            more = self._later_imports if self._current is not None else ()
            self._spare = ParentProcess((*self._imports, *more))
        except OSError as error:
            log.error("A spare process cannot be started: %s", error)
            self._again()
        else:
            self._spare.on_gone = self._spare_ended

    def _spare_ended(self) -> None:
        self._spare = None
        log.warning("The spare process has ended; another is started.")
        self._again()

    def _again(self) -> None:
        if not self._closed:
            loop = asyncio.get_running_loop()
            self._later = loop.call_later(self._restarts.delay(loop.time()), self._keep_spare)
