"""Which worker has which job, and which job lies unread in a worker's connection until that one is done."""

from __future__ import annotations

from skillgraph.isolation.job import Job
from skillgraph.isolation.lanes import Lane
from skillgraph.isolation.link import Link


class Assignments:
    """Jobs by the numbers of their workers. A job that lasts less than `brisk` seconds may have one behind it."""

    def __init__(self, brisk: float) -> None:
        self._brisk = brisk
        self._running: dict[int, Job] = {}  # those that began first come first
        self._ahead: dict[int, Job] = {}

    def running(self, link: Link) -> Job | None:
        """What a worker does."""
        return self._running.get(link.number)

    def all(self) -> list[Job]:
        """Every job that a worker has, those that have not begun first."""
        return [*self._ahead.values(), *self._running.values()]

    def begin(self, job: Job, link: Link) -> None:
        """A worker has a job."""
        job.begin(link)
        self._running[link.number] = job

    def put_ahead(self, job: Job, link: Link) -> None:
        """A worker has a job that it does next."""
        job.link = link
        self._ahead[link.number] = job

    def withdraw(self, job: Job) -> None:
        """A job that is ahead is not wanted from its worker any more, which may have read it, so it has to end."""
        assert job.link is not None
        job.link.is_stale = True
        del self._ahead[job.link.number]
        job.leave()

    def release(self, link: Link) -> tuple[Job | None, Job | None]:
        """What a worker did until now, and what it was going to do next, which leaves it."""
        following = self._ahead.pop(link.number, None)
        if following is not None:
            following.leave()
        return self._running.pop(link.number, None), following

    def behind(self, job: Job) -> Job | None:
        """The job that waits for this one to be done."""
        return None if job.link is None else self._ahead.get(job.link.number)

    def has_done(self, job: Job, link: Link) -> None:
        """A job leaves its worker, which is brisk or not by the time that it took."""
        link.is_brisk = job.leave() < self._brisk

    def brisk(self, now: float) -> Link | None:
        """A worker that may be given a job ahead: it was quick last time, and has not begun long ago."""
        for number, job in self._running.items():
            link = job.link
            if link is None or not link.is_brisk or number in self._ahead or job.lane is not Lane.FAST:
                continue
            if job.begun is not None and now - job.begun < self._brisk and not (link.is_stale or link.early):
                return link
        return None
