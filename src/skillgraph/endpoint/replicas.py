"""Several addresses of the same data: who is asked, who rests after a failure, and who holds what.

Turns go round among those that are up. One that fails rests, longer each time; where all of them rest, the one whose
time comes first is asked all the same. `examine` asks each for its state; from then on a question that has to
be answered from a certain state goes only to replicas whose state has its text, as long as one of them is up.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from skillgraph.endpoint.address import Address
from skillgraph.endpoint.client import (
    BROKEN,
    PIECE,
    Body,
    Call,
    Connection,
    Tether,
    broken_off,
    connect,
    hang_up,
    refusal,
    took_too_long,
)
from skillgraph.endpoint.exchange import Question
from skillgraph.errors import EndpointError, LimitReached, SkillgraphError

REST_S = 0.5
LONGEST_REST_S = 30.0
_IDLE = 8  # connections of a replica that wait for the next question


@dataclass(slots=True, eq=False)
class Replica:
    """One address, and what is known of it."""

    address: Address
    state: bytes | None = None  # what it answered when it was examined last; None: not examined
    failures: int = 0
    rests_until: float = 0.0
    asked: int = 0
    idle: list[Connection] = field(default_factory=list)


class Replicas:
    """A `Transport` that opens connections itself; for any thread."""

    def __init__(
        self,
        addresses: Sequence[Address],
        authorization: str = "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._replicas = [Replica(address) for address in addresses]
        self._authorization = authorization
        self._clock = clock
        self._lock = threading.Lock()

    def open(self, question: Question, tether: Tether | None = None) -> Body:
        """See `Transport`; whoever holds the tether can end it from another thread."""
        tether = tether or Tether()
        replica = self._choose(question)
        try:
            body = self._ask(replica, question, tether)
        except EndpointError as error:
            self._failed(replica, tether, error)
            raise
        self._succeeded(replica)
        return body

    def examine(self, probe: Question) -> None:
        """Asks every replica for its state; those that do not answer rest."""
        for replica in self._replicas:
            try:
                with self._ask(replica, probe, Tether()) as body:
                    state = b"".join(iter(lambda answer=body: answer.read(PIECE), b""))  # type: ignore[misc]
            except SkillgraphError:
                self._rest(replica)
                replica.state = None
            else:
                replica.state = state
                self._succeeded(replica)

    @property
    def states(self) -> tuple[bytes | None, ...]:
        """What each replica answered when it was examined last, in the order of the addresses."""
        return tuple(replica.state for replica in self._replicas)

    @property
    def up(self) -> int:
        """How many do not rest."""
        now = self._clock()
        return sum(replica.rests_until <= now for replica in self._replicas)

    def close(self) -> None:
        """Ends the connections that wait."""
        with self._lock:
            for replica in self._replicas:
                while replica.idle:
                    hang_up(replica.idle.pop())

    def _choose(self, question: Question) -> Replica:
        text = question.holds.encode()
        with self._lock:
            meant = [one for one in self._replicas if one.address.url == question.replica] or self._replicas
            now = self._clock()
            awake = [one for one in meant if one.rests_until <= now]
            fit = [one for one in awake if one.state is None or text in one.state] or awake
            chosen = min(fit, key=lambda one: one.asked) if fit else min(meant, key=lambda one: one.rests_until)
            chosen.asked += 1
            return chosen

    def _failed(self, replica: Replica, tether: Tether, error: SkillgraphError) -> None:
        """A replica rests where another question may fare better: not where this one was hard, or not wanted."""
        if isinstance(error, EndpointError) and error.may_pass and not tether.is_cut:
            self._rest(replica)

    def _rest(self, replica: Replica) -> None:
        with self._lock:
            replica.failures += 1
            pause = min(LONGEST_REST_S, REST_S * 2.0 ** (replica.failures - 1))
            replica.rests_until = self._clock() + pause

    def _succeeded(self, replica: Replica) -> None:
        with self._lock:
            replica.failures = 0
            replica.rests_until = 0.0

    def _ask(self, replica: Replica, question: Question, tether: Tether) -> Body:
        call = Call.asking(replica.address, question, self._authorization)
        while (kept := self._kept(replica)) is not None:
            try:
                return self._answer(replica, call, tether.tie(kept), question.most)
            except EndpointError as error:  # a connection that waited may have been closed meanwhile
                if not error.may_pass or tether.is_cut:
                    raise
        return self._answer(replica, call, tether.tie(connect(replica.address, question.seconds)), question.most)

    def _kept(self, replica: Replica) -> Connection | None:
        with self._lock:
            return replica.idle.pop() if replica.idle else None

    def _answer(self, replica: Replica, call: Call, tether: Tether, most: int) -> Body:
        connection = tether.connection
        try:
            response = call.send(connection)
        except TimeoutError:
            hang_up(connection)
            raise took_too_long(call.address) from None
        except BROKEN as error:
            hang_up(connection)
            raise broken_off(call.address, error) from None
        if response.status != 200:
            raise refusal(call.address, response, call, connection)
        if response.headers.get("Content-Encoding", "identity") != "identity":
            hang_up(connection)
            raise EndpointError(f"{call.address.origin} answers in an encoding that was not asked for.", "Turn it off.")
        if "S1TAT" in response.headers.get("X-SQL-State", ""):  # Virtuoso: the time was up, the rest is missing
            hang_up(connection)
            raise LimitReached("The endpoint gave a part of the answer only.", "time", "Ask for less.")
        broke = partial(self._failed, replica, tether)
        return Body(call, connection, response, most, partial(self._keep, replica), broke)

    def _keep(self, replica: Replica, connection: Connection) -> None:
        with self._lock:
            if len(replica.idle) < _IDLE:
                replica.idle.append(connection)
                return
        hang_up(connection)
