"""What a running application serves at a moment."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from skillgraph.findings import Finding
from skillgraph.queries import Catalogue
from skillgraph.settings import Settings


class Pool(Protocol):
    """The processes that answer from one snapshot, as `skillgraph.isolation` makes them."""

    def submit(
        self, job: str, arguments: Mapping[str, Any], done: Callable[[Any], None], *, client: str, seconds: float
    ) -> Callable[[], float]:
        """Lets `done` have a `Reply`, a `Streamed` where the body is long, or the error.

        Gives what ends the job and says for how many seconds a worker had it.
        """

    @property
    def stats(self) -> Any:
        """Gauges and counts."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the files as they stand are not served, and since when."""

    since: datetime.datetime
    violations: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class State:
    """The snapshot being served: its id, its size, the texts of its queries, and the processes that answer from it.

    A request takes the state once and keeps to it. An edit makes a new state, which takes the place of this one in a
    single assignment; `findings` and `trouble` are about the files as they stood then. `began` is in seconds of the
    clock that measures ages. `commits` tells one table of the files' last commits, which pages show, from another.
    """

    settings: Settings
    digest: str
    quads: int
    catalogue: Catalogue
    pool: Pool
    began: float
    findings: tuple[Finding, ...] = ()
    trouble: Trouble | None = None
    commits: str = ""

    @property
    def snapshot_id(self) -> str:
        """The first 16 hexadecimal digits of the digest."""
        return self.digest[:16]


class Holder(Protocol):
    """Who holds the state, and lets another take its place."""

    settings: Settings
    state: State | None

    async def open(self) -> None:
        """Makes the first state; raises what stands in the way."""

    async def close(self) -> None:
        """Ends everything that belongs to it."""


def now() -> datetime.datetime:
    """The time that it is here."""
    return datetime.datetime.now().astimezone()


class Today:
    """The day that it is here. It is looked up once a second: that takes longer than to ask for the time."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._second = -1
        self._day = datetime.date.min

    def __call__(self) -> datetime.date:
        """The day at this second of the clock, which counts as `time.time` does."""
        second = int(self._clock())
        if second != self._second:
            self._second = second
            self._day = datetime.datetime.fromtimestamp(second, datetime.UTC).astimezone().date()
        return self._day
