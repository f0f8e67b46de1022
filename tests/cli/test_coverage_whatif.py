"""`whatif` as a program."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from cli.conftest import Run


def test_whatif_tells_what_a_departure_does(run: Run) -> None:
    done = run("whatif", "--without", "H07", "resilience", "40", "--on", "2026-12-01", "--format", "csv")
    assert done.returncode == 0, done.stderr
    cells = {(row["about"], row["column"]): row for row in csv.DictReader(io.StringIO(done.stdout))}
    assert (cells["40", "alone"]["before"], cells["40", "alone"]["after"]) == ("3", "2")


def test_whatif_answers_every_question_where_none_is_named(run: Run) -> None:
    done = run("whatif", "--without", "H07", "43", "--on", "2026-12-01", "--format", "json")
    answer = json.loads(done.stdout)
    assert list(answer["differences"]) == ["cover", "resilience", "team", "train"]
    assert answer["findings"] == []


def test_whatif_shows_the_findings_of_a_change_that_is_wrong(run: Run, tmp_path: Path) -> None:
    change = tmp_path / "change.ttl"
    change.write_text(
        "<https://w3id.org/skillgraph/id/attestation/H03-certificate-authority>"
        " <https://w3id.org/skillgraph/ns#level> 3 .\n"
    )
    done = run("whatif", "--with", str(change), "cover", "33")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "SG202 violation" in done.stderr
    assert "the changed workspace has no answers" in done.stderr


def test_whatif_looks_ahead(run: Run) -> None:
    done = run("whatif", "--on", "2029-06-01", "cover", "43", "--format", "json")
    assert json.loads(done.stdout)["after_on"] == "2029-06-01"


def test_whatif_refuses_to_compare_a_thing_with_itself(run: Run) -> None:
    done = run("whatif", "cover", "43")
    assert done.returncode == 2
    assert "Nothing is changed" in done.stderr
