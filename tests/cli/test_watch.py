"""`skillgraph watch` as a person uses it: it is started, files are saved, and Ctrl-C ends it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from faults import FAULTS, SKILLS, good_edit


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
        wait(lambda: said.read_text().count(f"ok, snapshot {snapshot}, ") == 2)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait(10)
    assert "Traceback" not in said.read_text()


def wait(condition: Callable[[], bool], seconds: float = 60) -> None:
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds
        time.sleep(0.05)
