"""A small picture of what a thing is linked with: what points to it on the left, what it names on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from skillgraph.describe.neighbours import Neighbour

WIDTH, _BOX, _ROW, _HEAD, _GAP, _MARGIN = 920, 280, 32, 24, 8, 8
_MIDDLE, _MIDDLE_HEIGHT = 220, 48
_MOST = 12  # boxes on a side
_LETTERS = {_BOX: 32, _MIDDLE: 23}


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with a text: its left upper corner and size; `name` is the whole text."""

    x: float
    y: float
    width: int
    height: int
    text: str
    name: str
    is_inferred: bool = False

    @property
    def centre(self) -> float:
        """The height of its middle."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Picture:
    """Boxes, headings over them as (x, y, text), curves between them as (path, is inferred), how many are left out."""

    width: int
    height: float
    middle: Box
    boxes: tuple[Box, ...]
    headings: tuple[tuple[float, float, str], ...]
    curves: tuple[tuple[str, bool], ...]
    left_out: int


def drawn(label: str, around: Sequence[Neighbour]) -> Picture | None:
    """The picture of a thing and its neighbours; None where it has none."""
    if not around:
        return None
    sides = [[one for one in around if one.is_out is is_out] for is_out in (False, True)]
    columns = [_column(side, x) for side, x in zip(sides, (0, WIDTH - _BOX), strict=True)]
    height = max(_MIDDLE_HEIGHT, *(bottom for _, _, bottom in columns)) + _MARGIN
    left = (WIDTH - _MIDDLE) / 2
    top = (height - _MIDDLE_HEIGHT) / 2
    middle = Box(left, top, _MIDDLE, _MIDDLE_HEIGHT, _cut(label, _LETTERS[_MIDDLE]), label)
    boxes = tuple(box for found, _, _ in columns for box in found)
    headings = tuple(heading for _, found, _ in columns for heading in found)
    curves = tuple((_curve(box, middle), box.is_inferred) for box in boxes)
    return Picture(WIDTH, height, middle, boxes, headings, curves, len(around) - len(boxes))


def _column(side: Sequence[Neighbour], x: int) -> tuple[list[Box], list[tuple[float, float, str]], float]:
    """The boxes of a side from the top, the heading of each property over the first of its boxes, and the bottom."""
    boxes: list[Box] = []
    headings: list[tuple[float, float, str]] = []
    y, by = float(_MARGIN), ""
    for one in side[:_MOST]:
        if one.by_label != by:
            y += _HEAD
            headings.append((x, y - 7, _cut(one.by_label, 36)))
            by = one.by_label
        boxes.append(Box(x, y, _BOX, _ROW, _cut(one.label, _LETTERS[_BOX]), one.label, one.is_inferred))
        y += _ROW + _GAP
    return boxes, headings, y


def _curve(box: Box, middle: Box) -> str:
    is_left = box.x < middle.x
    start, end = (box.x + box.width, middle.x) if is_left else (middle.x + middle.width, box.x)
    first, last = (box.centre, middle.centre) if is_left else (middle.centre, box.centre)
    half = (start + end) / 2
    return f"M{start:g} {first:g}C{half:g} {first:g} {half:g} {last:g} {end:g} {last:g}"


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"
