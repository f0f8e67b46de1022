"""`explain` as a program: a rule, or an answer about cover."""

from __future__ import annotations

import csv
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from cli.conftest import ROOT, Run, git

DAY = ("--on", "2026-12-01")


def test_a_rule_is_explained_as_before(run: Run) -> None:
    done = run("explain", "SG203")
    assert done.stdout.startswith("## SG203")
    assert run("explain", "sg999").returncode == 2
    assert "A rule is explained as text." in run("explain", "SG203", "--format", "json").stderr


def test_why_why_not_and_how_sure_with_commits(run: Run, repository: Path) -> None:
    done = run("explain", "43", "H07", *DAY, cwd=repository)
    lines = done.stdout.splitlines()
    commit = git(repository, "rev-parse", "HEAD")[:10]
    assert lines[0] == "H07 and 43 Security Evaluations & Response, on 2026-12-01: gap."
    assert "  Incident response 3: expired on 2026-09-01: Incident response 3 by H07-incident-response (peer)" in lines
    place = f"      data/example/attestations-west-support.ttl:243 {commit}"
    assert f"{place}  attestation:H07-incident-response sg:validUntil 2026-09-01" in lines
    at = lines.index("What is missing")
    assert lines[at + 1 : at + 3] == [
        "  1 attestation would do; 0 levels above what was recorded until now:",
        "    Incident response 3 (recorded before)",
    ]
    assert "  Layers: interpretation, example. Nobody vouches for the example layer." in lines
    assert "    area-assignment:43-system-reliability (low, proposed)" in lines


def test_without_git_there_are_no_commits(run: Run, workspace: Path) -> None:
    found = json.loads(run("explain", "43", "H07", *DAY, "--format", "json", cwd=workspace).stdout)
    assert {one["commit"] for one in found["statements"]} == {""}
    assert (found["match"]["status"], found["statements"][0]["line"]) == ("gap", 15)


def test_who_covers_it_lacks_nothing_and_what_blocks_everybody_is_named(run: Run) -> None:
    text = run("explain", "43", "H03", *DAY).stdout
    assert "covered, until 2028-05-01." in text.splitlines()[0]
    assert "What is missing\n  Nothing.\n" in text
    blocked = run("explain", "33", "H04", *DAY).stdout
    assert "  Certificate authority operation 3 blocks everybody: nobody satisfies it.\n" in blocked
    assert "    Certificate authority operation 3 (recorded before)\n" in blocked


@pytest.mark.parametrize(("name", "form"), [("turtle", ox.RdfFormat.TURTLE), ("json-ld", ox.RdfFormat.JSON_LD)])
def test_prov_is_the_same_every_time(run: Run, name: str, form: ox.RdfFormat) -> None:
    one, other = (run("explain", "43", "H07", *DAY, "--format", name).stdout for _ in range(2))
    assert one == other
    assert len(list(ox.parse(one.encode(), form))) > 300


def test_the_statements_come_as_a_table_as_well(run: Run, repository: Path) -> None:
    words = ("explain", "43", "H07", *DAY, "--format")
    rows = list(csv.DictReader(run(*words, "csv", cwd=repository).stdout.splitlines()))
    document = json.loads(run(*words, "json", cwd=repository).stdout)
    used = [
        (because["reason"], *(document["statements"][number][key] for key in ("path", "line", "commit")))
        for because in document["because"]
        for step in because["steps"]
        for number in document["steps"][step]["statements"]
    ]
    assert [(row["reason"], row["file"], int(row["line"]), row["commit"]) for row in rows if row["file"]] == used
    ended = next(row for row in rows if row["statement"].endswith("sg:validUntil 2026-09-01"))
    assert (ended["requirement"], ended["necessity"], ended["state"]) == ("Incident response 3", "essential", "expired")
    assert run(*words, "tsv", cwd=repository).stdout.startswith("?requirement\t?necessity\t?state")
    assert run(*words, "markdown", cwd=repository).stdout.startswith("| requirement | necessity")


def test_every_step_has_a_row_also_one_that_rests_on_other_steps_alone(run: Run) -> None:
    words = ("explain", "36", "H03", *DAY, "--format")
    rows = list(csv.DictReader(run(*words, "csv").stdout.splitlines()))
    document = json.loads(run(*words, "json").stdout)
    steps = {
        (
            because["answer"]["requirement"]["name"],
            document["steps"][step]["name"],
            not document["steps"][step]["statements"],
        )
        for because in document["because"]
        for step in because["steps"]
    }
    assert {(row["requirement"], row["step"], not row["statement"]) for row in rows} == steps
    assert any(alone for *_, alone in steps)


@pytest.mark.parametrize(
    "words",
    [("explain", "43", "H07", *DAY), ("whatif", "--without", "H07", "leave", "holder=H03")],
    ids=["why", "what if"],
)
def test_a_terminal_shows_that_something_takes_its_time(run: Run, words: tuple[str, ...]) -> None:
    """Standard error is a terminal, standard output is not: what is written there is the same."""
    command = [Path(sys.executable).with_name("skillgraph"), *words]
    terminal, inside = pty.openpty()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=inside,
        text=True,
        check=True,
    )
    os.close(inside)
    assert " ..." in os.read(terminal, 1 << 16).decode()
    os.close(terminal)
    assert done.stdout == run(*words).stdout


def test_half_a_question_is_refused(run: Run) -> None:
    done = run("explain", "43")
    assert done.returncode == 2
    assert "Write 43 H07, or the code of a rule like SG203." in done.stderr
