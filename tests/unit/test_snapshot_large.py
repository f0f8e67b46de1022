"""A snapshot on disk holds what one in memory holds, also after edits of any kind."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from bench.world.__main__ import main

from skillgraph import workspace
from skillgraph.engine import Dataset, Engine, Finished, disk, finished, open_disk, open_engine, used_of
from skillgraph.errors import InvalidWorkspace, WorkspaceError
from skillgraph.queries.vocabulary import used_in
from skillgraph.results import GRAPH_FORMATS, format_named
from skillgraph.snapshot import Cache, build, open_snapshot
from skillgraph.snapshot.cache import link_folder
from skillgraph.snapshot.large import Large, LargeBuilt
from skillgraph.snapshot.worker import PATIENCE_S, patience
from skillgraph.turtle import KeptFiles
from skillgraph.workspace import Contents, SourceFile

RECORDS = "data/example/world/records-00002.ttl"
OTHER_RECORDS = "data/example/world/records-00003.ttl"
CATALOGUE = "data/interpretation/world/requirements-001.ttl"
EVERYTHING = "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } FILTER(!isBlank(?s) && !isBlank(?o)) }"
PREFIXES = (
    "@prefix holder: <https://w3id.org/skillgraph/id/holder/> .\n@prefix sg: <https://w3id.org/skillgraph/ns#> .\n"
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Contents:
    """A hundred holders; their records are in four files."""
    folder = tmp_path_factory.mktemp("world") / "world"
    assert main(["100", str(folder), "--tasks", "6", "--skills", "24"]) == 0
    return workspace.read(folder)


@pytest.fixture(scope="module")
def large(world: Contents, tmp_path_factory: pytest.TempPathFactory) -> Large:
    """A builder that has built this world; each test may go on with it."""
    made = Large(tmp_path_factory.mktemp("disk"), KeptFiles().parse_files)
    made.build(world)
    return made


def edited(contents: Contents, path: str, change: Callable[[bytes], bytes]) -> Contents:
    """The same files but one."""
    files = [replace(file, content=change(file.content)) if file.path == path else file for file in contents.files]
    assert files != list(contents.files)
    return replace(contents, files=tuple(files))


def clashing(content: bytes) -> bytes:
    """A file in which something has two values where it may have one."""
    return content.replace(b"sg:level 2 ;", b"sg:level 2 , 3 ;", 1)


def rows(engine: Engine) -> set[tuple[str, ...]]:
    """All quads without blank nodes, and how many triples the union has."""
    (count,) = engine.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows
    return {tuple(map(str, row)) for row in engine.select(EVERYTHING).rows} | {tuple(map(str, count))}


def same(large: Large, contents: Contents) -> int:
    """Builds both ways and compares; how many files are taken as records."""
    made = large.build(contents)
    expected = build(contents).dataset
    assert made.quads == len(expected)
    on_disk, in_memory = open_disk(made.folder), expected.engine()
    assert rows(on_disk) == rows(in_memory)
    assert used_of(made.folder) == used_in(in_memory)
    graph = next(file.graph for file in contents.files if file.path == RECORDS)
    for name in ("nt", "ttl"):
        format_ = format_named(name, GRAPH_FORMATS)
        assert on_disk.dump(graph, format_) == in_memory.dump(graph, format_)
    return made.records


def test_it_is_the_same_on_disk(world: Contents, large: Large) -> None:
    assert same(large, world) == 4
    assert b" 0." in next(file.content for file in world.files if file.path == RECORDS)  # forms are kept


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (RECORDS, b"sg:level 2", b"sg:level 4"),
        (RECORDS, b"H0000030-", b"H0000030-x-"),
        (RECORDS, b"sg:level 2 ;", b"sg:level 2 ; <http://example.org/said> <<( sg:a sg:b 1.50 )>> ;"),
        (CATALOGUE, b"sg:level 3", b"sg:level 1"),
    ],
)
def test_after_an_edit_it_is_the_same(world: Contents, large: Large, path: str, old: bytes, new: bytes) -> None:
    assert same(large, edited(world, path, lambda content: content.replace(old, new))) == 4


def test_an_edit_of_records_does_not_build_anew(world: Contents, large: Large, monkeypatch: pytest.MonkeyPatch) -> None:
    large.build(world)
    monkeypatch.delattr(Large, "_anew")
    change = edited(world, RECORDS, lambda content: content.replace(b"basis:peer", b"basis:manager"))
    assert large.build(change).quads == large.build(world).quads


def test_names_that_an_edit_brings_and_takes_away_are_noted(
    world: Contents, large: Large, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = b"sg:level 2 ; a <http://example.org/Class> ; <http://example.org/property> 1"
    change = edited(world, RECORDS, lambda content: content.replace(b"sg:level 2", new))
    before = used_of(large.build(world).folder)
    monkeypatch.delattr(Large, "_anew")
    assert same(large, change) == 4
    after = used_of(large.build(change).folder)
    assert before is not None
    assert after is not None
    assert (after - before).properties == ("http://example.org/property",)
    assert (after - before).classes == ("http://example.org/Class",)
    assert same(large, world) == 4
    assert used_of(large.build(world).folder) == before


def test_a_file_that_goes_or_comes_is_noticed(world: Contents, large: Large) -> None:
    without = replace(world, files=tuple(f for f in world.files if not f.path.endswith("records-00004.ttl")))
    assert same(large, without) == 3


def test_what_others_mention_is_no_record(world: Contents, tmp_path: Path) -> None:
    added = PREFIXES + 'holder:H0000030 sg:recordCompleteFrom "2026-02-01"^^<http://www.w3.org/2001/XMLSchema#date> .\n'
    file = SourceFile("data/example/more.ttl", added.encode())
    more = replace(world, files=tuple(sorted((*world.files, file), key=lambda one: one.path)))
    assert same(Large(tmp_path, KeptFiles().parse_files), more) == 3


def test_a_rule_that_sees_all_records_is_run_on_all(world: Contents, tmp_path: Path) -> None:
    rule = b"""#+ summary: A task has as many holders as allocations.
#+ stage: after
CONSTRUCT { ?task sg:listPosition ?count }
WHERE { SELECT ?task (COUNT(?allocation) AS ?count) WHERE { ?allocation sg:forTask ?task } GROUP BY ?task }
"""
    more = replace(world, files=(*world.files, SourceFile("ontology/rules/30-count.rq", rule)))
    assert same(Large(tmp_path, KeptFiles().parse_files), more) == 0


def test_what_breaks_an_axiom_is_found_with_its_place(world: Contents, large: Large, tmp_path: Path) -> None:
    wrong = edited(world, RECORDS, clashing)
    for builder in (large, Large(tmp_path, KeptFiles().parse_files)):
        (finding,) = [one for one in builder.build(wrong).findings if one.code == "SG301"]
        assert (finding.code, finding.path) == ("SG301", RECORDS)
        assert finding.line > 1
        assert "has two values of sg:level" in finding.message
    assert large.build(world).findings == ()


def test_what_breaks_an_axiom_is_found_until_it_is_mended(
    world: Contents, large: Large, monkeypatch: pytest.MonkeyPatch
) -> None:
    large.build(world)
    monkeypatch.delattr(Large, "_anew")
    wrong = edited(world, RECORDS, clashing)
    found = large.build(wrong).findings
    assert "SG301" in {finding.code for finding in found}
    other = edited(wrong, OTHER_RECORDS, lambda content: content.replace(b"sg:level 2", b"sg:level 4"))
    assert large.build(other).findings == found
    assert large.build(world).findings == ()


def test_another_builder_goes_on_with_what_was_published(
    world: Contents, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Large(tmp_path, KeptFiles().parse_files)
    change = edited(world, RECORDS, lambda content: content.replace(b"sg:level 2", b"sg:level 4"))
    first.build(world)
    made = first.build(change)
    again = another(made, tmp_path / "again")
    with monkeypatch.context() as patch:
        patch.delattr(Large, "_anew")
        taken = again.build(change)
        assert replace(taken, built=made.built, folder=made.folder) == made
        assert not {file.name for file in made.folder.iterdir()} ^ {file.name for file in taken.folder.iterdir()}
        assert same(again, world) == 4
        assert same(again, change) == 4
    wrong = again.build(edited(world, RECORDS, clashing))
    found = another(wrong, tmp_path / "third").build(edited(world, RECORDS, clashing)).findings
    assert found == wrong.findings != ()  # built anew, since what is wrong is not kept


def another(made: LargeBuilt, folder: Path) -> Large:
    """A builder in a folder with what one has published, as it comes from the cache."""
    folder.mkdir()
    link_folder(made.folder, folder / made.folder.name)
    return Large(folder, KeptFiles().parse_files)


def test_what_does_not_parse_is_found_with_its_place(world: Contents, large: Large, tmp_path: Path) -> None:
    wrong = edited(world, RECORDS, lambda content: content.replace(b"sg:level 2 ;", b"sg:level ;", 1))
    for builder in (large, Large(tmp_path, KeptFiles().parse_files)):
        with pytest.raises(InvalidWorkspace) as caught:
            builder.build(wrong)
        assert [(one.code, one.path) for one in caught.value.findings] == [("SG101", RECORDS)]
        assert caught.value.findings[0].line > 1


def one_count(engine: Engine) -> int:
    """How many triples the union has."""
    ((count,),) = engine.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows
    return int(str(count))


def test_the_size_decides_and_the_cache_keeps_the_folder(world: Contents, tmp_path: Path) -> None:
    assert not Cache(tmp_path).is_large(world)
    cache = Cache(tmp_path / "cache", disk_from=1000)
    assert cache.is_large(world)
    first = open_snapshot(world, cache)
    again = open_snapshot(world, cache)
    assert (first.from_cache, again.from_cache) == (False, True)
    assert first.quads == again.quads == one_count(again.engine)
    folder = cache.get_disk(world)
    assert folder is not None
    (folder / "finished").unlink()
    assert cache.get_disk(world) is None


def test_a_large_workspace_is_waited_for_longer(world: Contents) -> None:
    larger = replace(world, files=(*world.files, SourceFile("data/example/more.ttl", b" " * 40_000_000)))
    assert patience(world, Cache(None)) == PATIENCE_S
    assert PATIENCE_S < patience(world, Cache(None, disk_from=1000)) < PATIENCE_S + 60
    assert patience(larger, Cache(None)) >= PATIENCE_S + 500


def test_an_unfinished_folder_is_none(tmp_path: Path) -> None:
    assert finished(tmp_path) is None
    with pytest.raises(WorkspaceError, match="no finished dataset"):
        open_disk(tmp_path)


def test_streams_are_loaded_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "_PART", 20_000)
    lines = [b"<http://a/%d> <http://b/> <http://c/> <http://g/%d> .\n" % (one, one % 7) for one in range(5000)]
    made = disk.DiskDataset(tmp_path / "made")
    made.load(*(Lines(lines[start:end]) for start, end in ((0, 1), (1, 3000), (3000, 5000), (0, 0))))
    made.publish(tmp_path / "some.disk", Finished("0", 5000))
    assert one_count(open_disk(tmp_path / "some.disk")) == 5000


class Lines:
    """A stream that gives one line after another, as children do."""

    def __init__(self, lines: list[bytes]) -> None:
        self._lines = iter(lines)

    def read(self, size: int = -1, /) -> bytes:
        """The next line."""
        return next(self._lines, b"")


def test_a_file_of_nquads_is_opened_too(tmp_path: Path) -> None:
    dataset = Dataset()
    dataset.load_nquads(b'<http://a/> <http://b/> "1" <http://g/> .\n')
    (tmp_path / "some.nq").write_bytes(dataset.dump_nquads())
    assert one_count(open_engine(tmp_path / "some.nq")) == 1
    assert used_of(tmp_path / "some.nq") is None


@pytest.fixture(scope="module")
def begun(world: Contents, tmp_path_factory: pytest.TempPathFactory) -> tuple[Large, Path, set[tuple[str, ...]]]:
    """A builder that has written lines and made no dataset on disk yet, and what who was told of them has read."""
    large = Large(tmp_path_factory.mktemp("lines"), KeptFiles().parse_files)
    with ThreadPoolExecutor(1) as pool:
        reading: list[Future[set[tuple[str, ...]]]] = []
        large.begun = lambda folder, _: reading.append(pool.submit(lambda: rows(open_engine(folder))))
        made = large.build(world)
        (read,) = reading
        return large, made.folder, read.result(20)


def test_it_is_read_as_lines_while_they_are_written(
    world: Contents, begun: tuple[Large, Path, set[tuple[str, ...]]]
) -> None:
    _, folder, read = begun
    expected = build(world).dataset
    about = finished(folder)
    assert about is not None
    assert about.quads == len(expected)
    assert used_of(folder) == about.used == used_in(expected.engine())
    assert read == rows(expected.engine())
    for name in ("nt", "ttl"):
        graph, format_ = (
            next(file.graph for file in world.files if file.path == RECORDS),
            format_named(name, GRAPH_FORMATS),
        )
        assert open_engine(folder).dump(graph, format_) == expected.engine().dump(graph, format_)


def test_lines_are_settled_on_disk_and_edited_there(
    world: Contents, begun: tuple[Large, Path, set[tuple[str, ...]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    large, lines, read = begun
    on_disk = large.settle(world)
    assert on_disk is not None
    assert on_disk.suffix == ".disk"
    assert rows(open_disk(on_disk)) == rows(open_engine(lines)) == read
    assert large.settle(world) is None
    monkeypatch.delattr(Large, "_anew")
    assert same(large, edited(world, RECORDS, lambda content: content.replace(b"sg:level 2", b"sg:level 4"))) == 4


def test_nobody_waits_for_lines_that_were_given_up(world: Contents, tmp_path: Path) -> None:
    wrong = edited(world, RECORDS, lambda content: content.replace(b"sg:level 2 ;", b"sg:level ;", 1))
    large = Large(tmp_path, KeptFiles().parse_files)
    with ThreadPoolExecutor(1) as pool:
        reading: list[Future[Engine]] = []
        large.begun = lambda folder, _: reading.append(pool.submit(open_engine, folder))
        with pytest.raises(InvalidWorkspace):
            large.build(wrong)
        with pytest.raises(WorkspaceError, match="given up"):
            reading[0].result(20)
    assert list(tmp_path.glob("*.lines")) == []


def test_where_memory_is_short_it_is_made_on_disk_at_once(
    world: Contents, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = tmp_path / "meminfo"
    monkeypatch.setattr("skillgraph.snapshot.cache._MEMORY", memory)
    for available, disk_from, expected in ((world.size * 10, 1, True), (world.size * 6, 1, False), (10**9, 0, False)):
        memory.write_text(f"MemTotal: 1 kB\nMemAvailable:   {available} kB\n")
        assert Cache(None, disk_from).is_quick_in_memory(world) is expected
    memory.unlink()
    assert not Cache(None, 1).is_quick_in_memory(world)


_BUILD = """
import sys
from pathlib import Path
from skillgraph.snapshot.cache import link_folder
from skillgraph.snapshot.large import Large, LargeBuilt
from skillgraph.turtle import KeptFiles
from skillgraph.workspace import read
large = Large(Path(sys.argv[1]), KeptFiles().parse_files)
large.begun = lambda *_: None
print(large.build(read(Path(sys.argv[2]))).folder)
"""


def test_the_same_files_make_the_same_lines(world: Contents, tmp_path: Path) -> None:
    """In whatever order sets are gone through, and whichever child is quicker."""
    for file in world.files:
        path = tmp_path / "world" / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", _BUILD, str(tmp_path / seed), str(tmp_path / "world")],
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
        )
        for seed in ("1", "2")
    ]
    one, other = (Path(process.communicate(timeout=60)[0].decode().strip()) for process in running)
    assert one != other
    for name in ("head", "quads"):
        assert (one / name).read_bytes() == (other / name).read_bytes() != b""
    everything = "SELECT * { GRAPH ?g { ?s ?p ?o } }"
    assert open_engine(one).select(everything) == open_engine(other).select(everything)  # blank nodes and order too
