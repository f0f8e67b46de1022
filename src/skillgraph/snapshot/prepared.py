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


def spool(dataset: Dataset, folder: Path, digest: str) -> Path:
    """Writes a dataset into a folder as N-Quads, whole or not at all."""
    path = folder / f"{digest}.nq"
    fresh = path.with_suffix(".fresh")
    fresh.write_bytes(dataset.dump_nquads())
    return fresh.replace(path)
