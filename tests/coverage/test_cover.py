"""Who covers what, in 2,000 random worlds and on two days, and in 300 what is lacking for it: as the oracle says."""

from __future__ import annotations

import pytest

from compared import held, matching
from compared_training import beside, lacking, unlocking

BLOCK = 200


@pytest.mark.parametrize("block", range(0, 2000, BLOCK))
def test_cover_reasons_and_ranking(block: int) -> None:
    held(range(block, block + BLOCK), matching)


@pytest.mark.parametrize("block", range(0, 2000, BLOCK))
def test_what_a_skill_opens_and_who_could_shadow_whom(block: int) -> None:
    held(range(block, block + BLOCK), unlocking, beside)


@pytest.mark.parametrize("block", range(0, 300, 100))
def test_what_is_lacking_for_cover(block: int) -> None:
    held(range(block, block + 100), lacking, holders=3)
