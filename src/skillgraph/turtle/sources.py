"""What the files of a workspace say beside the dataset, for a process that holds no files: places, and the shapes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from skillgraph.turtle.parser import ParsedFile


@dataclass(frozen=True, slots=True)
class Sources:
    """The line on which each file first speaks of each subject, by path and IRI; the shapes as N-Quads."""

    lines: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    shapes: bytes = b""

    def of(self, iri: str) -> Iterator[tuple[str, int]]:
        """The files that say something about a subject, each with the line, in the order of their paths."""
        return ((path, known[iri]) for path, known in sorted(self.lines.items()) if iri in known)


def pack_sources(files: Iterable[ParsedFile], shapes: Iterable[ParsedFile]) -> bytes:
    """The sources of a dataset's files and of the shapes that it was judged by, for `unpack_sources`."""
    listed = [*shapes]
    lines = {one.file.path: one.lines() for one in (*files, *listed)}
    quads = ox.serialize((quad for one in listed for quad in one.quads()), format=ox.RdfFormat.N_QUADS) or b""
    return json.dumps({"lines": lines, "shapes": quads.decode()}, separators=(",", ":")).encode()


def unpack_sources(packed: bytes) -> Sources:
    """What `pack_sources` packed."""
    read = json.loads(packed)
    return Sources(read["lines"], read["shapes"].encode())
