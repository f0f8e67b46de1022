"""One request from the moment that it comes until its answer is away, and how it can end otherwise."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass

from skillgraph.errors import Busy, InternalError, LimitReached, SkillgraphError
from skillgraph.isolation.alarms import Alarm
from skillgraph.isolation.bounds import Bounds
from skillgraph.isolation.line import Ticket
from skillgraph.isolation.link import Link
from skillgraph.isolation.reply import Reply
from skillgraph.isolation.streamed import Streamed
from skillgraph.isolation.worker import out_of_memory, too_deep

Outcome = Reply | Streamed | SkillgraphError
_SIGNALS: dict[int, str] = {signal.SIGABRT: "memory", signal.SIGSEGV: "depth", signal.SIGXCPU: "cpu"}


@dataclass(slots=True, eq=False, kw_only=True)
class Job(Ticket):
    """A ticket with what it is for: the request's bytes, who hears the outcome, and the worker that has it."""

    request: bytes
    seconds: float
    done: Callable[[Outcome], None]
    is_told: bool = False
    link: Link | None = None  # the worker that has it, or will have it next
    timer: Alarm | None = None
    stream: Streamed | None = None
    polite: bool = False  # whether its worker stands behind others
    tried: bool = False
    begun: float | None = None  # when its worker got it, by the loop's clock
    spent: float = 0.0  # seconds of workers that it had and left

    def begin(self, link: Link) -> None:
        """A worker gets it."""
        self.link, self.begun = link, asyncio.get_running_loop().time()

    def leave(self) -> float:
        """Its worker has it no more; for how many seconds it had."""
        seconds = 0.0
        if self.begun is not None:
            seconds = asyncio.get_running_loop().time() - self.begun
            self.spent += seconds
        self.link, self.begun, self.polite = None, None, False
        return seconds

    def fail(self, error: SkillgraphError) -> None:
        """Tells whoever waits for the answer or for the rest of it."""
        error.spent = self.spent
        if self.stream is not None:
            self.stream.fail(error)
        else:
            self.tell(error)

    def tell(self, outcome: Outcome) -> None:
        """Gives the outcome in the loop's next turn, once: who hears it may ask for more."""
        if not self.is_told:
            self.is_told = True
            asyncio.get_running_loop().call_soon(self.done, outcome)

    def tell_now(self, outcome: Outcome) -> None:
        """Gives the outcome in this turn: for who has nothing left to do, whatever is asked for next."""
        if not self.is_told:
            self.is_told = True
            try:
                self.done(outcome)
            except Exception as fault:  # noqa: BLE001  # as in a turn of its own: it is nothing for the worker's end
                context = {"message": "The outcome of a job could not be told.", "exception": fault}
                asyncio.get_running_loop().call_exception_handler(context)

    def alarm(self, timer: Alarm | None) -> None:
        """The one timer of this job; it takes the place of the last."""
        if self.timer is not None:
            self.timer.cancel()
        self.timer = timer


def cause_of(status: int | None) -> str:
    """Why a worker ended, by its wait status; None where its parent ended too and nobody knows."""
    if status == 0:
        return "recycled"
    if status is None or not os.WIFSIGNALED(status):
        return "crashed"
    return _SIGNALS.get(os.WTERMSIG(status), "crashed")


def limit_of(status: int | None, job: Job, bounds: Bounds) -> LimitReached | None:
    """The limit that a worker ran into when it ended with that status."""
    cause = cause_of(status)
    if cause == "memory":
        return out_of_memory(bounds)
    if cause == "depth":
        return too_deep()
    if cause == "cpu":
        seconds = bounds.cpu or job.seconds
        return LimitReached(f"The evaluation used more than {seconds:g} s of processor time.", "cpu", "Ask for less.")
    return None


def crash_of(status: int | None, bounds: Bounds) -> SkillgraphError:
    """What is said of a job whose worker ended twice without running into a limit."""
    if status is not None and os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return out_of_memory(bounds)  # nobody but the kernel kills what we do not
    return InternalError("The process that evaluates ended without an answer.", "Report it with the query.")


def took_too_long(job: Job) -> LimitReached:
    """The error of a job at its deadline."""
    hint = "Ask for less: more specific patterns, or LIMIT."
    return LimitReached(f"The evaluation took longer than {job.seconds:g} s.", "time", hint)


def sent_too_long(bounds: Bounds) -> LimitReached:
    """The error inside an answer that is not read fast enough."""
    message = f"Sending the answer took longer than {bounds.stream_seconds:g} s."
    return LimitReached(message, "time", "Ask for less at once, with LIMIT and OFFSET.")


def waited_too_long(bounds: Bounds) -> Busy:
    """The error of a job that did not get a slot."""
    return Busy(f"No worker was free for {bounds.patience:g} s.", "server", 5, "Ask again in a while.")


def too_many(what: str) -> Busy:
    """The error of a job for which there is no slot and no place to wait."""
    return Busy(f"Too many {what}.", "server", 5, "Ask for less, or again in a while.")
