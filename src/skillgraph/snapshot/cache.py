"""Built snapshots on disk, by digest, so that an unchanged workspace is not built again.

A cache file is N-Quads with a first line that states the digest and the number of quads, and a second one with notes
about them: a file that was cut or damaged is not believed. A cache that cannot be written is no error. What is made of
private files is kept in a folder of mode 0700, as files of mode 0600.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import stat
from collections.abc import Callable, Mapping
from errno import EPERM
from pathlib import Path

from skillgraph.engine import Dataset, Notes, Statements, finished
from skillgraph.engine.disk import SUFFIX
from skillgraph.settings import DISK_FROM, Settings
from skillgraph.workspace import PRIVATE, Contents

KEEP = 8
KEEP_DISK = 2
_BYTES_IN_MEMORY = 2_000  # of the engine, for each statement with what follows from it
_MOST_OF_FREE = 0.25  # there may be two states for a while, and other programs
_MEMORY = Path("/proc/meminfo")
_SOURCES = ".sources"
_HEAD = re.compile(rb"# skillgraph dataset ([0-9a-f]{64}), (\d+) quads, noted ([0-9a-f]{64})\n# (.*)\n")


class Cache:
    """The cache's folder, or none at all; workspaces of `disk_from` statements and more are kept as folders."""

    def __init__(self, folder: Path | None, disk_from: int = DISK_FROM) -> None:
        self.folder = folder
        self._disk_from = disk_from

    @classmethod
    def of(cls, settings: Settings, environ: Mapping[str, str]) -> Cache:
        """The cache that the settings ask for; by default below XDG_CACHE_HOME or ~/.cache."""
        if settings.cache == "off":
            return cls(None, settings.disk_from)
        if settings.cache:
            return cls(Path(settings.cache).expanduser(), settings.disk_from)
        base = environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
        return cls(Path(base) / "skillgraph", settings.disk_from)

    def is_large(self, contents: Contents) -> bool:
        """Whether a workspace belongs on disk."""
        return contents.size >= self._disk_from

    def is_quick_in_memory(self, contents: Contents) -> bool:
        """Whether one that belongs on disk can be served from memory until it is there; never where everything is."""
        return bool(self._disk_from) and contents.size * _BYTES_IN_MEMORY < _free_memory() * _MOST_OF_FREE

    def get_disk(self, contents: Contents) -> Path | None:
        """The dataset of these files on disk, or None where it is not there or not finished."""
        path = self.path(contents)
        if path is None:
            return None
        path = path.with_suffix(SUFFIX)
        with contextlib.suppress(OSError):
            if contents.holds_private:
                need_own(path.parent)
            known = finished(path)
            if known is not None and known.digest == contents.digest:
                return path
        return None

    def put_disk(self, contents: Contents, folder: Path) -> None:
        """Keeps a finished dataset by links to its files, where that can be done; the oldest beyond two go."""
        path = self.path(contents)
        if path is None:
            return
        path = path.with_suffix(SUFFIX)
        with contextlib.suppress(OSError):
            path.parent.mkdir(mode=0o700 if contents.holds_private else 0o777, parents=True, exist_ok=True)
            if contents.holds_private:
                need_own(path.parent)
            link_folder(folder, path)
            kept = sorted(path.parent.glob(f"*{SUFFIX}"), key=lambda file: file.stat().st_mtime, reverse=True)
            for old in kept[KEEP_DISK:]:
                shutil.rmtree(old, ignore_errors=True)

    def path(self, contents: Contents) -> Path | None:
        """Where the dataset of these files is kept, or None where there is no cache.

        What is made of private files is in a folder of its own.
        """
        if self.folder is None:
            return None
        folder = self.folder / PRIVATE if contents.holds_private else self.folder
        return folder / f"{contents.digest}.nq"

    def get(self, contents: Contents) -> Dataset | None:
        """The dataset of these files, or None where it is not there or not whole."""
        path = self.path(contents)
        if path is None:
            return None
        try:
            if contents.holds_private:
                need_own(path.parent)
            content = path.read_bytes()
        except OSError:
            return None
        head = _HEAD.match(content)
        if not head or head[1].decode() != path.stem:
            return None
        notes = head[4]
        dataset = Dataset()
        try:
            dataset.load_nquads(content, Notes.read(notes) if _sum(notes).encode() == head[3] else None)
        except SyntaxError:
            return None
        return dataset if len(dataset) == int(head[2]) else None

    def get_sources(self, contents: Contents) -> bytes | None:
        """The sources that were put for these files, or None where they are not there or not whole."""
        path = self.path(contents)
        if path is None:
            return None
        with contextlib.suppress(OSError):
            if contents.holds_private:
                need_own(path.parent)
            head, _, sources = path.with_suffix(_SOURCES).read_bytes().partition(b"\n")
            if head == _sources_head(sources):
                return sources
        return None

    def put(self, contents: Contents, dataset: Dataset | Statements) -> None:
        """Keeps a dataset, and drops the oldest beyond `KEEP`; a private one where nobody else can read it."""
        self._put(contents, len(dataset), dataset.notes, dataset.dump_nquads)

    def put_spooled(self, contents: Contents, file: Path, built: Statements) -> None:
        """Keeps a dataset that has been written to a file already."""
        self._put(contents, len(built), built.notes, file.read_bytes)

    def _put(self, contents: Contents, quads: int, notes: Notes, nquads: Callable[[], bytes]) -> None:
        line = notes.written()
        head = f"# skillgraph dataset {contents.digest}, {quads} quads, noted {_sum(line)}\n".encode()
        self._write(contents, ".nq", lambda: b"".join((head, b"# ", line, b"\n", nquads())))

    def put_sources(self, contents: Contents, sources: bytes) -> None:
        """Keeps the sources of a dataset likewise."""
        self._write(contents, _SOURCES, lambda: _sources_head(sources) + b"\n" + sources)

    def _write(self, contents: Contents, suffix: str, made: Callable[[], bytes]) -> None:
        path = self.path(contents)
        if path is None:
            return
        path = path.with_suffix(suffix)
        with contextlib.suppress(OSError):
            path.parent.mkdir(mode=0o700 if contents.holds_private else 0o777, parents=True, exist_ok=True)
            if contents.holds_private:
                need_own(path.parent)
            fresh = path.with_name(f".{path.name}.{os.getpid()}")
            try:
                fresh.unlink(missing_ok=True)
                fresh.touch(mode=0o600 if contents.holds_private else 0o666, exist_ok=False)
                fresh.write_bytes(made())
                fresh.replace(path)
            finally:
                fresh.unlink(missing_ok=True)
            kept = sorted(path.parent.glob(f"*{suffix}"), key=lambda file: file.stat().st_mtime, reverse=True)
            for file in kept[KEEP:]:
                file.unlink(missing_ok=True)


def _free_memory() -> int:
    """How many bytes of memory programs could still take; 0 where that is not known."""
    with contextlib.suppress(OSError):
        found = re.search(r"MemAvailable:\s*(\d+) kB", _MEMORY.read_text())
        return int(found[1]) * 1024 if found else 0
    return 0


def link_folder(folder: Path, target: Path) -> None:
    """A second folder with the same files, whole or not at all; OSError where they lie on different file systems."""
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        fresh.mkdir(mode=0o700)
        for file in folder.iterdir():
            os.link(file, fresh / file.name)
        if not target.exists():
            fresh.replace(target)
        os.utime(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _sources_head(sources: bytes) -> bytes:
    return f"# skillgraph sources {_sum(sources)}".encode()


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def need_own(folder: Path) -> None:
    """PermissionError where others own the folder of private datasets, may open it, or have put a link there."""
    about = folder.lstat()
    if not stat.S_ISDIR(about.st_mode) or about.st_uid != os.geteuid() or about.st_mode & 0o077:
        raise PermissionError(EPERM, "not a folder of the user's own with mode 0700", str(folder))
