"""What a page weighs, and how soon the first one is seen."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from browser.conftest import Visit
from browser.crawl import Crawl

pytestmark = pytest.mark.xdist_group("browser")

OpenVisit = Callable[..., Visit]

_MOST = 300_000  # bytes, compressed, with everything that a page loads
_SEEN = """new Promise(seen => new PerformanceObserver(list =>
  list.getEntriesByName('first-contentful-paint').forEach(entry => seen(entry.startTime))
).observe({type: 'paint', buffered: true}))"""


def weight(one: Visit, address: str) -> int:
    """Bytes on the wire for a first visit, heads included."""
    sizes: list[int] = []
    session = one.page.context.new_cdp_session(one.page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    one.open(address)
    one.page.wait_for_load_state("networkidle")
    session.detach()
    return sum(sizes)


def test_no_page_is_heavy(reached: Crawl, visit: OpenVisit) -> None:
    """Each type of page in a browser that has seen none of the site."""
    weights = {address: weight(visit(), address) for address in reached.types().values()}
    assert {address: size for address, size in weights.items() if size > _MOST} == {}
    assert all(size > 1000 for size in weights.values())


def test_the_first_page_is_seen_at_once(visit: OpenVisit) -> None:
    """The best of three first visits: within a second, or three where many share a machine."""
    times = []
    for _ in range(3):
        one = visit()
        one.open("/")
        times.append(float(one.page.evaluate(_SEEN)))
    assert min(times) < (3000 if os.environ.get("CI") == "true" else 1000)
