"""SPARQL servers that this project did not write, started for a test, and one that misbehaves as it is told."""

from __future__ import annotations

import contextlib
import http.server
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from skillgraph.endpoint import Address
from skillgraph.remote.store import Store

STARTS_IN_S = 60


@dataclass(frozen=True)
class Server:
    """Where a server is asked, written to, and given whole graphs; `name` is whose it is."""

    name: str
    query: str
    update: str
    graphs: str | None

    def store(self, *, by_updates: bool = False) -> Store:
        """The server as `publish` sees it."""
        graphs = None if by_updates or self.graphs is None else Address.of(self.graphs)
        return Store(Address.of(self.query), Address.of(self.update), graphs)


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def oxigraph_program() -> str | None:
    """The Oxigraph server of the package `oxigraph`."""
    beside = Path(sys.executable).with_name("oxigraph")
    return str(beside) if beside.exists() else shutil.which("oxigraph")


@contextlib.contextmanager
def oxigraph(*options: str, port: int = 0) -> Iterator[Server]:
    """An empty Oxigraph server in memory."""
    port = port or free_port()
    program = oxigraph_program()
    assert program is not None
    with _running([program, "serve", "--bind", f"127.0.0.1:{port}", *options], Path.cwd(), port):
        url = f"http://127.0.0.1:{port}"
        yield Server("oxigraph", f"{url}/query", f"{url}/update", f"{url}/store")


VIRTUOSO_INI = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
{more}
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = {clients}
MaxClientConnections = {clients}
KeepAliveTimeout = 10
[SPARQL]
ResultSetMaxRows = {rows}
"""


def write_virtuoso_ini(
    folder: Path, http: int, sql: int, *, rows: int, buffers: int = 20_000, clients: int = 10, more: str = ""
) -> None:
    """The settings of a Virtuoso server in a folder, `v.ini`: its ports, and how much it holds, gives and lets in."""
    given = {"http": http, "sql": sql, "rows": rows, "buffers": buffers, "dirty": buffers * 3 // 4}
    (folder / "v.ini").write_text(VIRTUOSO_INI.format(**given, clients=clients, more=more))


@contextlib.contextmanager
def virtuoso(folder: Path, rows: int = 1_000_000) -> Iterator[Server]:
    """An empty Virtuoso server in a folder, which anybody may write to."""
    http_port, sql_port = free_port(), free_port()
    write_virtuoso_ini(folder, http_port, sql_port, rows=rows, more="ThreadsPerQuery = 1")
    with _running(["virtuoso-t", "+foreground", "+configfile", "v.ini"], folder, http_port):
        grant = ["isql-vt", f"127.0.0.1:{sql_port}", "dba", "dba", 'exec=grant SPARQL_UPDATE to "SPARQL";']
        subprocess.run(grant, check=True, capture_output=True, timeout=STARTS_IN_S)
        url = f"http://127.0.0.1:{http_port}"
        yield Server("virtuoso", f"{url}/sparql", f"{url}/sparql", f"{url}/sparql-graph-crud")


@contextlib.contextmanager
def _running(command: list[str], folder: Path, port: int) -> Iterator[None]:
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        ends = time.monotonic() + STARTS_IN_S
        while not _answers(port):
            assert process.poll() is None, f"{command[0]} has ended"
            assert time.monotonic() < ends, f"{command[0]} does not answer"
            time.sleep(0.05)
        yield
    finally:
        process.kill()
        process.wait()


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


Behaviour = Callable[[http.server.BaseHTTPRequestHandler, bytes], None]


@dataclass
class Bad:
    """An endpoint whose answers a test decides: `behave` is called with each request; `seen` has their bodies."""

    url: str
    behave: Behaviour
    seen: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


@contextlib.contextmanager
def bad_endpoint(behave: Behaviour) -> Iterator[Bad]:
    """A server on a port of its own."""
    bad = Bad("", behave)

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            bad.seen.append(body)
            bad.headers.append(dict(self.headers.items()))
            with contextlib.suppress(OSError):
                bad.behave(self, body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    bad.url = f"http://127.0.0.1:{server.server_address[1]}/query"
    try:
        yield bad
    finally:
        server.shutdown()
        server.server_close()


def sends(body: bytes, media_type: str = "application/sparql-results+json", status: int = 200) -> Behaviour:
    """A whole answer."""

    def behave(handler: http.server.BaseHTTPRequestHandler, _: bytes) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", media_type)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return behave


def breaks_off(body: bytes, missing: int = 100) -> Behaviour:
    """An answer that promises more than comes, and then the connection ends."""

    def behave(handler: http.server.BaseHTTPRequestHandler, _: bytes) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/sparql-results+json")
        handler.send_header("Content-Length", str(len(body) + missing))
        handler.end_headers()
        handler.wfile.write(body)
        handler.wfile.flush()
        handler.close_connection = True
        handler.connection.shutdown(socket.SHUT_RDWR)

    return behave
