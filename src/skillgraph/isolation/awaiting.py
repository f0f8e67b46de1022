"""From an outcome that is told to one that is waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def awaited(begin: Callable[[Callable[[T | Exception], None]], Callable[[], object]]) -> T:
    """What `begin` lets its argument have; an error is raised. Where this is cancelled, what `begin` gave is called."""
    future: asyncio.Future[T | Exception] = asyncio.get_running_loop().create_future()
    give_up = begin(lambda outcome: None if future.done() else future.set_result(outcome))
    try:
        outcome = await future
    except asyncio.CancelledError:
        give_up()
        raise
    if isinstance(outcome, Exception):
        raise outcome
    return outcome
