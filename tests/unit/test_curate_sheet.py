"""Tables for a spreadsheet: what they hold, and what an edited one changes."""

from __future__ import annotations

import csv
import datetime
import io

import pytest

from skillgraph.curate import merge, sheet
from skillgraph.curate.draft import Draft
from skillgraph.curate.merge import Change
from skillgraph.curate.sheet import SHEETS, Fault
from skillgraph.errors import UsageError
from skillgraph.terms import compact
from skillgraph.turtle import KeptFiles
from skillgraph.workspace import Contents, SourceFile

TODAY = datetime.date(2026, 12, 1)
FILES = KeptFiles()  # each state of a file is read once
RECORD = "H12,bash,3,evidence,2026-01-01,2028-01-01,active"


def draft_of(contents: Contents) -> Draft:
    return Draft(contents, FILES.parse_files)


def exported(contents: Contents, name: str) -> str:
    table = SHEETS[name]
    return sheet.export(table, sheet.records(draft_of(contents), table)[0])


def compared(contents: Contents, name: str, text: str) -> tuple[list[Change], list[Fault]]:
    rows, form = sheet.read_rows(SHEETS[name], text)
    changes, faults = merge.compare(draft_of(contents), SHEETS[name], rows, TODAY)
    return changes, [*form, *faults]


def applied(
    contents: Contents, name: str, text: str, *, remove: bool = False
) -> dict[str, tuple[list[str], list[str]]]:
    """By file, the lines that went and the lines that came."""
    draft = draft_of(contents)
    rows, form = sheet.read_rows(SHEETS[name], text)
    changes, faults = merge.compare(draft, SHEETS[name], rows, TODAY)
    assert [*form, *faults, *merge.put(draft, SHEETS[name], changes, TODAY, remove=remove)] == []
    before = {file.path: file.content.decode().splitlines() for file in contents.files}
    found = {}
    for change in draft.changes():
        old, new = before[change.path], change.content.decode().splitlines()
        gone = [line for line in old if old.count(line) > new.count(line)]
        found[change.path] = (gone, [line for line in new if new.count(line) > old.count(line)])
    return found


@pytest.mark.parametrize("name", SHEETS)
def test_a_table_that_comes_back_changes_nothing(contents: Contents, name: str) -> None:
    text = exported(contents, name)
    assert compared(contents, name, text) == ([], [])
    shuffled = text.splitlines(keepends=True)
    turned = shuffled[0] + "".join(reversed(shuffled[1:]))
    assert compared(contents, name, turned.replace("\r\n", "\n")) == ([], [])
    excel = io.StringIO()
    csv.writer(excel, delimiter=";").writerows(csv.reader(io.StringIO(text)))
    assert compared(contents, name, f"\ufeff{excel.getvalue()}") == ([], [])


def test_every_record_and_requirement_is_in_a_table_or_named(contents: Contents) -> None:
    draft = draft_of(contents)
    assert len(sheet.records(draft, SHEETS["attestations"])[0]) >= 198
    rows, other = sheet.records(draft, SHEETS["requirements"])
    assert len(rows) + len(other) == len(draft.instances((SHEETS["requirements"].what.cls,))) >= 268
    assert len(other) == 13


def test_a_change_is_one_token(contents: Contents) -> None:
    text = exported(contents, "people-skills").replace("H01,batch-systems,3,", "H01,batch-systems,2,")
    (change,), faults = compared(contents, "people-skills", text)
    assert list(change.lines()) == ["changed attestation:H01-batch-systems", "    level: 3 -> 2"]
    assert faults == []
    (lines,) = applied(contents, "people-skills", text).values()
    assert lines[1] == ["    sg:level 2 ;"] * len(lines[1])


def test_a_weight_that_is_written_otherwise_is_the_same(contents: Contents) -> None:
    text = exported(contents, "requirements")
    assert ",essential,1.0," in text
    assert compared(contents, "requirements", text.replace(",essential,1.0,", ",essential,1,")) == ([], [])


def test_a_new_row_is_a_new_thing(contents: Contents) -> None:
    text = exported(contents, "people-skills") + RECORD + "\r\n"
    (change,), _ = compared(contents, "people-skills", text)
    assert (change.action, compact(change.iri)) == ("added", "attestation:H12-bash")
    text = exported(contents, "requirements") + ',2,networking,1,optional,0.5,"A reason, ""quoted"".",low\r\n'
    ((path, (_, lines)),) = applied(contents, "requirements", text).items()
    assert path == "data/interpretation/requirements/tasks-01-03.ttl"
    assert '    sg:rationale "A reason, \\"quoted\\"."@en ;' in lines
    assert "        requirement:2-networking ." in lines


def test_a_row_that_is_gone_is_removed_only_where_that_is_asked_for(contents: Contents) -> None:
    rows = exported(contents, "requirements").splitlines(keepends=True)
    text = "".join(row for row in rows if not row.startswith(("43-linux,", "area-network-networking,")))
    changes, _ = compared(contents, "requirements", text)
    assert [(one.action, compact(one.iri)) for one in changes] == [
        ("removed", "requirement:43-linux"),
        ("removed", "requirement:area-network-networking"),
    ]
    assert applied(contents, "requirements", text) == {}
    found = applied(contents, "requirements", text, remove=True)
    gone, came = found["data/interpretation/requirements/tasks-43-45.ttl"]
    assert "        requirement:43-linux ," in gone
    assert "requirement:43-linux a sg:Requirement ;" in gone
    assert came == []
    assert (
        "area:network sg:statesRequirement requirement:area-network-networking ."
        in (found["data/interpretation/requirements/areas.ttl"][0])
    )


def test_all_faults_are_told_with_their_cells(contents: Contents) -> None:
    head = ",".join(SHEETS["people-skills"].columns)
    rows = [
        "H12,linx,9,=1+1,01/02/2026,2028-01-01,active",
        "H99,linux,1,peer,2027-01-01,2026-01-01,",
        RECORD,
        RECORD,
        "",
        "H12,linux,1,peer,2027-01-01,2028-01-01,active,more",
    ]
    _, faults = compared(contents, "people-skills", "\n".join([head, *rows]))
    places = {(fault.row, fault.column): fault.message for fault in reversed(faults)}
    expected = {
        (2, 2): "Did you mean linux?",
        (2, 3): "Levels go from 1 to 4.",
        (2, 4): "looks like a formula",
        (2, 5): "no date",
        (3, 1): "There is no holder H99.",
        (3, 5): "comes before the day",
        (3, 7): "status is empty",
        (5, 1): "in row 4 already",
        (7, 8): "more cells than the head",
    }
    assert set(places) == set(expected)
    assert [key for key, said in expected.items() if said not in places[key]] == []


def test_a_thing_keeps_what_it_is_about(contents: Contents) -> None:
    text = exported(contents, "attestations").replace("H04-linux,H04,linux,", "H04-linux,H04,bash,")
    _, faults = compared(contents, "attestations", text)
    assert [fault.message for fault in faults] == [
        "The skill of attestation:H04-linux cannot change. Remove the row and add another."
    ]
    assert faults[0].column == 3


def test_several_attestations_of_a_pair_are_told_apart_or_refused(contents: Contents) -> None:
    text = exported(contents, "people-skills")
    rows = [row for row in text.splitlines() if row.startswith("H11,incident-response,")]
    assert len(rows) == 2
    one = rows[0].replace(",active", ",withdrawn")
    (change,), faults = compared(contents, "people-skills", text.replace(rows[0], one))
    assert (change.action, change.cells, faults) == ("changed", (("status", "active", "withdrawn"),), [])
    both = text.replace(rows[0], one).replace(rows[1], rows[1].replace(",active", ",withdrawn"))
    changes, faults = compared(contents, "people-skills", both)
    assert ([change.cells for change in changes], faults) == ([(("status", "active", "withdrawn"),)] * 2, [])
    twice = text.replace(rows[0], one).replace(rows[1], one)
    _, faults = compared(contents, "people-skills", twice)
    assert "Several attestations could be meant. Use the table 'attestations'." in [fault.message for fault in faults]


def test_a_text_like_a_formula_is_kept_harmless_and_comes_back(contents: Contents) -> None:
    path = "data/interpretation/requirements/tasks-43-45.ttl"
    files = tuple(
        SourceFile(path, file.content.replace(b'"The title names response."', b'"=HYPERLINK(1)"'))
        if file.path == path
        else file
        for file in contents.files
    )
    there = Contents(contents.root, files)
    text = exported(there, "requirements")
    assert ",'=HYPERLINK(1)," in text
    assert compared(there, "requirements", text) == ([], [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The table is empty."),
        ("holder,skill\nH01,linux\n", "no column level"),
        (f'{",".join(SHEETS["people-skills"].columns)}\n"H01', "no CSV"),
    ],
)
def test_a_table_that_is_none_is_refused(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        sheet.read_rows(SHEETS["people-skills"], text)


def test_a_column_too_many_is_named() -> None:
    head = ",".join((*SHEETS["people-skills"].columns, "remark", "level"))
    assert sheet.read_rows(SHEETS["people-skills"], head)[1] == [
        Fault(1, 8, "There is no column 'remark' here. Take it out."),
        Fault(1, 9, "There is no column 'level' here. Take it out."),
    ]


def test_an_unknown_table_is_named() -> None:
    with pytest.raises(UsageError, match="Did you mean people-skills"):
        sheet.sheet("people-skill")


def test_a_head_in_capitals_is_a_head() -> None:
    head = ",".join(SHEETS["people-skills"].columns)
    rows, faults = sheet.read_rows(SHEETS["people-skills"], f"{head.title()}\nH01,linux,3,peer,,,\n")
    assert faults == []
    assert rows[0].cells["holder"] == "H01"
