"""Waiting for an outcome that is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from skillgraph.isolation import awaited

pytestmark = pytest.mark.asyncio


async def test_an_outcome_is_given_and_an_error_raised() -> None:
    def soon(done: Callable[[int | Exception], None]) -> Callable[[], None]:
        asyncio.get_running_loop().call_soon(done, 3)
        return lambda: None

    def at_once(done: Callable[[int | Exception], None]) -> Callable[[], None]:
        done(KeyError("x"))
        done(4)  # too late
        return lambda: None

    assert await awaited(soon) == 3
    with pytest.raises(KeyError):
        await awaited(at_once)


async def test_who_is_cancelled_gives_up() -> None:
    given_up = []

    def never(_: Callable[[int | Exception], None]) -> Callable[[], None]:
        return lambda: given_up.append(True)

    task = asyncio.create_task(awaited(never))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert given_up == [True]
