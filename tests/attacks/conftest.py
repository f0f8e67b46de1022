"""One server for all attacks, which has to be the same and well after each of them."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from attacks.corpus import Canary, listening
from served import HTTP, UNHURRIED, Served, served

ASK = {"query": "ASK {}"}


@pytest.fixture(scope="session")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over the shipped workspace that gives a query two seconds and 256 MiB."""
    with served(
        tmp_path_factory.mktemp("attacks"), QUERY_SECONDS="2", QUERY_MEMORY=str(256 << 20), **UNHURRIED
    ) as server:
        yield server


@pytest.fixture(scope="session")
def canary() -> Iterator[Canary]:
    """A listener that must hear nothing."""
    with listening() as listener:
        yield listener


@pytest.fixture(scope="session")
def client(target: Served) -> Iterator[httpx.Client]:
    """An HTTP client of the server."""
    with httpx.Client(base_url=target.address, timeout=60) as http:
        yield http


@pytest.fixture(autouse=True)
def unhurt(request: pytest.FixtureRequest) -> Iterator[None]:
    """After each attack on the server its process is the same, it answers, and the canary has heard nothing."""
    yield
    if "target" not in request.fixturenames:
        return
    server: Served = request.getfixturevalue("target")
    canary: Canary = request.getfixturevalue("canary")
    assert server.process.poll() is None
    answer = HTTP.get(f"{server.address}/sparql", params=ASK)
    assert (answer.status_code, answer.json()) == (200, {"head": {}, "boolean": True})
    assert canary.heard == []
