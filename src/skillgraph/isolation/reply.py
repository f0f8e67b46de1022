"""What a job gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer: its head, which JSON can hold, and its body."""

    head: Mapping[str, Any]
    body: bytes = b""
