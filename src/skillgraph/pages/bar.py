"""A bar of shares for a picture: where each begins and how wide it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

WIDTH = 600


@dataclass(frozen=True, slots=True)
class Piece:
    """A share in a bar of the width 600; `tone` counts from 0, and what is not decided is hatched."""

    name: str
    fte: Decimal
    left: Decimal
    width: Decimal
    tone: int
    is_decided: bool


def bar(shares: Iterable[tuple[str, Decimal, bool]]) -> tuple[Piece, ...]:
    """The pieces of a bar, one beside the other; none where there is nothing to show."""
    given = [share for share in shares if share[1] > 0]
    total = sum((fte for _, fte, _ in given), Decimal(0))
    found, left = [], Decimal(0)
    for tone, (name, fte, is_decided) in enumerate(given):
        width = (fte / total * WIDTH).quantize(Decimal("0.1"))
        found.append(Piece(name, fte, left, width, tone, is_decided))
        left += width
    return tuple(found)
