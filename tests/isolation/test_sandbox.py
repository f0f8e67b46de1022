"""What a worker cannot do, whatever its job says."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

import isolated_front
from isolated import House, supervised
from isolated_jobs import DOUBLING, HUNGRY
from skillgraph.errors import InternalError, LimitReached
from skillgraph.isolation import Bounds

pytestmark = pytest.mark.asyncio(loop_factories=["uvloop"])


class Canary:
    """Listens on loopback, and counts who knocks; every connection is closed at once."""

    def __init__(self) -> None:
        self.heard = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def close(self) -> None:
        """Stops listening."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                connection.close()
                self.heard += 1


@pytest.fixture
def canary() -> Iterator[Canary]:
    """A canary that nobody has disturbed."""
    listener = Canary()
    yield listener
    listener.close()


def calls(port: int) -> list[tuple[str, str]]:
    """Jobs that make the engine open a connection, where it can."""
    address = f"http://127.0.0.1:{port}/sparql"
    return [
        ("query", f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}"),
        ("query", f"SELECT * {{ ?s ?p ?x SERVICE <{address}> {{ ?s ?p ?o }} }}"),
        ("query", f"SELECT * {{ SERVICE SILENT <{address}> {{ ?s ?p ?o }} }}"),
        ("update", f"LOAD <{address}>"),
        ("update", f"LOAD SILENT <{address}> INTO GRAPH <http://example.org/g>"),
    ]


async def test_a_listening_canary_hears_nothing(house: House, canary: Canary) -> None:
    for job, text in calls(canary.port):
        with contextlib.suppress(InternalError):  # SILENT is no error
            await house.run(job, text=text)
    assert canary.heard == 0
    assert await house.echo() == "hello"


async def test_the_canary_would_hear(canary: Canary) -> None:
    store = ox.Store()
    for job, text in calls(canary.port):
        with contextlib.suppress(OSError):
            results = getattr(store, job)(text)
            if results is not None:
                list(results)
    assert canary.heard >= 3


@pytest.mark.parametrize("job", ["open_file", "open_socket", "open_pipe"])
async def test_nothing_can_be_opened(house: House, job: str, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(InternalError):
        await house.run(job)
    assert "Too many open files" in caplog.text


async def test_files_cannot_be_loaded(house: House, tmp_path: Path) -> None:
    file = tmp_path / "secret.ttl"
    file.write_text("<http://example.org/a> <http://example.org/b> 'secret' .")
    with pytest.raises(InternalError):
        await house.run("update", text=f"LOAD <{file.as_uri()}>")


async def test_a_worker_holds_only_its_own_connection() -> None:
    async with supervised(Bounds(), "holding") as house:  # files that its loader has opened
        reply = await house.ask("descriptors")
        assert reply.head["open"] == [0, 1, 2, 3]


async def test_limits_are_those_of_the_table(house: House) -> None:
    process = (await house.ask("echo", text="")).head["process"]
    limits = Path(f"/proc/{process}/limits").read_text()
    rows = {line[:25].strip(): line[25:].split()[:2] for line in limits.splitlines()[1:]}
    assert rows["Max open files"] == ["4", "4"]
    assert rows["Max core file size"] == ["0", "0"]
    assert rows["Max file size"] == ["0", "0"]
    assert int(rows["Max address space"][0]) > 128 << 20
    threads = list(Path(f"/proc/{process}/task").iterdir())
    assert ["NoNewPrivs:\t1" in (thread / "status").read_text() for thread in threads] == [True, True]
    assert int(Path(f"/proc/{process}/oom_score_adj").read_text()) > 0


@pytest.mark.parametrize(
    ("job", "given"),
    [("eat", {"length": 1 << 31}), ("query", {"text": HUNGRY}), ("query", {"text": DOUBLING})],
    ids=["bytes", "cross product", "doubling"],
)
async def test_memory_has_an_end(house: House, job: str, given: dict[str, object]) -> None:
    with pytest.raises(LimitReached) as caught:
        await house.run(job, **given)
    assert (caught.value.limit, "128 MiB" in caught.value.message) == ("memory", True)
    assert await house.echo() == "hello"
    assert house.pool.stats.ends["memory"] == 1


@pytest.mark.parametrize(("job", "given"), [("parse", {"depth": 1_000_000}), ("recurse", {})])
async def test_depth_has_an_end(house: House, job: str, given: dict[str, object]) -> None:
    with pytest.raises(LimitReached) as caught:
        await house.run(job, **given)
    assert caught.value.limit == "depth"
    assert await house.echo() == "hello"
    assert house.pool.stats.ends["depth"] == 1


async def test_processor_time_has_an_end() -> None:
    async with supervised(Bounds(cpu=1)) as house:
        with pytest.raises(LimitReached) as caught:
            await house.run("spin", seconds=60)
        assert (caught.value.limit, caught.value.message) == (
            "cpu",
            "The evaluation used more than 1 s of processor time.",
        )
        assert await house.echo() == "hello"


async def test_deep_queries_have_the_stack_they_need(house: House) -> None:
    reply = await house.ask("parse", depth=20_000)
    assert b"bindings" in reply.body


@pytest.mark.skipif(os.geteuid() != 0, reason="runs without privileges anyway")
async def test_it_needs_no_privilege() -> None:
    if isolated_front.nobody_may_run_python() is False:
        pytest.skip("the interpreter is in a folder that other users cannot enter")
    assert isolated_front.as_nobody() == {"echo": "hello", "limit": "time", "nice": 10, "service": "InternalError"}
