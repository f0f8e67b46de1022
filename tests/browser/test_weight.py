"""What a page weighs, and how soon the first one is seen."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

import pytest

from browser.conftest import Visit
from browser.crawl import Crawl

pytestmark = pytest.mark.xdist_group("browser")

OpenVisit = Callable[..., Visit]

_MOST = 300_000  # bytes, compressed, with everything that a page loads
_SEEN = """new Promise(seen => new PerformanceObserver(list =>
  list.getEntriesByName('first-contentful-paint').forEach(entry => seen(entry.startTime))
).observe({type: 'paint', buffered: true}))"""


def weights_of(one: Visit, addresses: Iterable[str]) -> dict[str, int]:
    """Bytes on the wire, heads included, for each page as if it were the first one."""
    sizes: list[int] = []
    session = one.page.context.new_cdp_session(one.page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    found = {}
    for address in addresses:
        sizes.clear()
        one.open(address)
        one.page.evaluate("document.readyState")  # what was loaded before it has been told of
        found[address] = sum(sizes)
    session.detach()
    return found


def test_no_page_is_heavy(reached: Crawl, visit: OpenVisit) -> None:
    """Each type of page in a browser that keeps none of the site's files."""
    weights = weights_of(visit(), reached.types().values())
    assert {address: size for address, size in weights.items() if size > _MOST} == {}
    assert all(size > 5000 for size in weights.values())  # the style sheet alone is that


def test_the_first_page_is_seen_at_once(visit: OpenVisit) -> None:
    """The best of three first visits: within a second, or three where many share a machine."""
    times = []
    for _ in range(3):
        one = visit()
        one.open("/")
        times.append(float(one.page.evaluate(_SEEN)))
    assert min(times) < (3000 if os.environ.get("CI") == "true" else 1000)
