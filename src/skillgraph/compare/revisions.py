"""Earlier states of a workspace, read from git without touching the work tree.

Files come from `git ls-tree` and `git cat-file --batch`; git is started as a program with a list of arguments, never
through a shell. The workspace may be a subfolder of the repository.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from skillgraph.errors import InternalError, MissingTool, UsageError
from skillgraph.workspace import PARTS, Contents, SourceFile, is_source, need_place, published, read

WORK_TREE = "work tree"

# What a hook of git sets for its own repository; the repository of the workspace is found from its folder.
_LOCAL = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
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
    git = Git(root, environ)
    match = _RANGE.fullmatch(revisions)
    if match is None:
        before = git.state(revisions or "HEAD")
        return before, State(WORK_TREE, published(read(root), before.contents.holds_private))
    old, new = match["old"] or "HEAD", match["new"] or "HEAD"
    if match["dots"] == "...":
        return git.state(git.fork_point(old, new), f"{old}...{new}"), git.state(new)
    return git.state(old), git.state(new)


class Git:
    """The program git, in the folder of the workspace.

    MissingTool where there is none, UsageError where the folder is in no repository.
    """

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
        paths = [path for path in self._paths(commit) if is_source(path)]
        for path in paths:
            need_place(path, f" of {revision}")
        contents = zip(paths, self._contents(commit, paths), strict=True)
        files = [SourceFile(path, content) for path, content in sorted(contents) if content is not None]
        return State(name or revision, Contents(self._root, tuple(files)))

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

    def is_shallow(self) -> bool:
        """Whether the history was cut off when it was fetched."""
        return self._run("rev-parse", "--is-shallow-repository").stdout.strip() == b"true"

    def blame(self, path: str, content: bytes, lines: Collection[int]) -> bytes:
        """Who wrote these lines of a file with that content, in the porcelain format; nothing where git cannot say."""
        ranges = [argument for line in sorted(lines) for argument in ("-L", f"{line},{line}")]
        done = self._run("blame", "--porcelain", *ranges, "--contents", "-", "--", path, given=content)
        return b"" if done.returncode else done.stdout

    def blobs(self) -> dict[str, str]:
        """The name of each file's content as of HEAD, below the four parts; nothing where there is no commit."""
        done = self._run("ls-tree", "-r", "-z", "HEAD", "--", *PARTS)
        rows = (line.partition(b"\t") for line in done.stdout.split(b"\0")[:-1])
        return {path.decode(errors="replace"): facts.split()[-1].decode() for facts, _, path in rows}

    def log(self) -> Iterator[tuple[str, str, str]]:
        """Commit, the author's date (ISO 8601) and path of each change of a file of the four parts, newest first."""
        form = "--format=commit %H %aI"
        done = self._run("log", "--no-renames", form, "--name-only", "--relative", "--", *PARTS)
        commit, date = "", ""
        for line in done.stdout.decode(errors="replace").splitlines():
            if line.startswith("commit "):
                _, commit, date = line.split(" ")
            elif line:
                yield commit, date, line

    def _paths(self, commit: str) -> list[str]:
        """The path of every file and link below the four parts; paths count from the workspace's folder."""
        done = self._run("ls-tree", "-r", "-z", commit, "--", *PARTS)
        if done.returncode:
            raise UsageError(f"The files of {commit} cannot be read: {_reason(done)}.", "Try 'git fsck'.")
        rows = [line.partition(b"\t") for line in done.stdout.split(b"\0")[:-1]]
        return [path.decode(errors="replace") for facts, _, path in rows if facts.startswith((b"100", b"120"))]

    def _contents(self, commit: str, paths: list[str]) -> Iterator[bytes | None]:
        """The contents of files, links followed; None for a link that leads to no file of the repository.

        Each answer is a line with a name or a word, a type and a size, and then the content (git-cat-file, "Batch
        Output"); that of a link without a file has no name, and for content where the link leads to.
        """
        wanted = "".join(f"{commit}:./{path}\n" for path in paths)
        done = self._run("cat-file", "--batch", "--follow-symlinks", given=wanted.encode())
        at = 0
        for path in paths:
            end = done.stdout.find(b"\n", at)
            head = done.stdout[at:end].split()
            if end < 0 or not head[-1].isdigit():
                raise InternalError(f"git gave no content for {path}: {_reason(done)}.")
            at = end + 1 + int(head[-1]) + 1
            yield done.stdout[end + 1 : at - 1] if head[1] == b"blob" else None

    def _run(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        command = [self._program, "--no-pager", "--literal-pathspecs", *arguments]
        return subprocess.run(  # noqa: S603  # a list of arguments, without a shell
            command, cwd=self._root, env=self._environ, input=given, capture_output=True, check=False
        )


def _reason(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = done.stderr.decode(errors="replace").strip().splitlines()
    return lines[0].removeprefix("fatal: ").rstrip(".") if lines else "git says nothing more"
