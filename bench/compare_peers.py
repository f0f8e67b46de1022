"""Who is compared: each engine behind one small interface, in a process of its own that can be killed at any moment.

A peer loads N-Quads whose default graph is to be the union of all graphs, and answers queries with the number of
rows. Servers of others are asked by HTTP; libraries run in a child process that reads queries from its input.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

ROOT = Path(__file__).parents[1]
CHILD = Path(__file__).with_name("compare_child.py")
JSON = "application/sparql-results+json"
VIRTUOSO_INI = """
[Database]
DatabaseFile = v.db
ErrorLogFile = v.log
LockFile = v.lck
TransactionFile = v.trx
xa_persistent_file = v.pxa
[TempDatabase]
DatabaseFile = t.db
TransactionFile = t.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 70
MaxClientConnections = 70
[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryCostEstimationTime = 0
"""
UNION = "https://w3id.org/skillgraph/graph/union/bench"


class TimeUp(Exception):
    """A query took longer than it may."""


class Refused(Exception):
    """A query or a load failed."""


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Peer:
    """One engine. `open` starts it and loads, `ask` gives the number of rows; both are timed by whoever calls."""

    name: str
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def open(self, data: Data, folder: Path) -> None:
        """Starts, and loads; Refused where that fails."""
        raise NotImplementedError

    def ask(self, query: str, seconds: float) -> int:
        """How many rows a query gives; TimeUp, Refused."""
        raise NotImplementedError

    def close(self) -> None:
        """Ends every process."""
        for process in self.processes:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()
        self.processes.clear()

    def start(self, command: list[str], folder: Path, environ: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
        """A process in a group of its own."""
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **(environ or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if command[-1] == "child" else subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.processes.append(process)
        return process


@dataclass(frozen=True)
class Data:
    """One state of the graph: as N-Quads, as the union in N-Triples, and the workspace that it was made of."""

    quads: Path
    triples: Path
    workspace: Path | None
    default_rdf: Path | None = None


@dataclass
class Server(Peer):
    """A peer that is asked by HTTP."""

    url: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    _connection: http.client.HTTPConnection | None = None

    def await_answer(self, seconds: float = 900) -> None:
        """Until the server answers anything at all."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            if any(process.poll() is not None for process in self.processes):
                raise Refused(f"{self.name} has ended")
            try:
                self.ask("ASK {}", 60)
            except (Refused, TimeUp, OSError):
                time.sleep(0.05)
            else:
                return
        raise Refused(f"{self.name} does not answer")

    def ask(self, query: str, seconds: float) -> int:
        """By POST, on a connection that is kept."""
        parts = urlsplit(self.url)
        connection = self._connection or http.client.HTTPConnection(parts.hostname or "", parts.port)
        self._connection = None
        connection.timeout = seconds
        if connection.sock is not None:
            connection.sock.settimeout(seconds)
        fields = {"Accept": JSON, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request("POST", parts.path, urlencode([("query", query), *self.fields]), fields)
            answer = connection.getresponse()
            body = answer.read()
        except TimeoutError:
            connection.close()
            raise TimeUp from None
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise Refused(str(error)) from None
        if answer.status != 200:
            connection.close()
            raise (TimeUp if answer.status in (503, 504) else Refused)(f"{answer.status} {body[:120]!r}")
        self._connection = connection
        return rows_in(body)


def rows_in(body: bytes) -> int:
    """How many rows an answer in JSON has; 1 for a truth value."""
    try:
        found = json.loads(body)
    except ValueError:
        raise Refused("no JSON") from None
    return 1 if "boolean" in found else len(found["results"]["bindings"])


@dataclass
class Child(Peer):
    """A library in a child process."""

    kind: str = ""
    python: str = sys.executable
    load_seconds: float = 900

    def open(self, data: Data, folder: Path) -> None:
        """The child loads before it answers."""
        process = self.start([self.python, str(CHILD), self.kind, str(data.quads), str(data.triples), "child"], ROOT)
        self._hear(process, self.load_seconds)

    def ask(self, query: str, seconds: float) -> int:
        """A line in, a line out."""
        (process,) = self.processes
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(query).encode() + b"\n")
            process.stdin.flush()
        except OSError:
            raise Refused("the process has ended") from None
        return self._hear(process, seconds)

    def _hear(self, process: subprocess.Popen[bytes], seconds: float) -> int:
        import select

        assert process.stdout is not None
        if not select.select([process.stdout], [], [], seconds)[0]:
            raise TimeUp
        line = process.stdout.readline()
        if not line:
            raise Refused("the process has ended")
        said = json.loads(line)
        if "error" in said:
            raise Refused(said["error"])
        return int(said["rows"])


@dataclass
class Oxigraph(Server):
    """The stand-alone Oxigraph server; the union is its default graph."""

    binary: str = "oxigraph"

    def open(self, data: Data, folder: Path) -> None:
        """Loads into a database on disk, and serves it."""
        place = str(folder / "oxigraph")
        for file, graph in ((data.quads, ()), (data.triples, ())):
            loaded = subprocess.run(
                [self.binary, "load", "--location", place, "--file", str(file), *graph],
                capture_output=True,
                check=False,
            )
            if loaded.returncode:
                raise Refused(loaded.stderr.decode()[-200:])
        port = free_port()
        self.url = f"http://127.0.0.1:{port}/query"
        self.start([self.binary, "serve-read-only", "--location", place, "--bind", f"127.0.0.1:{port}"], folder)
        self.await_answer()


@dataclass
class Virtuoso(Server):
    """Virtuoso; the union is a graph, and every query is asked over it."""

    def open(self, data: Data, folder: Path) -> None:
        """Its own bulk loader reads the files."""
        place = folder / "virtuoso"
        place.mkdir()
        web, sql = free_port(), free_port()
        (place / "v.ini").write_text(VIRTUOSO_INI.format(http=web, sql=sql))
        shutil.copy(data.quads, place / "all.nq")
        shutil.copy(data.triples, place / "union.nt")
        self.url = f"http://127.0.0.1:{web}/sparql"
        self.start(["virtuoso-t", "+foreground", "+configfile", "v.ini"], place)
        self.await_answer()
        for command in (
            f"ld_dir('.', 'union.nt', '{UNION}');",
            "ld_dir('.', 'all.nq', 'urn:none');",
            "rdf_loader_run();",
            "checkpoint;",
        ):
            subprocess.run(
                ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={command}"], capture_output=True, check=True
            )
        self.fields = (("default-graph-uri", UNION),)

    def ask(self, query: str, seconds: float) -> int:
        """Named graphs are those of the dataset where GRAPH asks for them: Virtuoso takes any without a list."""
        return super().ask(query, seconds)


@dataclass
class RdflibEndpoint(Server):
    """rdflib behind FastAPI."""

    program: str = "rdflib-endpoint"

    def open(self, data: Data, folder: Path) -> None:
        """One file, read when it starts."""
        port = free_port()
        self.url = f"http://127.0.0.1:{port}/"
        self.start([self.program, "serve", "--host", "127.0.0.1", "--port", str(port), str(data.quads)], folder)
        self.await_answer()


@dataclass
class Comunica(Server):
    """Comunica over a file; it is asked by HTTP and keeps what it has parsed."""

    program: str = "comunica-sparql-file-http"

    def open(self, data: Data, folder: Path) -> None:
        """The union, parsed at the first query."""
        port = free_port()
        self.url = f"http://127.0.0.1:{port}/sparql"
        command = [self.program, f"file@{data.triples}", "-p", str(port)]
        self.start(command, folder, {"NODE_OPTIONS": "--max-old-space-size=6144"})
        self.await_answer()


@dataclass
class Own(Server):
    """This project's server over a workspace, or over an endpoint."""

    endpoint: str = ""

    def open(self, data: Data, folder: Path) -> None:
        """Its cache is in the folder, so that a first start builds and later ones read."""
        port = free_port()
        self.url = f"http://127.0.0.1:{port}/sparql"
        environ = {
            "SKILLGRAPH_CACHE": str(folder.parent / "cache"),
            "SKILLGRAPH_CACHE_BYTES": "0",
            "SKILLGRAPH_CLIENT_SECONDS": "0",
            "SKILLGRAPH_CLIENT_AT_ONCE": "64",
            "SKILLGRAPH_QUEUE": "256",
            "SKILLGRAPH_QUERY_SECONDS": "60",
            "SKILLGRAPH_WATCH": "false",
        }
        command = [str(Path(sys.executable).with_name("skillgraph")), "serve", "--port", str(port)]
        command += ["--engine", "remote", "--endpoint", self.endpoint] if self.endpoint else []
        command += ["--workspace", str(data.workspace or ROOT)]
        self.start(command, folder, environ)
        self.await_answer()


def address_of(peer: Server, query: str) -> str:
    """The address of a query by GET."""
    fields = "".join(f"&{name}={quote(value, safe='')}" for name, value in peer.fields)
    return f"{peer.url}?query={quote(query, safe='')}{fields}"


Maker = Callable[[], Peer]
