"""`watch`: what the server does with a save, in a terminal and without serving."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from skillgraph.cli import session
from skillgraph.cli.options import Workspace
from skillgraph.cli.render import say
from skillgraph.workspace import locate

if TYPE_CHECKING:
    from skillgraph.snapshot.live import Outcome

_MOST_SHOWN = 20


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(watch)


def watch(
    workspace: Workspace = None,
) -> None:
    """Check the workspace at every save, until Ctrl-C."""
    from threading import Event

    from skillgraph.snapshot import Cache
    from skillgraph.snapshot.live import Live
    from skillgraph.snapshot.watching import changes
    from skillgraph.snapshot.worker import Worker

    settings = session.settings(workspace)
    root = locate(settings, Path.cwd())
    worker = Worker(Cache.of(settings, os.environ))
    live = Live(root, worker, private=True)
    try:
        say(f"watching {root}; Ctrl-C ends it")
        for _ in changes(root, Event(), private=True):
            _tell(live.refresh())
    except KeyboardInterrupt:
        return
    finally:
        worker.end()


def _tell(outcome: Outcome) -> None:
    """Findings on standard output, the state on standard error."""
    for finding in outcome.findings[:_MOST_SHOWN]:
        sys.stdout.write(f"{finding.one_line()}\n")
    if len(outcome.findings) > _MOST_SHOWN:
        sys.stdout.write(f"... and {len(outcome.findings) - _MOST_SHOWN} more; 'skillgraph check' shows all\n")
    sys.stdout.flush()
    count = len(outcome.violations)
    served = outcome.snapshot.id if outcome.snapshot is not None else "none"
    if count:
        noun = "violation" if count == 1 else "violations"
        say(f"{count} {noun}, the last good snapshot is {served}, {outcome.seconds:.1f} s")
    else:
        say(f"ok, snapshot {served}, {outcome.seconds:.1f} s")
