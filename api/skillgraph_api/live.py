"""Serving a workspace while it is edited: a thread follows the files and puts a new state in the old one's place."""

from __future__ import annotations

import datetime
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from fastapi import FastAPI

from skillgraph.findings import Finding, Severity
from skillgraph.queries import Catalogue
from skillgraph.snapshot import Cache, Snapshot
from skillgraph.snapshot.live import Live, Outcome
from skillgraph.snapshot.watching import changes
from skillgraph.snapshot.worker import Worker
from skillgraph_api.state import State, Trouble

MOST_TOLD = 20
_ENDED = Finding(
    "SG100", Severity.VIOLATION, "The files are not followed any more.", hint="Report the error; start the server anew."
)


@contextmanager
def followed(app: FastAPI, cache: Cache) -> Iterator[None]:
    """Within it, the application's state follows the files of its snapshot."""
    worker = Worker(cache)
    stop = threading.Event()
    thread = threading.Thread(target=_follow, args=(app, worker, stop), name="live")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        worker.close()
        thread.join()


def _follow(app: FastAPI, worker: Worker, stop: threading.Event) -> None:
    served: Snapshot = app.state.skillgraph.snapshot
    private = app.state.skillgraph.settings.serves_private
    live = Live(served.root, worker, served, private=private)
    try:
        for _ in changes(served.root, stop, private=private):
            _publish(app, live.refresh(), stop)
    finally:
        worker.end()
        if not stop.is_set():  # an error of our own, which the thread is about to print
            state: State = app.state.skillgraph
            app.state.skillgraph = replace(state, trouble=Trouble(_now(), (_ENDED,)))


def _publish(app: FastAPI, outcome: Outcome, stop: threading.Event) -> None:
    old: State = app.state.skillgraph
    if stop.is_set() or outcome.snapshot is None:
        return
    new = replace(old, findings=outcome.findings, trouble=_trouble(old, outcome))
    if outcome.snapshot is not old.snapshot:
        contents = outcome.snapshot.contents
        new = replace(new, snapshot=outcome.snapshot, snapshot_id=outcome.snapshot.id, catalogue=Catalogue(contents))
    app.state.skillgraph = new
    _tell(old, new, outcome.seconds)


def _trouble(old: State, outcome: Outcome) -> Trouble | None:
    if not outcome.violations:
        return None
    since = old.trouble.since if old.trouble else _now()
    return Trouble(since, outcome.violations)


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
    elif new.trouble is None and (new.snapshot is not old.snapshot or old.trouble is not None):
        lines = [f"skillgraph: snapshot {new.snapshot_id}, {seconds:.1f} s"]
    else:
        return
    sys.stderr.write("".join(f"{line}\n" for line in lines))
    sys.stderr.flush()
