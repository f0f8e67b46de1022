"""A running server over the shipped workspace, and clients of it and of the same files in this process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from served import ROOT, UNHURRIED, Served, served
from skillgraph.client import Client

DAY = "2026-12-01"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over the shipped workspace."""
    with served(tmp_path_factory.mktemp("client"), **UNHURRIED) as running:
        yield running


@pytest.fixture(scope="session")
def remote(server: Served) -> Iterator[Client]:
    """A client of the server."""
    with Client(server.address) as client:
        yield client


@pytest.fixture(scope="session")
def local(server: Served) -> Client:
    """A client of the same workspace in this process, from the snapshot that the server has built."""
    before = os.environ.get("SKILLGRAPH_CACHE")
    os.environ["SKILLGRAPH_CACHE"] = str(server.log.parent / "cache")
    try:
        return Client.local(ROOT)
    finally:
        if before is None:
            del os.environ["SKILLGRAPH_CACHE"]
        else:
            os.environ["SKILLGRAPH_CACHE"] = before


@pytest.fixture(params=["remote", "local"])
def client(request: pytest.FixtureRequest) -> Client:
    """Either of the two."""
    made = request.getfixturevalue(request.param)
    assert isinstance(made, Client)
    return made


@pytest.fixture(scope="session")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for answers that are kept."""
    return tmp_path_factory.mktemp("kept")
