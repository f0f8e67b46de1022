"""A change of one file that can be shown, compared and applied."""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FileChange:
    """The bytes that a workspace file is to hold."""

    path: str
    content: bytes

    def differs(self, root: Path) -> bool:
        """Whether the file is missing or holds other bytes now."""
        target = root / self.path
        return not target.is_file() or target.read_bytes() != self.content

    def apply(self, root: Path) -> None:
        """Writes the file, as `write_whole` does, and the folders above it."""
        target = root / self.path
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, self.content)


def write_whole(file: Path, content: bytes) -> None:
    """Writes a file in one step: readers see the old bytes or the new ones. Its mode stays, and a link stays a link."""
    file = file.resolve()
    fresh = file.with_name(f".{file.name}.new")
    try:
        if known := file.exists():
            fresh.touch(0o600)  # nobody reads what the file's own mode forbids, not even meanwhile
        fresh.write_bytes(content)
        if known:
            shutil.copymode(file, fresh)
        fresh.replace(file)
    except OSError:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise
