"""Frozen results as plain documents: objects for what has fields, text for decimals and days: JSON loses nothing."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum, IntEnum
from typing import TypeAlias

from skillgraph.coverage.world import SkillLevel

Document: TypeAlias = "bool | int | str | list[Document] | dict[str, Document] | None"


def document(value: object) -> Document:
    """The value as objects, lists, text and whole numbers; sets become sorted lists."""
    if isinstance(value, SkillLevel):
        value = value._asdict()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {one.name: document(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.name.lower().replace("_", " ") if isinstance(value, IntEnum) else str(value.value)
    if isinstance(value, Mapping):
        return {str(key): document(value[key]) for key in value}
    if isinstance(value, (list, tuple, frozenset)):
        return [document(one) for one in (sorted(value) if isinstance(value, frozenset) else value)]
    if isinstance(value, (Decimal, datetime.date)):
        return str(value)
    if value is None or isinstance(value, (bool, int, str)):
        return value
    raise TypeError(f"{type(value).__name__} has no place in a document")
