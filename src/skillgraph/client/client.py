"""The client: a server over HTTP, or a workspace in this process, asked in the same way."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Self

from skillgraph.client.coverage import Coverage, Document
from skillgraph.client.described import Described
from skillgraph.client.exchange import Patience, Server
from skillgraph.client.keeping import InFolder, InMemory, Keeper, users_folder
from skillgraph.client.remote import Remote
from skillgraph.client.resource import Resource
from skillgraph.client.result import Result
from skillgraph.client.shipped import Questions
from skillgraph.client.talk import T, Talk, Talker
from skillgraph.client.talks import ask_listing, ask_resource, ask_snapshot, ask_sparql, checked
from skillgraph.client.values import IRI
from skillgraph.errors import QuerySyntaxError, UsageError

if TYPE_CHECKING:
    import httpx

Cache = bool | str | Path


class Client(Coverage[Document]):
    """Asks a server, or with `Client.local` a workspace. Threads may share it; `with` closes it."""

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
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """A client of the server at `url`; nothing is sent yet.

        `cache` keeps answers in memory (True), nowhere (False), in the user's cache folder ("user") or in a folder.
        `retries` and `patience` (seconds) bound how long a busy server is waited for, `timeout` how long for one
        answer. With `snapshot` every answer is of that one, or SnapshotChanged is raised.
        """
        server = server_of(url, token, cache, Patience(retries, patience))
        self._begin(Remote(server, timeout, transport), snapshot)

    @classmethod
    def local(cls, path: str | Path | None = None, *, private: bool = True, snapshot: str = "") -> Self:
        """A client of the workspace in a folder, without a server; without a path it is looked for as commands do.

        Its private files are read unless `private` is false.
        """
        from skillgraph.client.local import Local

        made = cls.__new__(cls)
        made._begin(Local(path, private=private), snapshot)
        return made

    def _begin(self, talker: Talker, snapshot: str) -> None:
        self._talker = talker
        self._wanted = snapshot
        self._questions: Mapping[str, Described] | None = None
        self.q = Questions(talker.address, self.questions, self.lead)

    @property
    def address(self) -> str:
        """What is asked: an address, or `local:`."""
        return self._talker.address

    def query(
        self,
        text: str,
        values: Mapping[str, object] | None = None,
        /,
        *,
        labels: bool = False,
        timeout: float | None = None,
        **named: object,
    ) -> Result:
        """The answer to a SPARQL query, with values as whole terms in the place of its `$names`.

        `labels` asks for the labels of all things in the answer, `timeout` for a shorter deadline in seconds.
        """
        return self.lead(ask_sparql(self.address, text, {**(values or {}), **named}, labels, timeout))

    def resource(self, name: str) -> Resource:
        """What is said of a thing such as `task:43` or of a term such as `sg:Holder`; UnknownName, Gone."""
        return self.lead(ask_resource(IRI(name)))

    def snapshot(self) -> str:
        """The id of the snapshot that answers now."""
        return self.lead(ask_snapshot())

    def questions(self) -> Mapping[str, Described]:
        """The canned questions by name; asked for once."""
        if self._questions is None:
            self._questions = self.lead(ask_listing())
        return self._questions

    def close(self) -> None:
        """Lets go of connections."""
        self._talker.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Client of {self.address}>"

    def lead(self, talk: Talk[T]) -> T:
        """Leads a conversation to its end."""
        try:
            call = next(talk)
            while True:
                call = talk.send(checked(call, self._talker.answer(call), self._wanted))
        except StopIteration as end:
            value: T = end.value
            return value
        except QuerySyntaxError as error:
            raise pointed(error) from None

    def _lead(self, talk: Talk[Document]) -> Document:
        return self.lead(talk)


def server_of(url: str, token: str, cache: Cache, patience: Patience) -> Server:
    """The server at an address; UsageError where it is none."""
    address = url.rstrip("/").removesuffix("/sparql")
    if not re.fullmatch(r"https?://[^\s/?#@]+(?:/[^\s?#]*)?", address):
        raise UsageError(f"{url!r} is no address of a server.", "Write it like http://localhost:8000.")
    return Server(address, token, patience, keeper_of(cache))


def keeper_of(cache: Cache) -> Keeper | None:
    """Where answers are kept."""
    if isinstance(cache, bool):
        return InMemory() if cache else None
    return InFolder(users_folder(os.environ) if cache == "user" else Path(cache).expanduser())


def pointed(error: QuerySyntaxError) -> QuerySyntaxError:
    """The error with the line of the query and a caret below it as a note, which tracebacks show."""
    if error.source and not getattr(error, "__notes__", ()):
        error.add_note(error.source)
    return error
