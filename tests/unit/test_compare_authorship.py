"""Commits of lines, in a repository of two commits."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from skillgraph.compare.authorship import History, line_commits
from skillgraph.workspace import Contents, SourceFile

FILE = "data/seed/one.ttl"


def git(root: Path, *arguments: str) -> str:
    """Runs git with a name of its own for the author."""
    settings = ("-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *settings, *arguments], cwd=root, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def of_files(root: Path) -> Contents:
    """The files of a folder as they stand."""
    found = sorted(root.rglob("*.ttl"))
    return Contents(root, tuple(SourceFile(path.relative_to(root).as_posix(), path.read_bytes()) for path in found))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose workspace is a folder in it; the second commit changes the second line."""
    root = tmp_path / "repository" / "graph"
    (root / "data/seed").mkdir(parents=True)
    git(root.parent, "init", "--quiet")
    for text in ("one\ntwo\nthree\n", "one\n2\nthree\n"):
        (root / FILE).write_text(text)
        git(root, "add", "--all")
        git(root, "commit", "--quiet", "--message", text.partition("\n")[0])
    return root


def test_each_line_has_the_commit_that_wrote_it(repository: Path) -> None:
    second, first = git(repository, "log", "--format=%H").splitlines()
    commits = line_commits(repository, os.environ)
    assert commits is not None
    file = SourceFile(FILE, (repository / FILE).read_bytes())
    assert commits(file, {1, 2, 3}) == {1: first, 2: second, 3: first}
    assert commits(file, [2]) == {2: second}


def test_the_file_counts_as_it_was_read(repository: Path) -> None:
    second, first = git(repository, "log", "--format=%H").splitlines()
    commits = line_commits(repository, os.environ)
    assert commits is not None
    assert commits(SourceFile(FILE, b"new\none\n2\n"), {1, 2, 3}) == {2: first, 3: second}
    assert commits(SourceFile("data/seed/other.ttl", b"one\n"), {1}) == {}


def test_a_shallow_clone_does_not_blame_its_oldest_commit(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{repository.parent}", "clone")
    commits = line_commits(tmp_path / "clone" / "graph", os.environ)
    assert commits is not None
    assert commits(SourceFile(FILE, b"one\n2\nthree\n"), {1, 2, 3}) == {}


def test_each_file_has_its_last_commit_and_the_day_of_its_author(repository: Path) -> None:
    (repository / "data/seed/two.ttl").write_text("two")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "more", "--date", "2026-11-05T23:30:00+01:00")
    (repository / "data/seed/new.ttl").write_text("new")
    third, second, _ = git(repository, "log", "--format=%H").splitlines()
    history = History(os.environ)
    found = history.of(of_files(repository))
    assert found.pop("data/seed/two.ttl") == (third, "2026-11-05")
    assert {path: commit for path, (commit, _) in found.items()} == {FILE: second}
    (repository / FILE).write_text("changed")
    assert FILE not in history.of(of_files(repository))
    git(repository, "commit", "--quiet", "--all", "--message", "after that")
    last = git(repository, "log", "--format=%H", "-1").strip()
    assert history.of(of_files(repository))[FILE][0] == last


def test_without_git_or_a_repository_there_is_nobody_to_ask(repository: Path, tmp_path: Path) -> None:
    assert line_commits(repository, {"PATH": str(tmp_path)}) is None
    assert History({"PATH": str(tmp_path)}).of(of_files(repository)) == {}
    (tmp_path / "plain").mkdir()
    assert line_commits(tmp_path / "plain", {**os.environ, "GIT_CEILING_DIRECTORIES": str(tmp_path)}) is None
