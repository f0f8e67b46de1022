"""A real `skillgraph serve --dataset`: the answers of the workspace that the file was exported from."""

from __future__ import annotations

import datetime
import gzip
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from bench.world.__main__ import main

from answers import params_of
from faults import Server, serving
from served import UNHURRIED
from skillgraph.engine import Engine
from skillgraph.errors import BadParameter
from skillgraph.queries import CannedQuery, Catalogue, run
from skillgraph.results import write_table
from skillgraph.snapshot import Cache, open_snapshot
from skillgraph.workspace import Contents, read

TODAY = datetime.datetime.now(datetime.UTC).date()
PROGRAM = str(Path(sys.executable).with_name("skillgraph"))
COUNT = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
# Tasks, skills and holders of the federation, where the header's own cases name those of the shipped files.
KNOWN = {"task": "43", "skill": "linux", "on": "2026-12-01"}


@dataclass(frozen=True)
class Exported:
    """A workspace of a hundred holders, what was built of it, and its export as one file."""

    contents: Contents
    engine: Engine
    quads: int
    file: Path
    cache: Path


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """The file is the one that `skillgraph export` writes."""
    folder = tmp_path_factory.mktemp("given")
    assert main(["100", str(folder / "world"), "--tasks", "6", "--skills", "24"]) == 0
    environ = {**os.environ, "SKILLGRAPH_CACHE": str(folder / "cache")}
    command = [PROGRAM, "export", "--nquads", str(folder / "it.nq.gz"), "-w", str(folder / "world")]
    subprocess.run(command, env=environ, check=True, capture_output=True)
    contents = read(folder / "world")
    snapshot = open_snapshot(contents, Cache(folder / "cache"))
    assert snapshot.from_cache
    return Exported(contents, snapshot.engine, snapshot.quads, folder / "it.nq.gz", folder / "cache")


@pytest.fixture(scope="module")
def server(exported: Exported) -> Iterator[Server]:
    """A server of that file, whose workspace has its queries and none of its data."""
    folder = exported.file.parent / "served"
    empty = folder / "workspace"
    shutil.copytree(exported.contents.root, empty, ignore=shutil.ignore_patterns("data"))
    (empty / "data").mkdir()
    with serving(empty, folder, DATASET=str(exported.file), **UNHURRIED) as made:
        yield made


def rows(exported: Exported, query: CannedQuery, values: dict[str, str]) -> bytes | None:
    """The answer of the built workspace; None where it has not what is asked about."""
    try:
        return write_table(run(query, values, exported.engine, TODAY), "csv")
    except BadParameter:
        return None


@pytest.mark.slow
def test_every_canned_query_answers_as_the_built_workspace_does(exported: Exported, server: Server) -> None:
    filled, compared = 0, 0
    for query in Catalogue(exported.contents):
        asked = {one.name: KNOWN[one.name] for one in query.parameters if one.name in KNOWN}
        cases = [asked] if all(one.name in asked for one in query.parameters if one.required) else []
        for values in (*cases, *map(params_of, query.tests)):
            expected = rows(exported, query, values)
            answer = server.get(f"/queries/{query.name}.csv", **values)
            if expected is None:
                assert answer.status_code == 422, (query.name, values)
            else:
                assert answer.content == expected, (query.name, values)
                compared += 1
                filled += expected.count(b"\n") > 1
    assert compared > 80
    assert filled > 60


@pytest.mark.slow
def test_it_holds_all_of_the_file_and_says_so(exported: Exported, server: Server) -> None:
    ready = server.ready()
    assert (ready["status"], ready["quads"]) == ("ready", exported.quads)
    assert ready["snapshot"] != exported.contents.id
    counted = server.get("/sparql", query=COUNT, format="csv")
    assert int(counted.text.split()[1]) == exported.quads
    assert counted.headers["x-snapshot"] == ready["snapshot"]
    dumped = gzip.decompress(server.get("/dump.nq.gz").content)
    assert sorted(dumped.splitlines()) == sorted(gzip.decompress(exported.file.read_bytes()).splitlines())


@pytest.mark.slow
def test_pages_and_questions_about_cover_are_there(server: Server) -> None:
    for path in ("/", "/coverage", "/queries", "/status", "/doc/task/43", "/ns.ttl", "/.well-known/void"):
        answer = server.get(path)
        assert answer.status_code == 200, (path, answer.text[:300])


@pytest.mark.slow
def test_a_change_of_files_cannot_be_tried_on_it(server: Server) -> None:
    answer = httpx.post(
        f"{server.address}/coverage/what-if",
        content=b"holder:x a sg:Holder .\n",
        headers={"Content-Type": "text/turtle"},
    )
    assert answer.status_code == 503
    assert "other files" in answer.json()["detail"]


@pytest.mark.slow
def test_processes_that_are_killed_are_replaced(exported: Exported, server: Server) -> None:
    parents = [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and is_parent(entry, server.process.pid)
    ]
    assert parents
    for process in parents:
        os.kill(process, signal.SIGKILL)
    counted = server.get("/sparql", query=COUNT, format="csv")
    assert int(counted.text.split()[1]) == exported.quads


def is_parent(entry: Path, of: int) -> bool:
    """Whether a process is one of those that load, below the server."""
    try:
        line = (entry / "cmdline").read_bytes()
        above = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return False
    return b"isolation.parent" in line and above == of


@pytest.mark.slow
def test_a_file_that_changes_is_served_after_the_next_start(exported: Exported, tmp_path: Path) -> None:
    """Nor are the files of the workspace followed, though the server is told to follow them."""
    file = tmp_path / "it.nq"
    file.write_text("<https://e.org/s> <https://e.org/p> <https://e.org/o> <https://e.org/g> .\n")
    root = tmp_path / "workspace"
    for part in ("ontology", "shapes", "data", "queries"):
        (root / part).mkdir(parents=True)
    shutil.copytree(exported.contents.root / "queries" / "tasks", root / "queries" / "tasks")
    with serving(root, tmp_path, DATASET=str(file)) as server:
        before = server.ready()
        assert before["quads"] == 1
        assert "1 quads in" in server.log.read_text()
        file.write_text(
            file.read_text() * 2 + "<https://e.org/s> <https://e.org/p> 'x' <https://e.org/g> .\n".replace("'", '"')
        )
        shutil.rmtree(root / "queries" / "tasks")
        with pytest.raises(AssertionError):
            server.wait(lambda now: now != before, 2.5)
        assert server.get("/sparql", query=COUNT, format="csv").text.split()[1] == "1"
    with serving(root, tmp_path, DATASET=str(file)) as server:
        assert server.ready()["quads"] == 2
        assert server.ready()["snapshot"] != before["snapshot"]
    with serving(root, tmp_path, DATASET=str(file)) as server:
        assert server.ready()["quads"] == 2
        assert "loading" not in server.log.read_text()
    assert len(list((tmp_path / "cache" / "datasets").glob("*.disk"))) == 2
    assert not list((tmp_path / "cache" / "datasets").glob("skillgraph-*"))


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_server_that_is_ended_while_it_loads_leaves_nothing(tmp_path: Path, number: int) -> None:
    file = tmp_path / "it.nq"
    with file.open("w") as out:
        out.writelines(
            f"<https://e.org/{n}> <https://e.org/p> <https://e.org/o> <https://e.org/g> .\n" for n in range(500_000)
        )
    environ = {**os.environ, "SKILLGRAPH_CACHE": str(tmp_path / "cache")}
    command = [PROGRAM, "serve", "--port", "0", "--dataset", str(file)]
    with subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL) as process:
        until(lambda: list(tmp_path.glob("cache/datasets/skillgraph-*/work/CURRENT")))
        process.send_signal(number)
        assert process.wait(20) != 0
    until(lambda: not list(tmp_path.glob("cache/datasets/skillgraph-*")))
    assert not list(tmp_path.glob("cache/datasets/*.disk"))


def until(wanted: Callable[[], object]) -> None:
    """Waits until something is so."""
    ends = time.monotonic() + 60
    while not wanted():
        assert time.monotonic() < ends
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        ("what?\n", (), "it.nq:1:1 "),
        (None, (), "cannot be read: No such file or directory"),
        ("", ("--engine", "remote", "--endpoint", "http://127.0.0.1:9/"), "not served from an endpoint of others"),
        (
            "<https://e.org/s> <https://e.org/p> <https://e.org/o>"
            " <https://w3id.org/skillgraph/graph/data/seed/private/x.ttl> .\n",
            (),
            "a graph of a private file: data/seed/private/x.ttl",
        ),
    ],
    ids=["broken", "none", "remote", "private"],
)
def test_what_cannot_be_served_is_said_in_a_sentence(
    tmp_path: Path, content: str | None, options: tuple[str, ...], message: str
) -> None:
    file = tmp_path / "it.nq"
    if content is not None:
        file.write_text(content)
    environ = {**os.environ, "SKILLGRAPH_CACHE": str(tmp_path / "cache")}
    done = subprocess.run(
        [PROGRAM, "serve", "--port", "0", "--dataset", str(file), *options],
        env=environ, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob("cache/**/*.disk"))
    assert not list(tmp_path.glob("cache/**/skillgraph-*"))
