"""A server that is asked over HTTP, waited for or not."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import unquote

from skillgraph import __version__
from skillgraph.client.exchange import Lost, Send, Server, Wait, exchange
from skillgraph.client.talk import Call, Reply

if TYPE_CHECKING:
    import httpx

HEADERS = {"User-Agent": f"skillgraph/{__version__}"}


class Remote:
    """Asks a server and waits for the answer. Threads may share it."""

    def __init__(
        self,
        server: Server,
        timeout: float,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        import httpx

        self.server = server
        self._sleep = sleep
        self._http = httpx.Client(headers=HEADERS, timeout=timeout, transport=transport, follow_redirects=True)

    @property
    def address(self) -> str:
        """The server's address."""
        return self.server.address

    def answer(self, call: Call) -> Reply:
        """See `Talker.answer`."""
        steps = exchange(self.server, call)
        outcome: Reply | Lost | None = None
        while True:
            try:
                step = steps.send(outcome)
            except StopIteration as end:
                reply: Reply = end.value
                return reply
            outcome = self._done(step)

    def close(self) -> None:
        """Closes its connections."""
        self._http.close()

    def _done(self, step: Send | Wait) -> Reply | Lost | None:
        import httpx

        if isinstance(step, Wait):
            self._sleep(step.seconds)
            return None
        try:
            return reply_of(self._http.request(step.method, step.url, headers=step.headers, content=step.body))
        except httpx.RequestError as error:
            return lost(error)


class AsyncRemote:
    """Asks a server while other things go on."""

    def __init__(self, server: Server, timeout: float, transport: httpx.AsyncBaseTransport | None = None) -> None:
        import httpx

        self.server = server
        self._http = httpx.AsyncClient(headers=HEADERS, timeout=timeout, transport=transport, follow_redirects=True)

    async def answer(self, call: Call) -> Reply:
        """See `Talker.answer`."""
        steps = exchange(self.server, call)
        outcome: Reply | Lost | None = None
        while True:
            try:
                step = steps.send(outcome)
            except StopIteration as end:
                reply: Reply = end.value
                return reply
            outcome = await self._done(step)

    async def close(self) -> None:
        """Closes its connections."""
        await self._http.aclose()

    async def _done(self, step: Send | Wait) -> Reply | Lost | None:
        import asyncio

        import httpx

        if isinstance(step, Wait):
            await asyncio.sleep(step.seconds)
            return None
        try:
            return reply_of(await self._http.request(step.method, step.url, headers=step.headers, content=step.body))
        except httpx.RequestError as error:
            return lost(error)


def reply_of(response: httpx.Response) -> Reply:
    """An answer of the library as ours."""
    fields = {name.lower(): value for name, value in response.headers.items()}
    warnings = tuple(unquote(text) for text in response.headers.get_list("x-warning"))
    return Reply(response.status_code, response.content, fields, warnings)


def lost(error: httpx.RequestError) -> Lost:
    """Why no answer came; one that takes too long once is not asked for again."""
    import httpx

    reason = f"{type(error).__name__}: {error}".rstrip(": .")
    return Lost(f"{reason}.", isinstance(error, httpx.TransportError) and not isinstance(error, httpx.ReadTimeout))
