"""What the peers are given: generated federations, the other domain, the shipped workspace, and one edit of it."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import university
from compare_child import make_disk
from compare_peers import ROOT, Change, Data

from faults import SKILLS, copy_workspace
from skillgraph import workspace
from skillgraph.engine import Dataset, open_disk
from skillgraph.settings import DISK_FROM
from skillgraph.snapshot.builder import build
from skillgraph.snapshot.large import Large
from skillgraph.terms import ID, PREFIXES, graph_of
from skillgraph.turtle import KeptFiles

STATEMENTS_OF_A_HOLDER = 50
MOST_IN_MEMORY = 1 << 30  # bytes of N-Quads


def federation(given: argparse.Namespace, holders: int, folder: Path) -> Data:
    """A workspace with so many holders, closed under its rules, as N-Quads and as the union."""
    folder.mkdir(parents=True)
    place = Path(given.quads) / f"w{holders}" if given.quads else folder / "workspace"
    quads = Path(given.quads) / f"{holders}.nq" if given.quads else folder / "all.nq"
    if not place.exists():
        made = [sys.executable, "-m", "bench.world", str(holders), str(place)]
        subprocess.run(made, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    if not quads.exists():
        make = _from_disk if holders * STATEMENTS_OF_A_HOLDER >= DISK_FROM else _from_memory
        make(place, quads, folder)
    return Data(quads, union(quads, folder), place)


def _from_memory(place: Path, quads: Path, _: Path) -> None:
    quads.write_bytes(build(workspace.read(place)).dataset.dump_nquads())


def _from_disk(place: Path, quads: Path, folder: Path) -> None:
    """As a server builds a large workspace; graph after graph, so that memory does not hold all.

    Decimals are in the engine's form, which has no zeros at its end.
    """
    (folder / "large").mkdir()
    made = Large(folder / "large", KeptFiles().parse_files).build(workspace.read(place))
    store = ox.Store.read_only(str(made.folder))
    with quads.open("wb") as out:
        for graph in sorted(store.named_graphs(), key=str):
            end = f"{graph} .\n".encode()
            for line in sorted((store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph) or b"").splitlines(True)):
                out.write(line[:-2] + end)
    del store
    shutil.rmtree(folder / "large")


def union(quads: Path, folder: Path) -> Path:
    """Every triple once, as N-Triples; sorted by the system's program, which keeps to its memory."""
    place, lines = folder / "union.nt", folder / "union.lines"
    with quads.open("rb") as read, lines.open("wb") as out:
        out.writelines(line[: line.rindex(b" <")] + b" .\n" for line in read)
    environ = {**os.environ, "LC_ALL": "C"}
    subprocess.run(["sort", "-u", "-T", str(folder), "-o", str(place), str(lines)], check=True, env=environ)
    lines.unlink()
    return place


def universities(given: argparse.Namespace, folder: Path) -> Data:
    """The other domain: triples of one graph."""
    folder.mkdir(parents=True)
    quads = folder / "all.nq"
    with quads.open("w") as out:
        for line in dict.fromkeys(university.triples(given.universities)):
            out.write(f"{line[:-2]} <http://bench.invalid/graph> .\n")
    return Data(quads, union(quads, folder), None)


def shipped(folder: Path) -> Data:
    """The shipped workspace, in a copy of its own, which is made once."""
    quads, place = folder / "all.nq", folder / "workspace"
    if quads.exists():
        return Data(quads, folder / "union.nt", place)
    folder.mkdir(parents=True)
    copy_workspace(place)
    _from_memory(place, quads, folder)
    return Data(quads, union(quads, folder), place)


class Known:
    """The data in this process, as long as queries are made for them; large ones are on disk."""

    def __init__(self, data: Data, folder: Path) -> None:
        if data.quads.stat().st_size < MOST_IN_MEMORY:
            dataset = Dataset()
            dataset.load_nquads(data.quads.read_bytes())
            self.engine = dataset.engine()
        else:
            make_disk(str(data.quads), str(folder / "known"))
            self.engine = open_disk(folder / "known")
        self._folder = folder / "known"

    def close(self) -> int:
        """How many quads there are; they are let go."""
        count = int(self.engine.select("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }").rows[0][0].value)
        del self.engine
        shutil.rmtree(self._folder, ignore_errors=True)
        return count


class Edits:
    """One change after another of the shipped workspace: another definition of a skill."""

    def __init__(self, data: Data) -> None:
        assert data.workspace is not None
        self._file = data.workspace / SKILLS
        self._graph = graph_of(SKILLS)
        self._head = f"<{ID}skill/grid-middleware> <{PREFIXES['skos']}definition> "
        self._whole = self._file.read_text()
        (line,) = (line for line in data.triples.read_text().splitlines() if line.startswith(self._head))
        self._first = self._last = line.removesuffix(" .").removeprefix(self._head)[1:-4]
        self._number = 0

    def next(self) -> Change:
        """The definition with another number in the place of the one before."""
        self._number += 1
        old, self._last = self._last, f"State {self._number} of a definition."
        return self._change(old, self._last)

    def undo(self) -> None:
        """The file as it was."""
        self._file.write_text(self._whole)

    def _change(self, old: str, new: str) -> Change:
        assert self._whole.count(self._first) == 1
        text = self._whole.replace(self._first, new)
        first, before, after = (f'{self._head}"{one}"@en' for one in (self._first, old, new))
        return Change(first, before, after, self._graph, new, lambda: self._file.write_text(text))
