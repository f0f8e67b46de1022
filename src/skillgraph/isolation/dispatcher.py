"""Gives the jobs of one pool to its workers, and ends what stands still."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from skillgraph.errors import LimitReached, NotReady, SkillgraphError
from skillgraph.isolation import failures
from skillgraph.isolation.alarms import Alarms
from skillgraph.isolation.assignments import Assignments
from skillgraph.isolation.bounds import Bounds
from skillgraph.isolation.crew import Crew
from skillgraph.isolation.frames import Frame
from skillgraph.isolation.job import (
    Job,
    crash_of,
    limit_of,
    sent_too_long,
    too_many,
    took_too_long,
    waited_too_long,
)
from skillgraph.isolation.lanes import Lanes, put_out
from skillgraph.isolation.line import Lane
from skillgraph.isolation.link import Link
from skillgraph.isolation.process import ParentProcess
from skillgraph.isolation.reply import Reply
from skillgraph.isolation.source import Source
from skillgraph.isolation.streamed import Streamed
from skillgraph.isolation.tally import Restarts, Tally

log = logging.getLogger(__name__)


class Dispatcher:
    """What becomes of a job from when it comes until it has ended. For the thread of its event loop."""

    def __init__(
        self,
        source: Source,
        bounds: Bounds,
        provide: Callable[[], ParentProcess],
        tally: Tally,
        restarts: Restarts,
    ) -> None:
        self.lanes: Lanes[Job] = Lanes(bounds)
        self.crew = Crew(source, bounds, provide, self, tally, restarts)
        self.quiet = asyncio.Event()  # nothing runs and nothing waits
        self.quiet.set()
        self._bounds = bounds
        self._tally = tally
        self._loop = asyncio.get_running_loop()
        self._alarms = Alarms(self._loop)
        self._assignments = Assignments(bounds.brisk, bounds.ahead)

    def enter(self, job: Job) -> None:
        """A job comes; raises Busy where too much is asked for."""
        out = self.lanes.enter(job)
        if out is not None:
            self._finish(out, put_out())
        self.quiet.clear()
        self.pump()
        if job.lane is Lane.WAITING:
            self._wait(job)

    def stop_all(self, error: NotReady) -> None:
        """Ends every job with that error."""
        self.troubled(error)
        for job in self._assignments.all():
            self.stop(job, "closed", NotReady(error.message, error.hint))

    # What the crew and its links tell.

    def idle(self) -> None:
        """A worker is ready for a job."""
        self.pump()

    def answered(self, link: Link, frame: Frame) -> None:
        """A whole answer is there."""
        head = frame.head
        if "reply" in head:
            job = self._release(link)
            self.pump()
            job.tell_now(Reply(head["reply"], frame.body, frame.rows, frame.seconds))
            return
        error = failures.unpack(head["error"])
        if "traceback" in head:
            log.error("A job failed by a fault of this program:\n%s", head["traceback"])
        cause = error.limit if isinstance(error, LimitReached) else "recycled"
        self._release(link, cause).fail(error)
        self.pump()

    def streams(self, link: Link, streamed: Streamed) -> None:
        """A long answer has begun: its job gives its slot back while it is being sent."""
        job = self._assignments.running(link)
        assert job is not None
        self._take_back(job)
        if not self.lanes.stream(job):
            self.stop(job, "stream", too_many("long answers are being sent"))
            return
        job.alarm(self._alarms.after(self._bounds.stream_seconds, self._sent_too_long, job))
        job.stream = streamed
        job.tell(streamed)
        self.pump()

    def streamed(self, link: Link) -> None:
        """A long answer has come whole."""
        self._release(link)
        self.pump()

    def given_up(self, link: Link) -> None:
        """A long answer is not wanted any more."""
        if job := self._assignments.running(link):
            self.stop(job, "client_gone", None)

    def fallen(self, link: Link, status: int | None) -> None:
        """A worker ended by itself: its job has reached a limit, or is tried once more."""
        job = self._assignments.release(link)
        self._wait_again(*self._assignments.abandon(link))
        if job is not None:
            job.leave()
            error = limit_of(status, job, self._bounds)
            is_orphan = status is None  # the parent ended first, which is no fault of the job
            if error is None and job.stream is None and (is_orphan or not job.tried):
                job.tried = job.tried or not is_orphan
                self._try_again(job)
            else:
                self._finish(job, error or crash_of(status, self._bounds))
        self.pump()

    def troubled(self, error: NotReady) -> None:
        """There will be no workers for a while: no job waits for one."""
        for job in self.lanes.waiting():
            self._finish(job, NotReady(error.message, error.hint))

    # What a job goes through.

    def pump(self) -> None:
        """Starts what may start, moves what may move, and has workers forked ahead."""
        lanes = self.lanes
        if lanes.is_slow or lanes.free_fast() > 0:
            while lanes.promote() is not None:
                pass
            self._begin_waiting()
        self.crew.replenish(lanes.free_fast() + 1)
        if lanes.waits:
            self._hand_ahead()

    def _begin_waiting(self) -> None:
        lanes = self.lanes
        while lanes.waits and self.crew.ready:
            job = lanes.start()
            if job is not None:
                self._begin(job)
            elif (job := lanes.displace()) is not None:
                self._displace(job)
            else:
                break

    def _hand_ahead(self) -> None:
        """Gives workers that are quick their next jobs, so that they need not wait for them: to be woken costs more."""
        while self.lanes.waits and (link := self._assignments.brisk(self._loop.time())):
            job = self.lanes.ahead()
            if job is None:
                break
            job.alarm(None)
            self._assignments.put_ahead(job, link)
            link.ask(job.request)

    def _begin(self, job: Job) -> None:
        link = self.crew.take()
        self._start(job, link)
        link.ask(job.request)

    def _start(self, job: Job, link: Link) -> None:
        """A worker does a job from now on."""
        link.used = True
        self._assignments.begin(job, link)
        self._tally.jobs += 1
        if job.lane is Lane.SLOW:
            self._be_polite(job)
        if job.lane is not Lane.SLOW and job.seconds > self._bounds.slow_after:
            job.alarm(self._alarms.after(self._bounds.slow_after, self._overtime, job))
        else:
            job.alarm(self._alarms.after(job.seconds, self._expire, job))

    def _overtime(self, job: Job) -> None:
        job.alarm(self._alarms.after(job.seconds - self._bounds.slow_after, self._expire, job))
        self._take_back(job)
        self.lanes.overtime(job)
        self._be_polite(job)
        self.pump()

    def _displace(self, job: Job) -> None:
        """Stops an overdue job; it begins again in a slow slot, or is ended where too many wait for these."""
        self._let_go(job, "slow")
        if job.lane is Lane.OUTSIDE:
            self._finish(job, too_many("long queries are waiting"))
        else:
            self._wait(job)

    def _try_again(self, job: Job) -> None:
        self._tally.retried += 1
        self._wait_again(job)

    def _take_back(self, job: Job) -> None:
        """The jobs behind one wait for other workers, since it takes long."""
        for following in self._assignments.behind(job):
            self._assignments.withdraw(following)
            self._wait_again(following)

    def _wait_again(self, *jobs: Job) -> None:
        """Puts jobs that have left their worker, before their end or beginning, back to the head of their lines."""
        for job in jobs:
            self.lanes.again(job)
            self._wait(job)

    def _wait(self, job: Job) -> None:
        job.alarm(self._alarms.after(self._bounds.patience, self._waited_too_long, job))

    def _be_polite(self, job: Job) -> None:
        if job.link is not None:
            job.polite = True
            self.crew.make_polite(job.link)

    def _expire(self, job: Job) -> None:
        self.stop(job, "deadline", took_too_long(job))

    def _sent_too_long(self, job: Job) -> None:
        self.stop(job, "stream", sent_too_long(self._bounds))

    def _waited_too_long(self, job: Job) -> None:
        self._finish(job, waited_too_long(self._bounds))

    def stop(self, job: Job, cause: str, error: SkillgraphError | None) -> None:
        """Ends a job wherever it is, and by force the worker that does it."""
        if job.lane is Lane.OUTSIDE:
            return
        self._let_go(job, cause)
        if error is None:
            self._leave(job)
        else:
            self._finish(job, error)
        self.pump()

    def _let_go(self, job: Job, cause: str) -> None:
        link = job.link
        if job.lane is Lane.AHEAD:
            self._assignments.withdraw(job)
        elif link is not None:
            self._assignments.release(link)
            self.crew.end(link, cause)
            job.leave()
            self._wait_again(*self._assignments.abandon(link))

    def _release(self, link: Link, cause: str = "recycled") -> Job:
        """The job that a worker has done; the worker does the next, is idle, or is let go for that cause."""
        assignments = self._assignments
        job = assignments.release(link)
        assert job is not None
        is_kept = self.crew.keeps(link, cause, spent=job.polite, has_more=assignments.has_more(link))
        assignments.has_done(job, link)
        self._leave(job)
        if not is_kept:
            self._wait_again(*assignments.abandon(link))
        elif following := assignments.following(link):
            self.lanes.advance(following)
            self._start(following, link)
        else:
            self.crew.give_back(link)
        return job

    def _finish(self, job: Job, result: SkillgraphError) -> None:
        self._leave(job)
        job.fail(result)

    def _leave(self, job: Job) -> None:
        job.alarm(None)
        self.lanes.leave(job)
        if self.lanes.empty:
            self.quiet.set()
