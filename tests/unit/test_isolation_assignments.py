"""How many jobs a worker may have ahead: as many as it does in a short time, by the last one that it did."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from skillgraph.isolation.assignments import Assignments
from skillgraph.isolation.job import Job
from skillgraph.isolation.line import Lane
from skillgraph.isolation.link import Link

pytestmark = pytest.mark.asyncio
NOBODY: Any = None


def job() -> Job:
    return Job(client="me", request=b"", seconds=1, done=lambda _: None, lane=Lane.FAST)


def working(assignments: Assignments, number: int, pace: float) -> Link:
    """A worker that does a job, and took so long for the last one."""
    link = Link(number, NOBODY, 0, NOBODY)
    link.pace = pace
    assignments.begin(job(), link)
    return link


def filled(assignments: Assignments) -> list[int]:
    """The workers that are given a job ahead, one after the other, until none may have another."""
    given = []
    while link := assignments.brisk(asyncio.get_running_loop().time()):
        assignments.put_ahead(job(), link)
        given.append(link.number)
    return given


@pytest.mark.parametrize(("pace", "count"), [(0.0, 5), (0.03, 3), (0.06, 1), (0.1, 0), (5.0, 0)])
async def test_a_worker_gets_as_many_as_it_does_in_a_short_time(pace: float, count: int) -> None:
    assignments = Assignments(brisk=0.1, most=5)
    working(assignments, 1, pace)
    assert filled(assignments) == [1] * count


async def test_of_several_the_one_with_the_fewest_gets_the_next() -> None:
    assignments = Assignments(brisk=60, most=2)
    for number in (1, 2):
        working(assignments, number, 0.001)
    working(assignments, 3, 60)
    assert filled(assignments) == [1, 2, 1, 2]


async def test_a_new_worker_gets_none_before_its_first_job_is_done() -> None:
    assignments = Assignments(brisk=60, most=2)
    link = working(assignments, 1, Link(1, NOBODY, 0, NOBODY).pace)
    assert filled(assignments) == []
    done = assignments.release(link)
    assert done is not None
    assignments.has_done(done, link)
    assignments.begin(job(), link)
    assert filled(assignments) == [1, 1]


async def test_what_is_ahead_is_done_in_its_order_and_given_back_from_its_end() -> None:
    assignments = Assignments(brisk=60, most=3)
    link = working(assignments, 1, 0)
    jobs = [job() for _ in range(3)]
    for one in jobs:
        assignments.put_ahead(one, link)
    running = assignments.running(link)
    assert running is not None
    assert assignments.behind(running) == jobs[::-1]
    assert assignments.following(link) is jobs[0]
    assignments.withdraw(jobs[2])
    assert (link.is_stale, assignments.has_more(link)) == (True, True)
    assert assignments.abandon(link) == [jobs[1]]
    assert (assignments.has_more(link), assignments.following(link), jobs[1].link) == (False, None, None)
