"""`cover` as a program."""

from __future__ import annotations

import csv
import io
import json

from cli.conftest import Run

DAY = ("--on", "2026-12-01")


def test_the_holders_of_a_task_best_first(run: Run) -> None:
    done = run("cover", "43", *DAY)
    rows = {row["holder"]: row for row in csv.DictReader(io.StringIO(done.stdout))}
    assert list(rows) == ["H03", "H04", "H01", "H05", "H06", "H08", "H09", "H10", "H02", "H07", "H11", "H12"]
    h07, h01 = rows["H07"], rows["H01"]
    assert (h07["status"], h07["satisfied"], h07["essential"], h07["free_fte"]) == ("gap", "3", "4", "0.2")
    assert h07["gap"].startswith("Incident response 3: expired on 2026-09-01")
    assert (h01["status"], h01["unknown"]) == ("unknown", "Incident response 3; Vulnerability assessment 3")
    assert rows["H04"]["expiring"] == ""


def test_what_expires_before_a_day(run: Run) -> None:
    rows = csv.DictReader(io.StringIO(run("cover", "43", *DAY, "--before", "2028-10-01").stdout))
    expiring = {row["holder"]: row["expiring"] for row in rows if row["expiring"]}
    assert expiring == {
        "H03": "Incident response 3: 2028-05-01",
        "H04": "Operational best practices 2: 2028-05-01",
        "H06": "Linux administration 2: 2028-05-01",
    }


def test_a_holder_requirement_by_requirement(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("cover", "43", *DAY, "--holder", "H11").stdout)))
    assert [(row["requirement"], row["necessity"], row["state"]) for row in rows] == [
        ("Incident response 3", "essential", "below level"),
        ("Linux administration 2", "essential", "satisfied"),
        ("Operational best practices 2", "essential", "satisfied"),
        ("Vulnerability assessment 3", "essential", "satisfied"),
        ("Security monitoring 2", "optional", "not recorded"),
        ("Security policy 2", "optional", "not recorded"),
    ]
    assert "does not count: H11-incident-response-self (self-assessment)" in rows[0]["reason"]


def test_sites_and_vacant_posts_in_words(run: Run) -> None:
    text = run("cover", "43", *DAY, "--format", "table").stdout
    assert "Covered by 2, unknown of 6, a gap with 4." in text
    assert "Example site East: covered by H04, unknown of H08 H10." in text
    assert "Example site West: covered by nobody, unknown of H06; vacant: P13." in text
    of_one = run("cover", "43", *DAY, "--holder", "H03", "--format", "table").stdout
    assert "H03: covered until 2028-05-01, 4 of 4 essential requirements satisfied, optional weight 1.0" in of_one


def test_a_program_gets_everything(run: Run) -> None:
    found = json.loads(run("cover", "43", "36", *DAY, "--format", "json").stdout)
    assert (found["on"], found["before"], len(found["targets"])) == ("2026-12-01", "2027-12-01", 2)
    assert [name.rpartition("/")[2] for name in found["vacant_posts"]] == ["P13"]
    assert [len(site["covering"]) for site in found["sites"]] == [0, 0, 1, 0]
    best = found["matches"][0]
    assert (best["holder"][-3:], best["status"], best["satisfied"], best["free_fte"]) == ("H03", "covered", 9, "0.2")
    needs = {one["name"]: len(one["needs"]) for one in best["essential"]}
    assert needs["Ansible 2 or Puppet 2"] == 2
    assert {one["state"] for one in best["optional_requirements"]} <= {"satisfied", "not recorded"}


def test_what_is_not_there_is_refused(run: Run) -> None:
    for words, said in ((("43", "--holder", "H99"), "no holder called"), (("99",), "no task called '99'")):
        done = run("cover", *words)
        assert (done.returncode, said in done.stderr) == (2, True)
