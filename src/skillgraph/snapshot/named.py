"""What every form of a snapshot has: the contents that it was made of, and by them its name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from skillgraph.workspace import Contents


@dataclass(frozen=True, slots=True)
class Named:
    """A snapshot by its contents."""

    contents: Contents

    @property
    def id(self) -> str:
        """The first 16 hexadecimal digits of the digest of its contents."""
        return self.contents.id

    @property
    def root(self) -> Path:
        """The workspace's folder."""
        return self.contents.root
