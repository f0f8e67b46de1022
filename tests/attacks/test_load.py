"""Many clients at once lose nothing, and endless queries make nobody wait."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from load import Client, Figures, connect, get, run
from served import UNHURRIED, Served, served

pytestmark = pytest.mark.xdist_group("attacks")

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?i) }"
TRIES = 3  # what else the machine does may take the processors for a moment
TEN_ROWS = "SELECT ?s ?o { ?s rdfs:label ?o } LIMIT 10"


@pytest.fixture(scope="module")
def roomy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with the default limits but the time of one client."""
    with served(tmp_path_factory.mktemp("load"), **UNHURRIED) as server:
        yield server


def asking(server: Served, query: str, number: int) -> bytes:
    """A query that was never asked before: its number is in a comment."""
    return get(server.address, f"/sparql?query={quote(f'{query} # {number}')}")


@pytest.mark.parametrize(
    "sources", [("127.0.0.1",), tuple(f"127.0.0.{last}" for last in range(2, 18))], ids=["one address", "16 addresses"]
)
def test_sixteen_clients_lose_nothing(roomy: Served, sources: tuple[str, ...]) -> None:
    def request(number: int) -> bytes:
        return asking(roomy, TEN_ROWS, number % 4000)  # half of them are asked twice

    figures = asyncio.run(run(roomy.address, request, clients=16, each=500, sources=sources))
    assert figures.statuses == {200: 8000}


async def _beside(server: Served) -> Figures:
    """`ASK {}` again and again, while another client asks endless questions."""
    stop = asyncio.Event()
    heavy = [asyncio.create_task(_endless(server, number, stop)) for number in range(4)]
    await asyncio.sleep(1)
    asks = await run(
        server.address,
        lambda number: asking(server, "ASK {}", number),
        clients=1,
        seconds=12,
        sources=["127.0.0.3"],
    )
    stop.set()
    for task in heavy:
        task.cancel()
    await asyncio.gather(*heavy, return_exceptions=True)
    return asks


async def _endless(server: Served, number: int, stop: asyncio.Event) -> None:
    while not stop.is_set():
        client: Client = await connect(server.address, "127.0.0.2")
        try:
            await client.ask(asking(server, ENDLESS, number))
        except ConnectionError:
            continue
        finally:
            client.close()


def test_an_innocent_question_does_not_wait_for_endless_ones(roomy: Served) -> None:
    slowest = []
    for _ in range(TRIES):
        figures = asyncio.run(_beside(roomy))
        assert set(figures.statuses) == {200}
        assert figures.statuses[200] > 200
        slowest.append(figures.quantile(0.99))
        if slowest[-1] < 0.1:
            break
    if (os.cpu_count() or 1) > 1:
        assert min(slowest) < 0.1


def test_clients_that_go_away_leave_nothing_behind(roomy: Served) -> None:
    async def leave() -> None:
        for number in range(30):
            client = await connect(roomy.address, "127.0.0.4")
            client.ask(asking(roomy, ENDLESS, number)).add_done_callback(lambda future: future.exception())
            await asyncio.sleep(0.02)
            client.close()
        await asyncio.sleep(1)

    before = len(roomy.family())
    asyncio.run(leave())
    figures = asyncio.run(run(roomy.address, lambda number: asking(roomy, "ASK {}", number), clients=4, each=50))
    assert figures.statuses == {200: 200}
    assert figures.quantile(0.99) < 5
    assert len(roomy.family()) <= before + 8
