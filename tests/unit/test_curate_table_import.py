"""The importer: small tables to the letter, and the repository's own table byte for byte."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from skillgraph.curate import import_table
from skillgraph.errors import WorkspaceError

ROOT = Path(__file__).parents[2]
SEEDS = ROOT.parent / "shared" / "seeds"
Make = Callable[..., Path]

TABLE = """line,cell,text
10,1,Task
11,1,1
11,2,Service registry (GOCDDB)
11,3,Yes
11,4,Feeds back
11,5,1
11,7,0.50
11,8,WP-2 and 3
12,0,45
12,1,Help
12,2,No
12,3,Leads
12,6,0.25
"""
READINGS = """line,cell,what,value,status,reason
11,2,label,Service registry (GOCDB),,A slip.
12,6,funding-source,uk-other,imputed,The totals force it.
"""


def imported(make: Make, table: str = TABLE, readings: str = READINGS) -> dict[str, str]:
    root = make({"data/source/table.csv": table, "data/source/table-readings.csv": readings})
    return {change.path: change.content.decode() for change in import_table(root)}


def test_each_block_has_its_file(make_workspace: Make) -> None:
    files = imported(make_workspace)
    groups = {"egi": "task:1 a", "wlcg": None, "uk": "task:45 a"}
    for group, start in groups.items():
        text = files[f"data/seed/tasks-{group}.ttl"]
        assert (start in text) if start else ("task:" not in text)
    assert files["data/source/table.ttl"].count(" a sg:SourceCell ;") == TABLE.count("\n") - 1


@pytest.mark.parametrize(
    "line",
    [
        'skos:prefLabel "Service registry (GOCDB)"@en ;',
        'sg:asWritten "Service registry (GOCDDB)" ;',
        "sg:number 1 ;",
        "sg:ukRequirement uk-requirement:yes ;",
        "sg:ukInvolvement involvement:feeds-back ;",
        "sg:inWorkPackage\n        wp:2 ,\n        wp:3 ;",
        "cell:L11-1 ,\n        cell:L11-2 ,\n        cell:L11-3 ,\n        cell:L11-4 ,\n        cell:L11-8 .",
    ],
)
def test_a_task_is_read_by_form(make_workspace: Make, line: str) -> None:
    assert f"    {line}\n" in imported(make_workspace)["data/seed/tasks-egi.ttl"].replace(
        "        cell:L11-1", "    cell:L11-1", 1
    )


def test_a_row_without_its_leading_tab_is_shifted_by_one(make_workspace: Make) -> None:
    text = imported(make_workspace)["data/seed/tasks-uk.ttl"]
    assert 'task:45 a sg:ServiceTask ;\n    skos:prefLabel "Help"@en ;' in text
    assert "involvement:leads" in text
    assert "cell:L12-0 ," in text


@pytest.mark.parametrize(
    ("slug", "number", "status", "why"),
    [("1-gridpp", "1.0", "A", False), ("1-non-uk", "0.50", "A", False), ("45-uk-other", "0.25", "I", True)],
)
def test_contributions_say_whether_they_are_imputed(
    make_workspace: Make, slug: str, number: str, status: str, why: bool
) -> None:
    text = imported(make_workspace)["data/seed/contributions.ttl"]
    block = next(part for part in text.split("\n\n") if part.startswith(f"contribution:{slug} "))
    assert f"sg:fte {number} ;" in block
    assert f"obsStatus-{status}" in block
    assert ("sg:rationale" in block) is why


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("12,6,0.25", "11,6,0.25", "Line 11, cell 6 holds 0.25 under two merged headings"),
        ("11,3,Yes\n", "", "Line 11 has no cell 3"),
        ("11,3,Yes", "11,3,?", "Line 11, cell 3"),
        ("12,0,45", "12,0,46", "Line 12"),
        ("11,1,1\n", "x,1,1\n", "table.csv"),
        ("line,cell,text", "line,text", "table.csv"),
    ],
)
def test_what_cannot_be_read_is_named(make_workspace: Make, old: str, new: str, words: str) -> None:
    assert old in TABLE
    with pytest.raises(WorkspaceError, match=words):
        imported(make_workspace, TABLE.replace(old, new))


def test_a_missing_file_is_named(make_workspace: Make) -> None:
    with pytest.raises(WorkspaceError, match=r"table\.csv cannot be read: No such file or directory\. The importer"):
        import_table(make_workspace({}))


def test_the_committed_files_are_what_the_table_gives() -> None:
    changes = import_table(ROOT)
    assert len(changes) == 5
    assert [change.path for change in changes if change.differs(ROOT)] == []


def test_the_table_is_the_document_cell_for_cell() -> None:
    documents = sorted(SEEDS.glob("000_*.txt"))
    if not documents:
        pytest.skip("the source document is not beside this checkout")
    lines = documents[0].read_text(encoding="utf-8").split("\n")
    written = {
        (number, cell): text.strip()
        for number in range(120, 167)
        for cell, text in enumerate(lines[number - 1].split("\t"))
        if text.strip()
    }
    with (ROOT / "data/source/table.csv").open(encoding="utf-8", newline="") as stream:
        copied = {(int(row["line"]), int(row["cell"])): row["text"] for row in csv.DictReader(stream)}
    assert copied == written
    assert len(copied) > 200
