"""Scheduling without processes: turns, slots, and what happens to jobs that take long."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from skillgraph.errors import Busy
from skillgraph.isolation.bounds import Bounds
from skillgraph.isolation.lanes import Lanes
from skillgraph.isolation.line import Lane, Line, Ticket


def lanes(**given: int) -> Lanes[Ticket]:
    return Lanes(Bounds(**({"workers": 2, "slow_slots": 2, "queue": 6, "per_client": 3} | given)))  # type: ignore[arg-type]


def enter(house: Lanes[Ticket], clients: str) -> list[Ticket]:
    """One ticket for each letter."""
    tickets = [Ticket(client) for client in clients]
    assert [house.enter(ticket) for ticket in tickets] == [None] * len(tickets)
    return tickets


def start_all(house: Lanes[Ticket]) -> list[Ticket]:
    started = []
    while (ticket := house.start()) is not None:
        started.append(ticket)
    return started


def names(tickets: Sequence[Ticket]) -> str:
    return "".join(ticket.client for ticket in tickets)


def test_clients_take_turns_and_keep_their_order() -> None:
    line: Line[Ticket] = Line()
    tickets = [Ticket(client) for client in "aaabac"]
    for ticket in tickets:
        line.add(ticket)
    taken = []
    while (ticket := line.take(lambda _: True)) is not None:
        taken.append(ticket)
    assert names(taken) == "abcaaa"
    assert [t for t in taken if t.client == "a"] == [t for t in tickets if t.client == "a"]
    assert len(line) == 0


def test_a_client_that_may_not_is_passed_over_and_keeps_its_turn() -> None:
    line: Line[Ticket] = Line()
    for client in "aab":
        line.add(Ticket(client))
    assert line.waits(lambda client: client == "b")
    taken = line.take(lambda client: client != "a")
    assert taken is not None
    assert taken.client == "b"
    assert line.take(lambda client: client == "c") is None
    assert line.of("a") == 2
    assert not line.waits(lambda client: client == "b")


def test_no_more_run_than_there_are_slots() -> None:
    house = lanes()
    enter(house, "abcd")
    assert names(start_all(house)) == "ab"
    assert (house.count(Lane.FAST), house.count(Lane.WAITING), house.free_fast()) == (2, 2, 0)


def test_no_client_runs_more_than_its_share_at_once() -> None:
    house = lanes(workers=8)
    tickets = enter(house, "aaaaab")
    assert names(start_all(house)) == "abaa"
    house.leave(tickets[0])
    assert start_all(house) == [tickets[3]]


def test_a_full_line_puts_out_the_last_of_who_waits_most() -> None:
    house = lanes(workers=1)
    running, *waiting = enter(house, "a")
    assert start_all(house) == [running]
    waiting = enter(house, "aaaabb")
    late = Ticket("c")
    assert house.enter(late) is waiting[3]
    assert (waiting[3].lane, late.lane) == (Lane.OUTSIDE, Lane.WAITING)
    assert house.count(Lane.WAITING) == 6


@pytest.mark.parametrize(
    ("waiting", "client", "whose"),
    [("aaaaaa", "a", "client"), ("abcdef", "g", "server"), ("aabbcc", "a", "client"), ("aabbcd", "c", "client")],
)
def test_a_full_line_says_whose_it_is(waiting: str, client: str, whose: str) -> None:
    house = lanes(workers=1)
    enter(house, "z")
    start_all(house)
    enter(house, waiting)
    with pytest.raises(Busy) as caught:
        house.enter(Ticket(client))
    assert (caught.value.whose, caught.value.retry_after) == (whose, 1)
    assert house.count(Lane.WAITING) == 6


def test_without_a_line_there_is_still_the_free_slot() -> None:
    house = lanes(queue=0, workers=1)
    enter(house, "a")
    start_all(house)
    with pytest.raises(Busy) as caught:
        house.enter(Ticket("b"))
    assert caught.value.whose == "server"


def test_a_slow_job_gives_its_fast_slot_back() -> None:
    house = lanes(workers=1, slow_slots=4)
    slow, quick = enter(house, "ab")
    start_all(house)
    assert house.overtime(slow)
    assert slow.lane is Lane.SLOW
    assert start_all(house) == [quick]


def test_one_client_holds_half_of_the_slow_slots() -> None:
    house = lanes(workers=4, slow_slots=4)
    tickets = enter(house, "aaa")
    start_all(house)
    assert [house.overtime(ticket) for ticket in tickets] == [True, True, False]
    assert tickets[2].lane is Lane.OVERDUE
    (other,) = enter(house, "b")
    start_all(house)
    assert house.overtime(other)


def test_an_overdue_job_stays_until_somebody_waits() -> None:
    house = lanes(workers=1, slow_slots=1)
    first, second = enter(house, "ab")
    start_all(house)
    assert house.overtime(first)
    start_all(house)
    assert not house.overtime(second)
    assert house.displace() is None
    (quick,) = enter(house, "c")
    assert house.start() is None
    assert house.displace() is second
    assert second.lane is Lane.WAITING_SLOW
    assert start_all(house) == [quick]
    assert house.displace() is None
    house.leave(first)
    assert start_all(house) == [second]
    assert second.lane is Lane.SLOW


def test_who_runs_most_is_displaced_first_and_its_youngest() -> None:
    house = lanes(workers=3, slow_slots=1, per_client=3)
    tickets = enter(house, "abaa")
    assert start_all(house) == tickets[:3]
    for ticket in tickets[:3]:
        house.overtime(ticket)
    assert start_all(house) == tickets[3:]
    assert [ticket.lane for ticket in tickets[:3]] == [Lane.SLOW, Lane.OVERDUE, Lane.OVERDUE]
    enter(house, "c")
    assert house.displace() is tickets[2]


def test_where_no_place_is_left_to_wait_a_displaced_job_is_outside() -> None:
    house = lanes(workers=1, slow_slots=0, queue=0)
    (slow,) = enter(house, "a")
    start_all(house)
    assert not house.overtime(slow)
    house = lanes(workers=1, slow_slots=0, queue=1)
    first, second, third = (Ticket(client) for client in "abc")
    for ticket in (first, second, third):
        house.enter(ticket)
        start = house.start()
        if start is None:
            out = house.displace()
            assert out is not None
            start = house.start()
        assert start is ticket
        house.overtime(ticket)
    assert (first.lane, second.lane, third.lane) == (Lane.WAITING_SLOW, Lane.OUTSIDE, Lane.OVERDUE)


def test_an_overdue_job_moves_when_a_slow_slot_is_free() -> None:
    house = lanes(workers=2, slow_slots=1)
    first, second = enter(house, "ab")
    start_all(house)
    house.overtime(first)
    house.overtime(second)
    assert house.promote() is None
    house.leave(first)
    assert house.promote() is second
    assert (second.lane, house.free_fast()) == (Lane.SLOW, 2)
    assert house.promote() is None


def test_long_answers_have_slots_of_their_own() -> None:
    house = lanes(workers=2, stream_slots=2)
    one, two, three = enter(house, "aab")
    start_all(house)
    assert house.stream(one)
    assert start_all(house) == [two]
    assert not house.stream(two)  # half of two is one
    assert two.lane is Lane.FAST
    assert house.stream(three)
    house.leave(one)
    assert house.stream(two)
    assert house.count(Lane.STREAM) == 2


def test_a_job_begins_again_before_all_others() -> None:
    house = lanes(workers=1)
    first, *_ = enter(house, "abca")
    start_all(house)
    house.again(first)
    assert first.lane is Lane.WAITING
    assert start_all(house) == [first]


def test_a_slow_job_begins_again_as_a_slow_one() -> None:
    house = lanes(workers=1)
    (slow,) = enter(house, "a")
    start_all(house)
    house.overtime(slow)
    house.again(slow)
    assert slow.lane is Lane.WAITING_SLOW
    assert start_all(house) == [slow]
    assert slow.lane is Lane.SLOW


def test_everything_can_leave_from_everywhere() -> None:
    house = lanes(workers=3, slow_slots=1, stream_slots=2)
    tickets = enter(house, "abcde")
    start_all(house)
    house.overtime(tickets[0])
    house.overtime(tickets[1])
    house.stream(tickets[2])
    start_all(house)
    assert {ticket.lane for ticket in tickets} == {Lane.SLOW, Lane.OVERDUE, Lane.STREAM, Lane.FAST}
    enter_more = enter(house, "fg")
    assert set(house.waiting()) <= set(enter_more)
    for ticket in [*tickets, *enter_more]:
        house.leave(ticket)
        house.leave(ticket)
    assert house.empty
    assert house.free_fast() == 3


def test_a_job_is_ahead_only_where_all_slots_are_taken() -> None:
    house = lanes()
    enter(house, "a")
    start_all(house)
    assert house.ahead() is None
    running, late = enter(house, "bc")
    assert start_all(house) == [running]
    ahead = house.ahead()
    assert ahead is late
    assert (house.count(Lane.AHEAD), house.count(Lane.FAST), house.waits) == (1, 2, False)
    house.leave(running)
    house.advance(late)
    assert (house.count(Lane.AHEAD), house.count(Lane.FAST), house.free_fast()) == (0, 2, 0)


def test_what_is_ahead_comes_back_first_and_does_not_count_for_its_client() -> None:
    house = lanes(workers=1, per_client=1)
    (first,) = enter(house, "b")
    assert start_all(house) == [first]
    others = enter(house, "aaaa")
    ahead = [house.ahead(), house.ahead(), house.ahead()]
    assert ahead == others[:3]
    house.again(others[1])
    assert (others[1].lane, house.count(Lane.AHEAD)) == (Lane.WAITING, 2)
    house.leave(first)
    assert house.start() is others[1]
    assert house.ahead() is None  # one of that client runs, which is all that it may
    for ticket in others:
        house.leave(ticket)
    assert house.empty
