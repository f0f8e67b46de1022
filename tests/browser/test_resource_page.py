"""The page of a thing at work: its picture can be moved around."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from browser.conftest import Visit

pytestmark = pytest.mark.xdist_group("browser")


def test_the_picture_can_be_moved(visit: Callable[..., Visit], scripts: None) -> None:
    one = visit()
    one.open("/doc/task/43")
    expect(one.page.locator("figure.neighbourhood svg")).to_be_visible()
    one.page.get_by_role("button", name="Move it around").click()
    expect(one.page.locator("figure.neighbourhood .graph canvas").first).to_be_visible()
    assert one.refused == []
