"""A desk whose graph is on an endpoint of others.

The canned queries, shapes and files are those of the workspace here. A worker asks through the socket that it was
given, and can open nothing: see `endpoint.outlet`.
"""

from __future__ import annotations

import importlib
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skillgraph.coverage import solver
from skillgraph.describe.context import context_of
from skillgraph.endpoint import Outlet, addresses
from skillgraph.endpoint.outlet import AUTHORIZATION, Through, forget_authorization
from skillgraph.errors import NotReady
from skillgraph.isolation.reply import Reply
from skillgraph.queries.vocabulary import Vocabulary
from skillgraph.remote import Remote, read_record
from skillgraph.remote.engine import Terms
from skillgraph.remote.record import probe
from skillgraph.service.desk import Desk
from skillgraph.service.handover import unpack_files, unpack_queries
from skillgraph.service.snapshot import Loaded, Recorded
from skillgraph.turtle import KeptFiles, Sources, pack_sources, unpack_sources
from skillgraph.workspace import Contents

__all__ = ["AUTHORIZATION", "RemoteDesk", "open_remote_desk"]
PROBE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Elsewhere(Contents):
    """No files, of a snapshot that was made of files elsewhere."""

    known: str = ""

    @property
    def digest(self) -> str:
        """The snapshot's digest, as its record has it."""
        return self.known


class RemoteDesk:
    """Does the jobs of a desk, and says so where the endpoint went on to another snapshot meanwhile."""

    def __init__(self, desk: Desk, loaded: Loaded, engine: Remote, outlet: Outlet, own: Through) -> None:
        self._desk = desk
        self._loaded = loaded
        self._engine = engine
        self._outlet = outlet
        self._own = own  # what the parent asks through

    def run(self, job: str, arguments: Mapping[str, Any]) -> Reply:
        """See `Desk.run`; NotReady where the answer may be of another snapshot."""
        self._engine.begin()
        reply = self._desk.run(job, arguments)
        self._check()
        return reply

    def prepare(self) -> bool:
        """See `Desk.prepare`."""
        self._engine.begin()
        has_more = self._desk.prepare()
        self._check()
        return has_more

    def outlet(self) -> socket.socket:
        """See `Outgoing`."""
        return self._outlet.connect()

    def attach(self, outlet: socket.socket, /) -> None:
        """See `Outgoing`."""
        self._own.forget()
        self._engine.ask_through(Through(outlet))

    @property
    def is_cut_off(self) -> bool:
        """See `Outgoing`."""
        return self._outlet.has_ended

    def _check(self) -> None:
        try:
            self._engine.check()
        except NotReady:
            self._loaded.recorded.forget()
            raise


def open_remote_desk(argument: Mapping[str, Any]) -> RemoteDesk:
    """The desk over the snapshot `digest` at the endpoints; `queries` and `contents` are files as for `open_desk`.

    NotReady where the endpoint holds another snapshot by now, EndpointError where it gives no good answer.
    """
    outlet = Outlet(addresses(argument["endpoints"]), probe(PROBE_SECONDS), float(argument["look_seconds"]))
    forget_authorization()
    transport = Through(outlet.connect())
    record = read_record(transport)
    digest = str(argument["digest"])
    if record.digest != digest:
        raise NotReady(f"The endpoint holds snapshot {record.digest[:16]} by now.", "Ask again in a moment.")
    engine = Remote(transport, record, Terms(float(argument["seconds"]), int(argument["most"])))
    catalogue = unpack_queries(Path(argument["queries"]).read_bytes())
    contents = unpack_files(Path(argument["contents"]).read_bytes())
    sources = _sources(contents, is_whole=contents.digest == digest)
    if contents.digest != digest:
        contents = Elsewhere(Path(), (), digest)
    for module in solver.MODULES:
        importlib.import_module(module)
    base_url = str(argument["base_url"])
    loaded = Loaded(
        engine,
        catalogue,
        context_of(engine, base_url),
        Vocabulary.of(engine),
        base_url,
        digest,
        Recorded(engine, sources),
        sources,
        contents,
    )
    return RemoteDesk(Desk(loaded), loaded, engine, outlet, transport)


def _sources(contents: Contents, *, is_whole: bool) -> Sources:
    """The shapes, and where the files are those that the snapshot was made of, the lines of their statements."""
    files = KeptFiles()
    stated = [*contents.turtle("ontology"), *contents.turtle("data")] if is_whole else []
    return unpack_sources(pack_sources(files.readable(stated), files.readable(contents.turtle("shapes"))))
