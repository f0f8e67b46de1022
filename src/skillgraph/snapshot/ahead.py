"""Building begins while the server still imports: by the time that it can ask for the snapshot, half of it is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from skillgraph.settings import Settings
from skillgraph.snapshot.cache import Cache
from skillgraph.snapshot.prepared import Prepared
from skillgraph.snapshot.worker import Worker
from skillgraph.workspace import Contents, locate, read

_begun: list[Worker] = []  # in this process, until somebody takes it


def contents_of(settings: Settings) -> Contents:
    """The files that a server with these settings serves."""
    return read(locate(settings, Path.cwd()), private=settings.serves_private)


def begin(settings: Settings, environ: Mapping[str, str]) -> None:
    """Has a process open what is going to be served; where that cannot be done, whoever serves finds out why."""
    worker = Worker(Cache.of(settings, environ))
    worker.begin(partial(contents_of, settings))
    _begun.append(worker)


def taken(cache: Cache, on_built: Callable[[Prepared], None]) -> Worker:
    """The process that has begun, or one that has not."""
    worker = _begun.pop() if _begun else Worker(cache)
    worker.on_built = on_built
    return worker


def end() -> None:
    """Ends what nobody has taken."""
    while _begun:
        _begun.pop().end()
