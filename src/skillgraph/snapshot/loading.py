"""The process that makes a dataset on disk of one file of N-Quads, and then ends: its memory is free again.

It is given a folder of its own, which is removed by who started it. What it has to say goes to standard output, a line
of JSON each. It removes the folder and ends when standard input does, since then nobody waits for it any more.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
import time
from pathlib import Path

from skillgraph.engine import Finished, GivenDataset, Progress
from skillgraph.errors import SkillgraphError, WorkspaceError
from skillgraph.terms import path_of
from skillgraph.workspace import is_private

MADE = "made"
_WORK, _ASIDE = "work", "aside"
_TOLD_EVERY_S = 0.5
_MOST_REMOVALS = 1000


def main() -> int:
    """What the process does: arguments are the file, its digest, the folder, and whether it may have private graphs."""
    file, digest, folder, private = sys.argv[1:]
    is_left = threading.Event()
    ending = threading.Thread(target=_end_with_parent, args=(Path(folder), is_left), daemon=True)
    ending.start()
    try:
        return _load(file, digest, folder, private)
    finally:
        if is_left.is_set():
            ending.join()  # which ends the process


def _load(file: str, digest: str, folder: str, private: str) -> int:
    try:
        quads = load(Path(file), digest, Path(folder), private=private == "private")
    except SkillgraphError as error:
        _tell({"message": error.message, "hint": error.hint})
        return 1
    except OSError as error:
        why = error.strerror or str(error)
        _tell({"message": f"The dataset of {file} cannot be written: {why}.", "hint": "Make room on the disk."})
        return 1
    _tell({"quads": quads})
    return 0


def load(file: Path, digest: str, folder: Path, *, private: bool) -> int:
    """Makes the dataset in the folder, as `made`, and gives its number of quads; WorkspaceError, OSError."""
    dataset = GivenDataset(folder / _WORK)
    dataset.take(file, folder / _ASIDE, _Telling())
    loose = dataset.loose()
    if loose:
        hint = "Every statement has to stand in a graph that has an IRI: the fourth term of its line."
        raise WorkspaceError(f"{file} has a statement that is in no named graph: {loose[:300]}.", hint)
    if not private:
        _need_public(file, dataset.graphs())
    _tell({"doing": "putting it in order"})
    dataset.optimize()
    _tell({"doing": "counting it"})
    graphs = dataset.counted()
    about = Finished(digest, sum(graphs.values()), used=dataset.used(), graphs=graphs)
    dataset.publish(folder / MADE, about)
    return about.quads


def _need_public(file: Path, graphs: tuple[str, ...]) -> None:
    """WorkspaceError where a graph is that of a private file.

    Nothing is left out instead: what follows from private files stands in graphs of the rules, among all else.
    """
    for graph in graphs:
        path = path_of(graph)
        if path is not None and is_private(path):
            raise WorkspaceError(
                f"{file} has a graph of a private file: {path}.",
                "Write the dataset without private files ('skillgraph export --nquads'), or serve it with --private.",
            )


class _Telling:
    """Says now and then how far it is."""

    def __init__(self) -> None:
        self._next = time.monotonic() + _TOLD_EVERY_S

    def __call__(self, progress: Progress) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _TOLD_EVERY_S
            _tell({"lines": progress.lines, "bytes": progress.bytes})


def _tell(what: dict[str, object]) -> None:
    sys.stdout.write(f"{json.dumps(what)}\n")
    sys.stdout.flush()


def _end_with_parent(folder: Path, is_left: threading.Event) -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    is_left.set()
    for _ in range(_MOST_REMOVALS):  # the loaders may still write there
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            break
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
