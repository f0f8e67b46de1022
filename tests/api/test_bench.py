"""The processes for changes that come by POST: there when they are needed, and not for longer."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest

from isolated import parents
from skillgraph.errors import NotReady, UsageError
from skillgraph.isolation import Bounds, Pool, awaited
from skillgraph.workspace import Contents
from skillgraph_api.bench import Bench, Processes

pytestmark = pytest.mark.asyncio

ASKED: dict[str, Any] = {"asked": {"cover": {"target": ["43"]}}, "without": [], "on": "", "today": "2026-12-01"}
NO_POOL = cast("Pool", None)  # nobody asks it
ASKED |= {"format": "json", "seconds": 60.0, "delta": "# nothing"}


async def test_the_processes_end_when_no_change_has_come_for_a_while(contents: Contents, tmp_path: Path) -> None:
    others = set(parents())
    bench = Bench(Bounds(), idle=0.5)

    async def ask(**more: Any) -> Any:
        arguments = {**ASKED, **more}
        terms = {"client": "me", "seconds": 60.0}
        pool = await bench.pool(contents, "state", tmp_path / "files")
        return await pool.run("what-if", arguments, **terms)

    assert json.loads((await ask()).body)["differences"]["cover"]["changed"] == []
    async with asyncio.timeout(30):
        while set(parents()) - others:
            await asyncio.sleep(0.05)
    with pytest.raises(UsageError, match="not well formed"):  # the next one starts them anew
        await ask(delta="no Turtle")
    await bench.close()
    assert set(parents()) == others
    with pytest.raises(NotReady):
        await ask()


async def test_who_leaves_while_they_start_is_charged_nothing(contents: Contents, tmp_path: Path) -> None:
    bench = Bench(Bounds())
    outcomes: list[object] = []
    processes = Processes(NO_POOL, bench, contents, "state", tmp_path / "files")
    leave = processes.submit("what-if", ASKED, outcomes.append, client="me", seconds=60.0)
    await asyncio.sleep(0)  # the start has begun
    assert leave() == 0.0
    reply = await awaited(partial(processes.submit, "what-if", ASKED, client="you", seconds=60.0))
    assert reply.rows == 0
    assert outcomes == []
    await bench.close()
