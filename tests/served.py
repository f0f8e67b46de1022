"""A real `skillgraph serve` in a process of its own, over the shipped workspace or over any dataset.

Any dataset: the server takes a built snapshot from its cache by the digest of the workspace, so a cache that was filled
beforehand decides what is served.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from skillgraph.engine import Dataset
from skillgraph.errors import SkillgraphError
from skillgraph.snapshot import Cache
from skillgraph.workspace import read

ROOT = Path(__file__).parents[1]
BUILT: list[Path] = []  # where built snapshots are kept for all tests of a run: see conftest.py
# For tests that ask more in a minute than one client may.
UNHURRIED = {"CLIENT_SECONDS": "100000", "QUEUE": "64"}


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

    At the end it is asked to end, and no process of its family may be left. What was built for a workspace is given to
    the next server over the same files.
    """
    cache = folder / "cache"
    if nquads is not None:
        dataset = Dataset()
        dataset.load_nquads(nquads)
        Cache(cache).put(read(root), dataset)
    elif BUILT:
        _share(BUILT[0], cache, root)
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
        if BUILT and nquads is None:
            _share(cache, BUILT[0], root)
    assert left_of(family) == set()


def _share(source: Path, target: Path, root: Path) -> None:
    """Copies what a cache holds of a workspace's public files into another, each file whole or not at all."""
    with suppress(OSError, SkillgraphError):
        digest = read(root, private=False).digest
        for name in (f"{digest}.nq", f"{digest}.sources"):
            if (source / name).is_file() and not (target / name).exists():
                target.mkdir(parents=True, exist_ok=True)
                fresh = target / f"{name}.{os.getpid()}"
                shutil.copyfile(source / name, fresh)
                fresh.replace(target / name)


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
            if httpx.get(f"{server.address}/readyz", timeout=30).status_code in (200, 401):  # 401: it is a private one
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"the server did not answer within 60 s: {server.log.read_text()}")
