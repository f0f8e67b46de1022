"""A dataset made ready for a server of others: graph by graph, each with its digest, and the union of them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from skillgraph.engine.foreign import canonical_count, skolemised
from skillgraph.remote.record import PUBLISHED, Record, union_of

Lines = tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """One graph: its triples as lines of N-Triples, sorted, each once."""

    graph: str
    lines: Lines

    @property
    def digest(self) -> str:
        """The SHA-256 of its lines."""
        return hashlib.sha256(b"".join(self.lines)).hexdigest()

    def counts(self) -> range:
        """How many triples a server may count: it may take 3.5 and 3.50 for two or for one."""
        return range(canonical_count(self.lines), len(self.lines) + 1)

    def pieces(self, size: int) -> Iterator[Lines]:
        """The lines, at most so many at once."""
        return (self.lines[start : start + size] for start in range(0, len(self.lines), size))


@dataclass(frozen=True)
class Cargo:
    """A snapshot: its digest, how many quads it has, and its graphs in the order of their names."""

    digest: str
    quads: int
    loads: Mapping[str, Load]

    @cached_property
    def union(self) -> Load:
        """Every triple once."""
        lines = {line for load in self.loads.values() for line in load.lines}
        return Load(union_of(self.digest), tuple(sorted(lines)))

    @cached_property
    def digests(self) -> dict[str, str]:
        """The digest of each graph."""
        return {graph: load.digest for graph, load in self.loads.items()}

    def record(self, before: str = "") -> Record:
        """The record that says that all of it is there."""
        return Record(self.digest, self.quads, self.digests, before)

    def nquads(self) -> Iterator[bytes]:
        """All that a server has to hold, union and record included, for a bulk loader."""
        for load in (*self.loads.values(), self.union):
            yield from _quads(load.lines, load.graph)
        yield from _quads(self.record().triples().encode().splitlines(keepends=True), PUBLISHED)


def cargo_of(nquads: bytes, digest: str) -> Cargo:
    """The cargo that a dataset makes; `nquads` is what `Dataset.dump_nquads` wrote.

    Blank nodes get IRIs, the same in every graph, because no protocol keeps them from one request to the next.
    """
    found: dict[str, set[bytes]] = defaultdict(set)
    lines = nquads.splitlines(keepends=True)
    for line in lines:
        whole = skolemised(line) if b"_:" in line else line
        start = whole.rindex(b" <")
        found[whole[start + 2 : -4].decode()].add(whole[:start] + b" .\n")
    loads = {graph: Load(graph, tuple(sorted(found[graph]))) for graph in sorted(found)}
    return Cargo(digest, len(lines), loads)


def _quads(lines: list[bytes] | Lines, graph: str) -> Iterator[bytes]:
    end = f"<{graph}> .\n".encode()
    return (line[:-2] + end for line in lines)
