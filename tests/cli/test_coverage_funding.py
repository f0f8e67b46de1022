"""`funding` as a program."""

from __future__ import annotations

import csv
import io
import json

from cli.conftest import Run


def test_funding_says_what_ends_with_a_source(run: Run) -> None:
    done = run("funding", "--without", "EGItoUK", "--on", "2026-12-01", "--format", "csv")
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["task"] for row in rows] == ["13", "15", "33", "4", "40", "45"]
    assert (rows[0]["certain"], rows[2]["possible"], rows[4]["covering"]) == ("0.27", "0.5", "H02 H03 H07")


def test_funding_as_json_leaves_out_nothing(run: Run) -> None:
    done = run("funding", "--without", "group=wlcg", "--on", "2026-12-01", "--format", "json")
    answer = json.loads(done.stdout)
    assert answer["on"] == "2026-12-01"
    assert len(answer["exposure"]["not_stated"]) == 14
    assert [one["fte"] for one in answer["exposure"]["figures"] if not one["source"]] == ["442"]


def test_funding_leaves_cells_empty_where_nothing_is_stated(run: Run) -> None:
    done = run("funding", "--without", "wp=4", "--format", "csv")
    assert [(row["task"], row["certain"]) for row in csv.DictReader(io.StringIO(done.stdout))] == [("25", "")]


def test_funding_refuses_what_cannot_end(run: Run) -> None:
    done = run("funding", "--without", "task=43")
    assert done.returncode == 2
    assert "names nothing that can end" in done.stderr
