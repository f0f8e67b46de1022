"""The snapshot that tools answer from: opened at the start, and from then on following the public files.

The processes are a supervisor's, as in `serve`: one sandboxed worker for each call, which any limit ends.
"""

from __future__ import annotations

import asyncio
import datetime
import json
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skillgraph.coverage import solver
from skillgraph.errors import NotReady, SkillgraphError
from skillgraph.isolation import Bounds, Pool, Reply, Supervisor
from skillgraph.queries import Catalogue
from skillgraph.service import limits_in, source_of, sweep
from skillgraph.settings import Settings
from skillgraph.snapshot import Cache
from skillgraph.snapshot.live import Live, Outcome
from skillgraph.snapshot.prepared import Prepared
from skillgraph.snapshot.watching import changes
from skillgraph.snapshot.worker import Worker
from skillgraph.workspace import locate, read

IMPORTS = ("skillgraph.service.desk", *solver.MODULES)
LONGEST = 1 << 20  # bytes of an answer: who asks by this protocol reads all of it
_OURS = "skillgraph"  # who asks for what tools are made of


@dataclass(frozen=True, slots=True)
class State:
    """One snapshot: its name and size, its queries, the processes that answer, and the members of small classes."""

    id: str
    quads: int
    catalogue: Catalogue
    pool: Pool
    members: Mapping[str, tuple[str, ...]]


class Graph:
    """Holds the state. For the thread of its event loop."""

    def __init__(self, settings: Settings, environ: Mapping[str, str], bounds: Bounds) -> None:
        self.settings = settings
        self._supervisor = Supervisor(IMPORTS, bounds)
        self._worker = Worker(Cache.of(settings, environ))
        self._state: State | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def state(self) -> State:
        """The present snapshot; NotReady where there is none."""
        if self._state is None:
            raise NotReady("There is no snapshot to answer from yet.", "Ask again in a few seconds.")
        return self._state

    async def open(self) -> None:
        """Opens the snapshot of the public files; raises what stands in the way, and then leaves nothing behind."""
        try:
            self._supervisor.start()
            root = locate(self.settings, Path.cwd())
            prepared = await asyncio.to_thread(lambda: self._worker.open(read(root, private=False)))
            await self._adopt(prepared)
        except BaseException:
            await self.close()
            raise
        if self.settings.watches:
            follow = (prepared, asyncio.get_running_loop())
            self._thread = threading.Thread(target=self._follow, args=follow, name="live")
            self._thread.start()

    async def close(self) -> None:
        """Ends every process and removes the folder."""
        self._stop.set()
        self._worker.close()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join)
        await asyncio.to_thread(self._worker.end)
        await self._supervisor.close()
        self._state = None

    async def run(self, state: State, job: str, arguments: Mapping[str, Any], client: str) -> Reply:
        """The whole answer to a job, within the limits of the settings; raises its error."""
        seconds = float(self.settings.query_seconds)
        given = {**arguments, "limits": limits_in(self.settings, self.settings.query_text_post, LONGEST)}
        if job in ("coverage", "what-if"):
            given["seconds"] = seconds
        reply = await state.pool.run(job, given, client=client, seconds=seconds)
        if isinstance(reply, Reply):
            return reply
        return Reply(reply.head, b"".join([piece async for piece in reply]), reply.rows, reply.seconds)

    def today(self) -> str:
        """The day it is here, as an ISO date."""
        return datetime.datetime.now().astimezone().date().isoformat()

    async def _adopt(self, prepared: Prepared) -> None:
        """Puts a snapshot in the place of the present one, after its processes are ready."""
        before = self._state.id if self._state is not None else ""
        catalogue = Catalogue(prepared.contents, self._state.catalogue if self._state is not None else None)
        source = await asyncio.to_thread(source_of, prepared, catalogue, self.settings.base_url, IMPORTS)
        pool = await self._supervisor.switch(source)
        state = State(prepared.id, prepared.quads, catalogue, pool, {})
        self._state = State(state.id, state.quads, catalogue, pool, await self._members(state))
        sweep(self._worker.folder, {prepared.file.stem, before})

    async def _members(self, state: State) -> dict[str, tuple[str, ...]]:
        """The slugs of the members of each class that a parameter asks for one of."""
        classes = sorted({one.cls for query in state.catalogue for one in query.parameters if one.cls})
        if not classes:
            return {}
        values = " ".join(f"<{one}>" for one in classes)
        text = f"SELECT DISTINCT ?class ?member {{ VALUES ?class {{ {values} }} ?member a ?class }} ORDER BY ?member"
        reply = await self.run(state, "query", {"query": text, "formats": ["json"]}, _OURS)
        found: dict[str, list[str]] = {one: [] for one in classes}
        for row in json.loads(reply.body)["results"]["bindings"]:
            found[row["class"]["value"]].append(row["member"]["value"].rsplit("/", 1)[-1])
        return {one: tuple(slugs) for one, slugs in found.items()}

    def _follow(self, served: Prepared, loop: asyncio.AbstractEventLoop) -> None:
        """What the thread does."""
        live = Live(served.root, self._worker, served, private=False)
        for _ in changes(served.root, self._stop, private=False):
            outcome = live.refresh()
            if not self._stop.is_set():
                asyncio.run_coroutine_threadsafe(self._publish(outcome), loop)

    async def _publish(self, outcome: Outcome) -> None:
        if outcome.snapshot is None or self._stop.is_set() or self._state is None:
            return
        lines = [finding.one_line() for finding in outcome.violations[:1]]
        if outcome.snapshot.id != self._state.id:
            try:
                await self._adopt(outcome.snapshot)
            except SkillgraphError as error:
                lines.append(str(error))
        if lines:
            sys.stderr.write(f"skillgraph: {lines[0]}; snapshot {self._state.id} goes on\n")
            sys.stderr.flush()
