"""Which worker has which job, and which jobs lie unread in a worker's connection until that one is done."""

from __future__ import annotations

from collections import deque

from skillgraph.isolation.job import Job
from skillgraph.isolation.line import Lane
from skillgraph.isolation.link import Link


class Assignments:
    """Jobs by the numbers of their workers. A worker has up to `most` ahead, what it does in `brisk` seconds."""

    def __init__(self, brisk: float, most: int) -> None:
        self._brisk = brisk
        self._most = most
        self._running: dict[int, Job] = {}  # those that began first come first
        self._ahead: dict[int, deque[Job]] = {}  # of workers that have some; what is first is done next

    def running(self, link: Link) -> Job | None:
        """What a worker does."""
        return self._running.get(link.number)

    def all(self) -> list[Job]:
        """Every job that a worker has, those that have not begun first."""
        return [*(job for jobs in self._ahead.values() for job in jobs), *self._running.values()]

    def begin(self, job: Job, link: Link) -> None:
        """A worker has a job."""
        job.begin(link)
        self._running[link.number] = job

    def put_ahead(self, job: Job, link: Link) -> None:
        """A worker has a job that it does after those that it has."""
        job.link = link
        self._ahead.setdefault(link.number, deque()).append(job)

    def withdraw(self, job: Job) -> None:
        """A job that is ahead is not wanted from its worker any more, which may have read it, so it has to end."""
        assert job.link is not None
        job.link.is_stale = True
        jobs = self._ahead[job.link.number]
        jobs.remove(job)
        if not jobs:
            del self._ahead[job.link.number]
        job.leave()

    def release(self, link: Link) -> Job | None:
        """What a worker did until now, and does no more."""
        return self._running.pop(link.number, None)

    def has_more(self, link: Link) -> bool:
        """Whether a worker has jobs ahead."""
        return link.number in self._ahead

    def following(self, link: Link) -> Job | None:
        """What a worker does next, which is not ahead any more."""
        jobs = self._ahead.get(link.number)
        if jobs is None:
            return None
        job = jobs.popleft()
        if not jobs:
            del self._ahead[link.number]
        return job

    def abandon(self, link: Link) -> list[Job]:
        """All that a worker had ahead, which leaves it; what came last comes first."""
        jobs = [*reversed(self._ahead.pop(link.number, ()))]
        for job in jobs:
            job.leave()
        return jobs

    def behind(self, job: Job) -> list[Job]:
        """The jobs that wait for this one to be done; what came last comes first."""
        return [] if job.link is None else [*reversed(self._ahead.get(job.link.number, ()))]

    def has_done(self, job: Job, link: Link) -> None:
        """A job leaves its worker, whose pace is the time that it took."""
        link.pace = job.leave()

    def brisk(self, now: float) -> Link | None:
        """A worker that may be given a job ahead: it was quick last time, and has not begun long ago.

        Of several, the one that has the fewest.
        """
        best, fewest = None, self._most
        for number, job in self._running.items():
            link = job.link
            count = len(self._ahead.get(number, ()))
            if link is None or count >= fewest or link.pace * (count + 1) >= self._brisk or job.lane is not Lane.FAST:
                continue
            is_young = job.begun is not None and now - job.begun < self._brisk
            if is_young and not (link.is_stale or link.early):
                best, fewest = link, count
        return best
