"""The workers of one parent: some always idle, the ended ones replaced, and the parent itself started again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Protocol

from skillgraph.errors import NotReady, SkillgraphError
from skillgraph.isolation.bounds import Bounds
from skillgraph.isolation.job import cause_of
from skillgraph.isolation.link import Link, Owner
from skillgraph.isolation.process import ParentProcess
from skillgraph.isolation.source import Source
from skillgraph.isolation.tally import Restarts, Tally

log = logging.getLogger(__name__)

_STILLBORN = 8  # workers that end without having done a job, one after the other


class Employer(Owner, Protocol):
    """Who has jobs for the workers."""

    def idle(self) -> None:
        """A worker is ready for a job."""

    def fallen(self, link: Link, status: int | None) -> None:
        """A worker ended by itself; its wait status where it is known."""

    def troubled(self, error: NotReady) -> None:
        """There will be no workers for a while."""


class Crew:
    """Workers by number. `provide` gives a parent process that has not loaded yet."""

    def __init__(
        self,
        source: Source,
        bounds: Bounds,
        provide: Callable[[], ParentProcess],
        employer: Employer,
        tally: Tally,
        restarts: Restarts,
    ) -> None:
        self.trouble: NotReady | None = None
        self.ready: list[Link] = []  # the one used last is used first: its caches are warm
        self._source = source
        self._bounds = bounds
        self._provide = provide
        self._employer = employer
        self._tally = tally
        self._restarts = restarts
        self._loop = asyncio.get_running_loop()
        self._parent: ParentProcess | None = None
        self._loading: ParentProcess | None = None
        self._links: dict[int, Link] = {}
        self._statuses: dict[int, int | None] = {}  # of workers that have ended, and whose connection has not
        self._stillborn = 0
        self._closed = False
        self._forking = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Starts and loads a parent; raises what its loader raised, or IsolationError."""
        self._loading = parent = self._provide()
        try:
            await parent.load(self._source, self._bounds)
        except BaseException:
            parent.end()
            await asyncio.shield(parent.close())
            raise
        finally:
            self._loading = None
        self._tally.parents += 1
        parent.on_ended = self._ended
        parent.on_prepared = self._replace_early
        parent.on_gone = self._orphaned
        self._parent = parent
        if parent.gone:
            self._orphaned()

    @property
    def process(self) -> int:
        """The number of the parent process, 0 while there is none."""
        return 0 if self._parent is None else self._parent.pid

    def replenish(self, wanted: int) -> None:
        """Forks ahead until that many workers are idle or about to be; lets go of many more."""
        while len(self.ready) > wanted + self._bounds.workers:
            self.end(self.ready.pop(0), "recycled", by_force=False)
        if self._parent is None or self._closed:
            return
        for _ in range(wanted - self._forking - len(self.ready)):
            self._forking += 1
            self._tally.forks += 1
            number = self._tally.forks
            link = Link(number, self._employer, self._bounds.spool, self._lost)
            self._links[number] = link
            self._begin(self._connect(self._parent, link))

    def take(self) -> Link:
        """An idle worker; there has to be one."""
        return self.ready.pop()

    def keeps(self, link: Link, cause: str, *, spent: bool, has_more: bool) -> bool:
        """A worker has done its job: whether it can do another. One that cannot is let go for that cause.

        By force where it was sent more already: it may be in the middle of that.
        """
        self._stillborn = 0
        if spent or link.last or link.early or link.is_stale:
            self.end(link, cause, by_force=has_more or link.is_stale)
            return False
        return True

    def give_back(self, link: Link) -> None:
        """A worker is idle."""
        self.ready.append(link)

    def end(self, link: Link, cause: str, *, by_force: bool = True) -> None:
        """Lets go of a worker; by force where it may be in the middle of something."""
        if self._links.pop(link.number, None) is None:
            return
        self._tally.ends[cause] += 1
        self._statuses.pop(link.number, None)
        if by_force and self._parent is not None:
            self._parent.kill(link.number)
        link.close()

    def make_polite(self, link: Link) -> None:
        """A worker with a slow job stands behind the others from now on."""
        if self._parent is not None:
            self._parent.make_polite(link.number)

    async def close(self) -> None:
        """Ends all workers and their parent, and waits until they are gone."""
        self._closed = True
        for link in list(self._links.values()):
            self.end(link, "closed")
        self.ready.clear()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for parent in (self._parent, self._loading):
            if parent is not None:
                await parent.close()

    async def _connect(self, parent: ParentProcess, link: Link) -> None:
        try:
            connection = parent.fork(link.number)
            try:
                await self._loop.create_connection(lambda: link, sock=connection)
            except BaseException:
                connection.close()
                raise
        except OSError as error:
            log.error("A worker cannot be started: %s", error)
            self._links.pop(link.number, None)
        finally:
            self._forking -= 1
        if link.number in self._links and not link.closed:
            self.ready.insert(0, link)
            self._employer.idle()

    def _lost(self, link: Link) -> None:
        """The connection of a worker has ended: why is said by its status, which comes by another way."""
        if link in self.ready:
            self.ready.remove(link)
        if link.number in self._links and link.number in self._statuses:
            self._fell(link)

    def _ended(self, number: int, status: int | None) -> None:
        link = self._links.get(number)
        if link is not None:
            self._statuses[number] = status
            if link.closed:
                self._fell(link)

    def _fell(self, link: Link) -> None:
        del self._links[link.number]
        status = self._statuses.pop(link.number)
        self._tally.ends[cause_of(status)] += 1
        if not link.used:
            self._stillborn += 1
            if self._stillborn >= _STILLBORN and self._parent is not None:
                log.error(
                    "%d workers in a row ended before their first job; their parent is started again.", _STILLBORN
                )
                self._stillborn = 0
                self._parent.end()
        self._employer.fallen(link, status)

    def _replace_early(self) -> None:
        """The parent has read what workers that it forked before lack."""
        for link in self._links.values():
            link.early = True
        while self.ready:
            self.end(self.ready.pop(), "recycled", by_force=False)
        self._employer.idle()

    def _orphaned(self) -> None:
        """The parent has ended, and its workers with it."""
        if self._closed:
            return
        self._parent = None
        self.ready.clear()
        log.warning("The process that loaded the snapshot has ended; it is started again.")
        for link in list(self._links.values()):
            link.hang_up()
            self._ended(link.number, None)
        self._begin(self._revive())

    async def _revive(self) -> None:
        while not self._closed:
            delay = self._restarts.delay(self._loop.time())
            if delay:
                self.trouble = NotReady("The processes that answer ended again and again.", "Ask again in a minute.")
                self._employer.troubled(self.trouble)
                await asyncio.sleep(delay)
            try:
                await self.open()
            except (SkillgraphError, OSError) as error:
                log.error("The snapshot cannot be loaded again: %s", error)
                continue
            self.trouble = None
            self._loop.call_soon(self._employer.idle)
            return

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
