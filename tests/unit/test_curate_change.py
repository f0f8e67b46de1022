"""A change of a file: compared, applied in one step."""

from __future__ import annotations

from pathlib import Path

import pytest

from skillgraph.curate import FileChange

CHANGE = FileChange("data/seed/a.ttl", b"new\r\n")


@pytest.mark.parametrize(("content", "differs"), [(None, True), (b"old", True), (b"new\n", True), (b"new\r\n", False)])
def test_bytes_are_compared(tmp_path: Path, content: bytes | None, differs: bool) -> None:
    target = tmp_path / CHANGE.path
    target.parent.mkdir(parents=True)
    if content is not None:
        target.write_bytes(content)
    assert CHANGE.differs(tmp_path) is differs


def test_applying_writes_the_bytes_and_leaves_nothing_else(tmp_path: Path) -> None:
    CHANGE.apply(tmp_path)
    CHANGE.apply(tmp_path)
    assert not CHANGE.differs(tmp_path)
    assert [path.name for path in (tmp_path / "data/seed").iterdir()] == ["a.ttl"]


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / CHANGE.path
    target.parent.mkdir(parents=True)
    target.write_bytes(b"old")

    def fail(self: Path, _: bytes) -> int:
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(OSError, match="No space left"):
        CHANGE.apply(tmp_path)
    assert target.read_bytes() == b"old"
    assert [path.name for path in target.parent.iterdir()] == ["a.ttl"]


def test_a_file_keeps_its_mode_and_a_link_stays_one(tmp_path: Path) -> None:
    target, behind = tmp_path / CHANGE.path, tmp_path / "elsewhere.ttl"
    target.parent.mkdir(parents=True)
    behind.write_bytes(b"old")
    behind.chmod(0o640)
    target.symlink_to(behind)
    CHANGE.apply(tmp_path)
    assert target.is_symlink()
    assert behind.read_bytes() == CHANGE.content
    assert behind.stat().st_mode & 0o777 == 0o640
