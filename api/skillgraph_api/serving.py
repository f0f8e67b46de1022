"""The snapshot that is served: opened when the server starts, and from then on following the files.

This process holds no graph: a process of its own builds and judges the files and writes N-Quads into a private folder,
and the processes that answer load them. A new state takes the old one's place in one assignment, after its processes
are ready; requests under way finish on the old one.
"""

from __future__ import annotations

import asyncio
import hashlib
import sys
import threading
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace

from skillgraph.compare.authorship import History
from skillgraph.coverage import solver
from skillgraph.errors import NotReady, SkillgraphError
from skillgraph.findings import Finding, Severity
from skillgraph.isolation import Pool, Source, Supervisor
from skillgraph.queries import Catalogue
from skillgraph.service import commits_file, source_of, sweep
from skillgraph.snapshot import Cache, ahead
from skillgraph.snapshot.live import Live, Outcome
from skillgraph.snapshot.prepared import Prepared
from skillgraph.snapshot.watching import changes
from skillgraph_api.bench import Processes
from skillgraph_api.means import Means
from skillgraph_api.state import State, Trouble, now

IMPORTS = ("skillgraph.service.desk", "skillgraph.pages.rendering:compile_all", *solver.MODULES)
LATER = ("skillgraph.results.arrow:load_apart",)
MOST_TOLD = 20
_ENDED = Finding(
    "SG100", Severity.VIOLATION, "The files are not followed any more.", hint="Report the error; start the server anew."
)


class Serving:
    """Holds the state; `state` is None until `open` has returned."""

    def __init__(self, means: Means) -> None:
        self.settings = means.settings
        self.state: State | None = None
        self._means = means
        self._supervisor: Supervisor | None = None
        self._history = History(means.environ)
        self._worker = ahead.taken(Cache.of(means.settings, means.environ), self._built)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ahead: tuple[Prepared, asyncio.Future[Pool]] | None = None
        self._ending: set[asyncio.Task[None]] = set()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._queries: Catalogue | None = None  # those that were loaded last
        self._before = ""  # the name of the files of the state that is served

    async def open(self) -> None:
        """Opens the snapshot with its processes; raises what stands in the way, and then leaves nothing behind."""
        self._loop = asyncio.get_running_loop()
        follows = self.settings.watches
        try:
            self._supervisor = self._means.supervise()
            self._supervisor.start()
            prepared = await asyncio.to_thread(self._prepare)
            self.state = await self._adopt(prepared)
        except BaseException:
            await self.close()
            raise
        how = ", following the files" if follows else ""
        how += ", private files included, for those who hold a token" if self.settings.serves_private else ""
        _say(f"skillgraph: snapshot {prepared.id} of {prepared.root} at {self.settings.base_url}{how}")
        if follows:
            self._thread = threading.Thread(target=self._follow, args=(prepared,), name="live")
            self._thread.start()
        else:
            await asyncio.to_thread(self._worker.rest)

    async def close(self) -> None:
        """Ends every process and removes the folder."""
        self._stop.set()
        self._worker.close()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join)
        self._forget_ahead()
        await asyncio.gather(*self._ending)
        await asyncio.to_thread(self._worker.end)
        await self._means.bench.close()
        if self._supervisor is not None:
            await self._supervisor.close()
        self.state = None

    def _prepare(self) -> Prepared:
        return self._worker.open(ahead.contents_of(self.settings))

    def _built(self, prepared: Prepared) -> None:
        """Has processes load a snapshot while it is still being judged; called in the thread that has it built."""
        if self._loop is not None and not self._stop.is_set():
            self._loop.call_soon_threadsafe(self._load_ahead, prepared)

    def _load_ahead(self, prepared: Prepared) -> None:
        if self.state is None or self.state.digest != prepared.contents.digest:
            self._forget_ahead()
            self._ahead = prepared, asyncio.ensure_future(self._load(prepared))

    async def _load(self, prepared: Prepared) -> Pool:
        """Processes that have loaded a snapshot, beside those that answer."""
        if self._supervisor is None:
            raise NotReady("The server has not started.", "Wait for it.")
        return await self._supervisor.prepare(await asyncio.to_thread(self._source, prepared))

    def _forget_ahead(self) -> None:
        """Ends the processes that load ahead: what they load is not going to be served."""
        if self._ahead is not None:
            (_, loading), self._ahead = self._ahead, None
            task = asyncio.ensure_future(self._discard(loading))
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)

    async def _discard(self, loading: asyncio.Future[Pool]) -> None:
        loading.cancel()
        with suppress(SkillgraphError, asyncio.CancelledError):
            pool = await loading
            if self._supervisor is not None:
                await self._supervisor.discard(pool)

    def _source(self, prepared: Prepared) -> Source:
        """What the processes load: the quads, and the canned queries, files and their last commits beside them."""
        self._queries = Catalogue(prepared.contents, self._queries)
        commits = self._history.of(prepared.contents)
        return source_of(prepared, self._queries, self.settings.base_url, IMPORTS, commits)

    async def _adopt(self, prepared: Prepared) -> State:
        """The state of a snapshot, with its processes in the place of the present ones."""
        pool = await self._loaded_ahead(prepared) or await self._load(prepared)
        if self._supervisor is not None:
            self._supervisor.adopt(pool)
        self._sweep(prepared)
        contents = prepared.contents
        digest, file = contents.digest, prepared.file.with_suffix(".files")
        processes = Processes(pool, self._means.bench, contents, digest, file)
        commits = hashlib.blake2b(commits_file(prepared).read_bytes(), digest_size=6).hexdigest()
        queries = Catalogue(contents, self._queries)
        return State(self.settings, digest, prepared.quads, queries, processes, self._means.clock(), commits=commits)

    async def _loaded_ahead(self, prepared: Prepared) -> Pool | None:
        """The processes that began to load this snapshot; None where they did not, or gave up before it was whole."""
        if self._ahead is None or self._ahead[0].file != prepared.file:
            return None
        (_, loading), self._ahead = self._ahead, None
        with suppress(SkillgraphError):
            return await loading
        return None

    def _sweep(self, served: Prepared) -> None:
        """Removes the files that no process will load again: a parent that ended is started from them anew."""
        sweep(self._worker.folder, {served.file.stem, self._before})
        self._before = served.file.stem

    def _follow(self, served: Prepared) -> None:
        """What the thread does."""
        private = self.settings.serves_private
        live = Live(served.root, self._worker, served, private=private)
        try:
            for _ in changes(served.root, self._stop, private=private):
                outcome = live.refresh()
                if not self._stop.is_set() and self._loop is not None:
                    self._wait(asyncio.run_coroutine_threadsafe(self._publish(outcome), self._loop))
        finally:
            if not self._stop.is_set():  # an error of our own, which the thread is about to print
                state = self.state
                if state is not None:
                    self.state = replace(state, trouble=Trouble(now(), (_ENDED,)))

    def _wait(self, published: Future[None]) -> None:
        """Until it is published, or the server ends."""
        while not self._stop.is_set():
            with suppress(TimeoutError):
                published.result(0.2)
                return
        published.cancel()

    async def _publish(self, outcome: Outcome) -> None:
        old = self.state
        if old is None or outcome.snapshot is None or self._stop.is_set():
            return
        new, violations = old, outcome.violations
        if outcome.snapshot.contents.digest != old.digest:
            try:
                new = await self._adopt(outcome.snapshot)
            except SkillgraphError as error:
                violations = (Finding("SG100", Severity.VIOLATION, error.message, hint=error.hint),)
        self._forget_ahead()
        self.state = replace(new, findings=outcome.findings, trouble=_trouble(old, violations))
        _tell(old, self.state, outcome.seconds)


def _trouble(old: State, violations: tuple[Finding, ...]) -> Trouble | None:
    if not violations:
        return None
    since = old.trouble.since if old.trouble else now()
    return Trouble(since, violations)


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
