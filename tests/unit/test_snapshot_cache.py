"""The cache: what it keeps, what it does not believe, and what it survives."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from skillgraph.engine import Dataset
from skillgraph.settings import Settings
from skillgraph.snapshot import Cache
from skillgraph.snapshot.cache import KEEP
from skillgraph.workspace import Contents, SourceFile


def files(text: str, path: str = "data/seed/a.ttl") -> Contents:
    """A workspace of one file."""
    return Contents(Path("workspace"), (SourceFile(path, text.encode()),))


CONTENTS = files("one")
DIGEST = CONTENTS.digest
PRIVATE_CONTENTS = files("one", "data/seed/private/a.ttl")


@pytest.fixture
def dataset() -> Dataset:
    filled = Dataset()
    filled.update(
        'INSERT DATA { GRAPH <http://g/> { task:1 sg:number 1 . task:2 sg:text "a\\nb # c"@en-gb . _:x sg:p _:x } }'
    )
    return filled


def test_what_was_put_is_got(tmp_path: Path, dataset: Dataset) -> None:
    cache = Cache(tmp_path / "deep" / "cache")
    assert cache.get(CONTENTS) is None
    cache.put(CONTENTS, dataset)
    found = cache.get(CONTENTS)
    assert found is not None
    assert found.dump_nquads() == dataset.dump_nquads()
    assert [path.name for path in (tmp_path / "deep" / "cache").iterdir()] == [f"{DIGEST}.nq"]


def test_sources_are_kept_beside_and_not_believed_where_they_are_damaged(tmp_path: Path, dataset: Dataset) -> None:
    cache = Cache(tmp_path)
    assert cache.get_sources(CONTENTS) is None
    cache.put(CONTENTS, dataset)
    cache.put_sources(CONTENTS, b'{"a":\n1}')
    assert cache.get_sources(CONTENTS) == b'{"a":\n1}'
    assert cache.get_sources(PRIVATE_CONTENTS) is None
    assert cache.get(CONTENTS) is not None
    file = tmp_path / f"{DIGEST}.sources"
    file.write_bytes(file.read_bytes()[:-1])
    assert cache.get_sources(CONTENTS) is None
    assert Cache(None).get_sources(CONTENTS) is None


def test_an_empty_dataset_is_kept_too(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put(CONTENTS, Dataset())
    found = cache.get(CONTENTS)
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
        lambda content: content.replace(DIGEST[:8].encode(), b"01234567", 1),
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
    cache.put(CONTENTS, dataset)
    file = tmp_path / f"{DIGEST}.nq"
    whole = file.read_bytes()
    file.write_bytes(damage(whole))  # type: ignore[operator]
    assert file.read_bytes() != whole
    assert cache.get(CONTENTS) is None


def test_another_digest_is_not_served(tmp_path: Path, dataset: Dataset) -> None:
    cache = Cache(tmp_path)
    cache.put(CONTENTS, dataset)
    other = files("two")
    (tmp_path / f"{DIGEST}.nq").rename(tmp_path / f"{other.digest}.nq")
    assert cache.get(other) is None


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path, dataset: Dataset) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = Cache(tmp_path / "file" / "cache")
    cache.put(CONTENTS, dataset)
    assert cache.get(CONTENTS) is None


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(Path, "replace", fail)
    Cache(tmp_path).put(CONTENTS, dataset)
    assert list(tmp_path.iterdir()) == []


def test_the_oldest_are_dropped_and_other_files_stay(tmp_path: Path, dataset: Dataset) -> None:
    cache = Cache(tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    older = [files(str(number)) for number in range(KEEP + 2)]
    digests = [one.digest for one in older]
    for age, one in enumerate(older):
        cache.put(one, dataset)
        os.utime(tmp_path / f"{one.digest}.nq", (1_000 + age, 1_000 + age))
    cache.put(CONTENTS, dataset)
    kept = {path.stem for path in tmp_path.glob("*.nq")}
    assert kept == {DIGEST, *digests[-(KEEP - 1) :]}
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_no_cache_keeps_nothing(dataset: Dataset) -> None:
    cache = Cache.of(Settings(cache="off"), {})
    cache.put(CONTENTS, dataset)
    assert cache.folder is None
    assert cache.get(CONTENTS) is None


def test_what_is_made_of_private_files_is_for_the_user_alone(tmp_path: Path, dataset: Dataset) -> None:
    cache = Cache(tmp_path)
    cache.put(CONTENTS, dataset)
    cache.put(PRIVATE_CONTENTS, Dataset())
    (file,) = (tmp_path / "private").iterdir()
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert file == cache.path(PRIVATE_CONTENTS)
    assert [path.name for path in tmp_path.glob("*.nq")] == [f"{DIGEST}.nq"]
    found, public = cache.get(PRIVATE_CONTENTS), cache.get(CONTENTS)
    assert found is not None
    assert public is not None
    assert (len(found), len(public)) == (0, len(dataset))


@pytest.mark.parametrize("mode", [0o701, 0o750, 0o777])
def test_a_folder_that_others_may_open_keeps_nothing_private(tmp_path: Path, dataset: Dataset, mode: int) -> None:
    cache = Cache(tmp_path)
    cache.put(PRIVATE_CONTENTS, dataset)
    assert cache.get(PRIVATE_CONTENTS) is not None
    (tmp_path / "private").chmod(mode)
    assert cache.get(PRIVATE_CONTENTS) is None
    other = files("two", "queries/private/a.rq")
    cache.put(other, dataset)
    assert len(list((tmp_path / "private").iterdir())) == 1


def test_a_link_in_the_place_of_the_private_folder_is_not_followed(tmp_path: Path, dataset: Dataset) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / "private").symlink_to(tmp_path / "elsewhere")
    Cache(tmp_path).put(PRIVATE_CONTENTS, dataset)
    assert list((tmp_path / "elsewhere").iterdir()) == []


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


def test_damaged_notes_are_found_out_anew(tmp_path: Path) -> None:
    cache, dataset = Cache(tmp_path), Dataset()
    dataset.load_nquads(
        b'<http://a/s> <http://a/p> "3.50"^^<http://www.w3.org/2001/XMLSchema#decimal> <http://a/g> .\n'
    )
    cache.put(CONTENTS, dataset)
    file = tmp_path / f"{DIGEST}.nq"
    whole = file.read_bytes()
    assert whole.count(b"3.50") == 2
    for content in (whole, whole.replace(b"3.50", b"3.55", 1), whole.replace(b"false", b"true", 1)):
        file.write_bytes(content)
        found = cache.get(CONTENTS)
        assert found is not None
        assert found.notes == dataset.notes
        assert found.dump_nquads() == dataset.dump_nquads()
