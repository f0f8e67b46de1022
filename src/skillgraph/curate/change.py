"""A change of one file that can be shown, compared and applied."""

from __future__ import annotations

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
        """Writes the file in one step: readers see the old bytes or the new ones."""
        target = root / self.path
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(f".{target.name}.new")
        fresh.write_bytes(self.content)
        fresh.replace(target)
