"""From one snapshot to the next: quick, without losing a request, and only where the next one can be loaded."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

import pytest

from isolated import House, alive, parents, supervised
from isolated_jobs import source
from skillgraph.errors import IsolationError, NotReady, WorkspaceError
from skillgraph.isolation import Bounds, Source, Supervisor

pytestmark = pytest.mark.asyncio(loop_factories=["uvloop"])


async def test_before_the_first_there_is_nothing() -> None:
    supervisor = Supervisor(())
    with pytest.raises(NotReady):
        _ = supervisor.current
    await supervisor.close()


@pytest.mark.parametrize(
    ("wrong", "kind", "text"),
    [
        (source("refusing"), WorkspaceError, "There is no folder data/."),
        (source("failing"), IsolationError, "ended with ZeroDivisionError: no."),
        (source("ending"), IsolationError, "ended while it was loading"),
        (source("threaded"), IsolationError, r"left a thread running \(.*forgotten"),
        (source("plain", seconds=60), IsolationError, "took longer than 3 s"),
        (source("plain", state="x" * 200_000), IsolationError, "argument of .* is too long"),
        (source("nothing"), IsolationError, "There is no loader 'isolated_jobs:nothing'"),
        (Source("no.module:x", {}), IsolationError, "There is no loader 'no.module:x'"),
    ],
    ids=lambda value: value.loader if isinstance(value, Source) else "",
)
async def test_what_cannot_be_loaded_changes_nothing(wrong: Source, kind: type[Exception], text: str) -> None:
    async with supervised(Bounds(load_seconds=3), state="good") as house:
        parent = house.pool.stats.process
        with pytest.raises(kind, match=text):
            await house.supervisor.switch(wrong)
        assert (await house.ask("echo", text="")).head["state"] == "good"
        await house.until(lambda: len(parents()) == 2)  # and the spare
        assert house.pool.stats.process == parent


async def test_a_switch_under_load_loses_nothing() -> None:
    async with supervised(Bounds(queue=64), state="0") as house:
        seen: list[int] = []
        ended = False

        async def many(client: int) -> None:
            while not ended:
                seen.append(int((await house.ask("echo", client=str(client), text="")).head["state"]))

        readers = [asyncio.ensure_future(many(client)) for client in range(16)]
        for number in range(1, 4):
            await asyncio.sleep(0.1)
            await house.supervisor.switch(source(state=str(number)))
            first = len(seen)
        await house.until(lambda: len(seen) > first + 128, 60)
        ended = True
        await asyncio.gather(*readers)
        assert set(seen) == {0, 1, 2, 3}
        assert set(seen[first + 64 :]) == {3}


async def test_what_runs_finishes_where_it_began(house: House) -> None:
    old = house.pool
    parent = old.stats.process
    running = asyncio.ensure_future(house.run("nap", duration=0.3))
    await asyncio.sleep(0.05)
    await house.supervisor.switch(source(state="two"))
    assert (await house.ask("echo", text="")).head["state"] == "two"
    reply = await old.run("echo", {"text": "late"}, client="me", seconds=1)  # had chosen its pool before
    assert reply.head["state"] == "one"
    await running
    await house.until(lambda: not alive(parent))
    with pytest.raises(NotReady):
        await old.run("echo", {"text": "too late"}, client="me", seconds=1)


async def test_a_switch_of_twenty_thousand_quads_is_quick(house: House, tmp_path: Path) -> None:
    file = tmp_path / "data.nq"
    line = "<http://example.org/s{0}> <http://example.org/p> {1} <http://example.org/g> .\n".format
    file.write_text("".join(line(number, f'"{number}"') for number in range(20_000)))
    house.supervisor.start()
    await asyncio.sleep(1)
    start = time.perf_counter()
    await house.supervisor.switch(source("quads", path=str(file), state="two"))
    reply = await house.ask("query", text="SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert time.perf_counter() - start < 10
    assert b'"20000"' in reply.body


async def test_closing_while_loading_leaves_nothing() -> None:
    supervisor = Supervisor(())
    switching = asyncio.ensure_future(supervisor.switch(source("plain", seconds=30)))
    await asyncio.sleep(0.3)
    await supervisor.close()
    with pytest.raises(IsolationError):
        await switching
    assert parents() == []


async def test_a_cancelled_switch_leaves_nothing() -> None:
    async with supervised(Bounds(), state="good") as house:
        switching = asyncio.ensure_future(house.supervisor.switch(source("plain", seconds=30)))
        await asyncio.sleep(0.3)
        switching.cancel()
        with pytest.raises(asyncio.CancelledError):
            await switching
        assert (await house.ask("echo", text="")).head["state"] == "good"
        assert len(parents()) == 2


async def test_elsewhere_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(IsolationError, match="Linux is missing") as caught:
        Supervisor(()).start()
    assert "container" in caught.value.hint
