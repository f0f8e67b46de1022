"""Built snapshots on disk, by digest, so that an unchanged workspace is not built again.

A cache file is N-Quads with a first line that states the digest and the number of quads: a file that was cut or
damaged is not believed. A cache that cannot be written is no error.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Mapping
from pathlib import Path

from skillgraph.engine import Dataset
from skillgraph.settings import Settings

KEEP = 8
_HEAD = re.compile(rb"# skillgraph dataset ([0-9a-f]{64}), (\d+) quads\n")


class Cache:
    """The cache's folder, or none at all."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    @classmethod
    def of(cls, settings: Settings, environ: Mapping[str, str]) -> Cache:
        """The cache that the settings ask for; by default below XDG_CACHE_HOME or ~/.cache."""
        if settings.cache == "off":
            return cls(None)
        if settings.cache:
            return cls(Path(settings.cache).expanduser())
        base = environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
        return cls(Path(base) / "skillgraph")

    def get(self, digest: str) -> Dataset | None:
        """The dataset of that digest, or None where it is not there or not whole."""
        if self.folder is None:
            return None
        try:
            content = (self.folder / f"{digest}.nq").read_bytes()
        except OSError:
            return None
        head = _HEAD.match(content)
        if not head or head[1].decode() != digest:
            return None
        dataset = Dataset()
        try:
            dataset.load_nquads(content)
        except SyntaxError:
            return None
        return dataset if len(dataset) == int(head[2]) else None

    def put(self, digest: str, dataset: Dataset) -> None:
        """Keeps a dataset, and drops the oldest beyond `KEEP`."""
        if self.folder is None:
            return
        head = f"# skillgraph dataset {digest}, {len(dataset)} quads\n".encode()
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            fresh = self.folder / f".{digest}.{os.getpid()}"
            try:
                fresh.write_bytes(head + dataset.dump_nquads())
                fresh.replace(self.folder / f"{digest}.nq")
            finally:
                fresh.unlink(missing_ok=True)
            kept = sorted(self.folder.glob("*.nq"), key=lambda path: path.stat().st_mtime, reverse=True)
            for path in kept[KEEP:]:
                path.unlink(missing_ok=True)
