"""The picture of a thing among its neighbours: nothing overlaps, nothing is lost unsaid."""

from __future__ import annotations

from skillgraph.describe.neighbours import Neighbour
from skillgraph.pages.neighbourhood import WIDTH, drawn


def some(number: int, *, is_out: bool) -> list[Neighbour]:
    return [
        Neighbour(f"urn:{is_out}{place}", f"Thing {place} " * 9, "urn:p", f"p{place // 3}", is_out, ("seed",))
        for place in range(number)
    ]


def test_boxes_are_inside_and_apart() -> None:
    picture = drawn("Middle", [*some(5, is_out=True), *some(40, is_out=False)])
    assert picture is not None
    boxes = [*picture.boxes, picture.middle]
    for box in boxes:
        assert 0 <= box.x <= box.x + box.width <= WIDTH
        assert 0 <= box.y <= box.y + box.height <= picture.height
        assert len(box.text) <= 32
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            beside = one.x + one.width <= other.x or other.x + other.width <= one.x
            assert beside or one.y + one.height <= other.y or other.y + other.height <= one.y
    assert len(picture.curves) == len(picture.boxes) == 5 + 12
    assert picture.left_out == 45 - 17
    assert [text for _, _, text in picture.headings] == ["p0", "p1", "p2", "p3", "p0", "p1"]


def test_a_thing_alone_has_no_picture() -> None:
    assert drawn("Middle", []) is None
