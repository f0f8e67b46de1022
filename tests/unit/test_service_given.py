"""A desk over a dataset of one file: the answers of the built snapshot, and what is refused where it is too large."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from answers import params_of
from skillgraph.engine import InProcess, open_disk
from skillgraph.errors import AnswerTooLarge, LimitReached, WorkspaceError
from skillgraph.queries import CannedQuery, Catalogue, run
from skillgraph.service import Desk, desk_of, digest_of_given, open_desk, source_of_given
from skillgraph.snapshot.builder import Built
from skillgraph.snapshot.given import Held, Shelf
from skillgraph.workspace import Contents, read

ROOT = Path(__file__).parents[2]
TODAY = datetime.date(2026, 12, 1)
BASE = "https://example.org/kg"
ALL = {"counted": 10_000_000, "world": 10_000_000}
CASES = [(query, number) for query in Catalogue(read(ROOT)) for number in range(len(query.tests))]
LEAVE: dict[str, Any] = {
    "question": "leave",
    "given": {"holder": ["H07"]},
    "on": "",
    "today": "2026-12-01",
    "format": "json",
    "seconds": 10.0,
}


@pytest.fixture(scope="module")
def held(snapshot: Built, tmp_path_factory: pytest.TempPathFactory) -> Held:
    """The shipped dataset as a file that was loaded."""
    folder = tmp_path_factory.mktemp("given")
    (folder / "it.nq").write_bytes(snapshot.dataset.dump_nquads())
    found = Shelf(folder / "datasets", private=False).open(folder / "it.nq")
    found.release()
    return found


@pytest.fixture(scope="module")
def engine(held: Held) -> InProcess:
    return open_disk(held.folder)


def desk(held: Held, contents: Contents, folder: Path, most: dict[str, int]) -> Desk:
    """As the processes of a server open it."""
    told = {"base_url": BASE, "digest": digest_of_given(held, contents), "most": most}
    return open_desk(source_of_given(held, contents, Catalogue(contents), folder, told, ()).argument)


def built(snapshot_engine: InProcess, held: Held, contents: Contents) -> Desk:
    """The desk of the snapshot that was built, by the other one's name."""
    return desk_of(snapshot_engine, Catalogue(contents), base_url=BASE, digest=digest_of_given(held, contents))


def told(at: Desk, name: str) -> bytes:
    return at.run("document", {"name": name, "format": "ttl"}).body


def test_all_quads_are_there(held: Held, snapshot: Built) -> None:
    assert held.quads == len(snapshot.dataset) > 25_000


@pytest.mark.parametrize(("query", "number"), CASES, ids=lambda one: getattr(one, "name", one))
def test_canned_queries_give_the_rows_of_the_built_snapshot(
    query: CannedQuery, number: int, engine: InProcess, snapshot_engine: InProcess
) -> None:
    values = params_of(query.tests[number])
    table = run(query, values, engine, TODAY)
    assert table.rows == run(query, values, snapshot_engine, TODAY).rows
    assert table.columns


def test_a_small_one_is_described_and_asked_like_the_built_snapshot(
    held: Held, contents: Contents, snapshot_engine: InProcess, tmp_path: Path
) -> None:
    one, other = desk(held, contents, tmp_path, ALL), built(snapshot_engine, held, contents)
    for name in ("void", "service", "dataset", "ns"):
        assert told(one, name) == told(other, name)
    assert one.run("coverage", LEAVE).body == other.run("coverage", LEAVE).body
    assert json.loads(one.run("coverage", LEAVE).body)["on"] == "2026-12-01"


def test_of_a_large_one_nothing_is_counted_and_no_world_is_read(held: Held, contents: Contents, tmp_path: Path) -> None:
    one = desk(held, contents, tmp_path, {"counted": held.quads - 1, "world": held.quads - 1})
    one.prepare()
    with pytest.raises(LimitReached, match=f"has {held.quads:,} quads") as refused:
        one.run("coverage", LEAVE)
    assert (refused.value.limit, "who-covers" in refused.value.hint) == ("memory", True)
    with pytest.raises(AnswerTooLarge):
        one.run("document", {"name": "dump", "format": "nq"})
    assert b"is not said" in told(one, "void")
    assert b"sg:ServiceTask" in told(one, "ns")
    tasks = one.run("canned", {"name": "tasks", "format": "csv", "today": "2026-12-01"}).body
    assert tasks.count(b"\n") > 40


def test_the_ontology_is_the_workspaces_where_the_dataset_has_none(contents: Contents, tmp_path: Path) -> None:
    (tmp_path / "it.nq").write_text("<https://e.org/s> <https://e.org/p> <https://e.org/o> <https://e.org/g> .\n")
    held = Shelf(tmp_path / "datasets", private=False).open(tmp_path / "it.nq")
    held.release()
    one = desk(held, contents, tmp_path, ALL)
    one.prepare()
    assert told(one, "ns").count(b"\n") > 500
    assert one.run("query", {"query": "SELECT * { ?s ?p ?o }", "formats": ["csv"]}).body.count(b"\n") == 2


def test_the_snapshot_is_named_by_file_and_workspace(held: Held, contents: Contents) -> None:
    fewer = Contents(contents.root, contents.files[1:])
    assert digest_of_given(held, contents) != digest_of_given(held, fewer)
    other = Held(held.file, held.folder, "0" * 64, held.quads, held.lock)
    assert digest_of_given(held, contents) != digest_of_given(other, contents)


def test_a_dataset_that_is_gone_is_told(held: Held, contents: Contents, tmp_path: Path) -> None:
    gone = Held(held.file, tmp_path / "none.disk", held.digest, held.quads, held.lock)
    with pytest.raises(WorkspaceError):
        desk(gone, contents, tmp_path, ALL)
