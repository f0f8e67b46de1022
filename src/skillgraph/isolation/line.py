"""A job's place, and a line of those that wait."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum, auto
from typing import Generic, TypeVar


class Lane(IntEnum):
    """Where a job is. A number, because its hash is taken for every move."""

    OUTSIDE = auto()
    WAITING = auto()  # for a fast slot
    AHEAD = auto()  # for the fast slot of the job before it, with the same worker already
    FAST = auto()
    OVERDUE = auto()  # longer than it may, in a fast slot
    WAITING_SLOW = auto()
    SLOW = auto()
    STREAM = auto()


@dataclass(slots=True, eq=False)
class Ticket:
    """One job's place; `lane` is kept by `Lanes`."""

    client: str
    lane: Lane = Lane.OUTSIDE


T = TypeVar("T", bound=Ticket)


class Line(Generic[T]):
    """Tickets in waiting: clients take turns, each client's tickets keep their order."""

    def __init__(self) -> None:
        self._clients: OrderedDict[str, deque[T]] = OrderedDict()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, ticket: T, *, first: bool = False) -> None:
        """Puts a ticket behind its client's others, or before them and before all clients."""
        tickets = self._clients.setdefault(ticket.client, deque())
        if first:
            tickets.appendleft(ticket)
            self._clients.move_to_end(ticket.client, last=False)
        else:
            tickets.append(ticket)
        self._count += 1

    def take(self, may: Callable[[str], bool]) -> T | None:
        """The next ticket of a client that may; that client's turn comes again after all others'."""
        for client, tickets in self._clients.items():
            if may(client):
                ticket = tickets.popleft()
                self._clients.move_to_end(client)
                self._tidy(client)
                return ticket
        return None

    def remove(self, ticket: T) -> None:
        """Takes out a ticket that waits."""
        self._clients[ticket.client].remove(ticket)
        self._tidy(ticket.client)

    def waits(self, may: Callable[[str], bool]) -> bool:
        """Whether a client that may has a ticket here."""
        return any(may(client) for client in self._clients)

    def of(self, client: str) -> int:
        """How many tickets of that client wait."""
        return len(self._clients.get(client, ()))

    def clients(self, one: str) -> int:
        """How many clients wait, that one included."""
        return len(self._clients) + (one not in self._clients)

    def longest(self) -> str:
        """The client with the most tickets here; of equals, the one whose turn is last."""
        return max(reversed(self._clients), key=self.of)

    def last_of(self, client: str) -> T:
        """The ticket of that client that came last."""
        return self._clients[client][-1]

    def all(self) -> list[T]:
        """Every ticket, client by client."""
        return [ticket for tickets in self._clients.values() for ticket in tickets]

    def _tidy(self, client: str) -> None:
        self._count -= 1
        if not self._clients[client]:
            del self._clients[client]
