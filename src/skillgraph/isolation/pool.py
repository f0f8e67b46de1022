"""The workers of one snapshot: jobs come in, answers go out, and what stands still is ended."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from skillgraph.errors import LimitReached, NotReady, SkillgraphError
from skillgraph.isolation import failures
from skillgraph.isolation.alarms import Alarms
from skillgraph.isolation.awaiting import awaited
from skillgraph.isolation.bounds import Bounds
from skillgraph.isolation.crew import Crew
from skillgraph.isolation.job import (
    Job,
    Outcome,
    crash_of,
    limit_of,
    sent_too_long,
    too_many,
    took_too_long,
    waited_too_long,
)
from skillgraph.isolation.lanes import Lane, Lanes, put_out
from skillgraph.isolation.link import Link
from skillgraph.isolation.orders import order
from skillgraph.isolation.process import ParentProcess
from skillgraph.isolation.reply import Reply
from skillgraph.isolation.source import Source
from skillgraph.isolation.streamed import Streamed
from skillgraph.isolation.tally import Restarts, Stats, Tally

log = logging.getLogger(__name__)

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
        self._bounds = bounds
        self._tally = tally or Tally()
        self._alarms = Alarms(asyncio.get_running_loop())
        self._lanes: Lanes[Job] = Lanes(bounds)
        self._crew = Crew(source, bounds, provide, self, self._tally, restarts or Restarts())
        self._jobs: dict[int, Job] = {}  # by the number of the worker
        self._closed: NotReady | None = None
        self._quiet = asyncio.Event()
        self._quiet.set()

    async def open(self) -> None:
        """Loads the source; raises what its loader raised, or IsolationError."""
        await self._crew.open()
        self._pump()

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
        if error := self._closed or self._crew.trouble:
            raise type(error)(error.message, error.hint)
        one = Job(client=client, request=order(job, arguments, seconds), seconds=seconds, done=done)
        out = self._lanes.enter(one)
        if out is not None:
            self._finish(out, put_out())
        self._quiet.clear()
        self._pump()
        if one.lane is Lane.WAITING:
            self._wait(one)

        def end() -> float:
            self._stop(one, "client_gone", None)
            return one.spent

        return end

    @property
    def stats(self) -> Stats:
        """What goes on now, and the counts so far."""
        count, tally = self._lanes.count, self._tally
        return Stats(
            running=count(Lane.FAST) + count(Lane.OVERDUE),
            waiting=count(Lane.WAITING) + count(Lane.WAITING_SLOW),
            slow=count(Lane.SLOW),
            streaming=count(Lane.STREAM),
            idle=len(self._crew.ready),
            process=self._crew.process,
            jobs=tally.jobs,
            retried=tally.retried,
            forks=tally.forks,
            parents=tally.parents,
            ends=dict(tally.ends),
        )

    async def drain(self, linger: float = _LINGER_S) -> None:
        """Finishes what has come and still comes, stays `linger` seconds longer, and closes."""
        while not self._quiet.is_set() or linger:
            await self._quiet.wait()
            await asyncio.sleep(linger)
            if self._quiet.is_set():
                break
        await self.close()

    async def close(self) -> None:
        """Ends everything now; who waits gets NotReady. Returns when no process is left."""
        self._closed = NotReady("This snapshot is not served any more.", "Ask again for the present one.")
        self._fail_waiting(self._closed)
        for job in list(self._jobs.values()):
            self._stop(job, "closed", NotReady(self._closed.message, self._closed.hint))
        await self._crew.close()

    # What the crew and its links tell.

    def idle(self) -> None:
        """A worker is ready for a job."""
        self._pump()

    def answered(self, link: Link, head: dict[str, Any], body: bytes) -> None:
        """A whole answer is there."""
        if "reply" in head:
            self._leave(job := self._release(link))
            self._pump()
            job.tell_now(Reply(head["reply"], body))
            return
        error = failures.unpack(head["error"])
        if "traceback" in head:
            log.error("A job failed by a fault of this program:\n%s", head["traceback"])
        cause = error.limit if isinstance(error, LimitReached) else "recycled"
        self._finish(self._release(link, cause), error)
        self._pump()

    def streams(self, link: Link, streamed: Streamed) -> None:
        """A long answer has begun: its job gives its slot back while it is being sent."""
        job = self._jobs[link.number]
        if not self._lanes.stream(job):
            self._stop(job, "stream", too_many("long answers are being sent"))
            return
        job.alarm(self._alarms.after(self._bounds.stream_seconds, self._sent_too_long, job))
        job.stream = streamed
        job.tell(streamed)
        self._pump()

    def streamed(self, link: Link) -> None:
        """A long answer has come whole."""
        self._leave(self._release(link))
        self._pump()

    def given_up(self, link: Link) -> None:
        """A long answer is not wanted any more."""
        if job := self._jobs.get(link.number):
            self._stop(job, "client_gone", None)

    def fallen(self, link: Link, status: int | None) -> None:
        """A worker ended by itself: its job has reached a limit, or is tried once more."""
        job = self._jobs.pop(link.number, None)
        if job is not None:
            job.leave()
            error = limit_of(status, job, self._bounds)
            is_orphan = status is None  # the parent ended first, which is no fault of the job
            if error is None and job.stream is None and (is_orphan or not job.tried):
                job.tried = job.tried or not is_orphan
                self._try_again(job)
            else:
                self._finish(job, error or crash_of(status, self._bounds))
        self._pump()

    def troubled(self, error: NotReady) -> None:
        """There will be no workers for a while."""
        self._fail_waiting(error)

    # What a job goes through.

    def _pump(self) -> None:
        """Starts what may start, moves what may move, and has workers forked ahead."""
        lanes, crew = self._lanes, self._crew
        while lanes.promote() is not None:
            pass
        while lanes.waits and crew.ready:
            job = lanes.start()
            if job is not None:
                self._begin(job)
            elif (job := lanes.displace()) is not None:
                self._displace(job)
            else:
                break
        crew.replenish(lanes.free_fast() + 1)

    def _begin(self, job: Job) -> None:
        link = self._crew.take()
        link.used = True
        job.begin(link)
        self._jobs[link.number] = job
        self._tally.jobs += 1
        if job.lane is Lane.SLOW:
            self._be_polite(job)
        if job.lane is not Lane.SLOW and job.seconds > self._bounds.slow_after:
            job.alarm(self._alarms.after(self._bounds.slow_after, self._overtime, job))
        else:
            job.alarm(self._alarms.after(job.seconds, self._expire, job))
        link.ask(job.request)

    def _overtime(self, job: Job) -> None:
        job.alarm(self._alarms.after(job.seconds - self._bounds.slow_after, self._expire, job))
        self._lanes.overtime(job)
        self._be_polite(job)
        self._pump()

    def _displace(self, job: Job) -> None:
        """Stops an overdue job; it begins again in a slow slot, or is ended where too many wait for these."""
        self._let_go(job, "slow")
        if job.lane is Lane.OUTSIDE:
            self._finish(job, too_many("long queries are waiting"))
        else:
            self._wait(job)

    def _try_again(self, job: Job) -> None:
        self._tally.retried += 1
        self._lanes.again(job)
        self._wait(job)

    def _wait(self, job: Job) -> None:
        job.alarm(self._alarms.after(self._bounds.patience, self._waited_too_long, job))

    def _be_polite(self, job: Job) -> None:
        if job.link is not None:
            job.polite = True
            self._crew.make_polite(job.link)

    def _expire(self, job: Job) -> None:
        self._stop(job, "deadline", took_too_long(job))

    def _sent_too_long(self, job: Job) -> None:
        self._stop(job, "stream", sent_too_long(self._bounds))

    def _waited_too_long(self, job: Job) -> None:
        self._finish(job, waited_too_long(self._bounds))

    def _stop(self, job: Job, cause: str, error: SkillgraphError | None) -> None:
        """Ends a job wherever it is, and its worker by force."""
        if job.lane is Lane.OUTSIDE:
            return
        self._let_go(job, cause)
        if error is None:
            self._leave(job)
        else:
            self._finish(job, error)
        self._pump()

    def _let_go(self, job: Job, cause: str) -> None:
        if job.link is not None:
            self._jobs.pop(job.link.number, None)
            self._crew.end(job.link, cause)
            job.leave()

    def _release(self, link: Link, cause: str = "recycled") -> Job:
        """The job that a worker has done; the worker is ready for the next, or let go for that cause."""
        job = self._jobs.pop(link.number)
        self._crew.give_back(link, cause, spent=job.polite)
        job.leave()
        return job

    def _finish(self, job: Job, result: SkillgraphError) -> None:
        self._leave(job)
        job.fail(result)

    def _leave(self, job: Job) -> None:
        job.alarm(None)
        self._lanes.leave(job)
        if self._lanes.empty:
            self._quiet.set()

    def _fail_waiting(self, error: NotReady) -> None:
        for job in self._lanes.waiting():
            self._finish(job, NotReady(error.message, error.hint))
