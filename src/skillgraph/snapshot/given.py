"""A dataset that is given as one file of N-Quads, kept on disk in the cache under the digest of the file.

The file is loaded once, in a process and a folder of its own beside those that are there, and takes its place in one
step. Who serves a dataset holds a lock on it, so that nobody removes it meanwhile.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skillgraph.engine import finished
from skillgraph.engine.disk import FINISHED, SUFFIX
from skillgraph.errors import UsageError, WorkspaceError
from skillgraph.settings import Settings
from skillgraph.snapshot.cache import KEEP_DISK, Cache, need_own
from skillgraph.snapshot.loading import MADE
from skillgraph.snapshot.worker import LOCK, PREFIX, remove_unheld, sweep_leftovers
from skillgraph.workspace import PRIVATE

Told = Callable[[Mapping[str, Any]], object]  # `lines` and `bytes` that were read, `of` all, or what is `doing`
_FOLDER = "datasets"
_SEEN = ".seen"
_FAREWELL_S = 5
_LEAST_ROOM = 0.8  # bytes on disk for a byte of text, see docs/scaling.md; of a compressed file nobody knows


@dataclass(frozen=True, slots=True)
class Held:
    """A finished dataset, which stays where it is until it is let go."""

    file: Path
    folder: Path
    digest: str
    quads: int
    lock: int

    def release(self) -> None:
        """Lets others remove it."""
        os.close(self.lock)


class Shelf:
    """Where such datasets are kept: those of a private server in a folder that nobody else can open."""

    def __init__(self, folder: Path, *, private: bool) -> None:
        self._folder = folder
        self._private = private

    @classmethod
    def of(cls, settings: Settings, environ: Mapping[str, str]) -> Shelf:
        """That of the cache; UsageError where there is none."""
        private, cache = settings.serves_private, Cache.of(settings, environ)
        if cache.folder is None:
            raise UsageError("A dataset of one file is kept in the cache, and there is none.", "Set SKILLGRAPH_CACHE.")
        return cls((cache.folder / PRIVATE if private else cache.folder) / _FOLDER, private=private)

    def open(self, file: Path, told: Told = lambda _: None) -> Held:
        """The dataset of a file, loaded where it is not there yet; SkillgraphError where it cannot be."""
        with _readable(self._folder):
            if self._private:
                self._folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                need_own(self._folder.parent)
            self._folder.mkdir(mode=0o700 if self._private else 0o777, parents=True, exist_ok=True)
        sweep_leftovers(self._folder)
        digest = self._digest(file, told)
        target = self._folder / f"{digest}{SUFFIX}"
        held = self._hold(file, target, digest)
        if held is None:
            self._load(file, digest, target, told)
            held = self._hold(file, target, digest)
        if held is None:
            raise WorkspaceError(f"The dataset of {file} was removed from {self._folder}.", "Start once more.")
        with _readable(target):
            os.utime(target)
        self._remove_old()
        return held

    def _hold(self, file: Path, target: Path, digest: str) -> Held | None:
        """The finished dataset, locked; None where it is not there."""
        try:
            lock = os.open(target / FINISHED, os.O_RDONLY)
        except OSError:
            return None
        fcntl.flock(lock, fcntl.LOCK_SH)
        about = finished(target)
        if about is None or about.digest != digest:
            os.close(lock)
            return None
        return Held(file, target, digest, about.quads, lock)

    def _remove_old(self) -> None:
        """Removes the datasets beyond the newest two that nobody serves."""
        with contextlib.suppress(OSError):
            kept = sorted(self._folder.glob(f"*{SUFFIX}"), key=lambda path: path.stat().st_mtime, reverse=True)
            for old in kept[KEEP_DISK:]:
                with contextlib.suppress(OSError):
                    remove_unheld(old, FINISHED)

    def _digest(self, file: Path, told: Told) -> str:
        """The SHA-256 of a file, which is read for it once; noted by path, and believed while the file is as it was."""
        stamp = stamp_of(file)
        name = hashlib.sha256(str(file.resolve()).encode()).hexdigest()[:32]
        note = self._folder / f"{name}{_SEEN}"
        with contextlib.suppress(OSError, ValueError):
            seen = json.loads(note.read_text())
            if isinstance(seen, dict) and seen.get("stamp") == stamp:
                return str(seen["digest"])
        told({"doing": "reading it"})
        with _readable(file), file.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        with contextlib.suppress(OSError):
            fresh = note.with_name(f".{note.name}.{os.getpid()}")
            fresh.write_text(json.dumps({"stamp": stamp, "digest": digest}))
            fresh.replace(note)
        return digest

    def _load(self, file: Path, digest: str, target: Path, told: Told) -> None:
        stamp = stamp_of(file)
        need_room(file, self._folder)
        with _own_folder(self._folder) as folder:
            _run(file, digest, folder, told, private=self._private)
            if stamp_of(file) != stamp:
                raise WorkspaceError(f"{file} was changed while it was read.", "Start once more.")
            with _readable(target):
                if finished(target) is None:  # another server may have been quicker
                    shutil.rmtree(target, ignore_errors=True)
                    (folder / MADE).replace(target)


def stamp_of(file: Path) -> list[int]:
    """Size, time of change and number of a file; UsageError where there is none."""
    try:
        about = file.stat()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.", "Give the path of a file of N-Quads.") from None
    if not file.is_file():
        raise UsageError(f"{file} is no file.", "Give the path of a file of N-Quads.")
    return [about.st_size, about.st_mtime_ns, about.st_ino]


def need_room(file: Path, folder: Path, free: int | None = None) -> None:
    """WorkspaceError where the disk has surely no room for a dataset; `free` is what it has, which else is asked."""
    wanted = int(file.stat().st_size * _LEAST_ROOM)
    found = shutil.disk_usage(folder).free if free is None else free
    if found < wanted:
        raise WorkspaceError(
            f"{folder} has room for {found:,} bytes, and the dataset of {file} takes {wanted:,} or more.",
            "Make room, or set SKILLGRAPH_CACHE to a folder on another disk.",
        )


def _run(file: Path, digest: str, folder: Path, told: Told, *, private: bool) -> None:
    """Has another process load; WorkspaceError with what it says, or where it ended without a word."""
    command = [sys.executable, "-P", "-W", "ignore", "-m", "skillgraph.snapshot.loading"]
    size, last = file.stat().st_size, {}
    with subprocess.Popen(  # noqa: S603  # our own program, without a shell
        [*command, str(file), digest, str(folder), "private" if private else "public"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)},
        start_new_session=True,  # Ctrl-C is for this process, which ends that one
    ) as process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                last = json.loads(line)
                told({**last, "of": size})
        finally:
            process.kill()
    if "message" in last:
        raise WorkspaceError(last["message"], last["hint"])
    if "quads" not in last:
        raise WorkspaceError(f"The process that loads {file} was ended.", "Look whether the memory was full.")


@contextlib.contextmanager
def _own_folder(among: Path) -> Iterator[Path]:
    """A folder that is gone afterwards, and that the next server removes where this one is killed."""
    with _readable(among):
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=among))
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


@contextlib.contextmanager
def _readable(path: Path) -> Iterator[None]:
    """WorkspaceError instead of OSError."""
    try:
        yield
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be used: {error.strerror}.", "Look at its permissions.") from None
