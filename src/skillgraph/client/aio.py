"""The client whose answers are awaited."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from typing import TYPE_CHECKING, Self

from skillgraph.client.client import Cache, pointed, server_of
from skillgraph.client.coverage import Coverage, Document
from skillgraph.client.described import Described
from skillgraph.client.exchange import Patience
from skillgraph.client.remote import AsyncRemote
from skillgraph.client.resource import Resource
from skillgraph.client.result import Result
from skillgraph.client.shipped import AsyncQuestions
from skillgraph.client.talk import T, Talk
from skillgraph.client.talks import ask_listing, ask_resource, ask_snapshot, ask_sparql, checked
from skillgraph.client.values import IRI
from skillgraph.errors import QuerySyntaxError

if TYPE_CHECKING:
    import httpx


class AsyncClient(Coverage[Awaitable[Document]]):
    """Asks a server as `Client` does; every method that asks is awaited, and `async with` closes it."""

    def __init__(
        self,
        url: str,
        *,
        token: str = "",
        cache: Cache = True,
        retries: int = 4,
        patience: float = 30.0,
        timeout: float = 60.0,
        snapshot: str = "",
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """See `Client`."""
        server = server_of(url, token, cache, Patience(retries, patience))
        self._remote = AsyncRemote(server, timeout, transport)
        self._wanted = snapshot
        self._questions: Mapping[str, Described] = {}
        self.q = AsyncQuestions(self.address, self.questions, lambda: self._questions, self.lead)

    @property
    def address(self) -> str:
        """The server's address."""
        return self._remote.server.address

    async def query(
        self,
        text: str,
        values: Mapping[str, object] | None = None,
        /,
        *,
        labels: bool = False,
        timeout: float | None = None,
        **named: object,
    ) -> Result:
        """See `Client.query`."""
        return await self.lead(ask_sparql(self.address, text, {**(values or {}), **named}, labels, timeout))

    async def resource(self, name: str) -> Resource:
        """See `Client.resource`."""
        return await self.lead(ask_resource(IRI(name)))

    async def snapshot(self) -> str:
        """The id of the snapshot that answers now."""
        return await self.lead(ask_snapshot())

    async def questions(self) -> Mapping[str, Described]:
        """The canned questions by name; asked for once."""
        if not self._questions:
            self._questions = await self.lead(ask_listing())
        return self._questions

    async def close(self) -> None:
        """Lets go of connections."""
        await self._remote.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"<AsyncClient of {self.address}>"

    async def lead(self, talk: Talk[T]) -> T:
        """Leads a conversation to its end."""
        try:
            call = next(talk)
            while True:
                call = talk.send(checked(call, await self._remote.answer(call), self._wanted))
        except StopIteration as end:
            value: T = end.value
            return value
        except QuerySyntaxError as error:
            raise pointed(error) from None

    def _lead(self, talk: Talk[Document]) -> Awaitable[Document]:
        return self.lead(talk)
