"""`train` as a program."""

from __future__ import annotations

import csv
import io
import json

from cli.conftest import Run


def test_train_makes_a_holder_able_and_says_where_nothing_is_recorded(run: Run) -> None:
    done = run("train", "--holder", "H05", "--task", "43", "--on", "2026-12-01", "--format", "csv")
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["training"] for row in rows][-1] == "Security camp"
    assert {row["note"] for row in rows} == {"nothing recorded of it: the skill may be there"}


def test_train_gives_its_plan_as_json_without_rounding(run: Run) -> None:
    done = run("train", "--goal", "no-single-point-of-failure", "group=UK", "--on", "2026-12-01", "--format", "json")
    answer = json.loads(done.stdout)
    assert (answer["reaches_goal"], answer["plan"]["days"], answer["plan"]["is_optimal"]) == (True, "80.5", True)


def test_train_ends_with_1_where_the_goal_is_not_reached(run: Run) -> None:
    done = run("train", "task=16", "--format", "table")
    assert done.returncode == 1
    assert "Lacking 1 for 16" in done.stdout
    assert "no training leads to it" in done.stdout


def test_train_gives_advice(run: Run) -> None:
    done = run("train", "--goal", "unlock", "group=UK", "--on", "2026-12-01", "--format", "csv")
    assert done.stdout.splitlines()[1].startswith("Certificate authority operation,3,33,")
    done = run("train", "--goal", "shadow", "task=43", "--on", "2026-12-01", "--format", "csv")
    assert "Incident response 3,H02,H04,4,no,one level below" in done.stdout.splitlines()


def test_train_refuses_what_it_does_not_understand(run: Run) -> None:
    for arguments, message in (
        (("--cap", "many"), "is no number of days"),
        (("skill=linux",), "is nothing that can be covered"),
        (("--newcomer", "group=UK"), "leads to cover of one task"),
        (("--on", "soon"), "is no date"),
    ):
        done = run("train", *arguments)
        assert done.returncode == 2
        assert message in done.stderr
