"""`export --site`: a server of its own on this machine, asked for everything, and ended."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlsplit

from skillgraph.cli import session
from skillgraph.cli.export import place
from skillgraph.cli.render import say
from skillgraph.errors import IsolationError
from skillgraph.export.copying import Copy, Got, Limits
from skillgraph.terms import ID
from skillgraph.workspace import Contents

_ADDRESS = "http://localhost:8000"  # what pages show as the address of a server: the one that `serve` has by itself
_ACCEPT = "text/html,application/xhtml+xml,*/*;q=0.8"
_CLIENTS = 4
_TOLD_TO_END = 128 + signal.SIGTERM
_START_S, _ANSWER_S, _FAREWELL_S = 120, 60, 20
_THINGS = f'SELECT DISTINCT ?thing WHERE {{ ?thing a ?class FILTER(STRSTARTS(STR(?thing), "{ID}")) }} ORDER BY ?thing'
_DOCUMENTS = ("", ".ttl", ".jsonld")
# Of a server that has one client, which asks for everything.
_UNHURRIED = {
    "WATCH": "false",
    "PRIVATE": "false",
    "CLIENT_SECONDS": "1000000",
    "QUERY_SECONDS": "60",
    "ALLOWED_HOSTS": "",
    "HOST": "127.0.0.1",
}


def write_site(contents: Contents, folder: Path, most_files: int, seconds: int) -> None:
    """Writes the copy; UsageError where it passes a limit, and then nothing is written."""
    opened = session.snapshot(contents)  # so that the server finds it in the cache
    until = time.monotonic() + seconds
    things = [str(row[0]) for row in opened.engine.select(_THINGS).rows]
    start = ["/"] + [f"/doc/{quote(thing[len(ID) :], safe='/')}{suffix}" for suffix in _DOCUMENTS for thing in things]
    start += ["/ns.ttl", "/ns.jsonld", "/shapes.ttl", "/context.jsonld"]

    def fill(beside: Path) -> None:
        with _server(contents.root) as port:
            limits = Limits(most_files, until, time.monotonic)
            with ThreadPoolExecutor(_CLIENTS) as threads:
                asked = _Asking(port)
                copy = Copy(beside, partial(threads.map, asked.get), limits, opened.id, session.today().isoformat())
                told = copy.make(start)
        say(f"{told['pages']:,} pages and {told['files']:,} other files, {told['bytes']:,} bytes")

    place(folder, fill)


class _Asking:
    """A connection to the server for each thread, opened anew where it was closed."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._own = threading.local()

    @property
    def _connection(self) -> http.client.HTTPConnection:
        if not hasattr(self._own, "connection"):
            self._own.connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_ANSWER_S)
        found: http.client.HTTPConnection = self._own.connection
        return found

    def get(self, address: str) -> Got:
        """What the server answers; asked twice where the connection had ended."""
        for last in (False, True):
            try:
                self._connection.request("GET", address, headers={"Accept": _ACCEPT})
                answer = self._connection.getresponse()
                body = answer.read()
                break
            except (OSError, http.client.HTTPException) as error:
                self._connection.close()
                if last:
                    raise IsolationError(f"The server of the copy ended: {error}.", "Try again.") from None
        leads = urlsplit(answer.getheader("Location") or "").path if 300 <= answer.status < 400 else ""
        return Got(answer.status, answer.getheader("Content-Type") or "", body, leads)


@contextmanager
def _server(root: Path) -> Iterator[int]:
    """A server over the workspace; its port. It is gone afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    given = {**_UNHURRIED, "PORT": str(port), "WORKSPACE": str(root), "PUBLIC_URL": _ADDRESS}
    environment = {**os.environ, **{f"SKILLGRAPH_{name}": value for name, value in given.items()}}
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(_TOLD_TO_END))  # so that the server ends with this
    process = subprocess.Popen(  # our own program, without a shell
        [sys.executable, "-c", "from skillgraph.cli import main; main()", "serve"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        _wait(process, port)
        yield port
    finally:
        signal.signal(signal.SIGTERM, before)
        process.send_signal(signal.SIGTERM)
        try:
            process.communicate(timeout=_FAREWELL_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    """Returns when the server answers; IsolationError with its words where it does not."""
    end = time.monotonic() + _START_S
    while time.monotonic() < end:
        if process.poll() is not None:
            _, said = process.communicate()
            raise IsolationError(f"No server could be started: {said.decode(errors='replace').strip()[-500:]}")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_ANSWER_S)
        try:
            connection.request("GET", "/readyz")
            if json.loads(connection.getresponse().read()).get("status") in ("ready", "degraded"):
                return
        except (OSError, http.client.HTTPException, ValueError):
            pass
        finally:
            connection.close()
        time.sleep(0.05)
    raise IsolationError(f"The server did not answer within {_START_S} s.", "Try again on a machine with less to do.")
