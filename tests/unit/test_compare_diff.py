"""What differs between two states: by what they say and not by how they are written, in the words of the domain."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from skillgraph.compare.diff import Comparison, Kind, compare
from skillgraph.compare.entities import describe, statement_lines
from skillgraph.compare.impact import AnswerChange, answers, inferred
from skillgraph.compare.report import MARKDOWN_BYTES, NOTHING, Report
from skillgraph.compare.revisions import State, states
from skillgraph.compare.wording import differing
from skillgraph.errors import MissingTool, UsageError, WorkspaceError
from skillgraph.snapshot import Cache, build_snapshot
from skillgraph.terms import PREFIXES
from skillgraph.turtle import parse_document
from skillgraph.workspace import PARTS, Contents, SourceFile

PROLOGUE = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
ROOT = Path(__file__).parents[2]
ENVIRON = dict(os.environ)
ATTESTATION = """attestation:H07-puppet a sg:Attestation ;
    sg:holder holder:H07 ;
    sg:skill skill:puppet ;
    sg:level 2 ;
    sg:basis basis:peer ;
    sg:validFrom "2025-01-01"^^xsd:date ;
    sg:validUntil "2027-01-01"^^xsd:date .
"""
REQUIREMENT = """requirement:43-response a sg:Requirement ;
    sg:skill skill:incident-response ;
    sg:level 3 ;
    sg:necessity necessity:essential .
"""
LABELS = """skill:puppet skos:prefLabel "Puppet"@en .
skill:ansible skos:prefLabel "Ansible"@en .
skill:incident-response skos:prefLabel "Incident response"@en .
holder:H07 skos:prefLabel "H07"@en .
basis:peer skos:prefLabel "peer"@en .
necessity:essential skos:prefLabel "essential"@en .
task:43 skos:prefLabel "Security"@en .
sg:basis rdfs:label "basis"@en .
"""


def state(name: str, files: dict[str, str]) -> State:
    """A state with these files, each with the prefixes of the table before it."""
    sources = [SourceFile(path, (PROLOGUE * path.endswith(".ttl") + text).encode()) for path, text in files.items()]
    return State(name, Contents(Path(), tuple(sorted(sources, key=lambda file: file.path))))


def between(old: dict[str, str], new: dict[str, str]) -> Comparison:
    """The comparison of two sets of files, with labels in a file that does not change."""
    labels = {"data/seed/labels.ttl": LABELS}
    return compare(state("old", labels | old), state("new", labels | new))


def lines(comparison: Comparison) -> list[str]:
    """The marked lines of the report."""
    return [f"{line.mark} {line.text}" for line in Report(comparison).lines() if line.mark]


def told(old: str, new: str) -> list[str]:
    """The marked lines for one file that changed."""
    return lines(between({"data/example/a.ttl": old}, {"data/example/a.ttl": new}))


SAME = [
    ("task:1 sg:number 1 .", "# a comment\ntask:1\n  sg:number   1 ."),
    ("task:1 sg:number 1 . task:2 sg:number 2 .", "task:2 sg:number 2 . task:1 sg:number 1 ."),
    ("task:1 sg:number 1 .", "@prefix t: <https://w3id.org/skillgraph/id/task/> . t:1 sg:number 1 ."),
    ("task:1 sg:number 1 , 2 .", "task:1 sg:number 2 , 1 ; sg:number 1 ."),
    ("task:1 sg:x [ sg:a 1 ; sg:b 2 ] .", "task:1 sg:x _:n . _:n sg:b 2 ; sg:a 1 ."),
    ("task:1 sg:x ( 1 2 ) .", "task:1 sg:x [ rdf:first 1 ; rdf:rest ( 2 ) ] ."),
    ("task:1 sg:x [ sg:y [ sg:z 1 ] ] , [ sg:a 2 ] .", "task:1 sg:x [ sg:a 2 ] , [ sg:y [ sg:z 1 ] ] ."),
    ("[] a owl:Thing ; sg:a 1 .", "_:b sg:a 1 . _:b a owl:Thing ."),
    ("_:a sg:next _:b . _:b sg:next _:a ; sg:a 1 .", "_:x sg:next _:y ; sg:a 1 . _:y sg:next _:x ."),
    ("task:1 sg:number 1 {| sg:a 2 |} .", "task:1 sg:number 1 . [] rdf:reifies <<( task:1 sg:number 1 )>> ; sg:a 2 ."),
]
OTHER = [
    ("task:1 sg:x ( 1 2 ) .", "task:1 sg:x ( 2 1 ) ."),
    ("task:1 sg:x [ sg:a 1 ] .", "task:1 sg:x [ sg:a 2 ] ."),
    ("task:1 sg:x _:a . task:2 sg:x _:a . _:a sg:a 1 .", "task:1 sg:x [ sg:a 1 ] . task:2 sg:x [ sg:a 1 ] ."),
    ("_:a sg:next _:b . _:b sg:next _:a ; sg:a 1 .", "_:a sg:next _:b . _:b sg:next _:a ; sg:a 2 ."),
    ('task:1 sg:x "a" .', 'task:1 sg:x "a"@en .'),
    ("task:1 sg:x [] .", "task:1 sg:x [ sg:a 1 ] ."),
    ("[] a owl:Thing ; sg:a 1 .", "[] a owl:Thing ; sg:a 2 ."),
]


@pytest.mark.parametrize(("old", "new"), SAME, ids=range(len(SAME)))
def test_another_way_of_writing_is_no_change(old: str, new: str) -> None:
    comparison = between({"data/seed/a.ttl": old}, {"data/seed/a.ttl": new})
    assert comparison.entities == ()
    assert comparison.is_empty
    assert [line.text for line in Report(comparison).lines()] == [NOTHING]
    assert statement_lines((PROLOGUE + old).encode()) == statement_lines((PROLOGUE + new).encode())


@pytest.mark.parametrize(("old", "new"), OTHER, ids=range(len(OTHER)))
def test_another_meaning_is_a_change(old: str, new: str) -> None:
    comparison = between({"data/seed/a.ttl": old}, {"data/seed/a.ttl": new})
    assert comparison.entities
    assert statement_lines((PROLOGUE + old).encode()) != statement_lines((PROLOGUE + new).encode())


def test_lists_and_nodes_are_written_as_in_turtle() -> None:
    text = "task:1 sg:x [ rdf:first 1 ; rdf:rest ( [ sg:b 2 ; a sg:A ] ) ] ."
    assert statement_lines((PROLOGUE + text).encode()) == ["task:1 sg:x ( 1 [ a sg:A ; sg:b 2 ] ) ."]


def test_long_lists_deep_chains_and_shared_nodes_take_no_long() -> None:
    began = time.process_time()
    long = f"task:1 sg:x ( {' '.join(map(str, range(20_000)))} ) ."
    deep = "task:1 sg:x _:n0 . " + " ".join(f"_:n{i} sg:x _:n{i + 1} ." for i in range(5_000))
    doubled = "task:1 sg:x _:n0 . " + " ".join(f"_:n{i} sg:x _:n{i + 1} ; sg:y _:n{i + 1} ." for i in range(200))
    for text in (long, deep, doubled):
        before = describe(parse_document(PROLOGUE + text, "http://example.org/"))
        after = describe(parse_document(PROLOGUE + text + " task:1 sg:z 1 .", "http://example.org/"))
        assert len(before.subjects) == 1
        assert before.subjects != after.subjects
    assert time.process_time() - began < 20


SENTENCES = [
    (
        ATTESTATION,
        ATTESTATION.replace("level 2", "level 3").replace("2027", "2028"),
        "~ H07: Puppet 2 -> 3, until 2027-01-01 -> 2028-01-01",
    ),
    (ATTESTATION, ATTESTATION.replace("2027", "2028"), "~ H07: Puppet 2, until 2027-01-01 -> 2028-01-01"),
    (
        ATTESTATION,
        ATTESTATION.replace("skill:puppet", "skill:ansible").replace("level 2", "level 1"),
        "~ H07: Puppet 2 -> Ansible 1",
    ),
    ("", ATTESTATION, "+ H07: Puppet 2 added (peer, 2025-01-01 until 2027-01-01)"),
    (ATTESTATION, "", "- H07: Puppet 2 removed (peer, 2025-01-01 until 2027-01-01)"),
    (
        "",
        f"task:43 sg:statesRequirement requirement:43-response .\n{REQUIREMENT}",
        "+ task 43: requirement Incident response 3 added (essential)",
    ),
    (
        "allocation:H07-43 a sg:Allocation ; sg:holder holder:H07 ; sg:forTask task:43 ; sg:fte 0.30 .",
        "allocation:H07-43 a sg:Allocation ; sg:holder holder:H07 ; sg:forTask task:43 ; sg:fte 0.40 .",
        "~ H07: task 43 0.30 -> 0.40 FTE",
    ),
    (
        "task:43 a sg:ServiceTask .",
        "task:43 a sg:ServiceTask , sg:Other ; sg:number 43 .",
        "~ task 43 Security (task:43): class sg:Other added; number 43 added",
    ),
    ("", "skill:x a sg:Skill ; sg:number 1 .", "+ skill:x added (sg:Skill, 2 statements)"),
    ('task:43 sg:x "a" .', 'task:43 sg:x "a"@en .', '~ task 43 Security (task:43): x "a" -> "a"@en'),
    (
        'task:43 sg:x "a" .',
        'task:43 sg:x "\\u001B[31m\\nb" .',
        '~ task 43 Security (task:43): x "a" -> "\\u001B[31m b"',
    ),
]


@pytest.mark.parametrize(("old", "new", "sentence"), SENTENCES, ids=range(len(SENTENCES)))
def test_changes_are_told_in_the_words_of_the_domain(old: str, new: str, sentence: str) -> None:
    assert told(old or "task:1 sg:number 1 .", new or "task:1 sg:number 1 .")[:1] == [sentence]


def test_a_requirement_is_told_once_with_its_link_and_its_alternatives() -> None:
    new = """task:43 sg:statesRequirement requirement:43-tool .
    requirement:43-tool a sg:Requirement ; sg:alternative alternative:1 , alternative:2 .
    alternative:1 a sg:Alternative ; sg:skill skill:puppet ; sg:level 2 .
    alternative:2 a sg:Alternative ; sg:skill skill:ansible ; sg:level 1 ."""
    assert told("task:43 sg:number 43 .", f"task:43 sg:number 43 . {new}") == [
        "+ task 43: requirement Ansible 1 or Puppet 2 added"
    ]


def test_the_owner_is_found_in_a_file_that_does_not_change() -> None:
    owner = {"data/interpretation/b.ttl": "task:43 sg:statesRequirement requirement:43-response ."}
    comparison = between(
        owner | {"data/interpretation/a.ttl": REQUIREMENT},
        owner | {"data/interpretation/a.ttl": REQUIREMENT.replace("level 3", "level 4")},
    )
    assert lines(comparison) == ["~ task 43: requirement Incident response 3 -> 4"]


def test_what_changes_its_file_has_moved() -> None:
    text = f"task:1 sg:number 1 .\n{ATTESTATION}"
    comparison = between(
        {"data/example/a.ttl": text},
        {"data/example/a.ttl": "task:1 sg:number 1 .", "data/example/b.ttl": ATTESTATION},
    )
    assert [(c.kind, c.path, c.moved_from) for c in comparison.entities] == [
        (Kind.MOVED, "data/example/b.ttl", "data/example/a.ttl")
    ]
    assert lines(comparison) == ["> 1 entity from data/example/a.ttl to data/example/b.ttl (example)"]


def test_what_moved_and_changed_is_told_as_both() -> None:
    comparison = between(
        {"data/example/a.ttl": ATTESTATION}, {"data/example/b.ttl": ATTESTATION.replace("2027", "2028")}
    )
    assert lines(comparison) == ["> H07: Puppet 2, until 2027-01-01 -> 2028-01-01 (moved from data/example/a.ttl)"]
    assert [change.kind for change in comparison.entities] == [Kind.MOVED]


def test_rules_and_queries_are_compared_without_comments() -> None:
    query = "#+ summary: What?\n# note\nSELECT ?x { ?x a ?y }\n"
    same = query.replace("# note", "# other").replace("{ ", "{\n  ")
    path = "queries/tasks/a.rq"
    assert between({path: query}, {path: same}).is_empty
    assert lines(between({path: query}, {path: query.replace("What", "Who")})) == [f"~ {path} changed"]
    assert lines(between({path: query}, {path: query.replace("?y", "?z")})) == [f"~ {path} changed"]
    assert lines(between({path: query}, {})) == [f"- {path} removed"]


def test_a_file_that_does_not_parse_is_named_and_not_compared() -> None:
    comparison = between({"data/seed/a.ttl": "task:1 sg:number 1 ."}, {"data/seed/a.ttl": "task:1 sg:number ;"})
    assert comparison.spoilt
    assert comparison.entities == ()
    assert [finding.code for _, finding in comparison.unreadable] == ["SG101"]
    assert lines(comparison)[0].startswith("! new: data/seed/a.ttl:")


def test_an_emptied_file_loses_all_it_said() -> None:
    old = state("old", {"data/seed/a.ttl": "task:1 a sg:ServiceTask ."})
    new = State("new", Contents(Path(), (SourceFile("data/seed/a.ttl", b""),)))
    comparison = compare(old, new)
    assert [change.kind for change in comparison.entities] == [Kind.REMOVED]
    assert not comparison.spoilt


def test_markdown_is_cut_and_says_so() -> None:
    many = "".join(ATTESTATION.replace("H07-puppet", f"H07-puppet-{number}") for number in range(3000))
    comparison = between({"data/example/a.ttl": ATTESTATION}, {"data/example/a.ttl": many + ATTESTATION})
    text = Report(comparison).markdown()
    assert MARKDOWN_BYTES - 500 < len(text.encode()) <= MARKDOWN_BYTES
    shown = text.count("+ H07: Puppet 2 added")
    assert text.endswith(f"```\n\nCut at 60 kB, {3000 - shown} lines are left out.\n")


def test_markdown_keeps_hostile_text_inside_its_fence() -> None:
    text = Report(between({}, {"data/seed/a.ttl": 'task:43 sg:x "````\\n# @all <b>" .'})).markdown()
    fences = [line for line in text.splitlines() if line.startswith("```")]
    assert fences == ["`````diff", "`````"]


def test_json_has_terms_and_edits() -> None:
    comparison = between(
        {"data/example/a.ttl": ATTESTATION}, {"data/example/a.ttl": ATTESTATION.replace("2027", "2028")}
    )
    known = Report(comparison).as_json()
    assert (known["old"], known["new"], known["same"]) == ("old", "new", False)
    assert known["entities"][0]["subject"] == "attestation:H07-puppet"
    assert known["entities"][0]["edits"] == [
        {
            "property": "sg:validUntil",
            "removed": ['"2027-01-01"^^xsd:date'],
            "added": ['"2028-01-01"^^xsd:date'],
        }
    ]


def test_long_texts_are_cut_to_where_they_differ() -> None:
    one, other = differing("a" * 300 + "b" + "d" * 300, "a" * 300 + "c" + "d" * 300)
    assert one != other
    assert max(len(one), len(other)) <= 100
    assert one.startswith("...aaa")


SMALL_QUERY = """#+ summary: Which tasks are there?
#+ params:
#+   number: {type: integer, help: "A number.", example: "2"}
#+ columns:
#+   task: {help: "The task."}
#+ tests:
#+   - {params: {number: "1"}, count: 1}
SELECT ?task { ?task a sg:Second ; sg:number ?n FILTER(COALESCE(?n = $number, true)) } ORDER BY ?task
"""


def test_consequences(make_contents: Callable[..., Contents], small: dict[str, str]) -> None:
    files = small | {"queries/tasks/second.rq": SMALL_QUERY}
    old_contents = make_contents(files, "old")
    one = files["data/seed/one.ttl"].replace("    sg:before task:2 .", "    sg:before task:3 .")
    new_contents = make_contents(files | {"data/seed/one.ttl": one}, "new")
    old, new = (build_snapshot(contents, Cache(None))[0] for contents in (old_contents, new_contents))
    comparison = compare(State("old", old_contents), State("new", new_contents))
    found = inferred(comparison, old, new)
    said = {(str(change.subject).rsplit("/", 1)[-1], change.kind) for change in found.changes}
    assert ("2", Kind.CHANGED) in said
    assert ("3", Kind.ADDED) in said
    assert answers(old, new) == (AnswerChange("second", (), 1, 0), AnswerChange("second", (("number", "2"),), 1, 0))
    assert answers(old, old) == ()
    assert inferred(compare(State("old", old_contents), State("old", old_contents)), old, old).changes == ()
    report = Report(comparison, inferred=found, answers=answers(old, new))
    assert "~ second: 1 row lost, 0 gained, and with 1 more" in [f"{line.mark} {line.text}" for line in report.lines()]


@pytest.mark.parametrize(
    "spoilt",
    [("SELECT", "SELCT"), ("?task { ", "?task { SERVICE <http://127.0.0.1:1/> { ?x a ?y } "), ("#+ params", "#+ pa")],
)
def test_a_query_that_is_none_has_no_answer_to_compare(
    make_contents: Callable[..., Contents], small: dict[str, str], spoilt: tuple[str, str]
) -> None:
    files = {"queries/tasks/second.rq": SMALL_QUERY, "queries/tasks/spoilt.rq": SMALL_QUERY}
    worse = files | {"queries/tasks/spoilt.rq": SMALL_QUERY.replace(*spoilt)}
    one = small["data/seed/one.ttl"].replace("    sg:before task:2 .", "    sg:before task:3 .")
    old_contents = make_contents(small | files, "old")
    new_contents = make_contents(small | worse | {"data/seed/one.ttl": one}, "new")
    old, new = (build_snapshot(contents, Cache(None))[0] for contents in (old_contents, new_contents))
    assert {change.query for change in answers(old, new)} == {"second"}


def test_a_date_in_a_large_file_is_one_line_and_quick(tmp_path: Path) -> None:
    """bench/diff.py measures 1.6 s on two cores; the bound is for a machine that does much else at the time."""
    done = subprocess.run(
        [sys.executable, ROOT / "bench" / "diff.py"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    timing, *said = done.stdout.splitlines()
    assert [line for line in said if line.startswith("  ")] == [
        "  ~ holder:H499: skill:s12499 4, until 2029-03-01 -> 2030-03-01"
    ]
    assert timing.startswith("100000 statements")
    assert float(timing.split()[-2]) < 30


def test_files_with_the_same_bytes_are_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = []
    monkeypatch.setattr("skillgraph.compare.diff.parse", lambda file: parsed.append(file.path))
    files = {"data/seed/a.ttl": "task:1 sg:number 1 .", "data/seed/b.ttl": "task:2 sg:number 2 ."}
    assert between(files, files).is_empty
    assert parsed == []


def git(root: Path, *arguments: str) -> str:
    """Runs git with a name of its own for the author, whatever is set on this machine."""
    settings = ("-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *settings, *arguments], cwd=root, check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a workspace in a subfolder and two commits; gives the workspace's folder."""
    root = tmp_path / "repository" / "graph"
    for part in PARTS:
        (root / part).mkdir(parents=True)
    (root / "data/seed").mkdir()
    (root / "data/seed/a.ttl").write_text("<https://example.org/a> a <https://example.org/A> .\n")
    (root / "data/seed/notes.txt").write_text("no part of the graph\n")
    (root.parent / "data").mkdir()
    (root.parent / "data/other.ttl").write_text("not ours")
    git(root.parent, "init", "--quiet", "--initial-branch=main")
    for text in ("1", "2"):
        (root / "data/seed/b.ttl").write_text(f"<https://example.org/b> <https://example.org/n> {text} .\n")
        git(root.parent, "add", "--all")
        git(root.parent, "commit", "--quiet", "--message", text)
    return root


def test_revisions_are_read_without_touching_the_work_tree(repository: Path) -> None:
    (repository / "data/seed/b.ttl").write_text("changed")
    old, new = states(repository, "", ENVIRON)
    assert (old.name, new.name) == ("HEAD", "work tree")
    assert [file.path for file in old.contents.files] == ["data/seed/a.ttl", "data/seed/b.ttl"]
    assert old.contents.files[1].content.endswith(b" 2 .\n")
    assert new.contents.files[1].content == b"changed"
    before, after = states(repository, "HEAD~1..HEAD", ENVIRON)
    assert before.contents.files[1].content.endswith(b" 1 .\n")
    assert after.contents.files[1].content.endswith(b" 2 .\n")
    assert (repository / "data/seed/b.ttl").read_text() == "changed"
    assert git(repository, "status", "--porcelain").split() == ["M", "graph/data/seed/b.ttl"]


def test_ranges_are_read_as_git_reads_them(repository: Path) -> None:
    git(repository, "checkout", "--quiet", "-b", "topic", "HEAD~1")
    (repository / "data/seed/c.ttl").write_text("<https://example.org/c> a <https://example.org/C> .\n")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "topic")
    two, three = (compare(*states(repository, f"main{dots}topic", ENVIRON)) for dots in ("..", "..."))
    assert [change.path for change in two.entities] == ["data/seed/b.ttl", "data/seed/c.ttl"]
    assert [change.path for change in three.entities] == ["data/seed/c.ttl"]
    assert [state.name for state in states(repository, "main..", ENVIRON)] == ["main", "HEAD"]


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "HEAD:graph", "HEAD; true", "..nowhere", "HEAD\0"])
def test_an_unknown_revision_is_named(repository: Path, revision: str) -> None:
    with pytest.raises(UsageError, match="git knows no revision"):
        states(repository, revision, ENVIRON)
    assert not list(repository.rglob("x"))


def test_what_a_hook_sets_does_not_mislead(repository: Path, tmp_path: Path) -> None:
    environ = {**ENVIRON, "GIT_DIR": str(tmp_path / "other"), "GIT_INDEX_FILE": "nowhere", "GIT_PREFIX": "x/"}
    assert len(states(repository, "", environ)[0].contents.files) == 2


def test_without_git_and_without_a_repository(repository: Path, tmp_path: Path) -> None:
    with pytest.raises(MissingTool, match="git was not found"):
        states(repository, "", {"PATH": str(tmp_path)})
    outside = {**ENVIRON, "GIT_CEILING_DIRECTORIES": str(tmp_path)}
    with pytest.raises(UsageError, match="is in no git repository"):
        states(tmp_path, "", outside)


def test_an_old_path_that_cannot_be_part_of_an_iri_is_named(repository: Path) -> None:
    (repository / "data/seed/a b.ttl").write_text("")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "three")
    with pytest.raises(WorkspaceError, match=r"a b\.ttl of HEAD"):
        states(repository, "HEAD", ENVIRON)


def test_links_are_followed_in_both_states(repository: Path) -> None:
    (repository / "data/seed/link.ttl").symlink_to("../../../shared.txt")
    (repository / "data/seed/chain.ttl").symlink_to("link.ttl")
    (repository / "data/seed/dangling.ttl").symlink_to("nowhere.txt")

    (repository.parent / "shared.txt").write_text("<https://example.org/l> a <https://example.org/A> .\n")
    git(repository.parent, "add", "--all")
    git(repository.parent, "commit", "--quiet", "--message", "links")
    old, new = states(repository, "", ENVIRON)
    assert [file.path for file in old.contents.files] == [
        f"data/seed/{name}.ttl" for name in ("a", "b", "chain", "link")
    ]
    assert old.contents.files == new.contents.files


def test_a_circle_is_called_the_same_whatever_other_circles_there_are() -> None:
    circle, other = "_:a sg:x _:b . _:b sg:x _:a .", "_:c sg:y _:d . _:d sg:y _:e . _:e sg:y _:c ."
    comparison = between({"data/seed/a.ttl": circle}, {"data/seed/a.ttl": f"{circle} {other}"})
    assert {edit.predicate.rpartition("#")[2] for change in comparison.entities for edit in change.edits} == {"y"}
