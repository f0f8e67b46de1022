"""What a job gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from skillgraph.isolation import frames


class Shared(dict[str, Any]):
    """A head that many replies have. It does not change, and is written once."""

    __slots__ = ("_written",)

    def written(self) -> bytes:
        """The head of a frame that is a reply with this head."""
        try:
            return self._written
        except AttributeError:
            self._written: bytes = _written(self)
            return self._written


@dataclass(slots=True)
class Reply:
    """A whole answer: its head, which JSON can hold, and its body; how many rows it has, and how long it took."""

    head: Mapping[str, Any]
    body: bytes = b""
    rows: int | None = None
    seconds: float = 0.0

    def written(self) -> bytes:
        """The head of its frame."""
        return self.head.written() if isinstance(self.head, Shared) else _written(self.head)


def _written(head: Mapping[str, Any]) -> bytes:
    return frames.written({"reply": head})
