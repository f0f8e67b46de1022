"""A server of others that is written to: updates, whole graphs, and counts."""

from __future__ import annotations

import time
from urllib.parse import quote, urlencode

from skillgraph import __version__
from skillgraph.endpoint import Address, Answering, Question, Replicas, asked
from skillgraph.endpoint.client import BROKEN, Call, broken_off, connect, hang_up, refusal, took_too_long
from skillgraph.endpoint.retrying import FIRST_PAUSE_S, TRIES
from skillgraph.engine import UNBOUNDED
from skillgraph.engine.foreign import SOLUTIONS_TYPE, read_rows
from skillgraph.errors import EndpointError, UsageError
from skillgraph.remote.cargo import Lines, Load

_GOOD = (200, 201, 202, 204)
_PIECE = 1000  # triples of one INSERT DATA: some servers compile it
_BYTES = 1 << 20


class Store:
    """One server: where it is asked, where updates go, and where whole graphs go (None: by updates)."""

    def __init__(
        self, query: Address, update: Address, graphs: Address | None, authorization: str = "", seconds: float = 600.0
    ) -> None:
        self.transport = Replicas([query], authorization)
        self._update = update
        self._graphs = graphs
        self._authorization = authorization
        self._seconds = seconds

    def close(self) -> None:
        """Ends the connections that wait."""
        self.transport.close()

    def put(self, load: Load, graph: str) -> None:
        """Makes a graph hold these triples, and nothing else, whatever it held before; EndpointError."""
        if self._graphs is not None:
            self._put(b"".join(load.lines), graph)
        else:
            self.update(f"DROP SILENT GRAPH <{graph}>")
            for lines in load.pieces(_PIECE):
                self.insert(lines, graph)

    def insert(self, lines: Lines, graph: str) -> None:
        """Adds triples to a graph."""
        triples = b"".join(lines).decode()
        self.update(f"INSERT DATA {{ GRAPH <{graph}> {{\n{triples}}} }}")

    def update(self, text: str, *, again: bool = True) -> None:
        """Runs an update, again where it may not have arrived; one that is not to be repeated is sent once."""
        body = urlencode({"update": text}).encode()
        self._send(self._update, "POST", body, "application/x-www-form-urlencoded", again=again)

    def count(self, graph: str) -> int:
        """How many triples a graph has."""
        text = f"SELECT (COUNT(*) AS ?n) FROM <{graph}> WHERE {{ ?s ?p ?o }}"  # noqa: S608  # names of our own

        def take(body: Answering) -> int:
            _, rows = read_rows(body, UNBOUNDED)
            return int(str(rows[0][0]))

        return asked(self.transport, Question((("query", text),), SOLUTIONS_TYPE, self._seconds, _BYTES), take)

    def names(self, graph: str, about: str, name: str) -> tuple[str, ...]:
        """The values of a property of a thing in a graph, in order."""
        text = f"SELECT DISTINCT ?o FROM <{graph}> WHERE {{ <{about}> <{name}> ?o }}"  # noqa: S608  # names of our own

        def take(body: Answering) -> tuple[str, ...]:
            _, rows = read_rows(body, UNBOUNDED)
            return tuple(sorted(str(row[0]) for row in rows))

        question = Question((("query", text),), SOLUTIONS_TYPE, self._seconds, 16 * _BYTES)
        return asked(self.transport, question, take)

    def _put(self, body: bytes, graph: str) -> None:
        """SPARQL 1.1 Graph Store HTTP Protocol, section 5.3."""
        assert self._graphs is not None
        url = self._graphs.url
        address = Address.of(f"{url}{'&' if '?' in url else '?'}graph={quote(graph, safe='')}")
        self._send(address, "PUT", body, "application/n-triples", again=True)

    def _send(self, address: Address, method: str, body: bytes, media_type: str, *, again: bool) -> None:
        fields = {"Content-Type": media_type, "User-Agent": f"skillgraph/{__version__}"}
        if self._authorization:
            fields["Authorization"] = self._authorization
        ends = time.monotonic() + self._seconds
        pause = FIRST_PAUSE_S
        for rest in range(TRIES - 1 if again else 0, -1, -1):
            try:
                return self._once(Call(address, method, body, fields, ends))
            except EndpointError as error:
                if not (rest and error.may_pass):
                    raise
            time.sleep(pause)
            pause *= 2
        raise AssertionError("the last try returns or raises")

    def _once(self, call: Call) -> None:
        connection = connect(call.address, self._seconds)
        try:
            response = call.send(connection)
            if response.status not in _GOOD:
                error = refusal(call.address, response, call, connection)
                if isinstance(error, UsageError):
                    raise EndpointError(error.message.replace("query", "update"), "See whether it may be written to.")
                raise error
            response.read(_BYTES)
        except TimeoutError:
            raise took_too_long(call.address) from None
        except BROKEN as error:
            raise broken_off(call.address, error) from None
        finally:
            hang_up(connection)
