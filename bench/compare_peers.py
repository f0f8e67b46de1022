"""What is compared: an engine behind one small interface, in a process of its own that can be killed at any moment.

A peer loads N-Quads whose default graph is to be the union of all graphs, and answers queries with the number of
rows. Servers of others are asked by HTTP; libraries run in a child process that reads queries from its input.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

ROOT = Path(__file__).parents[1]
CHILD = Path(__file__).with_name("compare_child.py")
JSON = "application/sparql-results+json"


class TimeUp(Exception):
    """A query took longer than it may."""


class Refused(Exception):
    """A query or a load failed."""


def run_to_end(command: list[str], **more: object) -> None:
    """Runs a program to its end; Refused with its last words where it fails."""
    done = subprocess.run(command, capture_output=True, check=False, **more)  # type: ignore[call-overload]
    if done.returncode:
        raise Refused((done.stderr or done.stdout).decode(errors="replace").strip()[-200:])


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Peer:
    """One engine. `load` brings the data to where it keeps them, `serve` starts it, `ask` gives the number of rows.

    All are timed by whoever calls.
    """

    name: str
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def load(self, data: Data, folder: Path) -> None:
        """Brings the data into a database or cache of its own in that folder; nothing where it has none. Refused."""

    def serve(self, data: Data, folder: Path) -> None:
        """Starts, over what was loaded, and waits until it answers; Refused, TimeUp."""
        raise NotImplementedError

    def change(self, data: Data, folder: Path, change: Change) -> None:
        """Brings one changed statement in. A peer that takes no updates reads everything anew."""
        changed = change.made_in(data, folder)
        self.close()
        self.load(changed, folder)
        self.serve(changed, folder)

    def ask(self, query: str, seconds: float) -> int:
        """How many rows a query gives; TimeUp, Refused."""
        raise NotImplementedError

    def close(self) -> None:
        """Ends every process."""
        for process in self.processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
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


@dataclass(frozen=True)
class Change:
    """One statement that takes another's place, without their dots, in a graph; `text` is what one looks for.

    `first` is what the data had before any change. `edit` does the same in the workspace's file.
    """

    first: str
    old: str
    new: str
    graph: str
    text: str
    edit: Callable[[], object]

    @property
    def query(self) -> str:
        """One row as soon as the new statement is there."""
        subject, predicate, _ = self.new.split(" ", 2)
        return f'SELECT ?o {{ {subject} {predicate} ?o FILTER(STR(?o) = "{self.text}") }}'

    def update(self, union: str = "") -> str:
        """As SPARQL, for a server whose union is the default graph, or a graph of that name."""
        old, new = (f"GRAPH <{union}> {{ {one} }}" if union else one for one in (self.old, self.new))
        graph = f"GRAPH <{self.graph}>"
        return (
            f"DELETE DATA {{ {old} {'' if union else '.'} {graph} {{ {self.old} }} }} ;\n"
            f"INSERT DATA {{ {new} {'' if union else '.'} {graph} {{ {self.new} }} }}"
        )

    def made_in(self, data: Data, folder: Path) -> Data:
        """The files with the new statement, in that folder."""
        places = []
        for place, end in ((data.quads, f" <{self.graph}> .\n"), (data.triples, " .\n")):
            old, new = ((one + end).encode() for one in (self.first, self.new))
            target = folder / f"changed-{place.name}"
            target.write_bytes(place.read_bytes().replace(old, new))
            places.append(target)
        return replace(data, quads=places[0], triples=places[1])


@dataclass
class Server(Peer):
    """A peer that is asked by HTTP."""

    url: str = ""
    update_path: str = ""
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
        return rows_in(self._post(urlsplit(self.url).path, [("query", query), *self.fields], seconds))

    def change(self, data: Data, folder: Path, change: Change) -> None:
        """By an update, where the server takes any."""
        if self.update_path:
            self._post(self.update_path, [("update", change.update())], 60)
        else:
            super().change(data, folder, change)

    def _post(self, path: str, form: list[tuple[str, str]], seconds: float) -> bytes:
        parts = urlsplit(self.url)
        connection = self._connection or http.client.HTTPConnection(parts.hostname or "", parts.port)
        self._connection = None
        connection.timeout = seconds
        if connection.sock is not None:
            connection.sock.settimeout(seconds)
        fields = {"Accept": JSON, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request("POST", path, urlencode(form), fields)
            answer = connection.getresponse()
            body = answer.read()
        except TimeoutError:
            connection.close()
            raise TimeUp from None
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise Refused(str(error)) from None
        if answer.status not in (200, 204):
            connection.close()
            raise (TimeUp if answer.status in (503, 504) else Refused)(f"{answer.status} {body[:120]!r}")
        self._connection = connection
        return body


def rows_in(body: bytes) -> int:
    """How many rows an answer in JSON has; 1 for a truth value."""
    try:
        found = json.loads(body)
    except ValueError:
        raise Refused("no JSON") from None
    return 1 if "boolean" in found else len(found["results"]["bindings"])


@dataclass
class Child(Peer):
    """A library in a child process, over files, or over what was kept in the place that it is told."""

    kind: str = ""
    python: str = sys.executable
    load_seconds: float = 900

    def serve(self, data: Data, folder: Path) -> None:
        """The child loads before it answers."""
        files = str(data.quads), str(data.triples), self.kept(folder)
        process = self.start([self.python, str(CHILD), self.kind, *files, "child"], ROOT)
        self._hear(process, self.load_seconds)

    def kept(self, folder: Path) -> str:
        """Where the child finds what was loaded."""
        return str(folder / "kept")

    def ask(self, query: str, seconds: float) -> int:
        """A line in, a line out."""
        process = self.processes[-1]
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(query).encode() + b"\n")
            process.stdin.flush()
        except OSError:
            raise Refused("the process has ended") from None
        return self._hear(process, seconds)

    def _hear(self, process: subprocess.Popen[bytes], seconds: float) -> int:
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


def address_of(peer: Server, query: str) -> str:
    """The address of a query by GET."""
    fields = "".join(f"&{name}={quote(value, safe='')}" for name, value in peer.fields)
    return f"{peer.url}?query={quote(query, safe='')}{fields}"
