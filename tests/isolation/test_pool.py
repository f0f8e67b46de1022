"""Jobs from many clients: answers, errors, deadlines, lines, cancellation, long answers."""

from __future__ import annotations

import asyncio
import json
import time

import pytest

from isolated import House, supervised
from isolated_jobs import ENDLESS
from skillgraph.errors import (
    AnswerTooLarge,
    Busy,
    InternalError,
    LimitReached,
    QuerySyntaxError,
    SkillgraphError,
)
from skillgraph.isolation import Bounds, Streamed

pytestmark = pytest.mark.asyncio
TEN = "SELECT * { ?s <http://example.org/p1> ?o } LIMIT 10"


async def test_a_job_is_answered(house: House) -> None:
    reply = await house.ask("echo", text="é")
    assert (reply.body.decode(), reply.head["state"]) == ("é", "one")
    assert len(json.loads((await house.ask("query", text=TEN)).body)["results"]["bindings"]) == 10


async def test_sixteen_clients_and_one_with_sixteen_requests(house: House) -> None:
    async def many(client: str) -> None:
        for number in range(60):
            assert await house.echo(str(number), client=client) == str(number)

    await asyncio.gather(*(many(f"client {number}") for number in range(16)))
    await asyncio.gather(*(many("the one") for _ in range(16)))
    assert house.pool.stats.ends.get("crashed", 0) == 0
    assert house.pool.stats.jobs == 2 * 16 * 60


async def test_workers_are_used_again_and_recycled() -> None:
    async with supervised(Bounds(recycle_after=10, slow_after=20)) as house:
        workers = {(await house.ask("echo", text="")).head["process"] for _ in range(95)}
        await house.rest()
        assert 9 <= len(workers) <= 12
        assert house.pool.stats.ends["recycled"] >= 7


async def test_a_worker_that_grew_is_recycled() -> None:
    async with supervised(Bounds(recycle_growth=32 << 20, slow_after=20)) as house:
        await house.rest()
        first = (await house.ask("echo", text="")).head["process"]
        await house.ask("eat", length=1 << 20)
        assert (await house.ask("echo", text="")).head["process"] == first
        await house.ask("eat", length=64 << 20)
        assert (await house.ask("echo", text="")).head["process"] != first


async def test_errors_arrive_as_what_they_are(house: House) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        await house.run("refuse", kind="syntax")
    assert (caught.value.line, caught.value.column, caught.value.hint) == (3, 14, "Take it away.")
    with pytest.raises(AnswerTooLarge, match="100,000 rows"):
        await house.run("refuse", kind="large")


@pytest.mark.parametrize("job", ["fail", "panic", "no_such_job"])
async def test_a_fault_shows_nothing_to_the_client_and_all_to_the_log(
    house: House, job: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(InternalError) as caught:
        await house.run(job)
    assert "secret" not in str(caught.value)
    assert "Traceback" in caplog.text
    assert await house.echo() == "hello"


@pytest.mark.parametrize(("job", "given"), [("query", {"text": ENDLESS}), ("spin", {}), ("hold", {}), ("sleep", {})])
async def test_the_deadline_ends_whatever_stands_still(house: House, job: str, given: dict[str, object]) -> None:
    start = time.perf_counter()
    with pytest.raises(LimitReached) as caught:
        await house.run(job, seconds=0.3, **given)
    assert 0.29 < time.perf_counter() - start < 10
    assert (caught.value.limit, caught.value.message) == ("time", "The evaluation took longer than 0.3 s.")
    assert await house.echo() == "hello"
    assert house.pool.stats.ends["deadline"] == 1


async def test_a_deadline_shorter_than_what_counts_as_slow(house: House) -> None:
    with pytest.raises(LimitReached):
        await house.run("spin", seconds=0.02)


async def test_a_client_that_has_gone_ends_its_worker(house: House) -> None:
    running = [asyncio.ensure_future(house.run("hold", client=str(n))) for n in range(2)]
    await asyncio.sleep(0.2)
    waiting = asyncio.ensure_future(house.run("echo", client="0", text="never"))
    for task in (*running, waiting):
        task.cancel()
    assert [type(one) for one in await asyncio.gather(*running, waiting, return_exceptions=True)] == [
        asyncio.CancelledError
    ] * 3
    assert house.pool.stats.ends["client_gone"] >= 2
    assert (house.pool.stats.running, house.pool.stats.slow, house.pool.stats.waiting) == (0, 0, 0)
    assert await house.echo() == "hello"


async def test_an_error_knows_what_its_worker_spent_and_not_how_long_it_waited(house: House) -> None:
    holding = [asyncio.ensure_future(house.run("hold", client="me", seconds=1.0)) for _ in range(5)]
    waiting = asyncio.ensure_future(house.run("refuse", kind="syntax", client="me"))
    ends = await asyncio.gather(*holding, return_exceptions=True)
    with pytest.raises(SkillgraphError) as caught:
        await waiting
    assert caught.value.spent < 0.9
    assert [isinstance(end, LimitReached) and end.spent >= 0.9 for end in ends] == [True] * 5


async def test_who_asks_too_much_waits_and_then_is_refused(house: House) -> None:
    greedy = [asyncio.ensure_future(house.run("sleep", client="greedy", seconds=1.5)) for _ in range(30)]
    await asyncio.sleep(0.3)
    assert house.pool.stats.waiting <= 16 + 2
    assert await asyncio.wait_for(house.echo(client="modest"), 1) == "hello"
    for task in greedy:
        task.cancel()
    ends = await asyncio.gather(*greedy, return_exceptions=True)
    refused = [end for end in ends if isinstance(end, Busy)]
    assert len(refused) >= 8
    assert {error.whose for error in refused} == {"client"}


async def test_quick_jobs_do_not_feel_endless_ones(house: House) -> None:
    """The promise of the endpoint: p99 below 100 ms beside endless queries of others."""
    endless = [
        asyncio.ensure_future(house.run("query", text=ENDLESS, client=f"endless {number % 3}", seconds=60))
        for number in range(9)
    ]
    await asyncio.sleep(0.4)
    slowest = [await _slowest(house) for _ in range(3)]  # what else the machine does may take it for a moment
    assert house.pool.stats.slow == 4
    for task in endless:
        task.cancel()
    await asyncio.gather(*endless, return_exceptions=True)
    assert min(slowest) < 0.1


async def _slowest(house: House) -> float:
    """The 99th percentile of 70 quick jobs, in seconds."""
    times = []
    for _ in range(70):
        start = time.perf_counter()
        await house.echo(client="quick")
        times.append(time.perf_counter() - start)
    return sorted(times)[68]


async def test_many_long_jobs_are_all_answered() -> None:
    """Too many for the slow slots, quick ones between them: nobody is refused."""
    async with supervised(Bounds(slow_slots=2, slow_after=0.02)) as house:
        long = [house.ask("nap", duration=0.1, client=str(number)) for number in range(12)]
        quick = [house.echo(client="quick") for _ in range(4)]
        replies = await asyncio.gather(*long, *quick)
        assert len(replies) == 16
        assert house.pool.stats.ends["slow"] >= 1


async def test_slow_jobs_stand_behind(house: House) -> None:
    reply = await house.ask("priorities")
    assert reply.head == {"policy": 3, "nice": 10}
    await house.rest()
    workers = [await house.ask("echo", text="") for _ in range(5)]
    assert len({reply.head["process"] for reply in workers}) == 1  # and that one is a fresh one
    assert house.pool.stats.ends == {"recycled": 1}


async def test_patience_ends() -> None:
    async with supervised(Bounds(workers=1, slow_slots=0, patience=0.2, queue=2, slow_after=30)) as house:
        holding = asyncio.ensure_future(house.run("sleep", seconds=9, client="a"))
        await house.until(lambda: house.pool.stats.running == 1)
        with pytest.raises(Busy, match=r"No worker was free for 0.2 s."):
            await house.echo(client="b")
        holding.cancel()
        assert await house.echo() == "hello"


async def test_a_long_answer_comes_in_pieces(house: House) -> None:
    answer = await house.run("big", length=5_000_000)
    assert isinstance(answer, Streamed)
    assert (answer.length, answer.head) == (5_000_000, {"length": 5_000_000})
    body = b"".join([piece async for piece in answer])
    assert body == (bytes(range(251)) * 20_000)[:5_000_000]
    await house.rest()
    assert house.pool.stats.streaming == 0


async def test_a_slow_reader_disturbs_nobody(house: House) -> None:
    answers = [await house.run("big", length=9_000_000, client=str(n // 4)) for n in range(8)]
    pieces = [aiter(answer) for answer in answers if isinstance(answer, Streamed)]
    for piece in pieces:
        assert await anext(piece)
    assert house.pool.stats.streaming == 8
    for _ in range(20):
        assert await asyncio.wait_for(house.echo(), 1) == "hello"
    with pytest.raises(Busy, match="long answers"):
        await house.run("big", length=9_000_000, client="late")
    total = 0
    async for piece in pieces[0]:
        total += len(piece)
    assert total > 8_000_000
    for rest in pieces[1:]:
        await rest.aclose()  # type: ignore[attr-defined]
    await house.rest()
    assert house.pool.stats.streaming == 0


async def test_an_answer_that_is_not_read_is_cut_and_says_so() -> None:
    async with supervised(Bounds(stream_seconds=0.3)) as house:
        answer = await house.run("big", length=9_000_000)
        assert isinstance(answer, Streamed)
        pieces = aiter(answer)
        await anext(pieces)
        await asyncio.sleep(0.5)
        with pytest.raises(LimitReached, match="Sending the answer"):
            async for _ in pieces:
                pass
        assert house.pool.stats.ends == {"stream": 1}
        assert await house.echo() == "hello"


async def test_an_answer_that_nobody_wants_is_given_up(house: House) -> None:
    answer = await house.run("big", length=9_000_000)
    assert isinstance(answer, Streamed)
    answer.close()
    await house.rest()
    assert house.pool.stats.ends["client_gone"] == 1


async def test_every_error_has_words(house: House) -> None:
    with pytest.raises(SkillgraphError) as caught:
        await house.run("spin", seconds=0.01)
    assert caught.value.message
    assert caught.value.hint


async def test_workers_that_lack_what_the_parent_has_learned_are_replaced() -> None:
    """Those that wait at once, one that is busy after its job; nothing is killed."""
    async with supervised(Bounds(workers=1), state="learned") as house:
        await house.rest()
        async with asyncio.timeout(30):
            while not (await house.ask("has_prepared")).head["prepared"]:
                await asyncio.sleep(0.02)
        await house.rest()
        for _ in range(4):
            assert (await house.ask("has_prepared")).head == {"prepared": True}
        assert set(house.pool.stats.ends) == {"recycled"}


@pytest.mark.parametrize(("state", "prepared"), [("", True), ("fragile", False)])
async def test_later_workers_have_what_the_parent_read_ahead(state: str, prepared: bool) -> None:
    async with supervised(Bounds(workers=1), state=state) as house:
        await house.rest()
        assert (await house.ask("has_prepared")).head == {"prepared": False}
        await asyncio.sleep(0.7)  # nobody wants anything of the parent
        for _ in range(house.supervisor.bounds.workers + 1):
            with pytest.raises(InternalError):
                await house.run("leave", status=3)
        assert (await house.ask("has_prepared")).head == {"prepared": prepared}
