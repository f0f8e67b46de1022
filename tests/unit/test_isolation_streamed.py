"""Long answers piece by piece: back-pressure, and no cut answer that looks complete."""

from __future__ import annotations

import pytest

from skillgraph.errors import LimitReached
from skillgraph.isolation.reply import Reply
from skillgraph.isolation.streamed import Streamed

pytestmark = pytest.mark.asyncio
PIECE = b"x" * 100_000


class Sender:
    """The other side: what it was told."""

    def __init__(self, length: int) -> None:
        self.flow: list[bool] = []
        self.given_up = 0
        self.answer = Streamed(Reply({"h": 1}), length, self.flow.append, self._give_up)

    def _give_up(self) -> None:
        self.given_up += 1


async def test_pieces_come_in_order() -> None:
    sender = Sender(6)
    assert [sender.answer.feed(piece) for piece in (b"ab", b"cd", b"ef")] == [False, False, True]
    assert [piece async for piece in sender.answer] == [b"ab", b"cd", b"ef"]
    assert (sender.flow, sender.given_up, sender.answer.length) == ([], 0, 6)


async def test_a_slow_reader_stops_the_sender_and_lets_it_go_on() -> None:
    sender = Sender(len(PIECE) * 10)
    for _ in range(4):
        sender.answer.feed(PIECE)
    assert sender.flow == [False]
    pieces = aiter(sender.answer)
    await anext(pieces)
    assert sender.flow == [False]
    await anext(pieces)
    assert sender.flow == [False, True]
    await pieces.aclose()  # type: ignore[attr-defined]
    assert sender.given_up == 1


async def test_a_break_raises_and_is_no_end() -> None:
    sender = Sender(6)
    sender.answer.feed(b"ab")
    pieces = aiter(sender.answer)
    assert await anext(pieces) == b"ab"
    sender.answer.fail(LimitReached("Sending took too long.", "time"))
    with pytest.raises(LimitReached):
        await anext(pieces)
    assert sender.given_up == 0


async def test_close_gives_up_only_what_is_not_complete() -> None:
    sender = Sender(2)
    sender.answer.close()
    assert sender.given_up == 1
    whole = Sender(2)
    whole.answer.feed(b"ab")
    whole.answer.close()
    assert whole.given_up == 0
