"""The server over an endpoint of others: the same answers by HTTP, one way out for its workers, and no other."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from endpoints import Server, free_port, oxigraph, oxigraph_program
from skillgraph.endpoint.outlet import AUTHORIZATION
from skillgraph.remote.cargo import Cargo, cargo_of
from skillgraph.remote.publish import plan, publish
from skillgraph.snapshot.builder import Built

ROOT = Path(__file__).parents[2]
STARTS_IN_S = 120
CREDENTIALS = "Bearer only-the-keeper-knows"


class Served:
    """A running server, and what it answers."""

    def __init__(self, url: str, process: subprocess.Popen[str]) -> None:
        self.url = url
        self.process = process

    def get(self, path: str, **fields: str) -> tuple[int, dict[str, str], bytes]:
        """Status, header fields and body."""
        query = f"?{urllib.parse.urlencode(fields)}" if fields else ""
        try:
            with urllib.request.urlopen(f"{self.url}{path}{query}", timeout=60) as answer:  # noqa: S310  # our own
                return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, {name.lower(): value for name, value in error.headers.items()}, error.read()

    def until(self, path: str, words: str) -> bytes:
        """The body of an answer once it has these words."""
        ends = time.monotonic() + STARTS_IN_S
        while time.monotonic() < ends:
            assert self.process.poll() is None, "the server has ended"
            with contextlib.suppress(OSError):
                body = self.get(path)[2]
                if words.encode() in body:
                    return body
            time.sleep(0.1)
        raise AssertionError(f"{path} never says {words}")

    def processes(self, of: str) -> list[int]:
        """The processes below the server whose command line has these words."""
        found, waiting = [], [self.process.pid]
        while waiting:
            number = waiting.pop()
            with contextlib.suppress(OSError):
                waiting += map(int, Path(f"/proc/{number}/task/{number}/children").read_text().split())
                if of in Path(f"/proc/{number}/cmdline").read_bytes().decode():
                    found.append(number)
        return found


@contextlib.contextmanager
def serving(server: Server, *more: str) -> Iterator[Served]:
    """`skillgraph serve` over an endpoint."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("skillgraph")), "serve", "--port", str(port), "--engine", "remote"]
    options = [word for url in (server.query, *more) for word in ("--endpoint", url)]
    environ = {**os.environ, AUTHORIZATION: CREDENTIALS, "SKILLGRAPH_ENDPOINT_LOOK_SECONDS": "1"}
    with subprocess.Popen(
        [*command, *options], cwd=ROOT, env=environ, stderr=subprocess.DEVNULL, text=True, start_new_session=True
    ) as process:
        served = Served(f"http://127.0.0.1:{port}", process)
        try:
            served.until("/readyz", "ready")
            yield served
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


@pytest.fixture(scope="module")
def own(cargo: Cargo) -> Iterator[Server]:
    """A server of this module's own, because snapshots come and go on it."""
    if oxigraph_program() is None:
        assert os.environ.get("CI") != "true", "the Oxigraph server is missing"
        pytest.skip("the Oxigraph server is not installed")
    with oxigraph() as server:
        bring(cargo, server)
        yield server


def bring(cargo: Cargo, server: Server) -> None:
    """Publishes."""
    with contextlib.closing(server.store()) as store:
        publish(plan(cargo, store), store)


@pytest.fixture(scope="module")
def served(own: Server) -> Iterator[Served]:
    """The server over it."""
    with serving(own) as running:
        yield running


pytestmark = pytest.mark.xdist_group("remote-serving")

PATHS = (
    "/",
    "/task/43",
    "/resilience",
    "/coverage/explain?holder=H07&target=43",
    "/quality",
    "/search?q=task",
    "/queries/who-can-cover.csv?task=43",
    "/coverage/cover.csv?target=43",
    "/coverage/what-if.json?without=H03",
    "/doc/task/43.ttl",
    "/doc/task/43.jsonld",
    "/ns.ttl",
    "/shapes.ttl",
    "/graph/data/seed/tasks-uk.ttl",
    "/describe/void.ttl",
    "/describe/service.ttl",
    "/context.jsonld",
    "/dump.nq.gz",
    "/complete?text=SELECT+%3Fx+%7B+%3Fx+a+sg%3ASer&at=26",
)


@pytest.mark.parametrize("path", PATHS)
def test_everything_else_works_on_it(path: str, served: Served, cargo: Cargo) -> None:
    status, headers, body = served.get(path)
    assert (status, len(body) > 0) == (200, True), body[:500]
    assert headers["x-snapshot"] == cargo.digest[:16]


def test_a_query_is_answered_kept_and_named(served: Served, cargo: Cargo) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    status, headers, body = served.get("/sparql", query=query, format="csv")
    assert (status, headers["x-snapshot"]) == (200, cargo.digest[:16])
    assert body.split() == [b"n", str(len(cargo.union.lines)).encode()]
    assert served.get("/sparql", query=query, format="csv")[1]["etag"] == headers["etag"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("SELECT ?x { SERVICE <{canary}> { ?x ?p ?o } }", 403),
        ("SELECT ?x { SERVICE SILENT <{canary}> { ?x ?p ?o } }", 403),
        ("SELECT ?x { ?y ?z ?x . serVICE <{canary}> { ?x ?p ?o } }", 403),
        ("PREFIX service: <{canary}> SELECT ?x { ?x service:p ?o }", 403),
        ("LOAD <{canary}>", 403),
        ("INSERT DATA { <http://x> <http://y> <http://z> }", 403),
        ("ASK FROM <{canary}> { ?s ?p ?o }", 200),
        ("ASK FROM NAMED <{canary}> { GRAPH ?g { ?s ?p ?o } }", 200),
        ("ASK { GRAPH <{canary}> { ?s ?p ?o } }", 200),
        ("SELECT ?x {", 400),
    ],
)
def test_no_query_makes_anybody_open_a_connection(query: str, status: int, served: Served) -> None:
    """Neither this server nor, at its bidding, the endpoint, which would follow SERVICE and LOAD."""
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0.2)
        url = f"http://127.0.0.1:{canary.getsockname()[1]}/"
        found = served.get("/sparql", query=query.replace("{canary}", url), format="json")
        assert found[0] == status
        if status == 200:
            assert json.loads(found[2])["boolean"] is False
        with pytest.raises(TimeoutError):
            canary.accept()


def test_a_graph_beside_the_snapshot_is_not_there(served: Served, own: Server) -> None:
    with contextlib.closing(own.store()) as store:
        store.update('INSERT DATA { GRAPH <http://other> { <http://x> <http://y> "not ours" } }')
        for text in ("FROM <http://other>", "FROM NAMED <http://other>", ""):
            for inside in ('?s ?p "not ours"', 'GRAPH ?g { ?s ?p "not ours" }', "GRAPH <http://other> { ?s ?p ?o }"):
                body = served.get("/sparql", query=f"ASK {text} {{ {inside} }}", format="json")[2]
                assert json.loads(body)["boolean"] is False, (text, inside)
        scoped = served.get("/sparql", query="ASK { ?s ?p ?o }", format="json", **{"default-graph-uri": "http://other"})
        assert json.loads(scoped[2])["boolean"] is False


def test_workers_can_open_nothing_and_have_no_credentials(served: Served) -> None:
    (keeper,) = served.processes("skillgraph.endpoint.keeper")
    parents = served.processes("skillgraph.isolation.parent")
    workers = [number for number in parents if _limit(number) == 5]
    assert workers
    for number in workers:
        assert len(_sockets(number)) == 2
    networked = {number for number in (*parents, keeper) if _has_network(number)}
    assert networked <= {keeper}


def _limit(process: int) -> int:
    """How many descriptors a process may have; 0 where it has ended."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/limits").read_text().splitlines():
            if line.startswith("Max open files"):
                return int(line.split()[3])
    return 0


def _has_network(process: int) -> bool:
    """Whether one of a process's sockets is a TCP socket."""
    with contextlib.suppress(OSError):
        numbers = {line.split()[9] for line in Path("/proc/net/tcp").read_text().splitlines()[1:]}
        return any(number in numbers for number in _sockets(process))
    return False


def _sockets(process: int) -> set[str]:
    """The numbers of a process's sockets."""
    links = {str(entry.readlink()) for entry in Path(f"/proc/{process}/fd").iterdir()}
    return {link[8:-1] for link in links if link.startswith("socket:[")}


def test_a_keeper_that_is_killed_is_replaced(served: Served) -> None:
    (keeper,) = served.processes("skillgraph.endpoint.keeper")
    os.kill(keeper, signal.SIGKILL)
    ends = time.monotonic() + STARTS_IN_S
    number = 0
    while time.monotonic() < ends:
        number += 1
        if served.get("/sparql", query=f"ASK {{ ?s ?p ?o{number} }}")[0] == 200 and served.processes("keeper"):
            break
        time.sleep(0.1)
    assert keeper not in served.processes("skillgraph.endpoint.keeper")
    assert served.get("/sparql", query="ASK { ?again ?p ?o }")[0] == 200


def test_a_change_is_tried_only_where_the_files_are_those_of_the_snapshot(served: Served) -> None:
    request = urllib.request.Request(  # noqa: S310  # our own
        f"{served.url}/coverage/what-if",
        data=b"<https://w3id.org/skillgraph/id/holder/H99> a <https://w3id.org/skillgraph/ns#Holder> .",
        headers={"Content-Type": "text/turtle"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310  # our own
        assert answer.status == 200


def test_the_next_snapshot_is_followed_and_the_endpoint_may_go_and_come(snapshot: Built, cargo: Cargo) -> None:
    digest = "e" * 64
    extra = b'<http://new> <http://p> "next" <https://w3id.org/skillgraph/graph/data/example/sites.ttl> .\n'
    port = free_port()
    with oxigraph(port=port) as server:
        bring(cargo, server)
        running = serving(server)
        served = running.__enter__()
        try:
            bring(cargo_of(snapshot.dataset.dump_nquads() + extra, digest), server)
            served.until("/readyz", digest[:16])
            status, headers, body = served.get("/sparql", query='ASK { ?s ?p "next" }', format="json")
            assert (status, headers["x-snapshot"]) == (200, digest[:16])
            assert json.loads(body)["boolean"] is True
        except BaseException:
            running.__exit__(*sys.exc_info())
            raise
    try:
        assert "cannot be reached" in served.until("/readyz", "degraded").decode()
        assert served.get("/sparql", query="ASK { ?gone ?p ?o }")[0] == 502
        assert served.get("/sparql", query='ASK { ?s ?p "next" }', format="json")[0] == 200  # from memory
        with oxigraph(port=port) as server:
            bring(cargo, server)
            served.until("/readyz", cargo.digest[:16])
            assert served.get("/sparql", query="ASK { ?back ?p ?o }")[0] == 200
    finally:
        running.__exit__(None, None, None)
