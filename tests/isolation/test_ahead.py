"""A quick worker has its next job before it has done what it has; that job loses nothing by it."""

from __future__ import annotations

import asyncio
import random

import pytest

from isolated import House, alive, supervised
from skillgraph.errors import LimitReached, NotReady, SkillgraphError
from skillgraph.isolation import Bounds, Reply, Streamed

pytestmark = pytest.mark.asyncio
PATIENT = {"workers": 1, "brisk": 60.0, "slow_after": 60.0}  # one slot; every job is quick, and none is slow


async def ahead_of(house: House, job: str, **given: object) -> tuple[asyncio.Task[Reply | Streamed], asyncio.Task[str]]:
    """A long job of a worker that was quick, and an echo behind it with the same worker."""
    await house.echo("warm")
    first = asyncio.create_task(house.run(job, **given))  # type: ignore[arg-type]
    await house.until(lambda: house.pool.stats.running == 1)
    second = asyncio.create_task(house.echo("second", client="another"))
    await house.until(lambda: house.pool.stats.waiting == 1)
    return first, second


async def test_the_same_worker_does_it_next() -> None:
    async with supervised(Bounds(**PATIENT)) as house:
        process = (await house.ask("echo", text="warm")).head["process"]
        first = asyncio.create_task(house.run("nap", duration=0.2))
        second = asyncio.create_task(house.ask("echo", text="second"))
        await first
        reply = await second
        assert (reply.head["process"], reply.body) == (process, b"second")
        assert house.pool.stats.waiting == house.pool.stats.running == 0


async def test_the_job_before_it_takes_long() -> None:
    async with supervised(Bounds(workers=1, brisk=60.0, slow_after=0.2)) as house:
        first, second = await ahead_of(house, "sleep", seconds=20)
        assert await asyncio.wait_for(second, 10) == "second"
        assert house.pool.stats.slow == 1
        first.cancel()


@pytest.mark.parametrize(
    ("job", "given", "limit"),
    [
        ("sleep", {"seconds": 0.4}, "time"),
        ("eat", {"length": 8 << 30}, "memory"),
    ],
)
async def test_the_job_before_it_reaches_a_limit(job: str, given: dict[str, float], limit: str) -> None:
    async with supervised(Bounds(**PATIENT)) as house:
        await house.echo("warm")
        first = asyncio.create_task(house.run(job, **given))  # type: ignore[arg-type]
        second = asyncio.create_task(house.echo("second"))
        with pytest.raises(LimitReached) as caught:
            await first
        assert (caught.value.limit, await second) == (limit, "second")


async def test_the_worker_ends_itself() -> None:
    async with supervised(Bounds(**PATIENT)) as house:
        await house.echo("warm")
        given = (("nap", {"duration": 0.1}), ("die", {"number": 9}), ("leave", {"status": 3}))
        for job, arguments in given:
            first = asyncio.create_task(house.run(job, **arguments))
            second = asyncio.create_task(house.echo(job))
            assert await second == job
            await asyncio.gather(first, return_exceptions=True)
        assert await house.echo() == "hello"


async def test_the_worker_is_recycled() -> None:
    async with supervised(Bounds(**PATIENT, recycle_after=3)) as house:
        texts = [str(number) for number in range(60)]
        assert await asyncio.gather(*(house.echo(text, client=text) for text in texts[:16])) == texts[:16]
        for number in range(16, 60, 4):
            some = texts[number : number + 4]
            assert await asyncio.gather(*(house.echo(text) for text in some)) == some
        assert set(house.pool.stats.ends) <= {"recycled"}


async def test_nobody_waits_for_it_any_more() -> None:
    async with supervised(Bounds(**PATIENT)) as house:
        first, second = await ahead_of(house, "nap", duration=0.3)
        second.cancel()
        await first
        assert house.pool.stats.waiting == house.pool.stats.running == 0
        assert await house.echo("third") == "third"


async def test_a_worker_does_not_go_on_with_what_nobody_waits_for() -> None:
    """Not even with what holds the interpreter's lock."""
    async with supervised(Bounds(**PATIENT)) as house:
        process = (await house.ask("echo", text="warm")).head["process"]
        first = asyncio.create_task(house.run("nap", duration=0.3))
        second = asyncio.create_task(house.run("hold"))
        await house.until(lambda: house.pool.stats.waiting == 1)
        second.cancel()
        await first
        await house.until(lambda: not alive(process))


async def test_the_answer_before_it_is_long() -> None:
    async with supervised(Bounds(**PATIENT)) as house:
        await house.echo("warm")
        first = asyncio.create_task(house.run("big", length=5_000_003))
        second = asyncio.create_task(house.echo("second"))
        streamed = await first
        assert isinstance(streamed, Streamed)
        body = b"".join([piece async for piece in streamed])
        assert (len(body), body[:251]) == (5_000_003, bytes(range(251)))
        assert await second == "second"


async def test_the_pool_closes() -> None:
    async with supervised(Bounds(**PATIENT)) as house:
        both = await ahead_of(house, "sleep", seconds=20)
        await house.pool.close()
        for one in both:
            with pytest.raises(NotReady):
                await one


async def test_whatever_happens_every_job_has_its_own_answer() -> None:
    """Short and long jobs, long answers, ends of workers and clients that go away, over two workers."""
    dice = random.Random(7)  # noqa: S311  # to have many orders, and the same each time

    async def job(house: House, number: int) -> None:
        kind = dice.choice(("echo", "echo", "echo", "nap", "big", "eat", "leave", "deadline", "gone"))
        client = f"client {number % 12}"
        text = f"text {number}"
        if kind == "gone":
            task = asyncio.create_task(house.run("nap", client=client, duration=0.05))
            await asyncio.sleep(dice.random() / 20)
            task.cancel()
        elif kind == "nap":
            await house.run("nap", client=client, duration=dice.random() / 20)
        elif kind == "big":
            reply = await house.run("big", client=client, length=1 << 21)
            assert isinstance(reply, Streamed)
            assert len(b"".join([piece async for piece in reply])) == 1 << 21
        elif kind in ("eat", "leave", "deadline"):
            asked = {"eat": {"length": 8 << 30}, "leave": {"status": 3}, "deadline": {"seconds": 0.03}}[kind]
            with pytest.raises(SkillgraphError):
                await house.run("sleep" if kind == "deadline" else kind, client=client, **asked)  # type: ignore[arg-type]
        else:
            assert await house.echo(text, client=client) == text

    async with supervised(Bounds(workers=2, brisk=0.02, slow_after=0.03, queue=64, recycle_after=20)) as house:
        for start in range(0, 300, 12):
            await asyncio.gather(*(job(house, number) for number in range(start, start + 12)))
        await house.rest()
        stats = house.pool.stats
        assert (stats.running, stats.waiting, stats.slow, stats.streaming) == (0, 0, 0, 0)


async def test_several_behind_one_that_takes_long_keep_their_order() -> None:
    """They leave its worker for another one, which does them one after the other."""
    async with supervised(Bounds(workers=1, brisk=60.0, slow_after=0.2)) as house:
        await house.echo("warm")
        long = asyncio.create_task(house.run("sleep", seconds=20))
        done: list[str] = []

        async def echo(text: str) -> None:
            done.append(await house.echo(text))

        texts = ["one", "two", "three", "four"]
        await house.until(lambda: house.pool.stats.running == 1)
        echoes = [asyncio.create_task(echo(text)) for text in texts]
        await asyncio.wait_for(asyncio.gather(*echoes), 10)
        assert done == texts
        assert house.pool.stats.slow == 1
        long.cancel()
