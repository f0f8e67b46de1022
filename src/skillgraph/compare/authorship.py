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


def last_commits(contents: Contents, environ: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """The commit that changed each file last and the day of its author (ISO), by path.

    Files that are not as they were committed are left out, and all of them where there is nobody to ask.
    """
    try:
        git = Git(contents.root, environ)
    except (MissingTool, UsageError):
        return {}
    if git.is_shallow():
        return {}
    committed = git.blobs()
    same = {file.path for file in contents.files if _is_blob(file.content, committed.get(file.path, ""))}
    found: dict[str, tuple[str, str]] = {}
    for commit, date, path in git.log():
        if path in same:
            found.setdefault(path, (commit, date[:10]))
    return found


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
