"""One file of N-Quads as a dataset on disk: read once, in pieces, by two loaders, and counted when it is there.

Lines with blank nodes are put aside and loaded last, in one go: the engine gives blank nodes other labels in each load,
and two that are the same in the file have to be the same in the dataset.

How literals are written which the engine writes in another way is kept, as for any dataset, but not without a bound.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO

import pyoxigraph as ox

from skillgraph.engine.disk import DiskDataset
from skillgraph.engine.forms import KeptForms
from skillgraph.engine.used import Used
from skillgraph.errors import WorkspaceError

LOADERS = 2
PIECE = 1 << 20
LONGEST_LINE = 16 << 20
MOST_FORMS = 64 << 20  # bytes of lines that the engine would write in another way, and of what it makes of them
_LINES_OF_LOT, _BYTES_OF_LOT = 900_000, 200 << 20  # beyond a million quads the engine holds two lots in memory
_BLANK, _GZIP = b"_:", b"\x1f\x8b"
_HINT = "N-Quads are lines of subject, predicate, object and graph, with a full stop at the end."
_GRAPHS = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
_PROPERTIES = "SELECT DISTINCT ?p { GRAPH ?g { ?s ?p ?o } }"
_CLASSES = "SELECT DISTINCT ?c { GRAPH ?g { ?s a ?c } FILTER(ISIRI(?c)) }"
Fault = tuple[int, int, str]  # line, column, and what is wrong there


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the reading of a file is."""

    lines: int
    bytes: int  # of the file as it lies on disk, read so far


class GivenDataset(DiskDataset):
    """A dataset on disk that is made of one file."""

    def take(self, file: Path, aside: Path, told: Callable[[Progress], object] = lambda _: None) -> None:
        """Loads the file, compressed with gzip or not; `aside` is a file for lines with blank nodes.

        WorkspaceError with the place of a line that is none of N-Quads, or where the file cannot be read;
        OSError where the disk is full. Nothing of it is of use then.
        """
        with _opened(file) as (quads, position), aside.open("wb") as kept:
            feed = _Feed(quads, kept, self.forms, lambda line: told(Progress(line, position())))
            faults = self._load_all(feed)
        if feed.fault is not None:
            raise WorkspaceError(f"{file} cannot be read: {feed.fault}.", "Look at the file, or write it anew.")
        if not faults and feed.is_blank:
            faults = self._load_aside(aside)
        aside.unlink()
        if faults:
            line, column, message = min(faults)
            raise WorkspaceError(f"{file}:{line}:{column} {message}.", _HINT)
        self._samples += feed.samples

    def _load_all(self, feed: _Feed) -> list[Fault]:
        """Lets two loaders take from the feed; what is broken, by its line."""
        faults: list[Fault] = []
        with ThreadPoolExecutor(LOADERS) as pool:
            for loading in as_completed([pool.submit(self._load_from, feed) for _ in range(LOADERS)]):
                try:
                    faults += loading.result()
                except BaseException:
                    feed.stop()
                    raise
        return faults

    def _load_from(self, feed: _Feed) -> list[Fault]:
        while lot := feed.lot():
            source: Any = lot  # the engine only reads
            try:
                self._store.bulk_load(source, ox.RdfFormat.N_QUADS)
            except SyntaxError as error:
                feed.stop()
                return [(lot.line_of(error.lineno or 1), error.offset or 1, _told(error))]
            except OSError:
                feed.stop()
                raise
        return []

    def _load_aside(self, aside: Path) -> list[Fault]:
        """The lines with blank nodes, whose numbers are those that they have in the file."""
        try:
            self._store.bulk_extend(ox.parse(path=aside, format=ox.RdfFormat.N_QUADS))
        except SyntaxError as error:
            return [(error.lineno or 1, error.offset or 1, _told(error))]
        return []

    def loose(self) -> str:
        """A statement that stands in no graph, or in one without an IRI; empty where there is none."""
        odd = (graph for graph in self._store.named_graphs() if not isinstance(graph, ox.NamedNode))
        graphs: list[Any] = [ox.DefaultGraph(), *odd]
        for graph in graphs:
            for quad in self._store.quads_for_pattern(None, None, None, graph):
                return f"{quad}"
        return ""

    def graphs(self) -> tuple[str, ...]:
        """The named graphs, in order."""
        return tuple(sorted(graph.value for graph in self._store.named_graphs()))

    def counted(self) -> dict[str, int]:
        """How many statements each graph has, in the order of their names; every one of them is looked at."""
        return dict(sorted((row[0].value, int(row[1].value)) for row in self._rows(_GRAPHS)))

    def used(self) -> Used:
        """The properties and classes of all statements, likewise."""
        properties, classes = ([row[0].value for row in self._rows(query)] for query in (_PROPERTIES, _CLASSES))
        return Used.of(properties, classes)

    def _rows(self, query: str) -> Iterator[Any]:
        found = self._store.query(query)
        assert isinstance(found, ox.QuerySolutions)
        return iter(found)


def _told(error: SyntaxError) -> str:
    """What the parser says of a line, without the number that it has for itself."""
    head, mark, tail = str(error.msg).partition(": ")
    return tail.rstrip(".") if mark and head.startswith("Parser error") else str(error.msg)


@contextmanager
def _opened(file: Path) -> Iterator[tuple[BinaryIO, Callable[[], int]]]:
    """The quads of a file, and what says how much of it was read."""
    try:
        raw = file.open("rb")
    except OSError as error:
        raise WorkspaceError(f"{file} cannot be read: {error.strerror}.", "Give the path of a file.") from None
    with raw:
        if raw.peek(2)[:2] != _GZIP:
            yield raw, raw.tell
            return
        with gzip.open(raw) as unpacked:
            yield unpacked, raw.tell  # type: ignore[misc]  # it is read only


class _Feed:
    """The file in pieces of whole lines, for several threads, in the order of the file."""

    def __init__(self, file: BinaryIO, aside: BinaryIO, forms: KeptForms, told: Callable[[int], object]) -> None:
        self.samples: list[bytes] = []  # quads here and there, see `disk._touch`
        self.fault: Exception | None = None
        self.is_blank = False  # whether a line was put aside
        self._file = file
        self._aside = aside
        self._forms = forms
        self._room = MOST_FORMS
        self._told = told
        self._lock = Lock()
        self._line = 1
        self._gap = 0  # lines since the last one that was put aside
        self._is_at_end = False

    def stop(self) -> None:
        """Gives no more pieces."""
        self._is_at_end = True

    def lot(self) -> _Lot | None:
        """What is loaded at once; None at the end."""
        return None if self._is_at_end else _Lot(self)

    def piece(self) -> tuple[bytes, int]:
        """The next lines with the number of the first, nothing at the end; those with blank nodes are empty."""
        lines, kept, first = self._next()
        if self._room > 0:
            with suppress(SyntaxError):  # the loader is going to say where
                self._room -= self._forms.add(lines)
        return kept, first

    def _next(self) -> tuple[bytes, bytes, int]:
        """The next lines as they are, the same without those that are put aside, and the number of the first."""
        with self._lock:
            if self._is_at_end:
                return b"", b"", self._line
            try:
                lines = self._read()
            except (OSError, EOFError, zlib.error, ValueError) as error:
                self.fault, self._is_at_end = error, True
                return b"", b"", self._line
            self._is_at_end = not lines
            first, self._line = self._line, self._line + lines.count(b"\n")
            self._told(self._line - 1)
            kept = self._put_aside(lines) if _BLANK in lines else self._passed(lines)
            if kept.startswith(b"<"):
                self.samples.append(kept[: kept.find(b"\n") + 1])
            return lines, kept, first

    def _read(self) -> bytes:
        lines = self._file.read(PIECE)
        if lines and not lines.endswith(b"\n"):
            lines += self._file.readline(LONGEST_LINE)
            if len(lines) > LONGEST_LINE and not lines.endswith(b"\n"):
                line = self._line + lines.count(b"\n")
                raise ValueError(f"line {line} has more than {LONGEST_LINE:,} bytes")
        return lines

    def _passed(self, lines: bytes) -> bytes:
        self._gap += lines.count(b"\n")
        return lines

    def _put_aside(self, lines: bytes) -> bytes:
        """The lines without those that have blank nodes, of which only the ends stay."""
        kept = []
        for line in _at_feeds(lines):
            if _BLANK in line:
                self._close_gap()
                self._aside.write(line)
                self.is_blank = True
                kept.append(b"\n" if line.endswith(b"\n") else b"")
            else:
                self._gap += 1
                kept.append(line)
        return b"".join(kept)

    def _close_gap(self) -> None:
        """Keeps the numbers of lines."""
        while self._gap:
            many = min(self._gap, PIECE)
            self._aside.write(b"\n" * many)
            self._gap -= many


def _at_feeds(lines: bytes) -> list[bytes]:
    """The lines, which end at line feeds alone."""
    parts = lines.split(b"\n")
    return [part + b"\n" for part in parts[:-1]] + [part for part in parts[-1:] if part]


class _Lot:
    """A stream of pieces, and which lines of the file they were."""

    def __init__(self, feed: _Feed) -> None:
        self._feed = feed
        self._piece = b""
        self._place = 0
        self._lines, self._bytes = 0, 0
        self._starts: list[tuple[int, int]] = []  # the number of a line here, and in the file

    def read(self, size: int = -1) -> bytes:
        """The next bytes; none at the end of the lot, however often it is asked for them."""
        if self._place >= len(self._piece) and not self._next():
            return b""
        end = len(self._piece) if size < 0 else self._place + size
        part = self._piece[self._place : end]
        self._place += len(part)
        return part

    def line_of(self, line: int) -> int:
        """The number in the file of a line of this lot."""
        found = 1
        for here, there in self._starts:
            if here > line:
                break
            found = there + line - here
        return found

    def _next(self) -> bool:
        if self._lines >= _LINES_OF_LOT or self._bytes >= _BYTES_OF_LOT:
            return False
        self._piece, first = self._feed.piece()
        self._place = 0
        self._starts.append((self._lines + 1, first))
        self._lines += self._piece.count(b"\n")
        self._bytes += len(self._piece)
        return bool(self._piece)
