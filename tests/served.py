"""A real `skillgraph serve` in a process of its own, over the shipped workspace or over any dataset.

Any dataset: the server takes a built snapshot from its cache by the digest of the workspace, so a cache that was filled
beforehand decides what is served.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from skillgraph.engine import Dataset
from skillgraph.snapshot import Cache, build_snapshot
from skillgraph.turtle import pack_sources, parse_files
from skillgraph.workspace import read

ROOT = Path(__file__).parents[1]
# Where built snapshots are kept for all tests of a run: see conftest.py. A program that a test starts is told by its
# environment.
BUILT: list[Path] = [Path(place) for place in [os.environ.get("TESTS_BUILT")] if place]
# For tests that ask more in a minute than one client may.
UNHURRIED = {"CLIENT_SECONDS": "100000", "QUEUE": "64"}
# Each request has a connection of its own, as with httpx.get, which reads the certificates of the world each time.
HTTP = httpx.Client(timeout=30, limits=httpx.Limits(max_keepalive_connections=0))


@dataclass(frozen=True)
class Served:
    """A running server: its address, the process that was started, and what it wrote to standard error."""

    address: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.address.rpartition(":")[2])

    def memory(self) -> int:
        """Bytes of memory that the process which was started holds."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) * 1024

    def family(self) -> dict[int, str]:
        """The server's process and all that descend from it, as numbers and the moments of their starts."""
        parents = {pid: (parent, start) for pid, parent, start in _processes()}
        found = {self.process.pid}
        while more := {pid for pid, (parent, _) in parents.items() if parent in found} - found:
            found |= more
        return {pid: parents[pid][1] for pid in found if pid in parents}


@contextmanager
def served(folder: Path, nquads: bytes | None = None, root: Path = ROOT, **settings: str) -> Iterator[Served]:
    """A server over a workspace, with `folder` for its cache and log.

    `settings` are environment variables without their prefix; files are not followed unless one says so.

    At the end it is asked to end, and no process of its family may be left.
    """
    cache = folder / "cache"
    if nquads is not None:
        dataset = Dataset()
        dataset.load_nquads(nquads)
        Cache(cache).put(read(root), dataset)
    else:
        fill(cache, root)
    port = free_port()
    command = [str(Path(sys.executable).with_name("skillgraph")), "serve", "--port", str(port), "-w", str(root)]
    given = {"CACHE": str(cache), "WATCH": "false", **settings}
    environment = {**os.environ, **{f"SKILLGRAPH_{name}": value for name, value in given.items()}}
    log = folder / "log"
    with log.open("wb") as stream:
        process = subprocess.Popen(command, env=environment, stdout=stream, stderr=stream)
    server = Served(f"http://127.0.0.1:{port}", process, log)
    try:
        _wait_until_it_answers(server)
        yield server
    finally:
        family = server.family()
        process.send_signal(signal.SIGTERM)
        process.wait(20)
    assert left_of(family) == set()


def fill(cache: Path, root: Path = ROOT) -> None:
    """Puts what a server over the shipped files starts with into its cache; for all tests of a run it is built once."""
    if not BUILT or read(root, private=False).digest != (contents := read(ROOT, private=False)).digest:
        return
    shared = Cache(BUILT[0])
    BUILT[0].mkdir(parents=True, exist_ok=True)
    with (BUILT[0] / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (BUILT[0] / f"{contents.digest}.nq").exists():
            stated = parse_files([*contents.turtle("ontology"), *contents.turtle("data")])
            shared.put_sources(contents, pack_sources(stated, parse_files(contents.turtle("shapes"))))
            build_snapshot(contents, shared)
    shutil.copytree(BUILT[0], cache, ignore=shutil.ignore_patterns("lock"), dirs_exist_ok=True)


def left_of(family: dict[int, str], seconds: float = 5) -> set[int]:
    """The processes of a family that are still there after that time."""
    began = time.monotonic()
    while True:
        left = {pid for pid, _, start in _processes() if family.get(pid) == start}
        if not left or time.monotonic() - began > seconds:
            return left
        time.sleep(0.05)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _processes() -> Iterator[tuple[int, int, str]]:
    """Every process that is no zombie: its number, its parent's, the moment of its start in ticks."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            text = (folder / "stat").read_text()
        except OSError:
            continue
        state, parent, *rest = text[text.rindex(")") + 2 :].split()
        if state != "Z":
            yield int(folder.name), int(parent), rest[17]


def _wait_until_it_answers(server: Served) -> None:
    for _ in range(600):
        assert server.process.poll() is None, server.log.read_text()
        try:
            if HTTP.get(f"{server.address}/readyz").status_code in (200, 401):  # 401: it is a private one
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"the server did not answer within 60 s: {server.log.read_text()}")
