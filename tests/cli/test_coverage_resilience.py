"""`resilience` and `leave` as programs."""

from __future__ import annotations

import csv
import io
import json

import pytest

from cli.conftest import Run


def rows(run: Run, *arguments: str) -> list[dict[str, str]]:
    done = run(*arguments, "--on", "2026-12-01", "--format", "csv")
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


def test_bus_factors_of_a_group(run: Run) -> None:
    found = {row["task"]: row for row in rows(run, "resilience", "group=UK")}
    assert len(found) == 14
    assert (found["43"]["alone"], found["43"]["covering"], found["43"]["binding"]) == (
        "2",
        "H03 H04",
        "Incident response 3",
    )
    assert (found["34"]["alone"], found["34"]["together"]) == ("1", "2")
    assert found["33"]["together"] == "0"


def test_truck_factors_are_in_the_document_and_in_words(run: Run) -> None:
    arguments = ("resilience", "group=UK", "--on", "2026-12-01", "--format")
    trucks = json.loads(run(*arguments, "json").stdout)["truck_factors"]
    assert [(one["way"], one["falling"], len(one["leavers"])) for one in trucks] == [
        ("alone", 1, 1),
        ("alone", 6, 5),
        ("together", 1, 1),
        ("together", 6, 5),
    ]
    assert (
        "Covered together: 12. Fewest departures that leave 1 of them uncovered: 1 (H09)"
        in run(*arguments, "table").stdout
    )


def test_the_other_questions(run: Run) -> None:
    assert {row["task"] for row in rows(run, "resilience", "group=UK", "--k", "1")} == {"32", "33", "35", "37", "41"}
    lost = [row for row in rows(run, "resilience", "group=UK", "--months", "3") if row["no_cover_together"]]
    assert [(row["day"], row["requirement"], row["loses"]) for row in lost] == [("2027-03-01", "Benchmarking 2", "H11")]
    single = {row["holder"]: row["team_needs"] for row in rows(run, "resilience", "group=UK", "--holders")}
    assert single == {"H11": "32", "H09": "41", "H10": "35", "H08": ""}
    load = rows(run, "resilience", "--communities", "2")
    assert [row["served"] for row in load] == ["1", "0", "0", "0", "1", "0", "0"]


def test_one_question_at_a_time(run: Run) -> None:
    done = run("resilience", "--k", "1", "--months", "3")
    assert done.returncode == 2
    assert "One question at a time" in done.stderr


def test_who_leaves_takes_time_skills_and_cover(run: Run) -> None:
    alone = rows(run, "leave", "H07")
    assert [(row["what"], row["name"]) for row in alone][:2] == [
        ("skill lost", "Bash"),
        ("allocated", "38 Infrastructure Monitoring"),
    ]
    pair = [row["name"].split()[0] for row in rows(run, "leave", "H03", "H04") if row["what"] == "no cover together"]
    assert "43" in pair


@pytest.mark.parametrize("site", ["example-east", "Example East"])
def test_a_site_may_go(run: Run, site: str) -> None:
    found = json.loads(run("leave", "--site", site, "--on", "2026-12-01", "--format", "json").stdout)
    gone = [one.rpartition("/")[2] for one in found["leave"]["departure"]["leavers"]]
    assert gone == ["H04", "H08", "H10"]


def test_somebody_has_to_leave(run: Run) -> None:
    assert "Nobody leaves" in run("leave").stderr
    assert "no holder called 'H99'" in run("leave", "H99").stderr


def test_no_departure_at_all_leaves_without_anybody_what_nobody_satisfies(run: Run) -> None:
    found = rows(run, "resilience", "group=UK", "--k", "0")
    assert {row["task"] for row in found} == {"33", "37"}
    assert {row.get("satisfying", "") for row in found} == {""}


def test_the_last_year_that_there_is_can_be_asked_for(run: Run) -> None:
    done = run("resilience", "43", "--months", "12", "--on", "9999-06-01", "--format", "csv")
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 1)
    assert run("cover", "43", "--on", "9999-12-31", "--format", "csv").returncode == 0


def test_no_day_is_not_today(run: Run) -> None:
    done = run("cover", "43", "--on", "")
    assert (done.returncode, done.stdout) == (2, "")
    assert "'' is no date." in done.stderr
