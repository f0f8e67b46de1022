"""Which changes are noticed: of a workspace's own files, and of the folders that hold them."""

from __future__ import annotations

import queue
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from watchfiles._rust_notify import WatchfilesRustInternalError

from skillgraph.snapshot import watching
from skillgraph.snapshot.watching import changes, stamp
from skillgraph.workspace import walk

Make = Callable[..., Path]
ONE = "data/seed/one.ttl"


@pytest.fixture
def root(make_workspace: Make, small: dict[str, str]) -> Path:
    return make_workspace(small)


@pytest.fixture
def noticed(root: Path) -> Iterator[queue.Queue[None]]:
    """Each item that is given while the test runs; the first, which comes at once, is taken out."""
    items: queue.Queue[None] = queue.Queue()
    stop = threading.Event()

    def follow() -> None:
        for item in changes(root, stop, private=False):
            items.put(item)

    thread = threading.Thread(target=follow)
    thread.start()
    items.get(timeout=10)
    yield items
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


def is_told(noticed: queue.Queue[None], seconds: float = 10) -> bool:
    """Whether an item is given within that time."""
    try:
        noticed.get(timeout=seconds)
    except queue.Empty:
        return False
    return True


def wait_until_quiet(noticed: queue.Queue[None]) -> None:
    """Takes items until there is none for longer than two looks take."""
    while is_told(noticed, 2.2):
        pass


def _write(root: Path) -> None:
    (root / ONE).write_text("# new\n")


def _touch(root: Path) -> None:
    (root / ONE).touch()


def _delete(root: Path) -> None:
    (root / ONE).unlink()


def _replace(root: Path) -> None:
    fresh = root / "data/seed/one.ttl~"
    fresh.write_text("# new\n")
    fresh.replace(root / ONE)


def _new_folder(root: Path) -> None:
    (root / "queries/topic").mkdir()
    (root / "queries/topic/new.rq").write_text("ASK {}")


def _move_folder(root: Path) -> None:
    (root / "data/seed").rename(root / "away")


def _move_part(root: Path) -> None:
    (root / "shapes").rename(root / "away")


@pytest.mark.parametrize(
    "change", [_write, _touch, _delete, _replace, _new_folder, _move_folder, _move_part], ids=lambda f: f.__name__
)
def test_a_change_is_noticed(root: Path, noticed: queue.Queue[None], change: Callable[[Path], None]) -> None:
    change(root)
    assert is_told(noticed)


OTHERS = ["notes.txt", "data/seed/.one.ttl.swp", "data/seed/one.ttl~", "data/source/t.csv"]
PRIVATE = ["data/seed/private/one.ttl", "queries/Private/deep/q.rq"]


def test_other_files_are_not_noticed(root: Path, noticed: queue.Queue[None]) -> None:
    """None of them; one after another would take three seconds each."""
    for name in OTHERS + PRIVATE:
        (root / name).parent.mkdir(exist_ok=True, parents=True)
    wait_until_quiet(noticed)  # a new folder is noticed
    for name in OTHERS + PRIVATE:
        (root / name).write_text("x")
    assert not is_told(noticed, 1.5)


@pytest.fixture
def without_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is seen by looking is always the same, so that notices are all that there is."""
    monkeypatch.setattr("skillgraph.snapshot.watching.stamp", lambda root, *, private: {})


def is_followed(root: Path, noticed: queue.Queue[None]) -> bool:
    """Whether one of several edits is noticed: watching a folder begins a moment after it was found."""
    for _ in range(50):
        _touch(root)
        if is_told(noticed, 0.2):
            return True
    return False


@pytest.mark.usefixtures("without_looking")
def test_a_folder_that_was_made_anew_is_followed(root: Path, noticed: queue.Queue[None]) -> None:
    assert is_followed(root, noticed)
    for _ in range(2):
        shutil.copytree(root / "data", root / "copy")
        shutil.rmtree(root / "data")
        (root / "copy").rename(root / "data")
        assert is_told(noticed)
        wait_until_quiet(noticed)
        assert is_followed(root, noticed)


def test_a_workspace_that_is_gone_and_back_is_followed(root: Path, noticed: queue.Queue[None]) -> None:
    root.rename(root.with_name("away"))
    assert is_told(noticed)
    root.with_name("away").rename(root)
    assert is_told(noticed)
    wait_until_quiet(noticed)
    _write(root)
    assert is_told(noticed)


@pytest.mark.parametrize("error", [OSError(24, "no more watches"), WatchfilesRustInternalError("too many open files")])
def test_changes_without_a_notice_are_found_by_looking(
    root: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def none(*_: object, **__: object) -> Iterator[set[object]]:
        raise error

    monkeypatch.setattr("watchfiles.watch", none)
    stop = threading.Event()
    items = changes(root, stop, private=False)
    next(items)
    threading.Timer(0.5, _write, [root]).start()
    next(items)
    stop.set()
    assert list(items) == []


def test_the_stamp_is_of_the_workspace_s_own_files(root: Path, small: dict[str, str]) -> None:
    (root / "data/seed/notes.txt").write_text("x")
    assert {path.removeprefix(f"{root}/") for path in stamp(root, private=True)} == set(small)


def test_private_files_are_looked_at_where_they_are_wanted(root: Path, small: dict[str, str]) -> None:
    (root / "shapes/private").mkdir()
    (root / "shapes/private/own.ttl").write_text("")
    assert len(stamp(root, private=True)) == len(small) + 1
    assert len(stamp(root, private=False)) == len(small)


def test_a_private_change_is_noticed_where_it_is_wanted(root: Path) -> None:
    (root / "data/seed/private").mkdir()
    stop = threading.Event()
    items = changes(root, stop, private=True)
    next(items)
    threading.Timer(0.5, (root / "data/seed/private/one.ttl").write_text, ["# new"]).start()
    next(items)
    stop.set()
    assert list(items) == []


def test_a_look_goes_through_the_folders_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    walked: list[Path] = []

    def counted(place: Path, *, private: bool) -> Iterator[tuple[str, list[str]]]:
        walked.append(place)
        return walk(place, private=private)

    monkeypatch.setattr(watching, "walk", counted)
    next(changes(root, threading.Event(), private=False))
    assert walked == [root]
