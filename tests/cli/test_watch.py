"""`skillgraph watch` as a person uses it: it is started, files are saved, and Ctrl-C ends it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from faults import FAULTS, SKILLS, good_edit
from skillgraph.cli import watch
from skillgraph.findings import Finding, Severity
from skillgraph.snapshot.live import Outcome


def test_watch_says_at_each_save_what_it_finds(workspace: Path, cache: Path) -> None:
    output, said = cache.with_name("watch-output"), cache.with_name("watch-said")
    command = [str(Path(sys.executable).with_name("skillgraph")), "watch", "-w", str(workspace)]
    with output.open("wb") as out, said.open("wb") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, env={**os.environ, "SKILLGRAPH_CACHE": str(cache)})
    try:
        wait(lambda: "ok, snapshot " in said.read_text())
        snapshot, _ = good_edit(workspace, 1)
        wait(lambda: f"ok, snapshot {snapshot}, " in said.read_text())
        undo = FAULTS["syntax"][0](workspace)
        wait(lambda: f"1 violation, the last good snapshot is {snapshot}, " in said.read_text())
        assert f"{SKILLS}:" in output.read_text()
        undo()
        wait(lambda: said.read_text().count(f"ok, snapshot {snapshot}, ") >= 2)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait(10)
    assert "Traceback" not in said.read_text()


def test_a_flood_of_findings_does_not_fill_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    many = tuple(Finding("SG205", Severity.VIOLATION, f"number {number}", "data/seed/a.ttl") for number in range(824))
    watch._tell(Outcome(None, many, 1.0))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 21
    assert lines[-1] == "... and 804 more; 'skillgraph check' shows all"


def wait(condition: Callable[[], bool], seconds: float = 120) -> None:
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds
        time.sleep(0.05)
