"""Alarms ring in their order and at their time, on one timer; those that are taken back never do."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from skillgraph.isolation import Alarm, Alarms

pytestmark = pytest.mark.asyncio


async def test_they_ring_in_their_order_and_not_too_early() -> None:
    loop = asyncio.get_running_loop()
    alarms, heard, began = Alarms(loop), [], loop.time()
    for delay in (0.03, 0.01, 0.05, 0.02):
        alarms.after(delay, lambda delay: heard.append((delay, loop.time() - began)), delay)
    await asyncio.sleep(0.08)
    assert [delay for delay, _ in heard] == [0.01, 0.02, 0.03, 0.05]
    assert all(passed >= delay - 0.002 for delay, passed in heard)
    assert len(alarms) == 0


async def test_what_is_taken_back_does_not_ring_however_late() -> None:
    alarms, heard = Alarms(asyncio.get_running_loop()), []
    first = alarms.after(0.01, heard.append, "first")
    second = alarms.after(0.01, heard.append, "second")
    third = alarms.after(0.01, second.cancel)
    alarms.after(0.01, heard.append, "last")
    first.cancel()
    first.cancel()
    await asyncio.sleep(0.03)
    assert heard == ["second", "last"]
    later: list[Alarm] = []

    def take_back() -> None:
        later[0].cancel()

    fourth = alarms.after(0.01, take_back)
    later.append(alarms.after(0.01, heard.append, "fifth"))
    await asyncio.sleep(0.03)
    assert heard == ["second", "last"]
    for rung in (third, fourth, *later):
        rung.cancel()  # without effect


async def test_a_fault_in_one_is_not_anothers() -> None:
    loop, faults, heard = asyncio.get_running_loop(), [], []

    def note(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        faults.append(context["exception"])

    loop.set_exception_handler(note)
    alarms = Alarms(loop)
    alarms.after(0.01, lambda: 1 / 0)
    alarms.after(0.01, heard.append, "next")
    await asyncio.sleep(0.03)
    assert heard == ["next"]
    assert [type(fault) for fault in faults] == [ZeroDivisionError]


async def test_what_was_taken_back_takes_no_room_for_long() -> None:
    alarms, heard = Alarms(asyncio.get_running_loop()), []
    alarms.after(0.01, heard.append, "stays")
    for _ in range(10_000):
        alarms.after(30, heard.append, "never").cancel()
    assert len(alarms) < 600
    await asyncio.sleep(0.03)
    assert heard == ["stays"]
