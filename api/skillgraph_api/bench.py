"""The processes for changes that come by POST: started by the first, ended when none has come for a while."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from skillgraph.errors import NotReady
from skillgraph.isolation import Bounds, ParentProcess, Pool, Source
from skillgraph.service import pack_files
from skillgraph.workspace import Contents

LOADER = "skillgraph.service.bench:open_bench"
IDLE_S = 300.0


class Bench:
    """At most one pool over the files of one snapshot. For the thread of its event loop."""

    def __init__(self, bounds: Bounds, idle: float = IDLE_S) -> None:
        # A process does one job: nothing of a change is there when the next one comes.
        self._bounds = replace(bounds, workers=1, slow_slots=1, recycle_after=1)
        self._idle = idle
        self._pool: asyncio.Task[Pool] | None = None
        self._digest = ""
        self._timer: asyncio.TimerHandle | None = None
        self._ending: set[asyncio.Task[None]] = set()
        self._closed = False

    async def pool(self, contents: Contents, digest: str, file: Path) -> Pool:
        """The pool over those files, which are written to `file` where they have to be read; NotReady."""
        if self._closed:
            raise NotReady("The server is ending.", "Ask again when it is back.")
        if self._pool is None or self._digest != digest or _has_failed(self._pool):
            self._retire()
            self._digest, self._pool = digest, asyncio.ensure_future(self._open(contents, file))
        opening = self._pool
        self._wind()
        return await asyncio.shield(opening)

    async def close(self) -> None:
        """Ends every process."""
        self._closed = True
        self._retire()
        await asyncio.gather(*self._ending)

    async def _open(self, contents: Contents, file: Path) -> Pool:
        await asyncio.to_thread(lambda: file.write_bytes(pack_files(contents)))
        pool = Pool(Source(LOADER, {"contents": str(file)}), self._bounds, lambda: ParentProcess(()))
        try:
            await pool.open()
        except BaseException:
            await pool.close()
            raise
        return pool

    def _wind(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(self._idle, self._retire)

    def _retire(self) -> None:
        """Lets go of the present pool, which finishes what it has unless the server ends."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._pool is not None:
            task = asyncio.ensure_future(self._end(self._pool, at_once=self._closed))
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)
            self._pool = None

    async def _end(self, opening: asyncio.Task[Pool], *, at_once: bool) -> None:
        if at_once:
            opening.cancel()
        with suppress(Exception, asyncio.CancelledError):  # who asked was told
            pool = await opening
            await (pool.close() if at_once else pool.drain())


def _has_failed(opening: asyncio.Task[Pool]) -> bool:
    return opening.done() and (opening.cancelled() or opening.exception() is not None)


@dataclass(frozen=True, slots=True)
class Processes:
    """The processes of one snapshot: its pool, and the bench for jobs that bring a change of the files."""

    pool: Pool
    bench: Bench
    contents: Contents
    digest: str
    file: Path

    def submit(
        self, job: str, arguments: Mapping[str, Any], done: Callable[[Any], None], *, client: str, seconds: float
    ) -> Callable[[], float]:
        """Has a job done, wherever that is; see `Pool.submit`."""
        if "delta" not in arguments:
            return self.pool.submit(job, arguments, done, client=client, seconds=seconds)
        under_way: list[Callable[[], float]] = []

        async def begin() -> None:
            try:
                pool = await self.bench.pool(self.contents, self.digest, self.file)
                under_way.append(pool.submit(job, arguments, done, client=client, seconds=seconds))
            except Exception as error:  # noqa: BLE001  # an edge: who waits has to be told, whatever happens
                done(error)

        task = asyncio.ensure_future(begin())

        def end() -> float:
            task.cancel()
            return under_way[0]() if under_way else 0.0

        return end

    @property
    def stats(self) -> Any:
        """Gauges and counts of the pool."""
        return self.pool.stats
