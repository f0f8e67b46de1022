"""Servers of others with the repository's own snapshot on them."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from endpoints import Server, oxigraph, oxigraph_program, virtuoso
from skillgraph.endpoint import Address, Replicas
from skillgraph.remote import Remote, read_record
from skillgraph.remote.cargo import Cargo, cargo_of
from skillgraph.remote.engine import Terms
from skillgraph.remote.publish import plan, publish
from skillgraph.snapshot.builder import Built
from skillgraph.workspace import Contents


def need(what: str, is_there: bool) -> None:
    """Skips where a program is missing; on CI that is a failure."""
    if not is_there:
        assert os.environ.get("CI") != "true", f"{what} is missing"
        pytest.skip(f"{what} is not installed")


@pytest.fixture(scope="session")
def cargo(snapshot: Built, contents: Contents) -> Cargo:
    """The repository's snapshot, ready to be published."""
    return cargo_of(snapshot.dataset.dump_nquads(), contents.digest)


@pytest.fixture(scope="session")
def oxigraph_server(cargo: Cargo) -> Iterator[Server]:
    """The Oxigraph server with the snapshot."""
    need("the Oxigraph server (package oxigraph)", oxigraph_program() is not None)
    with oxigraph() as server:
        bring(cargo, server)
        yield server


@pytest.fixture(scope="session")
def virtuoso_server(cargo: Cargo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Virtuoso with the snapshot."""
    need("Virtuoso (Debian's virtuoso-opensource-7-bin)", shutil.which("virtuoso-t") is not None)
    folder: Path = tmp_path_factory.mktemp("virtuoso")
    with virtuoso(folder) as server:
        bring(cargo, server)
        yield server


def bring(cargo: Cargo, server: Server) -> None:
    """Publishes to a server."""
    with contextlib.closing(server.store()) as store:
        publish(plan(cargo, store), store)


@contextlib.contextmanager
def engine_over(server: Server) -> Iterator[Remote]:
    """An engine over what a server holds."""
    with contextlib.closing(Replicas([Address.of(server.query)])) as replicas:
        yield Remote(replicas, read_record(replicas), Terms(seconds=60))


@pytest.fixture(scope="session")
def on_oxigraph(oxigraph_server: Server) -> Iterator[Remote]:
    """An engine over the Oxigraph server."""
    with engine_over(oxigraph_server) as engine:
        yield engine


@pytest.fixture(scope="session")
def on_virtuoso(virtuoso_server: Server) -> Iterator[Remote]:
    """An engine over Virtuoso."""
    with engine_over(virtuoso_server) as engine:
        yield engine
