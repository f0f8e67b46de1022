"""A dataset as lines of N-Quads in a folder, which can be read into memory while another process still writes them.

`head` is there from the beginning and holds all blank nodes that there are. Beside the lines are `forms`, as a dataset
on disk has them, and `finished`, which is written last. Who reads waits for more lines until that file is there, or
until the folder is gone: then nobody is going to finish it.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pyoxigraph as ox

from skillgraph.engine.disk import FINISHED, FORMS, Finished, Stream, finished, open_disk
from skillgraph.engine.disk import SUFFIX as ON_DISK
from skillgraph.engine.forms import KeptForms, LookedUp
from skillgraph.engine.inprocess import InProcess
from skillgraph.engine.statements import read_dataset
from skillgraph.engine.used import Used
from skillgraph.errors import WorkspaceError

SUFFIX = ".lines"
_HEAD, _QUADS = "head", "quads"
_LOOK_S = 0.02
_PIECE = 1 << 20


class Lines:
    """The folder while it is being written."""

    def __init__(self, folder: Path, forms: KeptForms, head: bytes) -> None:
        self.folder = folder
        self._forms = forms
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700, parents=True)
        (folder / _HEAD).write_bytes(head)
        self._file = (folder / _QUADS).open("wb", buffering=0)

    def take(self, streams: Iterable[Stream]) -> None:
        """Adds all that streams give, whose pieces end with a line: a piece of each in turn.

        So the order of the lines does not depend on who is quicker, nor does that of answers from memory.
        """
        waiting = list(streams)
        while waiting:
            waiting = [stream for stream in waiting if self.write(stream.read())]

    def write(self, nquads: bytes) -> int:
        """Adds whole lines, and gives their size; OSError where the disk is full."""
        left = memoryview(nquads)
        while left:
            left = left[self._file.write(left) :]
        return len(nquads)

    def finish(self, about: Finished) -> None:
        """Says that this was all."""
        self._file.close()
        (self.folder / FORMS).write_bytes(self._forms.table())
        fresh = self.folder / f"{FINISHED}.fresh"
        fresh.write_text(about.text())
        fresh.replace(self.folder / FINISHED)

    def abandon(self) -> None:
        """Removes what was written, so that nobody waits for more."""
        self._file.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def streams(self) -> Iterator[tuple[Stream, ...]]:
        """All lines again: the head, and the others in halves."""
        path = self.folder / _QUADS
        with (self.folder / _HEAD).open("rb") as head, path.open("rb") as first, path.open("rb") as second:
            second.seek(path.stat().st_size // 2)
            second.readline()
            yield head, Range(first, second.tell()), second


class Range:
    """The beginning of a file as a stream."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._left = size

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes; none at the end."""
        piece = self._file.read(min(self._left, size if size >= 0 else _PIECE))
        self._left -= len(piece)
        return piece


class _Growing:
    """A file that another process writes, as a stream that ends when the dataset is finished.

    The engine asks for some 2,000 bytes at a time; to look each time whether all is written would take longer than to
    read.
    """

    def __init__(self, folder: Path, file: BinaryIO) -> None:
        self._folder = folder
        self._file = file
        self._piece = b""
        self._at = 0

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, once they are there; WorkspaceError where nobody is going to write them."""
        if self._at == len(self._piece):
            self._piece, self._at = self._next_piece(), 0
        end = self._at + size if size >= 0 else len(self._piece)
        given = self._piece[self._at : end]
        self._at += len(given)
        return given

    def _next_piece(self) -> bytes:
        while True:
            is_whole = finished(self._folder) is not None
            piece = self._file.read(_PIECE)
            if piece or is_whole:
                return piece
            if not self._folder.exists():
                raise _given_up()
            time.sleep(_LOOK_S)


def open_engine(path: Path) -> InProcess:
    """An engine over a dataset: a file of N-Quads, or a folder with lines or of the engine's own."""
    if path.suffix == SUFFIX:
        on_disk = path.with_suffix(ON_DISK)  # where it was made meanwhile, it is open at once
        return open_disk(on_disk) if finished(on_disk) else open_lines(path)
    if path.is_dir():
        return open_disk(path)
    return read_dataset(path).engine()


def used_of(path: Path) -> Used | None:
    """What was noted of the properties and classes of a dataset that was opened; None where nothing was."""
    known = finished(path.with_suffix(ON_DISK)) or finished(path)
    return known.used if known else None


def open_lines(folder: Path) -> InProcess:
    """An engine in memory over all lines, those included that are still to be written.

    `load` puts each quad into its place when it comes, which `extend` does with all of them in the end; but it gives
    blank nodes other labels.
    """
    store = ox.Store()
    try:
        store.extend(ox.parse(path=folder / _HEAD, format=ox.RdfFormat.N_QUADS))
        with (folder / _QUADS).open("rb") as file:
            growing: Any = _Growing(folder, file)  # the engine only reads
            store.load(growing, ox.RdfFormat.N_QUADS)
        return InProcess(store, LookedUp((folder / FORMS).read_bytes()))
    except FileNotFoundError:
        raise _given_up() from None


def _given_up() -> WorkspaceError:
    return WorkspaceError("The dataset was given up while it was written.", "Build the snapshot anew.")
