"""Which commit wrote a line: `git blame` of the file as it was read, so that an edit in the meantime does not matter.

Where git is missing, the workspace is in no repository, or the line is in no commit yet, nothing is said. A shallow
clone knows no commit for what is older than its history.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from skillgraph.compare.revisions import Git
from skillgraph.errors import MissingTool, UsageError
from skillgraph.workspace import Contents, SourceFile

_SHA256 = 64  # hexadecimal digits
_HEAD = re.compile(rb"(?P<commit>[0-9a-f]{40}(?:[0-9a-f]{24})?) \d+ (?P<line>\d+)(?: \d+)?")


def line_commits(
    root: Path, environ: Mapping[str, str]
) -> Callable[[SourceFile, Collection[int]], Mapping[int, str]] | None:
    """The commits that wrote some lines of a file, by line from 1; None where there is nothing to ask."""
    try:
        git = Git(root, environ)
    except (MissingTool, UsageError):
        return None
    is_shallow = git.is_shallow()

    def commits(file: SourceFile, lines: Collection[int]) -> Mapping[int, str]:
        return _parsed(git.blame(file.path, file.content, lines), is_shallow=is_shallow)

    return commits


class History:
    """The commit that changed each file last; what git has told is kept until there is another commit."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._head = ""
        self._last: dict[str, tuple[str, str]] = {}
        self._blobs: dict[str, str] = {}

    def of(self, contents: Contents) -> dict[str, tuple[str, str]]:
        """That commit and the day of its author (ISO), by path.

        Files that are not as they were committed are left out, and all of them where there is nobody to ask.
        """
        try:
            git = Git(contents.root, self._environ)
            self._read(git, git.commit("HEAD"))
        except (MissingTool, UsageError):
            return {}
        return {
            file.path: self._last[file.path]
            for file in contents.files
            if file.path in self._last and _is_blob(file.content, self._blobs.get(file.path, ""))
        }

    def _read(self, git: Git, head: str) -> None:
        if head == self._head:
            return
        self._last, self._blobs, self._head = {}, git.blobs(), head
        if not git.is_shallow():
            for commit, date, path in git.log():
                self._last.setdefault(path, (commit, date[:10]))


def _is_blob(content: bytes, name: str) -> bool:
    """Whether that is git's name of a content, by the repository's kind of hash (gitformat-loose, "blob")."""
    kind = "sha256" if len(name) == _SHA256 else "sha1"
    whole = b"blob %d\0" % len(content) + content
    return bool(name) and hashlib.new(kind, whole, usedforsecurity=False).hexdigest() == name


def _parsed(porcelain: bytes, *, is_shallow: bool) -> dict[int, str]:
    """The commit of each line (git-blame, "The Porcelain Format"); a line's own text begins with a tab."""
    found: dict[int, str] = {}
    boundary: set[str] = set()
    commit = ""
    for line in porcelain.split(b"\n"):
        if head := _HEAD.fullmatch(line):
            commit = head["commit"].decode()
            found[int(head["line"])] = commit
        elif line == b"boundary":
            boundary.add(commit)
    left_out = boundary if is_shallow else set()
    return {line: name for line, name in found.items() if name.strip("0") and name not in left_out}
