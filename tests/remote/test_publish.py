"""Publishing: what is there afterwards, what is seen meanwhile, and what a crash at any point leaves."""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator

import pytest

from endpoints import Server, oxigraph, oxigraph_program, virtuoso
from skillgraph.cli.publishing import beside
from skillgraph.endpoint import Question, asked
from skillgraph.engine import UNBOUNDED, Dataset
from skillgraph.engine.foreign import SOLUTIONS_TYPE, read_rows
from skillgraph.errors import EndpointError, NotReady
from skillgraph.remote import Remote, read_record
from skillgraph.remote.cargo import Cargo, cargo_of
from skillgraph.remote.engine import Terms
from skillgraph.remote.publish import plan, publish
from skillgraph.remote.store import Store
from skillgraph.terms import Term

pytestmark = pytest.mark.xdist_group("publish")
GRAPH = "https://w3id.org/skillgraph/graph/"
ROWS = "SELECT ?g ?s ?o { GRAPH ?g { ?s <http://p> ?o } } ORDER BY ?g ?s ?o"
FLAT = "SELECT ?s ?o { ?s <http://p> ?o } ORDER BY ?s ?o"


def quads(version: int) -> bytes:
    """Three graphs: one that stays, one that changes, one that is there in odd versions only."""
    lines = [f'<http://a> <http://p> "stays" <{GRAPH}data/one> .']
    lines += [f'<http://b{n}> <http://p> "{version}" <{GRAPH}data/two> .' for n in range(40)]
    lines += [f'_:x{version} <http://p> "2.50"^^<http://www.w3.org/2001/XMLSchema#decimal> <{GRAPH}data/two> .']
    lines += [f'<http://c> <http://p> "{version}" <{GRAPH}data/odd> .'] * (version % 2)
    return "".join(f"{line}\n" for line in sorted(lines)).encode()


def small(version: int) -> Cargo:
    """A snapshot of these."""
    return cargo_of(quads(version), f"{version:064d}")


def here(version: int, query: str) -> list[tuple[str, ...]]:
    """The rows of a query on the engine here."""
    dataset = Dataset()
    dataset.load_nquads(quads(version))
    return plain(dataset.engine().select(query).rows)


def plain(rows: Iterable[tuple[Term | None, ...]]) -> list[tuple[str, ...]]:
    """Rows as short texts, in an order of their own: a blank node has its place where a server sorts its name."""
    return sorted(tuple(str(term).rpartition("/")[2] for term in row) for row in rows)


def there(store: Store, query: str) -> list[tuple[str, ...]]:
    """The rows of a query at the server, by the engine over it, which finds the snapshot whole."""
    engine = Remote(store.transport, read_record(store.transport), Terms(30))
    rows = engine.select(query).rows
    engine.check()
    return plain(rows)


def names(store: Store) -> set[str]:
    """All graphs of the server that are ours, and what is beside them."""
    query = f'SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), "{GRAPH}")) }}'
    question = Question((("query", query),), SOLUTIONS_TYPE, 30, 1 << 20)
    rows = asked(store.transport, question, lambda body: read_rows(body, UNBOUNDED)[1])
    return {str(row[0])[len(GRAPH) :] for row in rows}


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Server]]:
    """Servers by name, started when they are first asked for."""
    with contextlib.ExitStack() as stack:
        started: dict[str, Server] = {}

        def server(name: str) -> Server:
            if name not in started:
                is_virtuoso = name == "virtuoso"
                _need(name, shutil.which("virtuoso-t") is not None if is_virtuoso else oxigraph_program() is not None)
                running = virtuoso(tmp_path_factory.mktemp("virtuoso")) if is_virtuoso else oxigraph()
                started[name] = stack.enter_context(running)
            return started[name]

        yield server


@pytest.fixture(params=["oxigraph", "oxigraph-updates", "virtuoso"])
def store(request: pytest.FixtureRequest, servers: Callable[[str], Server]) -> Iterator[Store]:
    """A server that holds nothing of ours."""
    name, _, by_updates = request.param.partition("-")
    with contextlib.closing(servers(name).store(by_updates=bool(by_updates))) as empty:
        for graph in names(empty):
            empty.update(f"DROP SILENT GRAPH <{GRAPH}{graph}>")
        yield empty


def _need(what: str, is_there: bool) -> None:
    if not is_there:
        assert os.environ.get("CI") != "true", f"{what} is missing"
        pytest.skip(f"{what} is not installed")


def bring(store: Store, version: int) -> None:
    """Publishes a version."""
    publish(plan(small(version), store), store)


def test_a_snapshot_comes_changes_and_leaves_nothing_behind(store: Store) -> None:
    with pytest.raises(NotReady):
        read_record(store.transport)
    for version in (1, 2, 3, 2):
        bring(store, version)
        assert there(store, FLAT) == here(version, FLAT)
        assert there(store, ROWS) == here(version, ROWS)
        assert plan(small(version), store).is_done
    odd = {"data/odd"} if version % 2 else set()
    assert names(store) == {"data/one", "data/two", "published", *(f"union/{n:064d}" for n in (2, 3)), *odd}


def test_only_what_changed_is_brought_and_a_dry_run_brings_nothing(store: Store) -> None:
    bring(store, 1)
    found = plan(small(3), store)
    assert [load.graph[len(GRAPH) :] for load in found.changed] == ["data/odd", "data/two"]
    found = plan(small(2), store)
    assert [load.graph[len(GRAPH) :] for load in found.changed] == ["data/two"]
    assert found.dropped == (f"{GRAPH}data/odd",)
    assert "bring 1 graphs (41 triples) and the union (42 triples)" in found.lines()
    assert read_record(store.transport).digest == small(1).digest


class Crash(Exception):
    """The power went."""


class Failing(Store):
    """A store whose process ends before, or right after, its n-th write."""

    left = 10**9
    is_after = False

    def _once(self, call: object) -> None:
        self.left -= 1
        if self.left < 0 and not self.is_after:
            raise Crash
        super()._once(call)  # type: ignore[arg-type]
        if self.left < 0:
            raise Crash


@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
def test_a_crash_at_any_write_leaves_the_old_or_the_new_and_can_be_gone_on_from(store: Store, is_after: bool) -> None:
    bring(store, 1)
    store.__class__ = Failing
    assert isinstance(store, Failing)
    store.is_after = is_after
    states = set()
    for writes in range(30):
        store.left = writes
        with contextlib.suppress(Crash):
            bring(store, 2)
            break
        held = int(read_record(store.transport).digest)
        states.add(held)
        assert there(store, ROWS) == here(held, ROWS)
        assert there(store, FLAT) == here(held, FLAT)
        store.left = 10**9
        if writes % 2:  # another one comes between
            bring(store, 3)
            assert there(store, ROWS) == here(3, ROWS)
        bring(store, 1)
    assert writes >= 5
    assert states == {1, 2}
    assert there(store, ROWS) == here(2, ROWS)
    assert not any(name.startswith("staging/") for name in names(store))


def test_readers_see_one_snapshot_or_another_and_never_a_part(store: Store) -> None:
    bring(store, 1)
    seen: set[tuple[str, ...]] = set()
    wrong: list[object] = []
    stop = threading.Event()
    whole = {query: [here(version, query) for version in (1, 2, 3)] for query in (ROWS, FLAT)}

    def reads() -> None:
        while not stop.is_set():
            for query in (ROWS, FLAT):
                try:
                    rows = there(store, query)
                except (NotReady, EndpointError) as error:  # said, and not half an answer
                    seen.add((type(error).__name__,))
                    continue
                seen.add(("rows", query, str(whole[query].index(rows) if rows in whole[query] else -1)))
                if rows not in whole[query]:
                    wrong.append(rows)

    threads = [threading.Thread(target=reads) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for version in (2, 3, 1, 2):
            bring(store, version)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert wrong == []
    assert len([one for one in seen if one[0] == "rows"]) >= 2


def test_a_graph_that_did_not_arrive_is_noticed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    found = plan(small(1), store)
    monkeypatch.setattr(store, "count", lambda graph: 0)
    with pytest.raises(EndpointError, match="counts 0 triples"):
        publish(found, store)


def test_all_for_a_bulk_loader_is_the_same() -> None:
    _need("the Oxigraph server", oxigraph_program() is not None)
    with oxigraph() as server, contextlib.closing(server.store()) as loaded:
        for line in small(1).nquads():
            triple, _, graph = line.decode()[:-3].rpartition(" ")
            loaded.update(f"INSERT DATA {{ GRAPH {graph} {{ {triple} }} }}")
        assert there(loaded, ROWS) == here(1, ROWS)
        assert plan(small(1), loaded).is_done


def test_where_updates_go() -> None:
    assert beside("http://h/ds/query") == "http://h/ds/update"
    assert beside("http://h/sparql") == "http://h/sparql"
