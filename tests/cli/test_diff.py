"""`skillgraph diff` and `skillgraph cat` as a user and as git run them, on a copy of the workspace in a repository."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cli.conftest import ROOT, Run, git
from planted import PEOPLE, plant

RECIPE = (ROOT / "docs" / "recipes" / "git-diff.md").read_text(encoding="utf-8")
ATTESTATIONS = "data/example/attestations-south-services.ttl"


def change(file: Path, pattern: str, new: str) -> str:
    """Replaces what the pattern finds first, and gives what was there."""
    text = file.read_text()
    found = re.search(pattern, text, re.DOTALL)
    assert found
    file.write_text(text[: found.start()] + found.expand(new) + text[found.end() :])
    return found[0]


def lower_level(repository: Path) -> None:
    """H03's incident response goes from 3 to 2, and a year on."""
    change(
        repository / ATTESTATIONS,
        r'(attestation:H03-incident-response a .*?sg:level )3( .*?sg:validUntil ")2028',
        r"\g<1>2\g<2>2029",
    )


def test_nothing_changed(run: Run, repository: Path) -> None:
    done = run("diff", "--exit-code", cwd=repository)
    assert (done.returncode, done.stdout) == (0, "no change in what the graph says\n")


def test_private_files_that_git_does_not_know_are_no_change(run: Run, repository: Path) -> None:
    plant(repository)
    done = run("diff", "--exit-code", cwd=repository)
    assert (done.returncode, done.stdout) == (0, "no change in what the graph says\n")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "two")
    assert "Quaggawort" in run("diff", "HEAD~1..HEAD", "--no-impact", cwd=repository).stdout
    change(repository / PEOPLE, "Quaggawort", "Quaggabloom")
    assert "Quaggabloom" in run("diff", "--no-impact", cwd=repository).stdout


def test_comments_and_formatting_are_no_change(run: Run, repository: Path) -> None:
    file = repository / ATTESTATIONS
    file.write_text("# another comment\n" + file.read_text().replace(" ;\n    ", " ;\n\n  "))
    query = repository / "queries/tasks/tasks.rq"
    query.write_text(query.read_text() + "\n# the end\n")
    for output in ("text", "markdown"):
        done = run("diff", "--exit-code", "--format", output, cwd=repository)
        assert done.returncode == 0
        assert "no change in what the graph says" in done.stdout
    assert json.loads(run("diff", "--format", "json", cwd=repository).stdout)["same"] is True


def test_a_change_is_told_with_the_answers_that_change(run: Run, repository: Path) -> None:
    lower_level(repository)
    done = run("diff", cwd=repository)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[:2] == [
        f"{ATTESTATIONS} (example)",
        "  ~ H03: Incident response 3 -> 2, until 2028-05-01 -> 2029-05-01",
    ]
    assert "answers that change" in lines
    assert [line for line in lines if line.startswith("  ~ who-can-cover task=43 on=2026-12-01: 1 row lost, 1 gained")]
    assert lines[-1] == "HEAD -> work tree: 1 changed"
    assert "inferred" not in done.stdout
    assert "\x1b" not in done.stdout


def test_no_impact_and_exit_code(run: Run, repository: Path) -> None:
    lower_level(repository)
    done = run("diff", "--no-impact", "--exit-code", cwd=repository)
    assert done.returncode == 1
    assert "answers that change" not in done.stdout
    assert "building" not in done.stderr
    assert run("diff", "--no-impact", cwd=repository).returncode == 0


def test_inferred_shows_what_follows(run: Run, repository: Path) -> None:
    lower_level(repository)
    done = run("diff", "--inferred", "--no-impact", cwd=repository)
    inferred = done.stdout.partition("\ninferred\n")[2]
    assert re.search(r"^  - H03: satisfies Incident response 3 \(task 43\) removed", inferred, re.MULTILINE)
    known = json.loads(run("diff", "--inferred", "--impact", "--format", "json", cwd=repository).stdout)
    assert {row["path"] for row in known["inferred"]} == {"inferred"}
    assert {"query", "params", "lost", "gained"} == set(known["answers"][0])


def test_a_requirement_is_added(run: Run, repository: Path) -> None:
    file = repository / "data/interpretation/requirements/tasks-43-45.ttl"
    change(file, r"requirement:43-linux ,", "requirement:43-linux ,\n        requirement:43-puppet ,")
    block = """requirement:43-puppet a sg:Requirement ;
    sg:skill skill:puppet ;
    sg:level 3 ;
    sg:necessity necessity:essential ;
    sg:weight 1.0 ;
    sg:rationale "The systems that are judged are set up with it."@en ;
    sg:confidence confidence:high ;
    sg:reviewStatus review-status:proposed ;
    prov:wasAttributedTo agent:curators .
"""
    file.write_text(f"{file.read_text()}\n{block}")
    git(repository, "commit", "--quiet", "--all", "--message", "two")
    done = run("diff", "HEAD~1..HEAD", cwd=repository)
    assert "  + task 43: requirement Puppet 3 added (essential)\n" in done.stdout
    assert re.search(r"^  ~ who-can-cover task=43 .*: \d+ rows lost, \d+ gained", done.stdout, re.MULTILINE)
    markdown = run("diff", "main~1", "--format", "markdown", cwd=repository).stdout
    assert "```diff\n" in markdown
    assert "\n+ task 43: requirement Puppet 3 added (essential)\n" in markdown
    assert "answers" not in markdown


def test_a_state_that_does_not_build_is_said_so(run: Run, repository: Path) -> None:
    change(repository / ATTESTATIONS, r"sg:level \d ;", "sg:level 7 ;")
    done = run("diff", cwd=repository)
    assert done.returncode == 0
    assert "work tree does not build: 1 finding\n" in done.stdout
    assert f"  ! {ATTESTATIONS}:" in done.stdout
    assert "answers that change" not in done.stdout


def test_a_file_that_does_not_parse_gives_exit_code_1(run: Run, repository: Path) -> None:
    lower_level(repository)
    spoilt = repository / "data/seed/concerns.ttl"
    spoilt.write_text(spoilt.read_text() + "\nconcern:odd a sg:CrossCuttingConcern ;;; oops .\n")
    done = run("diff", "--no-impact", cwd=repository)
    assert done.returncode == 1
    assert "  ~ H03: Incident response 3 -> 2" in done.stdout
    assert "  ! work tree: data/seed/concerns.ttl:" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["nowhere"], "git knows no revision 'nowhere' here."), (["HEAD", "-w", "/nowhere"], "no workspace")],
)
def test_wrong_input_is_named(run: Run, repository: Path, arguments: list[str], said: str) -> None:
    done = run("diff", *arguments, cwd=repository)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in " ".join(done.stderr.split())


def test_without_git(run: Run, repository: Path, tmp_path: Path) -> None:
    done = run("diff", cwd=repository, env={"PATH": str(tmp_path / "nothing")})
    assert done.returncode == 2
    assert "git was not found" in done.stderr


def test_without_a_repository(run: Run, workspace: Path) -> None:
    done = run("diff", cwd=workspace, env={"GIT_CEILING_DIRECTORIES": str(workspace.parent)})
    assert done.returncode == 2
    assert "is in no git repository" in done.stderr


def test_colour_is_for_terminals(repository: Path, cache: Path) -> None:
    lower_level(repository)
    reader, writer = pty.openpty()
    environ = {**os.environ, "SKILLGRAPH_CACHE": str(cache), "TERM": "xterm-256color"}
    environ.pop("NO_COLOR", None)
    program = str(Path(sys.executable).with_name("skillgraph"))
    done = subprocess.run(
        [program, "diff", "--no-impact"], cwd=repository, env=environ, stdout=writer, stderr=subprocess.PIPE, check=True
    )
    os.close(writer)
    said = os.read(reader, 65_536).decode()
    os.close(reader)
    assert done.stderr == b""
    assert "\x1b[33m  ~ H03: Incident response 3 -> 2" in said


@pytest.fixture
def driven(repository: Path) -> Path:
    """The repository with the git driver of the recipe, as it is printed there."""
    commands = re.findall(r"^git config (\S+) (?:\"([^\"]+)\"|(\S+))$", RECIPE, re.MULTILINE)
    assert len(commands) == 2
    for name, quoted, plain in commands:
        git(repository, "config", name, quoted or plain)
    attributes = re.search(r"^\*\.ttl .*$", RECIPE, re.MULTILINE)
    assert attributes
    (repository / ".gitattributes").write_text(attributes[0] + "\n")
    return repository


def changed_lines(said: str) -> list[str]:
    """The lines of a patch that went or came."""
    return [line for line in said.splitlines() if re.match(r"[+-](?![+-]{2} )", line)]


def test_the_recipe_shows_one_line_out_and_one_in(driven: Path) -> None:
    file = driven / ATTESTATIONS
    blocks = file.read_text().split("\n\n")
    file.write_text("\n\n".join([blocks[0], "# sorted anew", *reversed(blocks[1:])]) + "\n")
    assert changed_lines(git(driven, "diff")) == []
    change(file, r'(attestation:H03-incident-response a .*?sg:validUntil ")2028', r"\g<1>2029")
    assert changed_lines(git(driven, "diff")) == [
        '-attestation:H03-incident-response sg:validUntil "2028-05-01"^^xsd:date .',
        '+attestation:H03-incident-response sg:validUntil "2029-05-01"^^xsd:date .',
    ]
    assert len(changed_lines(git(driven, "diff", "--no-textconv"))) > 50


def test_the_recipe_bears_a_file_that_does_not_parse(driven: Path) -> None:
    file = driven / "data/seed/concerns.ttl"
    file.write_text(file.read_text() + "\nconcern:odd a ;;; oops .\n")
    assert "+concern:odd a ;;; oops ." in changed_lines(git(driven, "diff"))


def test_cat_gives_one_statement_per_line(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_text(
        "@prefix s: <https://w3id.org/skillgraph/ns#> .\n# note\n"
        "<#a> s:number 2 , 1 ; a s:ServiceTask ; s:x [ s:y ( 1 ) ] .\n"
    )
    done = run("cat", str(file))
    subject = "<https://w3id.org/skillgraph/graph/#a>"
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f"{subject} a sg:ServiceTask .",
        f"{subject} sg:number 1 .",
        f"{subject} sg:number 2 .",
        f"{subject} sg:x [ sg:y ( 1 ) ] .",
    ]


def test_cat_of_no_turtle_and_of_nothing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_bytes(b"oops \xff")
    done = subprocess.run([Path(sys.executable).with_name("skillgraph"), "cat", file], capture_output=True, check=True)
    assert done.stdout == b"oops \xff"
    assert b"does not parse" in done.stderr
    missing = run("cat", str(tmp_path / "b.ttl"))
    assert (missing.returncode, missing.stdout) == (2, "")
    assert "cannot be read" in missing.stderr
