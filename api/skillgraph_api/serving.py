"""The snapshot that is served: opened when the server starts, and from then on following the files.

This process holds no graph: a process of its own builds and judges the files and writes N-Quads into a private folder,
and the processes that answer load them. A new state takes the old one's place in one assignment, after its processes
are ready; requests under way finish on the old one.
"""

from __future__ import annotations

import asyncio
import datetime
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from skillgraph.errors import SkillgraphError
from skillgraph.findings import Finding, Severity
from skillgraph.isolation import Source, Supervisor
from skillgraph.queries import Catalogue
from skillgraph.service import pack_queries
from skillgraph.settings import Settings
from skillgraph.snapshot import Cache
from skillgraph.snapshot.live import Live, Outcome
from skillgraph.snapshot.prepared import Prepared
from skillgraph.snapshot.watching import changes
from skillgraph.snapshot.worker import Worker
from skillgraph.workspace import locate, read
from skillgraph_api.state import State, Trouble

LOADER = "skillgraph.service.desk:open_desk"
IMPORTS = ("skillgraph.service.desk",)
MOST_TOLD = 20
_ENDED = Finding(
    "SG100", Severity.VIOLATION, "The files are not followed any more.", hint="Report the error; start the server anew."
)


class Serving:
    """Holds the state; `state` is None until `open` has returned."""

    def __init__(
        self,
        settings: Settings,
        environ: Mapping[str, str],
        supervise: Callable[[], Supervisor],
        clock: Callable[[], float],
    ) -> None:
        self.settings = settings
        self.state: State | None = None
        self._supervise = supervise
        self._supervisor: Supervisor | None = None
        self._clock = clock
        self._worker = Worker(Cache.of(settings, environ))
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._files: list[Path] = []  # of the state that is served, and of the one before

    async def open(self) -> None:
        """Opens the snapshot with its processes; raises what stands in the way, and then leaves nothing behind."""
        follows = self.settings.watches
        try:
            self._supervisor = supervisor = self._supervise()
            supervisor.start()
            prepared = await asyncio.to_thread(self._prepare)
            self.state = await self._state(prepared, supervisor)
        except BaseException:
            await self.close()
            raise
        how = ", following the files" if follows else ""
        _say(f"skillgraph: snapshot {prepared.id} of {prepared.root} at {self.settings.base_url}{how}")
        if follows:
            loop = asyncio.get_running_loop()
            self._thread = threading.Thread(target=self._follow, args=(prepared, loop), name="live")
            self._thread.start()

    async def close(self) -> None:
        """Ends every process and removes the folder."""
        self._stop.set()
        self._worker.close()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join)
        await asyncio.to_thread(self._worker.end)
        if self._supervisor is not None:
            await self._supervisor.close()
        self.state = None

    def _prepare(self) -> Prepared:
        return self._worker.open(read(locate(self.settings, Path.cwd())))

    async def _state(self, prepared: Prepared, supervisor: Supervisor) -> State:
        """The state of a snapshot, whose processes are ready."""
        contents = prepared.contents
        texts = prepared.file.with_suffix(".contents")
        await asyncio.to_thread(texts.write_bytes, pack_queries(contents))
        argument: dict[str, Any] = {
            "quads": str(prepared.file),
            "contents": str(texts),
            "base_url": self.settings.base_url,
            "public": True,
            "digest": contents.digest,
        }
        pool = await supervisor.switch(Source(LOADER, argument, IMPORTS))
        self._sweep([prepared.file, texts])
        return State(self.settings, contents.digest, prepared.quads, Catalogue(contents), pool, self._clock())

    def _sweep(self, files: list[Path]) -> None:
        """Removes the files that no process will load again: a parent that ended is started from them anew."""
        keep = {*files, *self._files}
        for path in self._worker.folder.iterdir():
            if path not in keep:
                path.unlink(missing_ok=True)
        self._files = files

    def _follow(self, served: Prepared, loop: asyncio.AbstractEventLoop) -> None:
        """What the thread does."""
        live = Live(served.root, self._worker, served)
        try:
            for _ in changes(served.root, self._stop):
                outcome = live.refresh()
                if not self._stop.is_set():
                    self._wait(asyncio.run_coroutine_threadsafe(self._publish(outcome), loop))
        finally:
            if not self._stop.is_set():  # an error of our own, which the thread is about to print
                state = self.state
                if state is not None:
                    self.state = replace(state, trouble=Trouble(_now(), (_ENDED,)))

    def _wait(self, published: Future[None]) -> None:
        """Until it is published, or the server ends."""
        while not self._stop.is_set():
            with suppress(TimeoutError):
                published.result(0.2)
                return
        published.cancel()

    async def _publish(self, outcome: Outcome) -> None:
        old, supervisor = self.state, self._supervisor
        if old is None or supervisor is None or outcome.snapshot is None or self._stop.is_set():
            return
        new, violations = old, outcome.violations
        if outcome.snapshot.contents.digest != old.digest:
            try:
                new = await self._state(outcome.snapshot, supervisor)
            except SkillgraphError as error:
                violations = (Finding("SG100", Severity.VIOLATION, error.message, hint=error.hint),)
        self.state = replace(new, findings=outcome.findings, trouble=_trouble(old, violations))
        _tell(old, self.state, outcome.seconds)


def _trouble(old: State, violations: tuple[Finding, ...]) -> Trouble | None:
    if not violations:
        return None
    since = old.trouble.since if old.trouble else _now()
    return Trouble(since, violations)


def _now() -> datetime.datetime:
    return datetime.datetime.now().astimezone()


def _tell(old: State, new: State, seconds: float) -> None:
    """Says on standard error what is new: the findings, or the snapshot."""
    if new.trouble is not None and (old.trouble is None or old.trouble.violations != new.trouble.violations):
        violations = new.trouble.violations
        lines = [finding.one_line() for finding in violations[:MOST_TOLD]]
        if len(violations) > MOST_TOLD:
            lines.append(f"skillgraph: and {len(violations) - MOST_TOLD} more; /status has them all")
        lines.append(f"skillgraph: these files are not served; snapshot {new.snapshot_id} goes on")
        _say(*lines)
    elif new.trouble is None and (new.digest != old.digest or old.trouble is not None):
        _say(f"skillgraph: snapshot {new.snapshot_id}, {seconds:.1f} s")


def _say(*lines: str) -> None:
    sys.stderr.write("".join(f"{line}\n" for line in lines))
    sys.stderr.flush()
