"""`team` as a program."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import pty
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

from cli.conftest import ROOT, Run

DAY = ("--on", "2026-12-01")


def test_the_smallest_teams_for_a_task_and_for_a_group(run: Run) -> None:
    one = run("team", "43", *DAY, "--format", "csv")
    assert one.stdout.splitlines() == ["team,members", "1,H03", "2,H04"], one.stderr
    group = json.loads(run("team", "group=UK", *DAY, "--format", "json").stdout)["teams"]
    assert (group["size"], group["bound"], len(group["teams"]), group["is_all"]) == (7, 7, 6, True)
    assert [name.rpartition("/")[2] for name in group["uncovered"]] == ["33", "37"]


def test_in_words_it_is_said_what_nobody_satisfies(run: Run) -> None:
    text = run("team", "group=UK", "--limit", "2", *DAY, "--format", "table").stdout
    assert "The smallest team has 7 members; it is proven that fewer do not do." in text
    assert "There may be more teams of that size than the 2 listed." in text
    assert "Nobody satisfies: Certificate authority operation 3; Interoperation of infrastructures 3." in text


def test_staffing_stays_within_time_and_effort(run: Run) -> None:
    done = run("team", "group=UK", "--staffing", *DAY, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert sum(Decimal(row["fte"]) for row in rows) == Decimal("9.91")
    assert sum(Decimal(row["fte"]) for row in rows if not row["holder"]) == Decimal("1.71")
    assert sum(Decimal(row["fte"]) for row in rows if row["holder"] == "H07") == 1


def test_keep_alone_is_refused(run: Run) -> None:
    done = run("team", "43", "--keep")
    assert done.returncode == 2
    assert "Give it together with --staffing" in done.stderr


def test_on_a_terminal_it_is_shown_that_a_search_runs(cache: Path) -> None:
    ours, theirs = pty.openpty()
    words = [Path(sys.executable).with_name("skillgraph"), "team", "43", *DAY, "--format", "csv"]
    environ = {**os.environ, "SKILLGRAPH_CACHE": str(cache), "TERM": "xterm"}
    done = subprocess.run(words, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=theirs, timeout=120, check=True)
    os.close(theirs)
    assert done.stdout.splitlines() == [b"team,members", b"1,H03", b"2,H04"]
    shown = b""
    with contextlib.suppress(OSError), os.fdopen(ours, "rb", buffering=0) as terminal:  # which ends like that
        while more := terminal.read(4096):
            shown += more
    assert b"team ..." in shown
