"""A real server on a free port of this machine, started once and ended with the tests."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from served import served


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `skillgraph serve` over the shipped workspace."""
    with served(tmp_path_factory.mktemp("server")) as running:
        yield running.address


@pytest.fixture(scope="session")
def client(server: str) -> Iterator[httpx.Client]:
    """An HTTP client of the server."""
    with httpx.Client(base_url=server, timeout=30) as http:
        yield http
