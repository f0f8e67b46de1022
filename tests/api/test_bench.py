"""The processes for changes that come by POST: there when they are needed, and not for longer."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from isolated import parents
from skillgraph.errors import NotReady, UsageError
from skillgraph.isolation import Bounds
from skillgraph.workspace import Contents
from skillgraph_api.bench import Bench

pytestmark = pytest.mark.asyncio

ASKED: dict[str, Any] = {"asked": {"cover": {"target": ["43"]}}, "without": [], "on": "", "today": "2026-12-01"}
ASKED |= {"format": "json", "seconds": 60.0, "delta": "# nothing"}


async def test_the_processes_end_when_no_change_has_come_for_a_while(contents: Contents, tmp_path: Path) -> None:
    others = set(parents())
    bench = Bench(Bounds(), idle=0.5)

    async def ask(**more: Any) -> Any:
        arguments = {**ASKED, **more}
        terms = {"client": "me", "seconds": 60.0}
        return await bench.run(contents, "state", tmp_path / "files", "what-if", arguments, **terms)

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
