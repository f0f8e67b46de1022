"""Editing under a running server: good edits are served, bad ones are told, and answers go on all the time."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from faults import (
    FAULTS,
    QUERY,
    SKILLS,
    Readers,
    Server,
    changed,
    copy_workspace,
    edit_under_load,
    good_edit,
    serving,
    small_workspace,
)
from served import HTTP
from skillgraph.workspace import read

pytestmark = pytest.mark.xdist_group("live")


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over a copy of the workspace, which tests leave as they found it or in another good state."""
    root = copy_workspace(tmp_path_factory.mktemp("live") / "workspace")
    with serving(root, tmp_path_factory.mktemp("server")) as server:
        yield server


def ask(server: Server, query: str = QUERY) -> tuple[str, list[str]]:
    """The snapshot that answers, and the values of the first column."""
    answer = HTTP.get(f"{server.address}/sparql", params={"query": query})
    assert answer.status_code == 200
    result = answer.json()
    (name,) = result["head"]["vars"]
    return answer.headers["x-snapshot"], [row[name]["value"] for row in result["results"]["bindings"]]


def test_all_of_these_share_one_server(request: pytest.FixtureRequest) -> None:
    """pytest-xdist tells a group by the end of a test's name, which a version of pytest may refuse to change."""
    if not request.config.getoption("loadgroup", False):
        pytest.skip("only where pytest-xdist distributes the tests by groups")
    assert request.node.nodeid.endswith("@live")


def test_a_good_edit_is_served_soon(live: Server) -> None:
    good_edit(live.root, 0)
    time.sleep(1)
    for number in (1, 2, 3):
        snapshot, text = good_edit(live.root, number)
        assert live.wait_for(snapshot) < 30
        assert ask(live) == (snapshot, [text])


def test_what_follows_from_an_edit_is_served_with_it(live: Server) -> None:
    query = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), 'inferred')) }"
    whole, (before,) = ask(live, query)
    file = live.root / "data" / "example" / "attestations-east.ttl"
    good = file.read_text()
    at = good.index("\nattestation:")
    file.write_text(good[:at] + "\n" + good[good.index("\n\n", at) + 2 :].lstrip("\n"))
    without = read(live.root).digest[:16]
    live.wait_for(without)
    snapshot, (after,) = ask(live, query)
    assert snapshot == without
    assert int(after) < int(before)
    file.write_text(good)
    live.wait_for(whole)
    assert ask(live, query) == (whole, [before])


def test_the_list_of_queries_follows(live: Server) -> None:
    file = live.root / "queries" / "tasks" / "tasks.rq"
    good = file.read_text()
    for text in (good.replace("#+ summary: ", "#+ summary: Now, ", 1), good):
        file.write_text(text)
        live.wait_for(read(live.root).digest[:16])
        assert ("Now, " in HTTP.get(f"{live.address}/queries").text) == (text != good)


@pytest.mark.parametrize("kind", FAULTS)
def test_a_bad_edit_leaves_the_last_good_snapshot(live: Server, kind: str) -> None:
    fault, words = FAULTS[kind]
    snapshot, text = good_edit(live.root, 10)
    live.wait_for(snapshot)
    undo = fault(live.root)
    try:
        # a folder that goes while it is read is first told of by a file that is not there
        live.wait(lambda now: now["status"] == "degraded" and words in str(now["because"]))
        ready = live.ready()
        assert ready["snapshot"] == snapshot
        assert "T" in str(ready["since"])
        status = HTTP.get(f"{live.address}/status").json()
        violations = [row for row in status["findings"] if row["severity"] == "violation"]
        assert len(violations) == ready["findings"]
        assert ask(live) == (snapshot, [text])
        live.wait(lambda _: words in live.log.read_text())
    finally:
        undo()
    live.wait_for(snapshot)
    assert HTTP.get(f"{live.address}/status").json()["findings"] == []
    assert live.process.poll() is None


def test_a_file_that_shrank_is_served_once_it_is_saved_again(live: Server) -> None:
    snapshot, _ = good_edit(live.root, 20)
    live.wait_for(snapshot)
    undo = FAULTS["shrunk"][0](live.root)
    live.wait(lambda now: now["status"] == "degraded")
    file = live.root / "shapes" / "training.ttl"
    file.touch()  # an editor's second write of the same save
    time.sleep(0.5)
    assert live.ready()["status"] == "degraded"
    time.sleep(2)
    file.touch()
    live.wait(lambda now: now["status"] == "ready" and now["snapshot"] != snapshot)
    undo()
    live.wait_for(snapshot)


def test_a_file_written_in_pieces_is_served_when_it_is_whole(live: Server) -> None:
    good_edit(live.root, 30)
    snapshot, text = good_edit(live.root, 31)
    file = live.root / SKILLS
    whole = file.read_bytes()
    with file.open("wb", buffering=0) as stream:
        for start in range(0, len(whole), 1500):
            stream.write(whole[start : start + 1500])
            time.sleep(0.12)
    live.wait_for(snapshot)
    assert ask(live) == (snapshot, [text])


@pytest.mark.slow
def test_readers_never_notice_sixty_faults(live: Server) -> None:
    readers = Readers(live.address)
    valid = edit_under_load(live, readers, 60, seed=7)
    snapshot, text = list(valid.items())[-1]
    assert ask(live) == (snapshot, [text])
    assert readers.problems == []
    assert {answer for answer in readers.answers if valid.get(answer[0]) != answer[1]} == set()
    assert len(readers.answers) >= 2
    assert readers.asked > 300


def test_a_cache_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    root = small_workspace(tmp_path / "workspace")
    (tmp_path / "cache").write_text("in the way")
    with serving(root, tmp_path) as server:
        for number in (1, 2):
            snapshot, text = good_edit(root, number)
            server.wait_for(snapshot)
            assert ask(server) == (snapshot, [text])
    assert (tmp_path / "cache").read_text() == "in the way"


def test_without_watching_nothing_follows(tmp_path: Path) -> None:
    root = small_workspace(tmp_path / "workspace")
    with serving(root, tmp_path, WATCH="false") as server:
        before = server.ready()
        good_edit(root, 1)
        time.sleep(3)
        assert server.ready() == before


def test_all_processes_end_with_the_server(tmp_path: Path) -> None:
    root = small_workspace(tmp_path / "workspace")
    with serving(root, tmp_path) as server:
        snapshot, _ = good_edit(root, 1)
        server.wait_for(snapshot)
        family = _descendants(server.process.pid)
        assert len(family) >= 3  # the one that builds, the one that answers, and its workers
        server.process.kill()
        server.process.wait(10)
        for _ in range(100):
            if not any(Path(f"/proc/{process}").exists() for process in family):
                break
            time.sleep(0.1)
        assert [process for process in family if Path(f"/proc/{process}").exists()] == []


def test_a_server_that_is_told_to_end_leaves_nothing(tmp_path: Path) -> None:
    root = small_workspace(tmp_path / "workspace")
    with serving(root, tmp_path) as server:
        family = _descendants(server.process.pid)
        server.process.terminate()
        server.process.wait(20)
    assert [process for process in family if Path(f"/proc/{process}").exists()] == []


def test_a_workspace_that_is_not_good_is_not_served(tmp_path: Path) -> None:
    root = small_workspace(tmp_path / "workspace")
    changed(SKILLS, lambda good: good.replace(b"sg:confidence confidence:medium ;", b""))(root)
    command = [str(Path(sys.executable).with_name("skillgraph")), "serve", "--port", "0", "-w", str(root)]
    environment = {**os.environ, "SKILLGRAPH_CACHE": str(tmp_path / "cache"), "TMPDIR": str(tmp_path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert f"{SKILLS}:" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.glob("skillgraph-*")) == []


def _descendants(process: int) -> list[int]:
    """The processes that a process has started, whichever of its threads did, and theirs."""
    found: list[int] = []
    for task in Path(f"/proc/{process}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *_descendants(int(child))]
    return found
