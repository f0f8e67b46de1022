"""A dataset of one file in the cache: loaded once, kept by its digest, nothing left of what did not come to an end."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from skillgraph.engine import open_disk
from skillgraph.errors import UsageError, WorkspaceError
from skillgraph.settings import Settings
from skillgraph.snapshot import given
from skillgraph.snapshot.given import Held, Shelf, need_room
from skillgraph.terms import graph_of

SEED = graph_of("data/seed/one.ttl")
SECRET = graph_of("data/example/Private/people.ttl")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "it.nq", 3)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "cache" / "datasets", private=False)


class Told(list[str]):
    """What was done, without how far it was."""

    def __call__(self, what: Mapping[str, Any]) -> None:
        if "doing" in what:
            self.append(what["doing"])


LOADED = ["reading it", "putting it in order", "counting it"]


def write(path: Path, quads: int, graph: str = SEED) -> Path:
    path.write_text(
        "".join(f"<https://e.org/{n}> <https://e.org/p> <https://e.org/o> <{graph}> .\n" for n in range(quads))
    )
    return path


def opened(shelf: Shelf, file: Path, told: given.Told = lambda _: None) -> Held:
    held = shelf.open(file, told)
    held.release()
    return held


def kept(folder: Path) -> set[str]:
    """The datasets in a cache, and whatever should not be there."""
    return {path.name for path in (folder / "cache" / "datasets").iterdir() if path.suffix != ".seen"}


def test_it_is_loaded_once_and_then_opened_without_being_read(shelf: Shelf, file: Path, tmp_path: Path) -> None:
    told = Told()
    held = opened(shelf, file, told)
    assert told == LOADED
    assert held.quads == 3
    assert len(open_disk(held.folder).select("SELECT ?s { ?s ?p ?o }").rows) == 3
    assert kept(tmp_path) == {held.folder.name} == {f"{held.digest}.disk"}
    again = Told()
    assert opened(shelf, file, again).folder == held.folder
    assert again == []


def test_it_is_known_by_what_is_in_it(shelf: Shelf, file: Path, tmp_path: Path) -> None:
    held = opened(shelf, file)
    other, told = tmp_path / "other.nq", Told()
    shutil.copyfile(file, other)
    assert opened(shelf, other, told).folder == held.folder
    os.utime(file, (1, 1))
    assert opened(shelf, file, told).folder == held.folder
    assert told == ["reading it", "reading it"]


def test_a_compressed_file_holds_the_same(shelf: Shelf, file: Path, tmp_path: Path) -> None:
    packed = tmp_path / "it.nq.gz"
    packed.write_bytes(gzip.compress(file.read_bytes()))
    assert opened(shelf, packed).quads == 3


def test_old_ones_are_removed_unless_they_are_served(shelf: Shelf, file: Path, tmp_path: Path) -> None:
    served = shelf.open(file)
    others = [opened(shelf, write(tmp_path / f"{n}.nq", n)) for n in range(4, 8)]
    assert kept(tmp_path) == {one.folder.name for one in (served, *others[-2:])}
    assert len(open_disk(served.folder).select("SELECT ?s { ?s ?p ?o }").rows) == 3
    served.release()
    last = opened(shelf, write(file, 9))
    assert kept(tmp_path) == {others[-1].folder.name, last.folder.name}


def test_a_broken_file_leaves_nothing_and_what_was_there_stays(shelf: Shelf, file: Path, tmp_path: Path) -> None:
    held = opened(shelf, file)
    file.write_text(f"{file.read_text()}what?\n")
    with pytest.raises(WorkspaceError, match=r"it\.nq:4:1 ") as refused:
        opened(shelf, file)
    assert refused.value.hint
    assert kept(tmp_path) == {held.folder.name}


def test_a_file_that_is_not_there(shelf: Shelf, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file or directory"):
        opened(shelf, tmp_path / "none.nq")
    with pytest.raises(UsageError, match="is no file"):
        opened(shelf, tmp_path)
    assert kept(tmp_path) == set()


def test_statements_without_a_graph_are_refused(shelf: Shelf, file: Path, tmp_path: Path) -> None:
    file.write_text("<https://e.org/s> <https://e.org/p> <https://e.org/o> .\n")
    with pytest.raises(WorkspaceError, match=r"in no named graph: <https://e\.org/s>"):
        opened(shelf, file)
    assert kept(tmp_path) == set()


def test_private_graphs_are_for_a_private_server_alone(shelf: Shelf, file: Path, tmp_path: Path) -> None:
    file.write_text(f"{file.read_text()}<https://e.org/s> <https://e.org/p> <https://e.org/o> <{SECRET}> .\n")
    with pytest.raises(WorkspaceError, match=r"a private file: data/example/Private/people\.ttl"):
        opened(shelf, file)
    assert kept(tmp_path) == set()
    settings = Settings(cache=str(tmp_path / "cache"), private="true")
    held = opened(Shelf.of(settings, {}), file)
    assert held.quads == 4
    assert held.folder.parent == tmp_path / "cache" / "private" / "datasets"
    assert (tmp_path / "cache" / "private").stat().st_mode & 0o777 == 0o700
    assert kept(tmp_path) == set()


def test_a_private_folder_that_others_may_open_is_not_used(file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "cache" / "private"
    folder.mkdir(parents=True, mode=0o755)
    with pytest.raises(WorkspaceError, match="not a folder of the user's own"):
        opened(Shelf(folder / "datasets", private=True), file)


def test_it_needs_a_cache(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="kept in the cache"):
        Shelf.of(Settings(cache="off"), {})


def test_a_disk_that_is_too_small_is_told_beforehand(file: Path, tmp_path: Path) -> None:
    need_room(file, tmp_path, free=10 * file.stat().st_size)
    with pytest.raises(WorkspaceError, match="has room for 100 bytes") as refused:
        need_room(file, tmp_path, free=100)
    assert "SKILLGRAPH_CACHE" in refused.value.hint


@pytest.mark.parametrize("at", LOADED[1:])
def test_who_gives_up_leaves_nothing(shelf: Shelf, file: Path, tmp_path: Path, at: str) -> None:
    def told(what: Mapping[str, Any]) -> None:
        if what.get("doing") == at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        shelf.open(file, told)
    assert kept(tmp_path) == set()
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    assert not any(b"snapshot.loading" in Path(f"/proc/{child}/cmdline").read_bytes() for child in children)


def test_a_process_that_ends_without_a_word(
    shelf: Shelf, file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(given.sys, "executable", "/bin/true")
    with pytest.raises(WorkspaceError, match="was ended"):
        opened(shelf, file)
    assert kept(tmp_path) == set()


def test_a_file_that_changes_while_it_is_read_is_not_served(shelf: Shelf, file: Path, tmp_path: Path) -> None:
    def told(what: Mapping[str, Any]) -> None:
        if what.get("doing") == LOADED[1]:
            write(file, 5)

    with pytest.raises(WorkspaceError, match="was changed while it was read"):
        shelf.open(file, told)
    assert kept(tmp_path) == set()
    assert opened(shelf, file).quads == 5


def test_what_a_killed_server_left_is_removed(shelf: Shelf, file: Path, tmp_path: Path) -> None:
    leftover = tmp_path / "cache" / "datasets" / "skillgraph-left"
    leftover.mkdir(parents=True)
    (leftover / "lock").touch()
    (leftover / "much").write_text("much")
    held = opened(shelf, file)
    assert kept(tmp_path) == {held.folder.name}


def test_an_unfinished_folder_is_no_dataset(shelf: Shelf, file: Path) -> None:
    held = opened(shelf, file)
    (held.folder / "finished").write_text("{")
    told = Told()
    assert opened(shelf, file, told).quads == 3
    assert told == LOADED[1:]


def test_a_full_disk_is_told(file: Path, tmp_path: Path) -> None:
    """The process may write no file of more than some kilobytes, which the engine takes as it takes a full disk."""
    write(file, 60_000)
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000));"
        "from skillgraph.snapshot.loading import main; sys.exit(main())"
    )
    command = [sys.executable, "-c", code, str(file), "0", str(tmp_path), "public"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "cannot be written: " in process.stdout.read()
    assert process.returncode == 1


def test_the_process_ends_with_who_started_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    own = tmp_path / "own"
    own.mkdir()
    command = [sys.executable, "-m", "skillgraph.snapshot.loading", str(tmp_path / "pipe"), "0", str(own), "public"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(20) == 1
    assert not own.exists()
