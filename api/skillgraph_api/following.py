"""What is served where the graph is on an endpoint of others: the snapshot that its record names, and then the next.

The endpoint's replicas are asked now and then which snapshot they hold. The one that most of them hold is served; when
another takes its place, processes for it are started beside the present ones, as when files change.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from skillgraph.coverage import solver
from skillgraph.endpoint import Replicas, addresses
from skillgraph.endpoint.outlet import AUTHORIZATION
from skillgraph.errors import NotReady, SkillgraphError, WorkspaceError
from skillgraph.findings import Finding, Severity
from skillgraph.isolation import Source, Supervisor
from skillgraph.queries import Catalogue
from skillgraph.remote import Record, read_record
from skillgraph.remote.record import holds_in, probe
from skillgraph.service import pack_files, pack_queries
from skillgraph.workspace import Contents, locate, read
from skillgraph_api.bench import Processes
from skillgraph_api.means import Means
from skillgraph_api.state import Pool, State, Trouble, now

LOADER = "skillgraph.service.remote:open_remote_desk"
IMPORTS = ("skillgraph.service.remote", "skillgraph.pages.rendering:compile_all", *solver.MODULES)
PROBE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Ground:
    """What stays the same from one snapshot to the next: the workspace's files, and the folder that has them packed."""

    folder: Path
    contents: Contents
    catalogue: Catalogue


class Following:
    """Holds the state, as `Serving` does; `state` is None until `open` has returned."""

    def __init__(self, means: Means) -> None:
        self.settings = means.settings
        self.state: State | None = None
        self._means = means
        self._supervisor: Supervisor | None = None
        self._replicas = Replicas(addresses(means.settings.listed("endpoint")), means.environ.get(AUTHORIZATION, ""))
        self._folder: Path | None = None
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Reads the record and starts the processes; raises what stands in the way, and then leaves nothing behind."""
        try:
            self._supervisor = self._means.supervise()
            self._supervisor.start()
            ground = await asyncio.to_thread(self._read)
            self.state = await self._adopt(ground, await asyncio.to_thread(self._look))
        except BaseException:
            await self.close()
            raise
        origins = ", ".join(address.origin for address in addresses(self.settings.listed("endpoint")))
        _say(f"skillgraph: snapshot {self.state.snapshot_id} of {origins} at {self.settings.base_url}")
        self._task = asyncio.ensure_future(self._follow(ground))

    async def close(self) -> None:
        """Ends every process and removes the folder."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._means.bench.close()
        if self._supervisor is not None:
            await self._supervisor.close()
        self._replicas.close()
        if self._folder is not None:
            await asyncio.to_thread(shutil.rmtree, self._folder, ignore_errors=True)
        self.state = None

    def _read(self) -> Ground:
        """The workspace's files, and what the processes need of them as files of their own."""
        contents = read(locate(self.settings, Path.cwd()), private=False)
        self._folder = Path(tempfile.mkdtemp(prefix="skillgraph-"))
        ground = Ground(self._folder, contents, Catalogue(contents))
        (ground.folder / "queries").write_bytes(pack_queries(ground.catalogue))
        (ground.folder / "contents").write_bytes(pack_files(contents))
        return ground

    def _look(self) -> Record:
        """The record of the snapshot that most replicas hold."""
        self._replicas.examine(probe(PROBE_SECONDS))
        held = [digest for state in self._replicas.states if state is not None and (digest := holds_in(state))]
        if not held:
            return read_record(self._replicas)  # says what is wrong
        digest = Counter(held).most_common(1)[0][0]
        record = read_record(self._replicas, holds=digest)
        if record.digest != digest:
            raise NotReady("The endpoint is going over to another snapshot.", "Look again in a moment.")
        return record

    async def _adopt(self, ground: Ground, record: Record) -> State:
        """The state of a snapshot, with its processes in the place of the present ones."""
        if self._supervisor is None:
            raise NotReady("The server has not started.", "Wait for it.")
        settings = self.settings
        argument: dict[str, Any] = {
            "endpoints": settings.listed("endpoint"),
            "look_seconds": settings.endpoint_look_seconds,
            "seconds": settings.query_seconds,
            "most": settings.endpoint_bytes,
            "queries": str(ground.folder / "queries"),
            "contents": str(ground.folder / "contents"),
            "base_url": settings.base_url,
            "digest": record.digest,
        }
        pool = await self._supervisor.switch(Source(LOADER, argument, IMPORTS))
        processes: Pool = Beside(pool)
        if ground.contents.digest == record.digest:
            processes = Processes(pool, self._means.bench, ground.contents, record.digest, ground.folder / "files")
        return State(settings, record.digest, record.quads, ground.catalogue, processes, self._means.clock())

    async def _follow(self, ground: Ground) -> None:
        while True:
            await asyncio.sleep(max(self.settings.endpoint_look_seconds, 1))
            old = self.state
            if old is None:
                return
            try:
                record = await asyncio.to_thread(self._look)
                new = old if record.digest == old.digest else await self._adopt(ground, record)
                trouble = None
            except SkillgraphError as error:
                finding = Finding("SG100", Severity.VIOLATION, error.message, hint=error.hint)
                new, trouble = old, Trouble(old.trouble.since if old.trouble else now(), (finding,))
            findings = () if trouble is None else trouble.violations
            self.state = replace(new, trouble=trouble, findings=findings)
            _tell(old, self.state)


@dataclass(frozen=True, slots=True)
class Beside:
    """A pool whose server has other files than the snapshot was made of: no change can be tried on them."""

    pool: Pool

    def submit(
        self, job: str, arguments: Mapping[str, Any], done: Callable[[Any], None], *, client: str, seconds: float
    ) -> Callable[[], float]:
        """See `Pool.submit`."""
        if "delta" in arguments:
            text = "This server has other files than those that its snapshot was made of."
            done(WorkspaceError(text, "Try changes with 'skillgraph whatif' where the files are."))
            return lambda: 0.0
        return self.pool.submit(job, arguments, done, client=client, seconds=seconds)

    @property
    def stats(self) -> Any:
        """Gauges and counts of the pool."""
        return self.pool.stats


def _tell(old: State, new: State) -> None:
    if new.digest != old.digest:
        _say(f"skillgraph: snapshot {new.snapshot_id}")
    elif new.trouble is not None and old.trouble is None:
        _say(f"skillgraph: {new.trouble.violations[0].message} Snapshot {new.snapshot_id} goes on.")
    elif new.trouble is None and old.trouble is not None:
        _say(f"skillgraph: the endpoint answers again, snapshot {new.snapshot_id}")


def _say(line: str) -> None:
    sys.stderr.write(f"{line}{os.linesep}")
    sys.stderr.flush()
