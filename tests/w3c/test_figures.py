"""The figures that are published are those of the suites and the tables of deviations."""

from __future__ import annotations

import pytest

from w3c import figures
from w3c.conftest import needs
from w3c.suite import FOLDER

pytestmark = [needs(FOLDER), pytest.mark.xdist_group("w3c")]


def test_the_page_is_in_step() -> None:
    assert figures.PAGE.read_text(encoding="utf-8") == figures.as_page()


def test_the_servers_figures_are_in_step() -> None:
    assert figures.DATA.read_text(encoding="utf-8") == figures.as_json()
