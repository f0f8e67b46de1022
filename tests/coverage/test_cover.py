"""Who covers what, in 2,000 random worlds and on several days: the implementation's answers are the oracle's."""

from __future__ import annotations

import pytest

from compared import held, matching
from compared_training import beside, unlocking

BLOCK = 200


@pytest.mark.parametrize("block", range(0, 2000, BLOCK))
def test_cover_reasons_and_ranking(block: int) -> None:
    held(range(block, block + BLOCK), matching)


@pytest.mark.parametrize("block", range(0, 2000, BLOCK))
def test_what_a_skill_opens_and_who_could_shadow_whom(block: int) -> None:
    held(range(block, block + BLOCK), unlocking, beside)
