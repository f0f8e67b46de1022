"""When the full check runs: a moment after the last change, one at a time, and its result only while it is true."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Callable

from skillgraph.errors import SkillgraphError
from skillgraph.findings import Finding
from skillgraph.lsp.worker import CheckProcess
from skillgraph.workspace import Contents

DELAY = 0.3


class Rounds:
    """Checks when they are due.

    `contents` gives what is to be checked and `today` on which day; `show` takes the findings, `say` what stood in
    the way of a check.
    """

    def __init__(
        self,
        contents: Callable[[], Contents],
        today: Callable[[], datetime.date],
        show: Callable[[tuple[Finding, ...]], None],
        say: Callable[[SkillgraphError], None],
    ) -> None:
        self._contents, self._today, self._show, self._say = contents, today, show, say
        self._process = CheckProcess()
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._wanted = False
        self._last: tuple[Contents, datetime.date, tuple[Finding, ...]] | None = None

    def soon(self, delay: float = DELAY) -> None:
        """A check is due that many seconds from now, unless another change comes before."""
        if self._timer is not None:
            self._timer.cancel()
        self._wanted = True
        self._timer = asyncio.get_running_loop().call_later(delay, self._begin)

    def stop(self) -> None:
        """No more checks."""
        self._wanted = False
        if self._timer is not None:
            self._timer.cancel()
        if self._task is not None:
            self._task.cancel()
        self._process.stop()

    def _begin(self) -> None:
        self._timer = None
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._round())

    async def _round(self) -> None:
        """Checks until nothing has changed since; what a check says of a state that is past is not shown."""
        while self._wanted and self._timer is None:
            self._wanted = False
            try:
                findings = await self._findings(self._contents(), self._today())
            except SkillgraphError as error:
                self._say(error)
                continue
            if not self._wanted:
                self._show(findings)

    async def _findings(self, contents: Contents, today: datetime.date) -> tuple[Finding, ...]:
        """What the check says; the same files on the same day are not checked twice in a row."""
        if self._last is None or self._last[:2] != (contents, today):
            found = await asyncio.to_thread(self._process.check, contents, today)
            self._last = contents, today, found
        return self._last[2]
