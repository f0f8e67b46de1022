"""`new`, `rename`, `retire` and `table` as a user runs them: what is written, what is only shown, what is refused."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from cli.conftest import Run

ATTESTATION = ("new", "attestation", "H04-networking", "level=2", "basis=peer", "until=2030-01-01")


def state(workspace: Path) -> dict[str, bytes]:
    """Every file of the workspace, with its bytes."""
    return {
        path.relative_to(workspace).as_posix(): path.read_bytes() for path in workspace.rglob("*") if path.is_file()
    }


def differing(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    return sorted(path for path in {*before, *after} if before.get(path) != after.get(path))


def test_new_writes_what_the_dry_run_shows(run: Run, workspace: Path) -> None:
    before = state(workspace)
    shown = run(*ATTESTATION, "--dry-run", cwd=workspace)
    assert (shown.returncode, state(workspace)) == (1, before)
    assert "+attestation:H04-networking a sg:Attestation ;\n" in shown.stdout
    done = run(*ATTESTATION, cwd=workspace)
    assert (done.returncode, done.stdout) == (0, "")
    assert "written: data/example/attestations-east.ttl" in done.stderr
    (path,) = differing(before, state(workspace))
    added = "".join(line[1:] for line in shown.stdout.splitlines(keepends=True)[2:] if line.startswith("+"))
    assert not [line for line in shown.stdout.splitlines()[2:] if line.startswith("-")]
    text = (workspace / path).read_text()
    assert added in text
    assert text.replace(added, "").encode() == before[path]


def test_a_new_task_leaves_the_check_without_violations(run: Run, workspace: Path) -> None:
    words = ("label=Tape robots", "group=uk", "requirement=yes", "involvement=core", "area=network")
    reason = ("rationale=An example for this test.", "confidence=low")
    before = state(workspace)
    assert run("new", "task", "46", *words, *reason, cwd=workspace).returncode == 0
    assert differing(before, state(workspace)) == ["data/interpretation/tasks.ttl"]
    found = run("check", "--format", "concise", cwd=workspace)
    assert [line.split()[1] for line in found.stdout.splitlines()[:-1]] in ([], ["SG201"])
    assert "No requirement is stated for this task" in found.stdout
    level = ("level=2", "necessity=essential")
    assert run("new", "requirement", "46-linux", *level, *reason, cwd=workspace).returncode == 0
    found = run("check", cwd=workspace)
    assert (found.returncode, found.stdout.splitlines()[-1:]) == (0, [])
    assert run("fmt", "--check", cwd=workspace).returncode == 0


def test_new_alone_says_what_there_is(run: Run, workspace: Path) -> None:
    for arguments, said in (
        (("new",), "There are: holder, skill, task, requirement, attestation."),
        (("new", "attestation"), "with the keys holder, skill, level, basis, status, from, until."),
    ):
        done = run(*arguments, cwd=workspace)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr


def test_new_refuses_what_is_wrong(run: Run, workspace: Path) -> None:
    before = state(workspace)
    for arguments, said in (
        (("new", "attestation", "H04-linux", "level=2"), "is there already: data/example/attestations-east.ttl:"),
        (("new", "attestation", "H04-networking", "level=2"), "until="),
        (("new", "attestation", "H04-networking", "level"), "'level' is no KEY=VALUE."),
        (("new", "skill", "x y", "sort=tool"), "no slug"),
    ):
        done = run(*arguments, cwd=workspace)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr
    assert state(workspace) == before


def test_what_the_check_finds_is_shown_and_nothing_is_written(run: Run, workspace: Path) -> None:
    before = state(workspace)
    arguments = ("retire", "holder:H03", "--note", "Left.")
    done = run(*arguments, cwd=workspace)
    assert done.returncode == 1
    assert "data/example/holders.ttl:" in done.stderr
    assert "No free text about a holder" in done.stderr
    assert "nothing was written: 1 new violation" in done.stderr
    assert state(workspace) == before
    assert run(*arguments, "--no-check", cwd=workspace).returncode == 0
    assert differing(before, state(workspace)) == ["data/example/holders.ttl"]


def test_an_old_violation_stands_in_nobodys_way(run: Run, workspace: Path) -> None:
    holders = workspace / "data/example/holders.ttl"
    holders.write_text(holders.read_text().replace('"H03"@en', '"Joe"@en'))
    done = run(*ATTESTATION, cwd=workspace)
    assert (done.returncode, done.stdout) == (0, "")


def test_rename_and_back(run: Run, workspace: Path) -> None:
    before = state(workspace)
    done = run("rename", "skill:bash", "skill:shell", cwd=workspace)
    assert done.returncode == 0, done.stderr
    assert "9 places in 9 files" in done.stderr
    assert "these names contain the old slug and stay:\n  alternative:22-bash\n" in done.stderr
    changed = differing(before, state(workspace))
    assert len(changed) == 9
    assert all(b"skill:bash" not in (workspace / path).read_bytes() for path in changed)
    assert run("rename", "skill:shell", "bash", "--no-check", cwd=workspace).returncode == 0
    assert state(workspace) == before


def test_rename_refuses_a_name_that_is_taken(run: Run, workspace: Path) -> None:
    done = run("rename", "skill:bash", "skill:linux", cwd=workspace)
    assert done.returncode == 2
    assert "skill:linux is there already" in done.stderr


def test_retire_lists_who_refers_to_it(run: Run, workspace: Path) -> None:
    before = state(workspace)
    done = run("retire", "skill:perl", "--note", "Gone.", "--replaced-by", "skill:python", "--dry-run", cwd=workspace)
    assert done.returncode == 1
    assert "+    dcterms:isReplacedBy skill:python ;\n" in done.stdout
    assert "these still refer to it:\n" in done.stderr
    assert "alternative:rse-perl" in done.stderr
    assert state(workspace) == before
    done = run("retire", "sg:level", "--note", "Gone.", "--dry-run", "--no-check", cwd=workspace)
    listed = [line for line in done.stderr.splitlines() if line.startswith("  ")]
    assert len(listed) == 41
    assert listed[-1].startswith("  ... and ")


@pytest.mark.parametrize("kind", ["people-skills", "requirements", "attestations"])
def test_a_table_that_comes_back_leaves_all_bytes(run: Run, workspace: Path, tmp_path: Path, kind: str) -> None:
    table = tmp_path / "table.csv"
    assert run("table", "export", kind, "-o", str(table), cwd=workspace).returncode == 0
    assert run("table", "export", kind, cwd=workspace).stdout.encode() == table.read_bytes().replace(b"\r\n", b"\n")
    before = state(workspace)
    done = run("table", "import", kind, str(table), "--apply", "--remove", cwd=workspace)
    assert (done.returncode, done.stdout) == (0, "")
    assert "0 added, 0 changed, 0 removed\nno change" in done.stderr
    assert state(workspace) == before


def edited(run: Run, workspace: Path) -> Path:
    """The table of people and skills with one row changed, one gone and one new."""
    table = workspace / "people.csv"
    run("table", "export", "people-skills", "-o", str(table), cwd=workspace)
    text = table.read_text().replace("H01,batch-systems,3,", "H01,batch-systems,2,")
    rows = [row for row in text.splitlines() if not row.startswith("H04,x509,")]
    table.write_text("\n".join([*rows, "H12,bash,3,evidence,2026-01-01,2028-01-01,active"]))
    return table


def test_import_shows_the_change_and_writes_it_when_told(run: Run, workspace: Path) -> None:
    table = edited(run, workspace)
    before = state(workspace)
    shown = run("table", "import", "people-skills", str(table), cwd=workspace)
    assert shown.returncode == 1
    assert "changed attestation:H01-batch-systems\n    level: 3 -> 2\n" in shown.stdout
    assert "added attestation:H12-bash\n" in shown.stdout
    assert "removed attestation:H04-x509\n" in shown.stdout
    assert "1 added, 1 changed, 1 removed" in shown.stderr
    assert state(workspace) == before
    assert run("table", "import", "people-skills", str(table), "--apply", cwd=workspace).returncode == 0
    assert "attestation:H04-x509 a" in (workspace / "data/example/attestations-east.ttl").read_text()
    assert len(differing(before, state(workspace))) == 2
    assert run("table", "import", "people-skills", str(table), "--apply", "--remove", cwd=workspace).returncode == 0
    assert "attestation:H04-x509 a" not in (workspace / "data/example/attestations-east.ttl").read_text()
    again = run("table", "import", "people-skills", str(table), cwd=workspace)
    assert (again.returncode, again.stdout) == (0, "")
    assert run("fmt", "--check", cwd=workspace).returncode == 0


def test_import_names_every_faulty_cell(run: Run, workspace: Path) -> None:
    table = edited(run, workspace)
    rows = len(table.read_text().splitlines())
    table.write_text(table.read_text() + "\nH12,linx,9,=1+1,soon,2028-01-01,active\n")
    before = state(workspace)
    done = run("table", "import", "people-skills", str(table), "--apply", cwd=workspace)
    assert (done.returncode, done.stdout) == (2, "")
    places = [line.partition(" ")[0] for line in done.stderr.splitlines()]
    assert places == [f"{table}:{rows + 1}:{column}" for column in (2, 3, 4, 5)]
    assert state(workspace) == before


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 1)])
def test_a_person_at_a_terminal_is_asked(run: Run, workspace: Path, answer: str, code: int) -> None:
    table = edited(run, workspace)
    before = state(workspace)
    program = str(Path(sys.executable).with_name("skillgraph"))
    leader, follower = pty.openpty()
    command = [program, "table", "import", "people-skills", str(table), "--no-check"]
    with subprocess.Popen(command, cwd=workspace, stdin=follower, stdout=follower, stderr=follower) as process:
        os.close(follower)
        os.write(leader, f"{answer}\n".encode())
        assert process.wait(60) == code
    os.close(leader)
    assert bool(differing(before, state(workspace))) is (answer == "y")


def test_a_file_that_cannot_be_written_leaves_the_others(run: Run, workspace: Path) -> None:
    """The new bytes of one file cannot be put down, because a folder has their name: the files before it go back."""
    before = state(workspace)
    (workspace / "data/seed/.skills-software.ttl.new").mkdir()
    done = run("rename", "skill:bash", "skill:shell", "--no-check", cwd=workspace)
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert state(workspace) == before


def test_an_unknown_table_and_a_missing_file_are_named(run: Run, workspace: Path) -> None:
    for arguments, said in (
        (("table", "export", "people"), "There is no table 'people'."),
        (("table", "import", "requirements", "nowhere.csv"), "nowhere.csv cannot be read"),
    ):
        done = run(*arguments, cwd=workspace)
        assert done.returncode == 2
        assert said in done.stderr
