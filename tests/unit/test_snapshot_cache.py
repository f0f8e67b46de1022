"""The cache: what it keeps, what it does not believe, and what it survives."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from skillgraph.engine import Dataset
from skillgraph.settings import Settings
from skillgraph.snapshot import Cache
from skillgraph.snapshot.cache import KEEP

DIGEST = "0123456789abcdef" * 4


@pytest.fixture
def dataset() -> Dataset:
    filled = Dataset()
    filled.update(
        'INSERT DATA { GRAPH <http://g/> { task:1 sg:number 1 . task:2 sg:text "a\\nb # c"@en-gb . _:x sg:p _:x } }'
    )
    return filled


def test_what_was_put_is_got(tmp_path: Path, dataset: Dataset) -> None:
    cache = Cache(tmp_path / "deep" / "cache")
    assert cache.get(DIGEST) is None
    cache.put(DIGEST, dataset)
    found = cache.get(DIGEST)
    assert found is not None
    assert found.dump_nquads() == dataset.dump_nquads()
    assert [path.name for path in (tmp_path / "deep" / "cache").iterdir()] == [f"{DIGEST}.nq"]


def test_an_empty_dataset_is_kept_too(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put(DIGEST, Dataset())
    found = cache.get(DIGEST)
    assert found is not None
    assert len(found) == 0


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[:20],
        lambda content: content[: len(content) // 2],
        lambda content: content.rsplit(b"\n", 2)[0] + b"\n",
        lambda content: content.split(b"\n", 1)[1],
        lambda content: content.replace(b"0123", b"3210", 1),
        lambda content: content.replace(b" 3 quads", b" 4 quads"),
        lambda content: content.replace(b"> .\n", b"> \n", 1),
        lambda content: content.replace(b"<http", b"http", 1),
        lambda content: content.replace(b"a\\nb", b"\xff\xfe", 1),
        lambda content: content + b"<http://a> <http://b> <http://c> .\n",
        lambda content: b"\x00" * len(content),
    ],
    ids=["empty", "head", "half", "last", "no head", "digest", "count", "dot", "bracket", "utf-8", "more", "zeros"],
)
def test_a_damaged_file_is_not_believed(tmp_path: Path, dataset: Dataset, damage: object) -> None:
    cache = Cache(tmp_path)
    cache.put(DIGEST, dataset)
    file = tmp_path / f"{DIGEST}.nq"
    whole = file.read_bytes()
    file.write_bytes(damage(whole))  # type: ignore[operator]
    assert file.read_bytes() != whole
    assert cache.get(DIGEST) is None


def test_another_digest_is_not_served(tmp_path: Path, dataset: Dataset) -> None:
    cache = Cache(tmp_path)
    cache.put(DIGEST, dataset)
    other = "f" * 64
    (tmp_path / f"{DIGEST}.nq").rename(tmp_path / f"{other}.nq")
    assert cache.get(other) is None


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path, dataset: Dataset) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = Cache(tmp_path / "file" / "cache")
    cache.put(DIGEST, dataset)
    assert cache.get(DIGEST) is None


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(Path, "replace", fail)
    Cache(tmp_path).put(DIGEST, dataset)
    assert list(tmp_path.iterdir()) == []


def test_the_oldest_are_dropped_and_other_files_stay(tmp_path: Path, dataset: Dataset) -> None:
    cache = Cache(tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    digests = [f"{number:064x}" for number in range(KEEP + 2)]
    for age, digest in enumerate(digests):
        cache.put(digest, dataset)
        os.utime(tmp_path / f"{digest}.nq", (1_000 + age, 1_000 + age))
    cache.put(DIGEST, dataset)
    kept = {path.stem for path in tmp_path.glob("*.nq")}
    assert kept == {DIGEST, *digests[-(KEEP - 1) :]}
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_no_cache_keeps_nothing(dataset: Dataset) -> None:
    cache = Cache.of(Settings(cache="off"), {})
    cache.put(DIGEST, dataset)
    assert cache.folder is None
    assert cache.get(DIGEST) is None


@pytest.mark.parametrize(
    ("setting", "environ", "folder"),
    [
        ("/tmp/here", {"XDG_CACHE_HOME": "/x"}, Path("/tmp/here")),  # noqa: S108  # only a name
        ("", {"XDG_CACHE_HOME": "/x"}, Path("/x/skillgraph")),
        ("", {}, Path.home() / ".cache" / "skillgraph"),
        ("", {"XDG_CACHE_HOME": ""}, Path.home() / ".cache" / "skillgraph"),
        ("~/mine", {}, Path.home() / "mine"),
    ],
)
def test_where_the_cache_is(setting: str, environ: dict[str, str], folder: Path) -> None:
    assert Cache.of(Settings(cache=setting), environ).folder == folder
