"""The shapes judge the records of a large workspace as they judge those of a small one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from bench.world.__main__ import main

from skillgraph import workspace
from skillgraph.errors import WorkspaceError
from skillgraph.findings import Finding, Severity
from skillgraph.snapshot.cache import Cache, link_folder
from skillgraph.snapshot.large import Large
from skillgraph.snapshot.worker import Worker
from skillgraph.snapshot.workshop import Workshop
from skillgraph.turtle import KeptFiles
from skillgraph.workspace import Contents, SourceFile

RECORDS = "data/example/world/records-00002.ttl"
_HOLDER = 'holder:H0000026 a sg:SyntheticHolder ;\n    skos:prefLabel "H0000026"@en ;'

# What is wrong, the text as it is (the first one counts), the text instead, and the codes that are found.
MISTAKES: dict[str, tuple[str, str, set[str]]] = {
    "level too high": ("sg:level 3 ;", "sg:level 7 ;", {"SG203"}),
    "level no number": ("sg:level 3 ;", 'sg:level "three" ;', {"SG204"}),
    "two levels": ("sg:level 3 ;", "sg:level 2 , 3 ;", {"SG202", "SG301"}),
    "no basis": ("    sg:basis basis:evidence ;\n", "", {"SG201"}),
    "basis of another list": ("basis:evidence", "attestation-status:active", {"SG203"}),
    "status of another list": ("attestation-status:active", "basis:peer", {"SG203"}),
    "a task for a skill": ("sg:skill skill:world-0000-09", "sg:skill task:48", {"SG205"}),
    "ends before it begins": ("2024-09-18", "2021-09-18", {"SG206"}),
    "no such day": ("2022-09-19", "2022-02-31", {"SG204"}),
    "a time for a day": ('"2022-09-19"^^xsd:date', '"2022-09-19T00:00:00"^^xsd:dateTime', {"SG204"}),
    "no end": (' ;\n    sg:validUntil "2024-09-18"^^xsd:date', "", {"SG201"}),
    "more than all the time": ("sg:fte 0.40", "sg:fte 1.40", {"SG203", "SG208"}),
    "three places": ("sg:fte 0.40", "sg:fte 0.405", {"SG203"}),
    "a share in words": ("sg:fte 0.40", 'sg:fte "some"', {"SG204"}),
    "a share of another type": ("sg:fte 0.40", "sg:fte 0.4e0", {"SG204"}),
    "no time at all": ("sg:fte 0.40", "sg:fte 0.00", {"SG203"}),
    "more than there is": (
        "availability:H0000030 a sg:Availability ;\n    sg:holder holder:H0000030 ;\n    sg:fte 0.40",
        "availability:H0000030 a sg:Availability ;\n    sg:holder holder:H0000030 ;\n    sg:fte 0.10",
        {"SG208"},
    ),
    "no task": ("    sg:forTask task:48 ;\n", "", {"SG201"}),
    "a skill for a task": ("sg:forTask task:48", "sg:forTask skill:world-0000-09", {"SG205"}),
    "neither held nor vacant": (
        "sg:atSite site:world-00002 ;\n    org:heldBy holder:H0000026",
        "sg:atSite site:world-00002",
        {"SG207"},
    ),
    "held and vacant": ("post:H0000026 a sg:Post", "post:H0000026 a sg:VacantPost", {"SG202"}),
    "held by two": ("org:heldBy holder:H0000026", "org:heldBy holder:H0000026 , holder:H0000027", {"SG202"}),
    "two posts": ("org:heldBy holder:H0000026", "org:heldBy holder:H0000027", {"SG202"}),
    "no site": ("    sg:atSite site:world-00002 ;\n", "", {"SG201"}),
    "a task for a role": ("sg:roleClass role:research-software-engineer", "sg:roleClass task:48", {"SG205"}),
    "a name": ('"H0000026"@en', '"Jane Doe"@en', {"SG203"}),
    "not invented": ("a sg:SyntheticHolder", "a sg:Holder", {"SG205"}),
    "a year for a day": ('"2026-01-01"^^xsd:date', '"2026"', {"SG204"}),
    "a remark": (_HOLDER, f'{_HOLDER}\n    skos:note "often late"@en ;', {"SG202"}),
    "an address": (_HOLDER, f'{_HOLDER}\n    skos:hiddenLabel "jane@example.org" ;', {"SG208"}),
    "a person": (_HOLDER, f'{_HOLDER}\n    <http://xmlns.com/foaf/0.1/nick> "jd" ;', {"SG207"}),
    "a form that nobody quoted": (_HOLDER, f'{_HOLDER}\n    sg:asWritten "Hans" ;', {"SG201", "SG208"}),
    "a place in no list": (_HOLDER, f"{_HOLDER}\n    sg:listPosition 0 ;", {"SG203"}),
    "what somebody lets stand": ("sg:level 3 ;", "sg:level 7 ; # sg: ignore[SG203] it is so", set()),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Contents:
    """A hundred holders; their records are in four files."""
    folder = tmp_path_factory.mktemp("world") / "world"
    assert main(["100", str(folder), "--tasks", "6", "--skills", "24"]) == 0
    return workspace.read(folder)


@pytest.fixture(scope="module")
def small(world: Contents) -> Workshop:
    """Judges in memory, and knows the world as it is."""
    made = Workshop()
    assert made.judge(world, made.build(world)) == ()
    return made


@pytest.fixture(scope="module")
def large(world: Contents, tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """Judges on disk, and knows the world as it is."""
    made = Workshop(disk=tmp_path_factory.mktemp("disk"))
    assert made.build_large(world)[1] == ()
    return made


def planted(contents: Contents, *names: str, path: str = RECORDS) -> Contents:
    """The world with some mistakes in one file."""
    files = []
    for file in contents.files:
        text = file.content.decode()
        for old, new, _ in (MISTAKES[name] for name in names) if file.path == path else ():
            assert old in text
            text = text.replace(old, new, 1)
        files.append(replace(file, content=text.encode()))
    return replace(contents, files=tuple(files))


def in_memory(small: Workshop, contents: Contents) -> tuple[Finding, ...]:
    """What is found where all is judged at once."""
    return small.judge(contents, small.build(contents))


@pytest.mark.parametrize("name", MISTAKES)
def test_an_edit_is_judged_as_in_memory(
    world: Contents, small: Workshop, large: Workshop, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = planted(world, name)
    monkeypatch.delattr(Large, "_anew")
    made, found = large.build_large(wrong)
    assert found == in_memory(small, wrong)
    assert {one.code for one in found} == MISTAKES[name][2]
    assert made.several == ()
    assert large.build_large(world)[1] == ()


def test_what_is_wrong_in_several_files_is_found_by_a_build(world: Contents, small: Workshop, tmp_path: Path) -> None:
    names = ("level too high", "no site", "an address", "more than there is", "a year for a day")
    wrong = planted(world, *names, "ends before it begins")
    wrong = edited(wrong, "data/example/world/records-00003.ttl", b"sg:level 2 ;", b"sg:level 9 ;")
    _, found = Workshop(disk=tmp_path).build_large(wrong)
    assert found == in_memory(small, wrong)
    assert {one.code for one in found} == {"SG201", "SG203", "SG204", "SG206", "SG208"}
    assert {one.path.rpartition("-")[2] for one in found} == {"00002.ttl", "00003.ttl"}


def edited(contents: Contents, path: str, old: bytes, new: bytes) -> Contents:
    """The same files but one, with all of a text replaced."""
    changed = (
        replace(file, content=file.content.replace(old, new)) if file.path == path else file for file in contents.files
    )
    made = replace(contents, files=tuple(changed))
    assert made != contents
    return made


def test_what_is_wrong_stays_found_until_it_is_mended(world: Contents, large: Workshop) -> None:
    wrong = planted(world, "level too high")
    (first,) = large.build_large(wrong)[1]
    other = edited(wrong, "data/example/world/records-00003.ttl", b"basis:peer", b"basis:manager")
    assert large.build_large(other)[1] == (first,)
    assert large.build_large(world)[1] == ()


OF_ONE_FILE = b"""@prefix sg: <https://w3id.org/skillgraph/ns#> .
@prefix sgsh: <https://w3id.org/skillgraph/shapes#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .

sgsh:Unlucky a sh:NodeShape ;
    sh:targetClass sg:Satisfaction ;
    sh:property [ sh:path sg:holder ; sh:pattern "H0000(?!02[6-9]|0[34][0-9]|050)" ; sh:message "Not these."@en ] .
"""


def test_what_follows_from_one_of_several_files_goes_when_that_is_mended(
    world: Contents, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A satisfaction is written nowhere, so that a finding about it does not say from which file it follows."""
    more = replace(world, files=(*world.files, SourceFile("shapes/zz-unlucky.ttl", OF_ONE_FILE)))
    large = Large(tmp_path, KeptFiles().parse_files)
    found = large.build(more).findings
    assert {(one.code, one.path) for one in found} == {("SG203", "")}
    monkeypatch.delattr(Large, "_anew")
    other = edited(more, "data/example/world/records-00003.ttl", b"basis:peer", b"basis:manager")
    assert large.build(other).findings == found
    mended = edited(more, RECORDS, b"attestation-status:active", b"attestation-status:withdrawn")
    assert large.build(mended).findings == ()


def test_a_worker_does_not_let_it_be_served(world: Contents, tmp_path: Path) -> None:
    worker = Worker(Cache(tmp_path, disk_from=1000))
    try:
        assert worker.examine(world)[1].violations == ()
        wrong = planted(world, "level too high")
        (finding,) = worker.examine(wrong)[1].violations
    finally:
        worker.end()
    text = next(file.content for file in wrong.files if file.path == RECORDS).decode()
    line = text[: text.index("sg:level 7")].count("\n") + 1
    assert (finding.code, finding.path, finding.line, finding.column) == ("SG203", RECORDS, line, 14)
    assert finding.message.endswith("Write one of these whole numbers. (found: 7)")


def test_a_warning_is_kept_with_what_is_published(
    world: Contents, small: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = planted(world, "two posts")
    first = Large(tmp_path, KeptFiles().parse_files).build(odd)
    assert [one.severity for one in first.findings] == [Severity.WARNING]
    folder = tmp_path / "again"
    folder.mkdir()
    link_folder(first.folder, folder / first.folder.name)
    again = Large(folder, KeptFiles().parse_files)
    monkeypatch.delattr(Large, "_anew")
    assert again.build(odd).findings == first.findings == in_memory(small, odd)
    assert again.build(world).findings == ()


SEVERAL = b"""@prefix sg: <https://w3id.org/skillgraph/ns#> .
@prefix sgsh: <https://w3id.org/skillgraph/shapes#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

sgsh:Crowd a sh:NodeShape ;
    sh:targetClass sg:ServiceTask ;
    sh:property [ sh:path [ sh:inversePath sg:forTask ] ; sh:maxCount 4 ; sh:message "Too many."@en ] .

sgsh:Rush a sh:NodeShape ;
    sh:targetNode sg:Allocation ;
    sh:sparql [ sh:message "Too many on one day."@en ; sh:prefixes sgsh: ; sh:select \"\"\"
        SELECT $this (?task AS ?value) WHERE { ?one a $this ; sg:forTask ?task ; sg:validFrom ?day }
        GROUP BY $this ?task ?day
        HAVING (COUNT(?one) > 3)
    \"\"\" ] .

sgsh: sh:declare [ sh:prefix "sg" ; sh:namespace "https://w3id.org/skillgraph/ns#"^^xsd:anyURI ] .
"""


def test_shapes_that_need_several_files_are_named(world: Contents, tmp_path: Path) -> None:
    more = replace(world, files=(*world.files, SourceFile("shapes/zz-several.ttl", SEVERAL)))
    workshop = Workshop(disk=tmp_path)
    _, found = workshop.build_large(planted(more, "level too high"))
    assert [one.code for one in found] == ["SG108", "SG203"]
    assert found[0].severity is Severity.INFO
    assert found[0].message.endswith("together: sgsh:Crowd, sgsh:Rush.")
    assert [one.code for one in workshop.build_large(more)[1]] == ["SG108"]


def test_a_shape_that_cannot_be_used_stands_in_the_way(world: Contents, tmp_path: Path) -> None:
    wrong = edited(world, "shapes/people.ttl", b'sh:pattern "^[0-9]+', b'sh:pattern "^[0-9+')
    with pytest.raises(WorkspaceError, match="cannot be used"):
        Workshop(disk=tmp_path).build_large(wrong)


def test_many_groups_are_judged_in_several_processes(
    world: Contents, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("skillgraph.snapshot.gathering._GROUP_BYTES", 1)
    wrong = world
    for path in _record_files(world):
        wrong = edited(wrong, path, b"sg:level 1 ;", b"sg:level 8 ;")
    found = Large(tmp_path, KeptFiles().parse_files).build(wrong).findings
    expected = sum(file.content.count(b"sg:level 8 ;") for file in wrong.files)
    assert len(found) == expected > 20
    assert {one.path for one in found} == {*_record_files(world)}


def _record_files(contents: Contents) -> Iterator[str]:
    return (file.path for file in contents.files if "/records-" in file.path)
