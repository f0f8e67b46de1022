"""What is said while a dataset of one file is loaded: how far it is on a terminal, beginning and end anywhere."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from skillgraph.cli.loading import held, state
from skillgraph.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    file = tmp_path / "[b]it.nq"  # which is no markup
    file.write_text("<https://e.org/s> <https://e.org/p> <https://e.org/o> <https://e.org/g> .\n")
    return Settings(dataset=str(file), cache=str(tmp_path / "cache"))


def test_how_far_it_is_in_words() -> None:
    assert state({"lines": 1_234_567, "bytes": 250, "of": 1000}) == "1,234,567 lines, 25 %"
    assert state({"lines": 0, "bytes": 0, "of": 0}) == "0 lines, 0 %"
    assert state({"doing": "counting it", "of": 7}) == "counting it"
    assert state({"quads": 3, "of": 7}) == "done"


def test_only_beginning_and_end_are_told_where_nobody_looks_on(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with held(settings) as dataset:
        assert dataset.quads == 1
    first, last = capsys.readouterr().err.splitlines()
    assert first == f"loading {settings.dataset} ..."
    assert last.startswith("loaded: 1 quads in ")
    with held(settings):
        pass
    assert capsys.readouterr().err == ""


def test_on_a_terminal_it_shows_how_far_it_is(settings: Settings) -> None:
    imports = "from skillgraph.cli.loading import held; from skillgraph.settings import Settings"
    code = f"{imports}\nwith held({settings!r}): pass"
    ours, theirs = pty.openpty()
    environ = {**os.environ, "TERM": "xterm", "COLUMNS": "200"}
    with subprocess.Popen([sys.executable, "-c", code], stderr=theirs, env=environ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 4096)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            shown += piece
    os.close(ours)
    assert process.returncode == 0
    assert b"\x1b[" in shown
    assert b"[b]it.nq: reading it" in shown
    assert b"loaded: 1 quads" in shown
