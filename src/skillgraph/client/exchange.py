"""One call to a server: tries that are repeated where that helps, answers that are kept, problems that become errors.

It is told as a generator of what to do (send this, wait so long), so that it is written once for both clients.
"""

from __future__ import annotations

import datetime
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from urllib.parse import urlencode

from skillgraph.client.errors import NoAnswer
from skillgraph.client.keeping import Keeper, key_of
from skillgraph.client.problems import error_of, is_passing, wait_of
from skillgraph.client.talk import Call, Reply

LONGEST_URL = 6000  # that whoever stands between may be relied on to let pass
_SPARQL = "/sparql"


@dataclass(frozen=True, slots=True)
class Send:
    """A request to be sent."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """Seconds to be waited."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Lost:
    """No answer came to a request, for that reason; `again` says whether another try may help."""

    reason: str
    again: bool = True


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a request is tried again, and how many seconds may be waited in all before that."""

    retries: int = 4
    seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Server:
    """A server: its address without a slash at the end, the token for a private one, and how it is asked."""

    address: str
    token: str = field(default="", repr=False)
    patience: Patience = field(default_factory=Patience)
    keeper: Keeper | None = None

    def url(self, call: Call) -> str:
        """The address that asks what a call asks."""
        return f"{self.address}{call.path}{'?' if call.fields else ''}{urlencode(call.fields)}"


Exchange = Generator[Send | Wait, Reply | Lost | None, Reply]


def exchange(server: Server, call: Call) -> Exchange:
    """A good reply; raises NoAnswer where none comes, and the error that a bad one tells of."""
    request = _request(server, call)
    key = key_of(request.url, call.accept, server.token) if request.method == "GET" and server.keeper else ""
    kept = server.keeper.get(key) if server.keeper and key else None
    if kept is not None:
        request = replace(request, headers={**request.headers, "If-None-Match": kept.fields["etag"]})
    reply = yield from _tried(server, request)
    if reply.status == HTTPStatus.NOT_MODIFIED and kept is not None:
        return kept
    if reply.status != HTTPStatus.OK:
        raise error_of(reply, server.address)
    if server.keeper and key and _may_be_kept(reply):
        server.keeper.put(key, reply)
    return reply


def _tried(server: Server, request: Send) -> Exchange:
    """The last reply, after as many tries as patience allows."""
    waited = 0.0
    for tries in range(server.patience.retries + 1):
        outcome = yield request
        assert outcome is not None
        if isinstance(outcome, Reply) and not is_passing(outcome):
            return outcome
        seconds = 0.25 * 2**tries
        if isinstance(outcome, Reply):
            asked = wait_of(outcome, datetime.datetime.now(datetime.UTC))
            seconds = seconds if asked is None else asked
        is_last = tries == server.patience.retries or (isinstance(outcome, Lost) and not outcome.again)
        if is_last or waited + seconds > server.patience.seconds:
            break
        waited += seconds
        yield Wait(seconds)
    if not isinstance(outcome, Reply):
        assert outcome is not None
        raise NoAnswer(f"{server.address} gives no answer: {outcome.reason}", "Is the server running there?")
    return outcome


def _request(server: Server, call: Call) -> Send:
    headers = {"Accept": call.accept}
    if server.token:
        headers["Authorization"] = f"Bearer {server.token}"
    url = server.url(call)
    if call.turtle:
        return Send("POST", url, {**headers, "Content-Type": "text/turtle"}, call.turtle.encode())
    if call.path != _SPARQL or len(url) <= LONGEST_URL:
        return Send("GET", url, headers)
    rest = replace(call, fields=tuple(pair for pair in call.fields if pair[0] != "query"))
    headers["Content-Type"] = "application/sparql-query"
    return Send("POST", server.url(rest), headers, call.text("query").encode())


def _may_be_kept(reply: Reply) -> bool:
    return "etag" in reply.fields and "no-store" not in reply.fields.get("cache-control", "")
