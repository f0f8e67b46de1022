"""Earlier states of a workspace, read from git without touching the work tree.

Files come from `git ls-tree` and `git cat-file --batch`; git is started as a program with a list of arguments, never
through a shell. The workspace may be a subfolder of the repository.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from skillgraph.errors import InternalError, MissingTool, UsageError, WorkspaceError
from skillgraph.workspace import LAYERS, PARTS, Contents, SourceFile, published, read

WORK_TREE = "work tree"

# What a hook of git sets for its own repository; the repository of the workspace is found from its folder.
_LOCAL = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
_SUFFIXES = (".ttl", ".rq")
_PATH = re.compile(r"[\w./-]+")
_RANGE = re.compile(r"(?P<old>.*?)(?P<dots>\.{2,3})(?P<new>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class State:
    """A state of the workspace: what it is called, and its files."""

    name: str
    contents: Contents


def states(root: Path, revisions: str, environ: Mapping[str, str]) -> tuple[State, State]:
    """The two states that an argument names, as `git diff` reads it (gitrevisions, "Specifying Ranges").

    `''` is HEAD and the work tree, `REV` is REV and the work tree, `A..B` is A and B with HEAD for a side that is left
    out, `A...B` is B and the point where it left A. UsageError where git knows no such revision. Private files of the
    work tree count where the revision has some as well, and are otherwise those that git is not told of.
    """
    git = _Git(root, environ)
    match = _RANGE.fullmatch(revisions)
    if match is None:
        before = git.state(revisions or "HEAD")
        return before, State(WORK_TREE, published(read(root), before.contents.holds_private))
    old, new = match["old"] or "HEAD", match["new"] or "HEAD"
    if match["dots"] == "...":
        return git.state(git.fork_point(old, new), f"{old}...{new}"), git.state(new)
    return git.state(old), git.state(new)


class _Git:
    """The program git, in the folder of the workspace."""

    def __init__(self, root: Path, environ: Mapping[str, str]) -> None:
        found = shutil.which("git", path=environ.get("PATH"))
        if found is None:
            raise MissingTool("git was not found.", "Install it, or put it on the PATH: revisions are read with it.")
        self._program = found
        self._root = root
        kept = {name: value for name, value in environ.items() if name not in _LOCAL}
        self._environ = {**kept, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
        done = self._run("rev-parse", "--is-inside-work-tree")
        if done.returncode or done.stdout.strip() != b"true":
            raise UsageError(f"{root} is in no git repository: {_reason(done)}.", "Revisions are read from git.")

    def state(self, revision: str, name: str = "") -> State:
        """The workspace's files as of a revision."""
        commit = self.commit(revision)
        rows = [row for row in self._tree(commit) if _is_ours(row[1])]
        for _, path in rows:
            _refuse(path, revision)
        blobs = self._blobs([blob for blob, _ in rows])
        files = [SourceFile(path, content) for (_, path), content in zip(rows, blobs, strict=True)]
        return State(name or revision, Contents(self._root, tuple(sorted(files, key=lambda file: file.path))))

    def commit(self, revision: str) -> str:
        """The commit's name in hexadecimal digits; UsageError where there is none."""
        known = not revision.startswith("-") and "\0" not in revision
        done = self._run("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") if known else None
        if done is None or done.returncode:
            raise UsageError(f"git knows no revision {revision!r} here.", "'git log --oneline --all' lists them.")
        return done.stdout.decode().strip()

    def fork_point(self, one: str, other: str) -> str:
        """The commit that two revisions have in common last."""
        done = self._run("merge-base", self.commit(one), self.commit(other))
        if done.returncode:
            raise UsageError(f"{one} and {other} have no commit in common.", f"Compare {one}..{other} instead.")
        return done.stdout.decode().strip()

    def _tree(self, commit: str) -> list[tuple[str, str]]:
        """Blob and path of every plain file below the four parts; paths count from the workspace's folder."""
        done = self._run("ls-tree", "-r", "-z", commit, "--", *PARTS)
        if done.returncode:
            raise UsageError(f"The files of {commit} cannot be read: {_reason(done)}.", "Try 'git fsck'.")
        rows = []
        for line in done.stdout.split(b"\0")[:-1]:
            facts, _, path = line.partition(b"\t")
            mode, _, blob = facts.decode().split()
            if mode.startswith("100"):
                rows.append((blob, path.decode(errors="replace")))
        return rows

    def _blobs(self, names: list[str]) -> list[bytes]:
        """The contents of blobs (git-cat-file, "Batch Output")."""
        done = self._run("cat-file", "--batch", given="".join(f"{name}\n" for name in names).encode())
        contents, at = [], 0
        for name in names:
            end = done.stdout.find(b"\n", at)
            head = done.stdout[at:end].split()
            if len(head) != 3 or head[0].decode() != name:
                raise InternalError(f"git gave no content for {name}: {_reason(done)}.")
            at = end + 1 + int(head[2])
            contents.append(done.stdout[end + 1 : at])
            at += 1
        return contents

    def _run(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        command = [self._program, "--no-pager", "--literal-pathspecs", *arguments]
        return subprocess.run(  # noqa: S603  # a list of arguments, without a shell
            command, cwd=self._root, env=self._environ, input=given, capture_output=True, check=False
        )


def _reason(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = done.stderr.decode(errors="replace").strip().splitlines()
    return lines[0].removeprefix("fatal: ").rstrip(".") if lines else "git says nothing more"


def _is_ours(path: str) -> bool:
    name = PurePosixPath(path)
    return name.suffix in _SUFFIXES and not name.name.startswith(".")


def _refuse(path: str, revision: str) -> None:
    """The same conditions as for files of the work tree."""
    parts = path.split("/")
    if not _PATH.fullmatch(path) or (parts[0] == "data" and parts[1] not in LAYERS):
        raise WorkspaceError(
            f"{path} of {revision} cannot be part of a workspace.",
            f"Paths have letters, digits, '.', '_' and '-' only, and data lie in {', '.join(LAYERS)}.",
        )
