"""Workers, parents and fronts that end when nobody expects it: the next request is served, and nothing is left."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import isolated_front
from isolated import House, alive, children, parents, supervised
from isolated_jobs import source
from skillgraph.errors import InternalError, LimitReached, NotReady, SkillgraphError
from skillgraph.isolation import Bounds, Streamed

pytestmark = pytest.mark.asyncio(loop_factories=["uvloop"])


async def test_a_job_whose_worker_was_killed_is_done_by_another(house: House) -> None:
    assert (await house.ask("die_once", flag=1)).body == b""
    assert house.pool.stats.retried == 1
    assert house.pool.stats.ends["crashed"] == 1


async def test_a_job_that_kills_its_workers_is_tried_twice(house: House) -> None:
    with pytest.raises(LimitReached) as killed:  # as the kernel does where memory is scarce
        await house.run("die", number=signal.SIGKILL)
    assert killed.value.limit == "memory"
    with pytest.raises(LimitReached) as starved:  # so little that it cannot be said
        await house.run("starve")
    assert (starved.value.limit, house.pool.stats.ends["memory"]) == ("memory", 1)
    with pytest.raises(InternalError):
        await house.run("leave", status=3)
    assert house.pool.stats.retried == 2
    assert await house.echo() == "hello"


async def test_workers_that_were_killed_while_idle_are_replaced(house: House) -> None:
    await house.rest()
    before = children(house.pool.stats.process)
    for process in before:
        os.kill(process, signal.SIGKILL)
    await house.until(lambda: not any(map(alive, before)))
    await house.rest()
    assert await house.echo() == "hello"
    await house.until(lambda: len(set(children(house.pool.stats.process)) - set(before)) >= 3)


async def test_the_parent_is_killed_while_jobs_run_and_wait(house: House) -> None:
    parent = house.pool.stats.process
    jobs = [asyncio.ensure_future(house.run("nap", duration=0.3, client=str(n))) for n in range(6)]
    await asyncio.sleep(0.1)
    os.kill(parent, signal.SIGKILL)
    await asyncio.gather(*jobs)
    assert await house.echo() == "hello"
    assert house.pool.stats.parents == 2
    assert house.pool.stats.process != parent
    await house.until(lambda: not alive(parent) and not children(parent))


async def test_the_front_alone_decides_when_to_end(house: House) -> None:
    """A service manager may send SIGTERM to every process of a service."""
    parent = house.pool.stats.process
    running = asyncio.ensure_future(house.run("nap", duration=0.3))
    await asyncio.sleep(0.1)
    for process in [parent, *children(parent)]:
        os.kill(process, signal.SIGTERM)
    await running
    assert (house.pool.stats.process, house.pool.stats.retried) == (parent, 0)


async def test_a_long_answer_breaks_when_its_worker_is_killed(house: House) -> None:
    answer = await house.run("big", length=50_000_000)
    assert isinstance(answer, Streamed)
    pieces = aiter(answer)
    await anext(pieces)
    killed = children(house.pool.stats.process)
    for process in killed:
        os.kill(process, signal.SIGKILL)
    with pytest.raises(SkillgraphError):
        async for _ in pieces:
            pass
    await house.until(lambda: not any(map(alive, killed)))
    await house.rest()
    assert await house.echo() == "hello"


async def test_the_spare_is_replaced(house: House) -> None:
    def spares() -> set[int]:
        return set(parents()) - {house.pool.stats.process}

    house.supervisor.start()
    (spare,) = spares()
    os.kill(spare, signal.SIGKILL)
    await house.until(lambda: len(spares()) == 1 and spare not in spares())
    await asyncio.sleep(0.2)  # until what is left of the first has been noticed
    await house.supervisor.switch(source(state="two"))
    assert (await house.ask("echo", text="")).head["state"] == "two"


async def test_a_parent_that_ends_again_and_again_is_not_ready(tmp_path: Path) -> None:
    file = tmp_path / "there"
    file.touch()
    async with supervised(Bounds(), "once", path=str(file)) as house:
        file.unlink()
        os.kill(house.pool.stats.process, signal.SIGKILL)
        await asyncio.sleep(0.01)
        with pytest.raises(NotReady, match="again and again"):
            await house.echo()
        with pytest.raises(NotReady):  # at once now
            await asyncio.wait_for(house.echo(), 0.01)
        file.touch()
        await house.until(lambda: house.pool.stats.process != 0)
        assert await house.echo() == "hello"


async def test_close_leaves_no_process() -> None:
    async with supervised(Bounds()) as house:
        house.supervisor.start()
        jobs = [asyncio.ensure_future(house.run(job, client=job)) for job in ("hold", "spin", "sleep")]
        await asyncio.sleep(0.3)
        started = parents()
        family = started + [child for parent in started for child in children(parent)]
        assert len(family) >= 2 + 3
        await house.supervisor.close()
        assert [process for process in family if alive(process)] == []
        assert [type(end) for end in await asyncio.gather(*jobs, return_exceptions=True)] == [NotReady] * 3


async def test_a_front_that_is_killed_leaves_no_process() -> None:
    path = os.pathsep.join(entry for entry in sys.path if entry)
    with subprocess.Popen(
        [sys.executable, isolated_front.__file__], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path}
    ) as front:
        assert front.stdout is not None
        parent = int(front.stdout.readline())
        family = children(front.pid)
        family += [child for process in family for child in children(process)]
        assert parent in family
        assert len(family) >= 2 + 6
        front.kill()
    end = time.monotonic() + 5
    while (left := [process for process in family if alive(process)]) and time.monotonic() < end:
        time.sleep(0.01)
    assert left == []


async def test_nothing_grows(house: House) -> None:
    """1,000 jobs with kills among them: as many descriptors and processes afterwards as before."""

    def size() -> tuple[int, int, int]:
        parent = house.pool.stats.process
        open_files = [len(list(Path(f"/proc/{process}/fd").iterdir())) for process in (os.getpid(), parent)]
        return open_files[0], open_files[1], len(children(parent))

    async def many(client: int) -> None:
        for number in range(125):
            if number % 25 == 24:
                with pytest.raises(LimitReached):
                    await house.run("hold", client=str(client), seconds=0.02)
            else:
                await house.echo(client=str(client))

    await house.until(lambda: size()[2] == 3)
    before = size()
    await asyncio.gather(*(many(client) for client in range(8)))
    await house.rest()
    await house.until(lambda: size()[2] <= 5 and size()[1] <= before[1])  # two more may be kept; none is being forked
    after = size()
    assert house.pool.stats.ends["deadline"] == 40
    assert after[1] <= before[1]
    assert after[0] - after[2] <= before[0] - before[2] + 1
