"""A supervised pool for every test, with both event loops."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest_asyncio
import uvloop

from isolated import House, supervised
from skillgraph.isolation import Bounds


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Every test here runs with the standard loop and with the server's."""
    return {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}


@pytest_asyncio.fixture
async def house() -> AsyncIterator[House]:
    """A house with the defaults for two cores and a small memory, over 5,000 triples."""
    async with supervised(Bounds(memory=128 << 20), "quads", count=5000, state="one") as here:
        yield here
