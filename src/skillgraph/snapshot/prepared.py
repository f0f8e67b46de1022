"""A snapshot as a file: what the processes that answer load, while the one that serves holds no graph at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from skillgraph.engine import Dataset
from skillgraph.snapshot.named import Named


@dataclass(frozen=True, slots=True)
class Prepared(Named):
    """The contents of a good workspace, and the N-Quads file that was made of them."""

    file: Path
    quads: int

    @property
    def sources(self) -> Path:
        """The file beside it with the places of all subjects and the shapes, as `pack_sources` makes it."""
        return self.file.with_suffix(".sources")


def spool(dataset: Dataset, sources: bytes, folder: Path, digest: str) -> Path:
    """Writes a dataset into a folder as N-Quads, and its sources beside it, each whole or not at all."""
    path = folder / f"{digest}.nq"
    for suffix, content in ((".sources", sources), (".nq", dataset.dump_nquads())):
        fresh = path.with_suffix(".fresh")
        fresh.write_bytes(content)
        fresh.replace(path.with_suffix(suffix))
    return path
