"""`skillgraph mcp` over HTTP in a process of its own, over a workspace with private files in it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from attacks.corpus import Canary, listening
from faults import copy_workspace
from planted import plant
from served import free_port

PROGRAM = str(Path(sys.executable).with_name("skillgraph"))


@dataclass(frozen=True)
class Offered:
    """A running server of tools."""

    url: str
    process: subprocess.Popen[bytes]
    root: Path
    log: Path


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped workspace with private files."""
    folder = copy_workspace(tmp_path_factory.mktemp("tools") / "workspace")
    plant(folder)
    return folder


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The settings of the servers: a second for a query, as in the attacks 256 MiB, one cache for all."""
    cache = tmp_path_factory.mktemp("cache")
    given = {"QUERY_SECONDS": "2", "QUERY_MEMORY": str(256 << 20), "QUEUE": "64", "CACHE": str(cache)}
    return {**os.environ, **{f"SKILLGRAPH_{name}": value for name, value in given.items()}}


@pytest.fixture(scope="session")
def offered(root: Path, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Offered]:
    """The server over HTTP, following the files."""
    port = free_port()
    command = [PROGRAM, "mcp", "--http", "--port", str(port), "-w", str(root)]
    log = tmp_path_factory.mktemp("log") / "log"
    with log.open("wb") as stream:
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream)
    try:
        _wait_for(port, process, log)
        yield Offered(f"http://127.0.0.1:{port}/mcp", process, root, log)
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0, log.read_text()


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        assert process.poll() is None, log.read_text()
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="session")
def canary() -> Iterator[Canary]:
    """A listener that must hear nothing."""
    with listening() as listener:
        yield listener
