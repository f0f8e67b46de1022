"""The servers that are compared: skillgraph's, the stand-alone Oxigraph server, rdflib-endpoint. One dataset for all.

Each runs in a process group of its own; for the hostile queries every process of it has a bound on its address space.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pyoxigraph as ox

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from served import ROOT, UNHURRIED, free_port
from skillgraph.engine import Dataset
from skillgraph.snapshot import Cache
from skillgraph.snapshot.builder import build
from skillgraph.workspace import read

HOLDER = "https://w3id.org/skillgraph/id/holder/made-up-{}"
ADDRESS_SPACE = 8 << 30


@dataclass
class Peer:
    """A server: its name, the path of its endpoint, its command, and whether it has canned queries.

    `limits` are arguments for the hostile queries alone: Oxigraph's own time limit costs it a thread for each query.
    """

    name: str
    path: str
    command: list[str]
    port: int
    environment: Mapping[str, str]
    canned: bool = False
    holders: int = 10_000
    limits: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, *, bounded: bool = False, seconds: float = 180) -> float:
        """Starts it, with bounds on its time and memory where asked; gives the seconds until it answers."""
        began = time.monotonic()
        self.process = subprocess.Popen(
            [*self.command, *(self.limits if bounded else ())],
            env=dict(self.environment),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_bound if bounded else None,  # noqa: PLW1509  # this program has no other threads
        )
        while not self.answers(1):
            if self.process.poll() is not None or time.monotonic() - began > seconds:
                raise RuntimeError(f"{self.name} does not start: {' '.join(self.command)}")
            time.sleep(0.1)
        return time.monotonic() - began

    def stop(self) -> None:
        """Ends its process group, at once."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def answers(self, seconds: float) -> bool:
        """Whether `ASK {}` is answered within that time."""
        try:
            accept = {"Accept": "application/sparql-results+json"}
            answer = httpx.get(self.address + self.path, params={"query": "ASK {}"}, timeout=seconds, headers=accept)
        except httpx.HTTPError:
            return False
        return answer.status_code == 200


def _bound() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))


def data(holders: int) -> tuple[bytes, bytes]:
    """The shipped snapshot and that many made-up holders with ten triples each, as N-Quads and as N-Triples."""
    dataset = build(read(ROOT)).dataset.dataset()
    dataset.load(_holders(holders))
    quads = dataset.dump_nquads()
    triples = {ox.Triple(q.subject, q.predicate, q.object) for q in ox.parse(input=quads, format=ox.RdfFormat.N_QUADS)}
    return quads, ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""


def _holders(count: int) -> Iterator[ox.Quad]:
    graph = ox.NamedNode("https://example.org/holders")
    for number in range(count):
        subject = ox.NamedNode(HOLDER.format(number))
        for place in range(10):
            predicate = ox.NamedNode(f"https://example.org/property/{place}")
            yield ox.Quad(subject, predicate, ox.Literal(f"value {number * 7919 % 10007} of place {place}"), graph)


@contextmanager
def peers(binaries: Path, folder: Path, holders: int) -> Iterator[list[Peer]]:
    """Ours and those of the two others that are installed, not started; each is ended at the end."""
    quads, triples = data(holders)
    (folder / "data.nt").write_bytes(triples)
    made = [_ours(folder, quads)]
    made += [maker(binaries / name, folder) for name, maker in OTHERS.items() if name not in missing(binaries)]
    for peer in made:
        peer.holders = holders
    try:
        yield made
    finally:
        for peer in made:
            peer.stop()


def missing(binaries: Path) -> list[str]:
    """The programs of others that are not in that folder."""
    return [name for name in OTHERS if shutil.which(str(binaries / name)) is None]


def _ours(folder: Path, quads: bytes) -> Peer:
    dataset = Dataset()
    dataset.load_nquads(quads)
    Cache(folder / "cache").put(read(ROOT), dataset)
    port = free_port()
    given = {"CACHE": str(folder / "cache"), "WATCH": "false", **UNHURRIED}
    environment = {**os.environ, **{f"SKILLGRAPH_{name}": value for name, value in given.items()}}
    program = str(Path(sys.executable).with_name("skillgraph"))
    command = [program, "serve", "--port", str(port), "-w", str(ROOT)]
    return Peer("skillgraph", "/sparql", command, port, environment, canned=True)


def _oxigraph(program: Path, folder: Path) -> Peer:
    store = str(folder / "store")
    load = [str(program), "load", "--location", store, "--file", str(folder / "data.nt")]
    subprocess.run(load, check=True, capture_output=True)
    port = free_port()
    command = [str(program), "serve-read-only", "--location", store, "--bind", f"127.0.0.1:{port}"]
    return Peer("Oxigraph server", "/query", command, port, os.environ, limits=("--timeout-s", "10"))


def _rdflib(program: Path, folder: Path) -> Peer:
    port = free_port()
    command = [str(program), "serve", "--host", "127.0.0.1", "--port", str(port)]
    return Peer("rdflib-endpoint", "/", [*command, str(folder / "data.nt")], port, os.environ)


OTHERS = {"oxigraph": _oxigraph, "rdflib-endpoint": _rdflib}
