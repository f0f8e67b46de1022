"""How quads were written that the engine writes in another way, as a sorted table of lines beside a dataset."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from skillgraph.engine.written import Forms, candidates_in, written_forms


class KeptForms:
    """The table while it is being made, graph after graph."""

    def __init__(self) -> None:
        self._pairs: dict[str, list[tuple[bytes, bytes]]] = {}  # by graph: what the engine makes, what was written

    @classmethod
    def read(cls, table: bytes) -> KeptForms:
        """What `table` wrote."""
        made = cls()
        for row in table.splitlines():
            normal, _, written = row.partition(b"\t")
            graph = written.rpartition(b" <")[2].removesuffix(b">").decode()
            made._pairs.setdefault(graph, []).append((normal, written))
        return made

    def set(self, graph: str, nquads: bytes) -> None:
        """Keeps how the quads of a graph were written."""
        self._pairs[graph] = _pairs_of(nquads)

    def add(self, nquads: bytes) -> int:
        """Keeps how more quads were written, of whichever graphs; gives how many bytes of the table that takes."""
        pairs = _pairs_of(nquads)
        self._pairs.setdefault("", []).extend(pairs)
        return sum(len(normal) + len(written) for normal, written in pairs)

    def table(self) -> bytes:
        """All of it."""
        return b"".join(sorted({b"%b\t%b\n" % pair for pairs in self._pairs.values() for pair in pairs}))


def forms_of(nquads: bytes) -> Forms:
    """The quads that the engine changes, by what it makes of them."""
    return written_forms(candidates_in(nquads))


def _pairs_of(nquads: bytes) -> list[tuple[bytes, bytes]]:
    return [(_line(normal), _line(quad)) for normal, quads in forms_of(nquads).items() for quad in quads]


def _line(quad: ox.Quad) -> bytes:
    return f"{quad}".encode()


class LookedUp:
    """What `Restoring` does, from a sorted table of lines, of which only those asked for become objects."""

    def __init__(self, table: bytes) -> None:
        self._rows = table.splitlines()

    def restore(self, triples: Iterable[ox.Triple]) -> Iterable[ox.Triple]:
        """See `Restoring.restore`."""
        if not self._rows:
            return triples
        return (form for triple in triples for form in self._forms(triple))

    def restore_lines(self, lines: Iterable[bytes], graph: str) -> Iterable[bytes]:
        """See `Restoring.restore_lines`."""
        end = f" <{graph}>".encode()
        for line in lines:
            found = [
                quad[: -len(end)] + b" .\n" for quad in self._find(line.removesuffix(b" .\n")) if quad.endswith(end)
            ]
            yield from found or (line,)

    def _forms(self, triple: ox.Triple) -> Iterable[ox.Triple]:
        if isinstance(triple.object, ox.NamedNode):
            return (triple,)
        found = set(self._find(f"{triple}".encode()))
        if not found:
            return (triple,)
        quads = ox.parse(input=b"".join(quad + b" .\n" for quad in found), format=ox.RdfFormat.N_QUADS)
        return sorted({quad.triple for quad in quads}, key=str)

    def _find(self, triple: bytes) -> Iterator[bytes]:
        """The quads, as written, that the engine makes this triple of, in any graph."""
        start = triple + b" <"
        place = bisect_left(self._rows, start)
        while place < len(self._rows) and self._rows[place].startswith(start):
            yield self._rows[place].partition(b"\t")[2]
            place += 1
