"""`skillgraph fmt` as a program: files, folders, standard input, and what it leaves alone."""

from __future__ import annotations

import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from cli.conftest import Run

ROOT = Path(__file__).parents[2]
BAD = "@prefix : <https://example.org/> .\n:s a :A;:p 1.\n"
GOOD = "@prefix : <https://example.org/> .\n\n:s a :A ;\n    :p 1 .\n"
BROKEN = "@prefix : <https://example.org/> .\n:s :p \n"


def test_the_repository_is_in_the_house_style(run: Run) -> None:
    cases = ["tests/shapes/cases", "tests/queries/cases"]
    for paths, least in (([], 100), (cases, 200)):
        done = run("fmt", "--check", *paths)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        changed, _, count, *_ = done.stderr.split()
        assert changed == "0"
        assert int(count) >= least


def test_only_files_that_change_are_written(run: Run, tmp_path: Path) -> None:
    bad, good = tmp_path / "bad.ttl", tmp_path / "sub" / "good.ttl"
    good.parent.mkdir()
    bad.write_text(BAD)
    good.write_text(GOOD)
    bad.chmod(0o640)
    before = good.stat()
    done = run("fmt", str(tmp_path))
    assert done.returncode == 0
    assert done.stderr == f"formatted: {bad}\n1 of 2 files changed\n"
    assert (bad.read_text(), good.read_text()) == (GOOD, GOOD)
    assert stat.S_IMODE(bad.stat().st_mode) == 0o640
    assert good.stat().st_mtime_ns == before.st_mtime_ns
    assert good.stat().st_ino == before.st_ino
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["bad.ttl", "good.ttl", "sub"]


def test_a_link_stays_a_link(run: Run, tmp_path: Path) -> None:
    (tmp_path / "real.ttl").write_text(BAD)
    link = tmp_path / "link.ttl"
    link.symlink_to("real.ttl")
    assert run("fmt", str(link)).returncode == 0
    assert link.is_symlink()
    assert (tmp_path / "real.ttl").read_text() == GOOD


def test_check_writes_nothing(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bad.ttl"
    path.write_text(BAD)
    done = run("fmt", "--check", "bad.ttl", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "would change: bad.ttl\n1 of 1 files would change\n"
    assert path.read_text() == BAD


def test_the_diff_is_one_that_patch_takes(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bad.ttl"
    path.write_bytes(BAD.rstrip().encode())
    done = run("fmt", "--diff", "bad.ttl", cwd=tmp_path)
    assert done.returncode == 1
    assert "-:s a :A;:p 1.\n\\ No newline at end of file\n+\n+:s a :A ;\n+    :p 1 .\n" in done.stdout
    assert path.read_bytes() == BAD.rstrip().encode()
    if shutil.which("patch"):
        subprocess.run(["patch", "-s", "-p0"], cwd=tmp_path, input=done.stdout, text=True, check=True)
        assert path.read_text() == GOOD
    path.write_text(GOOD)
    done = run("fmt", "--diff", "bad.ttl", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("options", [[], ["--check"], ["--diff"]])
def test_a_file_that_is_not_turtle_is_left_and_the_others_are_formatted(
    run: Run, tmp_path: Path, options: list[str]
) -> None:
    files = {"a.ttl": BROKEN.encode(), "b.ttl": b"# \xff\n", "c.ttl": b"# \0\n"}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "d.ttl").write_text(BAD)
    done = run("fmt", *options, *sorted(files), "d.ttl", cwd=tmp_path)
    assert done.returncode == 1
    found = [line.split()[:2] for line in done.stderr.splitlines() if " SG" in line]
    assert found == [["a.ttl:3:1", "SG101"], ["b.ttl:1:3", "SG104"], ["c.ttl:1:3", "SG103"]]
    assert "Here is a NUL character." in done.stderr
    assert {name: (tmp_path / name).read_bytes() for name in files} == files
    assert (tmp_path / "d.ttl").read_text() == (BAD if options else GOOD)


@pytest.mark.parametrize(
    ("text", "options", "out", "code"),
    [
        (BAD, [], GOOD, 0),
        (GOOD, [], GOOD, 0),
        (BAD, ["--check"], "", 1),
        (GOOD, ["--check"], "", 0),
        (BROKEN, [], "", 1),
        (":é", [], "", 1),
    ],
)
def test_standard_input(tmp_path: Path, text: str, options: list[str], out: str, code: int) -> None:
    program = str(Path(sys.executable).with_name("skillgraph"))
    done = subprocess.run(
        [program, "fmt", *options, "-"], input=text.encode(), cwd=tmp_path, capture_output=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout.decode()) == (code, out)
    assert (b"SG101" in done.stderr) is (text not in (BAD, GOOD))


def test_the_workspace_is_what_is_formatted_by_default(run: Run, workspace: Path) -> None:
    files = ["ontology/service.ttl", "shapes/funding.ttl", "data/seed/tasks-egi.ttl"]
    for file in files:
        text = (workspace / file).read_text()
        (workspace / file).write_text(text.replace(" .\n\n", ".\n\n\n"))
    done = run("fmt", "--workspace", str(workspace), cwd=workspace.parent)
    assert done.returncode == 0
    assert [line.removeprefix("formatted: ") for line in done.stderr.splitlines()[:-1]] == files
    for file in files:
        assert (workspace / file).read_bytes() == (ROOT / file).read_bytes()
    assert run("import-table", "--check", "--workspace", str(workspace)).returncode == 0


def test_what_cannot_be_read_stops_all(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bad.ttl"
    path.write_text(BAD)
    done = run("fmt", "bad.ttl", "absent.ttl", cwd=tmp_path)
    assert done.returncode == 2
    assert "absent.ttl cannot be read: No such file or directory." in done.stderr
    assert path.read_text() == BAD
