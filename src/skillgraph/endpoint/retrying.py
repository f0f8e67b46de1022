"""Asking again where that may help: a query changes nothing, so it may be sent twice."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from skillgraph.endpoint.exchange import Answering, Question, Transport
from skillgraph.errors import EndpointError

TRIES = 3
FIRST_PAUSE_S = 0.1
T = TypeVar("T")


def asked(transport: Transport, question: Question, take: Callable[[Answering], T]) -> T:
    """What `take` makes of the answer.

    Where a replica fails in a way that may pass, also in the middle of its answer, the question is asked again, at most
    `TRIES` times in all, with pauses that double, and never beyond its time.
    """
    ends = time.monotonic() + question.seconds
    pause = FIRST_PAUSE_S
    for rest in range(TRIES - 1, -1, -1):
        try:
            left = max(ends - time.monotonic(), 0.001)
            with transport.open(replace(question, seconds=left)) as answer:
                return take(answer)
        except EndpointError as error:
            if not (rest and error.may_pass) or time.monotonic() + pause > ends:
                raise
        time.sleep(pause)
        pause *= 2
    raise AssertionError("the last try returns or raises")
