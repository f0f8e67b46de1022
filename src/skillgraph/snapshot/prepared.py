"""A snapshot as a file: what the processes that answer load, while the one that serves holds no graph at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from skillgraph.engine import Dataset, Statements, finished, write_dataset
from skillgraph.snapshot.named import Named


@dataclass(frozen=True, slots=True)
class Prepared(Named):
    """The contents of a good workspace, and what was made of them: a file of N-Quads, or a folder of the engine's.

    It may also be a folder of lines that are still being written; they have not been counted then.
    """

    file: Path
    quads: int

    def counted(self) -> Prepared:
        """The same, once all is written."""
        about = None if self.quads else finished(self.file)
        return replace(self, quads=about.quads) if about else self

    @property
    def sources(self) -> Path:
        """The file beside it with the places of all subjects and the shapes, as `pack_sources` makes it."""
        return self.file.with_suffix(".sources")


def spool_sources(sources: bytes, folder: Path, digest: str) -> None:
    """Writes the sources of a dataset that is in the folder already, whole or not at all."""
    fresh = folder / f"{digest}.fresh"
    fresh.write_bytes(sources)
    fresh.replace(fresh.with_suffix(".sources"))


def spool(dataset: Dataset | Statements, sources: bytes, folder: Path, digest: str) -> Path:
    """Writes a dataset into a folder as N-Quads, and its sources beside it, each whole or not at all."""
    spool_sources(sources, folder, digest)
    path = folder / f"{digest}.nq"
    write_dataset(dataset, path)
    return path
