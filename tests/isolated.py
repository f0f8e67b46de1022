"""Supervisors over the jobs of `isolated_jobs`, and a look at the processes behind them."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from isolated_jobs import source
from skillgraph.isolation import Bounds, Pool, Reply, Streamed, Supervisor


class House:
    """A supervisor with a pool, and short words for what tests do with it."""

    def __init__(self, supervisor: Supervisor) -> None:
        self.supervisor = supervisor

    @property
    def pool(self) -> Pool:
        """The present pool."""
        return self.supervisor.current

    async def run(self, job: str, *, client: str = "me", seconds: float = 20, **arguments: Any) -> Reply | Streamed:
        """A job of the present pool."""
        return await self.pool.run(job, arguments, client=client, seconds=seconds)

    async def ask(self, job: str, **given: Any) -> Reply:
        """A job with a short answer."""
        reply = await self.run(job, **given)
        assert isinstance(reply, Reply)
        return reply

    async def echo(self, text: str = "hello", **given: Any) -> str:
        """A quick job."""
        return (await self.ask("echo", text=text, **given)).body.decode()

    async def until(self, true: Callable[[], bool], seconds: float = 10) -> None:
        """Waits until something is so."""
        async with asyncio.timeout(seconds):
            while not true():
                await asyncio.sleep(0.005)

    async def rest(self) -> None:
        """Waits until nothing runs and the idle workers are all there."""
        wanted = self.supervisor.bounds.workers + 1
        await self.until(lambda: self.pool.stats.idle >= wanted and self.pool.stats.running == 0)


def children(process: int) -> list[int]:
    """The processes that another has started and not waited for."""
    with contextlib.suppress(OSError):
        return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    return []


def parents() -> list[int]:
    """The parents of workers that this process has started and that have not ended; its other children do not count."""
    return [process for process in children(os.getpid()) if alive(process) and _is_parent(process)]


def _is_parent(process: int) -> bool:
    with contextlib.suppress(OSError):
        words = Path(f"/proc/{process}/cmdline").read_bytes()
        return not words or b"skillgraph.isolation.parent" in words  # one that has just begun has none yet
    return False


def alive(process: int) -> bool:
    """Whether there is such a process, and it has not ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@contextlib.asynccontextmanager
async def supervised(bounds: Bounds, loader: str = "plain", **argument: Any) -> AsyncIterator[House]:
    """A house with that source loaded; afterwards nothing of it is left."""
    supervisor = Supervisor(("pyoxigraph",), bounds)
    try:
        await supervisor.switch(source(loader, **argument))
        yield House(supervisor)
    finally:
        await supervisor.close()
