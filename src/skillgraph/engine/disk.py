"""A dataset on disk: made once, finished, and then only read, by any number of processes.

It is a folder of the engine's (RocksDB), with files of ours in it, such as `forms`, what curators wrote where the
engine writes it in another way, and `finished`, which is written last. A folder without that file is a leftover.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import pyoxigraph as ox

from skillgraph.engine.forms import KeptForms, LookedUp
from skillgraph.engine.inprocess import InProcess
from skillgraph.engine.used import Used
from skillgraph.errors import WorkspaceError
from skillgraph.terms import RDF_TYPE

SUFFIX = ".disk"
FINISHED = "finished"
FORMS = "forms"
_SAMPLES, _KEPT = "samples", "kept"
_SAMPLE_EVERY = 1 << 18  # bytes of N-Quads
_SAMPLES_OF_CHANGE = 20
_PART = 200 << 20  # bytes of N-Quads, less than a million quads: beyond that the engine holds two lots in memory
_LOOK_EVERY = 16
_DESCRIPTORS = Path("/proc/self/fd")


class Stream(Protocol):
    """N-Quads, as a file to read from."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes; none at the end."""


@dataclass(frozen=True, slots=True)
class Finished:
    """What is known of a dataset on disk; `has_union` says that its default graph is the union of the others.

    `used` is None where nobody has noted what it uses, `graphs`, the number of statements of each, where nobody has
    counted them.
    """

    digest: str
    quads: int
    has_union: bool = False
    used: Used | None = None
    graphs: dict[str, int] | None = None

    def text(self) -> str:
        """What is written into the folder, last of all."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> Finished:
        """What `text` gave; ValueError or TypeError where it is something else."""
        known = json.loads(text)
        used = known.pop("used", None)
        return cls(**known, used=used and Used.of(**used))


class DiskDataset:
    """A dataset on disk that is being made; whoever reads is given copies, which share its files."""

    def __init__(self, folder: Path, forms: KeptForms | None = None) -> None:
        self._store = ox.Store(str(folder))
        self.forms = forms or KeptForms()
        self._samples: list[bytes] = []  # quads here and there, see `_touch`

    @classmethod
    def copied(cls, published: Path, folder: Path) -> DiskDataset:
        """A published one, to go on with; it shares the tables, which the engine never changes."""
        folder.mkdir(parents=True)
        for file in published.iterdir():
            if file.suffix == ".sst":
                os.link(file, folder / file.name)
            elif file.name not in (FORMS, FINISHED, _KEPT, _SAMPLES):
                shutil.copyfile(file, folder / file.name)
        made = cls(folder, KeptForms.read((published / FORMS).read_bytes()))
        made._samples = (published / _SAMPLES).read_bytes().splitlines(keepends=True)
        return made

    @staticmethod
    def kept_in(published: Path) -> bytes:
        """What was published with it for whoever goes on with it; OSError where nothing was."""
        return (published / _KEPT).read_bytes()

    def load(self, *streams: Stream) -> None:
        """Adds quads, however many, from each stream in a thread of its own; OSError where the disk is full."""
        with ThreadPoolExecutor(len(streams)) as pool:
            list(pool.map(self._load, streams))

    def _load(self, stream: Stream) -> None:
        parts = _Parts(stream, self._samples)
        while parts.begin():
            self._store.bulk_load(parts, ox.RdfFormat.N_QUADS)  # type: ignore[arg-type]  # it only reads

    def load_union(self) -> None:
        """Fills the default graph with all that the others hold."""
        self._store.bulk_extend(
            ox.Quad(quad.subject, quad.predicate, quad.object)
            for quad in self._store
            if not isinstance(quad.graph_name, ox.DefaultGraph)
        )

    def change(self, removed: bytes, added: bytes) -> None:
        """Takes some quads out and puts others in."""
        for quad in ox.parse(input=removed, format=ox.RdfFormat.N_QUADS):
            self._store.remove(quad)
        self._store.extend(ox.parse(input=added, format=ox.RdfFormat.N_QUADS))
        for lines in (removed, added):
            self._samples += lines.splitlines(keepends=True)[:_SAMPLES_OF_CHANGE]

    def graph(self, name: str) -> bytes:
        """The triples of a graph, as the engine writes them."""
        return self._store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(name)) or b""

    def graphs_about(self, node: str) -> set[str]:
        """The graphs that say something of a node, or mention it; it is written as N-Triples writes it."""
        (quad,) = ox.parse(input=f"{node} {node} {node} .", format=ox.RdfFormat.N_TRIPLES)
        found = (*self._store.quads_for_pattern(quad.subject, None, None),
                 *self._store.quads_for_pattern(None, None, quad.subject))  # fmt: skip
        return {quad.graph_name.value for quad in found if isinstance(quad.graph_name, ox.NamedNode)}

    def still_used(self, names: Used) -> Used:
        """Those properties and classes that a quad has, each of which is looked up."""

        def is_there(*pattern: ox.NamedNode | None) -> bool:
            return next(self._store.quads_for_pattern(None, *pattern), None) is not None

        return Used(
            tuple(name for name in names.properties if is_there(ox.NamedNode(name), None)),
            tuple(name for name in names.classes if is_there(ox.NamedNode(RDF_TYPE), ox.NamedNode(name))),
        )

    def optimize(self) -> None:
        """Rewrites the files into few, so that reading is quick."""
        self._store.optimize()

    def publish(self, folder: Path, finished: Finished, kept: bytes = b"") -> None:
        """A finished copy, which shares the files of this one where both are on one file system; see `kept_in`."""
        fresh = folder.with_name(f"{folder.name}.fresh")
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
        self._store.backup(str(fresh))
        (fresh / FORMS).write_bytes(self.forms.table())
        (fresh / _SAMPLES).write_bytes(b"".join(self._samples))
        (fresh / _KEPT).write_bytes(kept)
        (fresh / FINISHED).write_text(finished.text())
        fresh.replace(folder)


def finished(path: Path) -> Finished | None:
    """What is known of a dataset on disk; None where there is none, or it is not finished."""
    try:
        return Finished.read((path / FINISHED).read_text())
    except (OSError, ValueError, TypeError):
        return None


def open_disk(path: Path) -> InProcess:
    """An engine over a finished dataset; every file of it is open from now on, so none has to be opened later."""
    known = finished(path)
    if known is None:
        raise WorkspaceError(f"{path} is no finished dataset.", "Build the snapshot anew.")
    _allow_files(len(list(path.glob("*.sst"))))
    try:
        store = ox.Store.read_only(str(path))
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be opened: {error}.", "Build the snapshot anew.") from error
    _touch(store, path)
    return InProcess(store, LookedUp((path / FORMS).read_bytes()), has_union=known.has_union)


def _allow_files(tables: int) -> None:
    """Raises this process's own limit on open files so far that the engine opens all tables at once.

    It opens a quarter of those that it may have open, and the rest when they are first read.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4 * tables + 256
    if soft < wanted and soft != resource.RLIM_INFINITY:
        resource.setrlimit(
            resource.RLIMIT_NOFILE, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard)
        )


def _touch(store: ox.Store, path: Path) -> None:
    """Opens all tables; WorkspaceError where one stays closed: in a worker it could not be opened any more.

    The engine opens sixteen tables of a kind at once and the rest when they are first read. So quads here and there,
    which were noted when the dataset was made, are looked up in every order in which they are kept.
    """
    if not _DESCRIPTORS.is_dir():  # no Linux: nothing is isolated
        return
    there = {file.name for file in path.glob("*.sst")}
    list(store.named_graphs())
    for source in (ox.parse(path=path / _SAMPLES, format=ox.RdfFormat.N_QUADS), store):
        for place, quad in enumerate(source):
            if place % _LOOK_EVERY == 0 and there <= _open_tables(path):
                return
            for pattern in _orders(quad):
                next(store.quads_for_pattern(*pattern), None)
    missing = there - _open_tables(path)
    if missing:
        raise WorkspaceError(
            f"{len(missing)} of the {len(there)} files of {path} could not be kept open.",
            "Raise the limit on open files (ulimit -n).",
        )


def _orders(quad: ox.Quad) -> Iterator[tuple[Any, ...]]:
    """Patterns that are looked up in each of the orders in which the engine keeps quads."""
    s, p, o, g = quad.subject, quad.predicate, quad.object, quad.graph_name
    for graph in (None, g, ox.DefaultGraph()):
        yield from ((s, p, None, graph), (None, p, o, graph), (s, None, o, graph))


def _open_tables(path: Path) -> set[str]:
    """The names of the tables in a folder that this process has open."""
    return {Path(name).name for name in open_files(path)}


def open_files(path: Path) -> Iterator[str]:
    """The files in a folder that this process has open."""
    for descriptor in _DESCRIPTORS.iterdir():
        try:
            name = str(descriptor.readlink())
        except OSError:  # that of the listing itself
            continue
        if name.startswith(f"{path.resolve()}/"):
            yield name


class _Parts:
    """A stream in parts, each of which ends as a stream does; a line here and there is kept of what is read from it."""

    def __init__(self, stream: Stream, samples: list[bytes]) -> None:
        self._stream = stream
        self._samples = samples
        self._wait = 0
        self._left = 0
        self._ends_line = True
        self._is_at_end = False

    def begin(self) -> bool:
        """Begins the next part; whether there may be one."""
        self._left = _PART
        return not self._is_at_end

    def read(self, size: int = -1) -> bytes:
        """The next bytes of this part; none, however often it is asked for them, at its end."""
        if self._is_at_end or (self._left <= 0 and self._ends_line):
            return b""
        piece = self._stream.read(size)
        self._is_at_end = not piece
        self._ends_line = piece.endswith(b"\n")
        self._left -= len(piece)
        self._wait -= len(piece)
        if self._wait <= 0:
            self._keep_line(piece)
        return piece

    def _keep_line(self, piece: bytes) -> None:
        first = piece.find(b"\n")
        second = piece.find(b"\n", first + 1)
        if 0 <= first < second:
            self._samples.append(piece[first + 1 : second + 1])
            self._wait = _SAMPLE_EVERY
