"""Results as plain documents."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from skillgraph.coverage.document import document
from skillgraph.coverage.funding import Ending, TaskLoss
from skillgraph.coverage.matching import State
from skillgraph.coverage.world import SkillLevel


def test_nothing_is_rounded_and_everything_is_plain() -> None:
    loss = TaskLoss("t", Decimal("0.10"), Decimal("0"), None)
    assert document(loss) == {"task": "t", "certain": "0.10", "possible": "0", "stated": None}
    assert document([Ending.WORK_PACKAGE, State.NOT_RECORDED, 3, True]) == ["wp", "not recorded", 3, True]
    assert document({"on": datetime.date(2026, 12, 1), "of": frozenset({"b", "a"})}) == {
        "on": "2026-12-01",
        "of": ["a", "b"],
    }
    assert document((SkillLevel("s", 2),)) == [{"skill": "s", "level": 2}]


def test_what_has_no_plain_form_is_refused() -> None:
    with pytest.raises(TypeError, match="object has no place"):
        document(object())
