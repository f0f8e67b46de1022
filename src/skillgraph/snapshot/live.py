"""A workspace that is being edited: the snapshot of its last good state, and what is wrong with the present one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from skillgraph.errors import WorkspaceError
from skillgraph.findings import Finding, Severity
from skillgraph.snapshot.prepared import Prepared
from skillgraph.snapshot.verdict import Verdict, trouble
from skillgraph.snapshot.watching import Stamp, stamp
from skillgraph.workspace import Contents, is_workspace, missing_parts, read

SHRUNK = "SG105"
MOST_LOST = 0.2
PAUSE_S = 2.0  # an editor may write a file twice for one save
_HINT = f"Restore it; if it is meant, save it once more after {PAUSE_S:.0f} seconds."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a look at the files gave: the snapshot to go on with (None: there never was one), and the findings.

    Where one of the findings is a violation, the snapshot is that of the last good state.
    """

    snapshot: Prepared | None
    findings: tuple[Finding, ...]
    seconds: float

    @property
    def violations(self) -> tuple[Finding, ...]:
        """Why the files as they stand are not served; empty where they are."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.VIOLATION)


@dataclass(frozen=True, slots=True)
class Refused:
    """Files that only lack statements: their digest, how they were saved, and when they were refused."""

    digest: str
    saved: Stamp
    at: float


class Examiner(Protocol):
    """Builds and judges files, as `Worker` does."""

    def examine(self, contents: Contents) -> tuple[Prepared | None, Verdict]:
        """The snapshot as a file, None where it cannot be built, and the verdict."""


class Live:
    """Follows a workspace, with or without its private files, from one good state to the next."""

    def __init__(
        self,
        root: Path,
        examiner: Examiner,
        served: Prepared | None = None,
        clock: Callable[[], float] = time.monotonic,
        *,
        private: bool,
    ) -> None:
        self._root = root
        self._private = private
        self._examiner = examiner
        self._served = served
        self._clock = clock
        self._good: Verdict | None = None  # on the files of the snapshot that is served
        self._refused: Refused | None = None

    def refresh(self) -> Outcome:
        """Reads the files; builds and judges them where they differ from those that are served."""
        began = self._clock()
        try:
            contents = read_whole(self._root, private=self._private)
        except WorkspaceError as error:
            self._refused = None
            findings = trouble(error)
        else:
            findings = self._examine(contents)
        return Outcome(self._served, findings, self._clock() - began)

    def _examine(self, contents: Contents) -> tuple[Finding, ...]:
        digest = contents.digest
        if self._refused is not None and self._refused.digest != digest:
            self._refused = None
        unchanged = self._served is not None and self._served.contents.digest == digest
        if unchanged and self._good is not None:
            return self._good.findings
        saved = stamp(self._root, private=self._private)
        prepared, verdict = self._examiner.examine(contents)
        if unchanged:  # the first look, at what is served already
            self._good = verdict if verdict.statements else None
            return verdict.findings
        lost = () if self._is_confirmed(digest, saved) else self._lost(contents, verdict)
        if not verdict.violations and not lost and prepared is not None:
            self._served = prepared
            self._good = verdict
        elif lost and not verdict.violations and self._refused is None:
            self._refused = Refused(digest, saved, self._clock())
        return (*lost, *verdict.findings)

    def _is_confirmed(self, digest: str, saved: Stamp) -> bool:
        """Whether these very files were refused for their losses some time ago, and have been saved again."""
        last = self._refused
        if last is None or last.digest != digest or last.saved == saved:
            return False
        return self._clock() - last.at >= PAUSE_S

    def _lost(self, contents: Contents, verdict: Verdict) -> tuple[Finding, ...]:
        if self._served is None or self._good is None:
            return ()
        before = [file.path for file in self._served.contents.files]
        after = [file.path for file in contents.files]
        return (*shrunk_files(self._good.statements, verdict.statements), *lost_folders(before, after))


def read_whole(root: Path, *, private: bool) -> Contents:
    """The files of a workspace that has all its parts; WorkspaceError where something is missing or unreadable."""
    try:
        _need_all_parts(root)
        contents = read(root, private=private)
        _need_all_parts(root)  # none of them went while the files were read
    except OSError as error:
        raise WorkspaceError(f"{root} cannot be read: {error.strerror}.", "Look at the folder.") from error
    return contents


def _need_all_parts(root: Path) -> None:
    if not is_workspace(root):
        raise WorkspaceError(f"{root} has no {', '.join(missing_parts(root))}.", "Put the folder back.")


def shrunk_files(before: Mapping[str, int], after: Mapping[str, int]) -> Iterator[Finding]:
    """SG105 for each file that is still there and lacks more than a fifth of its statements."""
    for path, count in sorted(before.items()):
        left = after.get(path, count)
        if left < count * (1 - MOST_LOST):
            message = f"The file has lost {count - left} of its {count} statements."
            yield Finding(SHRUNK, Severity.VIOLATION, message, path, 1, 1, hint=_HINT)


def lost_folders(before: list[str], after: list[str]) -> Iterator[Finding]:
    """SG105 for each folder that held files and holds none now; of nested ones, the outermost."""
    gone = _folders(before) - _folders(after)
    for folder in sorted(gone):
        if folder.rpartition("/")[0] not in gone:
            count = sum(path.startswith(f"{folder}/") for path in before)
            message = f"The folder has lost all of its {count} {'file' if count == 1 else 'files'}."
            hint = _HINT.replace("save it", "save any file")
            yield Finding(SHRUNK, Severity.VIOLATION, message, folder, hint=hint)


def _folders(paths: list[str]) -> set[str]:
    parts = [path.split("/")[:-1] for path in paths]
    return {"/".join(names[:depth]) for names in parts for depth in range(1, len(names) + 1)}
