"""A server over a dataset on disk: the same answers, edits, kills and attacks as over one in memory."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.world.__main__ import main

from faults import Server, serving
from served import UNHURRIED
from skillgraph.workspace import read

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
RECORDS = "data/example/world/records-00001.ttl"
NEW = "SELECT ?x { ?x <https://w3id.org/skillgraph/ns#recordCompleteFrom> '2026-09-09'^^xsd:date }"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that keeps a federation of a hundred holders on disk, and follows its files."""
    folder = tmp_path_factory.mktemp("disk")
    assert main(["100", str(folder / "world"), "--tasks", "6", "--skills", "24"]) == 0
    temporary = folder / "temporary"
    leftover = temporary / "skillgraph-left"
    leftover.mkdir(parents=True)
    (leftover / "lock").touch()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(temporary))
        with serving(folder / "world", folder, DISK_FROM="1000", **UNHURRIED) as made:
            assert not leftover.exists()
            yield made


def answer(server: Server, query: str) -> list[list[str]]:
    """The rows of an answer as CSV, without the header."""
    got = server.get("/sparql", query=query, format="csv")
    assert got.status_code == 200, got.text
    return [line.split(",") for line in got.text.split()[1:]]


@pytest.mark.slow
def test_it_answers_from_disk(server: Server) -> None:
    ((count,),) = answer(server, COUNT)
    assert int(count) > 30_000
    assert server.get("/queries/who-can-cover", task="43", on="2026-12-01", format="csv").text.count("\n") > 100
    (folder,) = (server.root.parent / "temporary").glob("skillgraph-*")
    assert {path.suffix for path in folder.iterdir() if path.is_dir() and "work" not in path.name} <= {
        ".lines",
        ".disk",
    }


@pytest.mark.slow
def test_nothing_can_be_reached_from_it(server: Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0.2)
        address = f"http://127.0.0.1:{canary.getsockname()[1]}/"
        for query in (
            f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}",
            f"SELECT * {{ ?x a <https://w3id.org/skillgraph/ns#Site> SERVICE SILENT <{address}> {{ ?s ?p ?o }} }}",
        ):
            assert server.get("/sparql", query=query).status_code < 500
        with pytest.raises(TimeoutError):
            canary.accept()


@pytest.mark.slow
def test_killed_workers_are_replaced(server: Server) -> None:
    before = answer(server, COUNT)
    for process in settled(server):
        os.kill(process, signal.SIGKILL)
    assert answer(server, COUNT) == before


@pytest.mark.slow
def test_an_edit_of_records_is_served_and_the_old_dataset_goes(server: Server) -> None:
    assert answer(server, NEW) == []
    path = server.root / RECORDS
    good = path.read_bytes()
    new = b'a sg:SyntheticHolder ;\n    sg:recordCompleteFrom "2026-09-09"^^xsd:date ;'
    path.write_bytes(good.replace(b"a sg:SyntheticHolder ;", new, 1))
    server.wait_for(read(server.root, private=False).id)
    assert len(answer(server, NEW)) == 1
    path.write_bytes(good.replace(b"sg:level 2 ;", b"sg:level ;", 1))
    server.wait(lambda ready: ready["status"] == "degraded")
    assert len(answer(server, NEW)) == 1
    wrong = good.replace(b"sg:level 2 ;", b"sg:level 7 ;", 1)
    path.write_bytes(wrong)
    line = wrong[: wrong.index(b"sg:level 7")].count(b"\n") + 1
    server.wait(lambda now: f"{RECORDS}:{line}:14 SG203" in str(now.get("because")))
    assert "Levels go from 1 to 4" in str(server.ready()["because"])
    assert len(answer(server, NEW)) == 1
    path.write_bytes(good)
    server.wait_for(read(server.root, private=False).id)
    assert answer(server, NEW) == []
    (folder,) = (server.root.parent / "temporary").glob("skillgraph-*")
    assert len(list(folder.glob("*.disk"))) <= 2


def settled(server: Server) -> set[int]:
    """The processes that answer, once they stay the same: they are replaced when their parent has read ahead."""
    until = time.monotonic() + 30
    found = workers(server)
    while time.monotonic() < until:
        time.sleep(0.5)
        before, found = found, workers(server)
        if found and found == before:
            return found
    pytest.fail(f"The processes that answer do not stay the same: {found}.")


def workers(server: Server) -> set[int]:
    """The processes that answer: those that are children of a parent process."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line = (entry / "cmdline").read_bytes()
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                above = Path(f"/proc/{parent}/cmdline").read_bytes()
            except OSError:
                continue
            if b"isolation.parent" in line and b"isolation.parent" in above and family(parent, server.process.pid):
                found.add(int(entry.name))
    return found


def family(process: int, ancestor: int) -> bool:
    """Whether a process descends from another one."""
    while process > 1:
        if process == ancestor:
            return True
        process = int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    return False
