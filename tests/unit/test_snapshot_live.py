"""From one good state to the next: what is refused, what is confirmed, and what the process that builds survives."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from skillgraph.engine import Dataset, InProcess
from skillgraph.errors import InvalidWorkspace, QuerySyntaxError, SkillgraphError, WorkspaceError
from skillgraph.findings import Finding, Severity
from skillgraph.settings import Settings
from skillgraph.snapshot import Cache, ahead, examine
from skillgraph.snapshot.live import PAUSE_S, Live, lost_folders, read_whole, shrunk_files
from skillgraph.snapshot.prepared import Prepared, spool
from skillgraph.snapshot.verdict import Verdict, trouble
from skillgraph.snapshot.worker import Worker
from skillgraph.snapshot.workshop import Workshop
from skillgraph.workspace import Contents, read

Make = Callable[..., Path]
ONE = "data/seed/one.ttl"


class InThisProcess:
    """Does what `Worker` does, here."""

    def __init__(self, folder: Path) -> None:
        self.workshop = Workshop()
        self.folder = folder
        self.calls = 0

    def examine(self, contents: Contents) -> tuple[Prepared | None, Verdict]:
        self.calls += 1
        try:
            built = self.workshop.build(contents)
            findings = self.workshop.judge(contents, built)
        except SkillgraphError as error:
            return None, Verdict(trouble(error), {})
        file = spool(built.dataset, b"{}", self.folder, contents.digest)
        verdict = Verdict(findings, self.workshop.statements(contents, built))
        return Prepared(contents, file, len(built.dataset)), verdict


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def root(make_workspace: Make, small: dict[str, str]) -> Path:
    """The small workspace with a file of ten more statements."""
    things = "".join(f"sg:extra{number} a sg:Thing .\n" for number in range(10))
    prefix = "@prefix sg: <https://w3id.org/skillgraph/ns#> .\n"
    return make_workspace({**small, "data/example/things.ttl": prefix + things})


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def live(root: Path, clock: Clock, tmp_path: Path) -> Live:
    """Following that workspace, whose first state is good."""
    live = Live(root, InThisProcess(tmp_path), clock=clock, private=False)
    outcome = live.refresh()
    assert outcome.violations == ()
    assert outcome.snapshot is not None
    assert outcome.snapshot.id == read(root).digest[:16]
    return live


def engine_of(prepared: Prepared) -> InProcess:
    dataset = Dataset()
    dataset.load_nquads(prepared.file.read_bytes())
    return dataset.engine()


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text()
    assert old in text
    (root / path).write_text(text.replace(old, new))


def codes(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(finding.code, finding.place()) for finding in findings]


def test_a_good_edit_gives_its_snapshot(live: Live, root: Path) -> None:
    edit(root, ONE, "sg:number 1", "sg:number 7")
    outcome = live.refresh()
    assert outcome.snapshot is not None
    assert outcome.snapshot.id == read(root).digest[:16]
    rows = engine_of(outcome.snapshot).select("SELECT ?n { task:1 sg:number ?n }").rows
    assert [str(row[0]) for row in rows] == ["7"]


def test_a_bad_edit_keeps_the_snapshot_until_it_is_mended(live: Live, root: Path) -> None:
    before = live.refresh().snapshot
    edit(root, ONE, "sg:number", "sg:count")
    outcome = live.refresh()
    assert outcome.snapshot is before
    assert codes(outcome.violations) == [("SG201", f"{ONE}:8:1")]
    edit(root, ONE, "sg:count", "sg:number")
    outcome = live.refresh()
    assert (outcome.snapshot, outcome.findings) == (before, ())


def test_a_warning_is_told_and_served(live: Live, root: Path) -> None:
    edit(root, ONE, "sg:number 1", "sg:number 41")
    outcome = live.refresh()
    assert [finding.severity for finding in outcome.findings] == [Severity.WARNING]
    assert outcome.violations == ()
    assert outcome.snapshot is not None
    assert outcome.snapshot.id == read(root).digest[:16]
    assert live.refresh().findings == outcome.findings


def test_files_that_are_served_already_are_not_built_again(root: Path, tmp_path: Path) -> None:
    examiner = InThisProcess(tmp_path)
    live = Live(root, examiner, private=False)
    for _ in range(3):
        live.refresh()
    assert examiner.calls == 1


def test_nothing_is_served_where_there_never_was_a_good_state(root: Path, tmp_path: Path) -> None:
    edit(root, ONE, "sg:number", "sg:count")
    outcome = Live(root, InThisProcess(tmp_path), private=False).refresh()
    assert outcome.snapshot is None
    assert len(outcome.violations) == 1


def cut(root: Path) -> None:
    path = root / "data/example/things.ttl"
    path.write_text("\n".join(path.read_text().splitlines()[:8]) + "\n")


def save_again(root: Path) -> None:
    """Writes a file's bytes once more, at a time of its own."""
    path = root / "data/example/things.ttl"
    later = path.stat().st_mtime_ns + 1_000_000
    path.write_bytes(path.read_bytes())
    os.utime(path, ns=(later, later))


def test_a_shrunk_file_is_refused_until_it_is_saved_again(live: Live, root: Path, clock: Clock) -> None:
    before = live.refresh().snapshot
    cut(root)
    outcome = live.refresh()
    assert codes(outcome.violations) == [("SG105", "data/example/things.ttl:1:1")]
    assert "lost 3 of its 10 statements" in outcome.violations[0].message
    clock.now += PAUSE_S / 2
    save_again(root)
    assert live.refresh().snapshot is before
    clock.now += PAUSE_S / 2
    save_again(root)
    outcome = live.refresh()
    assert outcome.violations == ()
    assert outcome.snapshot is not before


def test_a_loss_is_not_confirmed_by_what_is_no_save(live: Live, root: Path, clock: Clock) -> None:
    """An editor's probe, a new folder or a lost notice make a server look at its files too."""
    before = live.refresh().snapshot
    cut(root)
    live.refresh()
    clock.now += 2 * PAUSE_S
    (root / "data/seed/4913").write_text("")
    (root / "data/seed/topic").mkdir()
    assert live.refresh().snapshot is before
    save_again(root)
    assert live.refresh().snapshot is not before


@pytest.mark.parametrize("between", ["other", "missing", "good"])
def test_a_loss_is_confirmed_only_by_the_next_save(live: Live, root: Path, clock: Clock, between: str) -> None:
    whole = (root / "data/example/things.ttl").read_text()
    before = live.refresh().snapshot
    cut(root)
    assert live.refresh().snapshot is before
    if between == "missing":
        (root / "shapes").rename(root / "away")
        live.refresh()
        (root / "away").rename(root / "shapes")
    else:
        (root / "data/example/things.ttl").write_text("" if between == "other" else whole)
        live.refresh()
        (root / "data/example/things.ttl").write_text(whole)
        cut(root)
    clock.now += PAUSE_S
    outcome = live.refresh()
    assert outcome.snapshot is before
    assert codes(outcome.violations) == [("SG105", "data/example/things.ttl:1:1")]


def test_a_loss_with_another_fault_is_not_confirmed(live: Live, root: Path, clock: Clock) -> None:
    before = live.refresh().snapshot
    cut(root)
    edit(root, ONE, "sg:number", "sg:count")
    for _ in range(3):
        outcome = live.refresh()
        clock.now += PAUSE_S
        assert outcome.snapshot is before
        assert [code for code, _ in codes(outcome.violations)] == ["SG105", "SG201"]


@pytest.mark.parametrize(
    ("before", "after", "paths"),
    [
        ({"a": 10}, {"a": 8}, []),
        ({"a": 10}, {"a": 7}, ["a"]),
        ({"a": 10, "b": 10}, {"b": 10}, []),
        ({"a": 1}, {"a": 0}, ["a"]),
        ({"a": 10, "b": 10}, {"a": 1, "b": 2}, ["a", "b"]),
        ({"a": 10}, {}, []),
        ({}, {"a": 1}, []),
    ],
)
def test_more_than_a_fifth_is_a_loss(before: dict[str, int], after: dict[str, int], paths: list[str]) -> None:
    assert [finding.path for finding in shrunk_files(before, after)] == paths


@pytest.mark.parametrize(
    ("after", "folders"),
    [
        (["data/seed/one.ttl", "data/example/x/two.ttl", "data/example/three.ttl"], []),
        (["data/seed/one.ttl", "data/example/three.ttl"], ["data/example/x"]),
        (["data/seed/one.ttl"], ["data/example"]),
        ([], ["data"]),
    ],
)
def test_a_folder_that_lost_all_its_files_is_a_loss(after: list[str], folders: list[str]) -> None:
    before = ["data/seed/one.ttl", "data/example/x/two.ttl", "data/example/three.ttl"]
    assert [finding.path for finding in lost_folders(before, after)] == folders


@pytest.mark.parametrize("part", ["ontology", "shapes", "data", "queries"])
def test_a_workspace_without_a_part_is_not_read(root: Path, part: str) -> None:
    (root / part).rename(root / "away")
    with pytest.raises(WorkspaceError, match=f"has no {part}"):
        read_whole(root, private=False)


def test_an_error_of_the_system_names_the_folder(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_file", fail)
    with pytest.raises(WorkspaceError, match="cannot be read: Permission denied"):
        read_whole(root, private=False)


def test_a_file_that_cannot_be_read_is_named(live: Live, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", fail)
    (finding,) = live.refresh().violations
    assert (finding.code, finding.path.rsplit(".", 1)[-1]) == ("SG100", "ttl")
    assert finding.message == "cannot be read: Permission denied."


@pytest.mark.parametrize(
    ("error", "code", "path", "message"),
    [
        (WorkspaceError("data/x.ttl lies in no layer.", "Move it."), "SG100", "data/x.ttl", "lies in no layer."),
        (WorkspaceError("a/b.rq: a rule's header."), "SG100", "a/b.rq", "a rule's header."),
        (WorkspaceError("/somewhere has no data."), "SG100", "", "/somewhere has no data."),
        (QuerySyntaxError("line 1, column 2: odd", 1, 2), "SG100", "", "line 1, column 2: odd"),
        (InvalidWorkspace([Finding("SG101", Severity.VIOLATION, "odd", "x")]), "SG101", "x", "odd"),
    ],
)
def test_errors_become_findings(error: SkillgraphError, code: str, path: str, message: str) -> None:
    (finding,) = trouble(error)
    assert (finding.code, finding.path, finding.message) == (code, path, message)


@pytest.mark.parametrize(
    ("path", "old", "new", "code"),
    [
        ("ontology/rules/10-counted.rq", "CONSTRUCT", "CONSTRUKT", "SG402"),
        ("ontology/rules/10-counted.rq", "#+ stage: before", "#+ stage: never", "SG401"),
        ("queries/x/list.rq", "SELECT", "SELCT", "SG402"),
        ("queries/x/list.rq", "columns", "colums", "SG401"),
        ("shapes/task.ttl", "sh:minCount 1", 'sh:minCount "one"', "SG100"),
        ("shapes/task.ttl", "SELECT $this", "SELCT $this", "SG100"),
    ],
)
def test_queries_rules_and_shapes_are_part_of_it(
    live: Live, root: Path, path: str, old: str, new: str, code: str
) -> None:
    query = '#+ summary: "Which?"\n#+ columns: {t: {help: x}}\nSELECT ?t { ?t a sg:ServiceTask } ORDER BY ?t\n'
    (root / "queries/x").mkdir()
    (root / "queries/x/list.rq").write_text(query)
    before = live.refresh().snapshot
    edit(root, path, old, new)
    outcome = live.refresh()
    assert outcome.snapshot is before
    assert [finding.code for finding in outcome.violations] == [code]
    edit(root, path, new, old)
    assert live.refresh().violations == ()


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    """A real process, which ends with the test."""
    worker = Worker(Cache(tmp_path / "cache"))
    yield worker
    worker.end()


def process_of(worker: Worker) -> int:
    process = worker._process
    assert process is not None
    return process.pid


def test_the_process_gives_what_a_build_here_gives(worker: Worker, root: Path, tmp_path: Path) -> None:
    contents = read(root)
    prepared, verdict = worker.examine(contents)
    built, findings = examine(contents)
    assert prepared is not None
    assert prepared.file.read_bytes() == built.dataset.dump_nquads()
    assert prepared.quads == len(built.dataset)
    assert prepared.file.parent == worker.folder
    assert worker.folder.stat().st_mode & 0o777 == 0o700
    assert verdict.findings == findings
    assert verdict.statements["data/example/things.ttl"] == 10
    edit(root, ONE, "sg:number", "sg:count")
    prepared, verdict = worker.examine(read(root))
    assert verdict.findings == examine(read(root))[1]
    assert [path.stem for path in (tmp_path / "cache").glob("*.nq")] == [contents.digest]


def test_what_is_cached_is_opened_without_a_build(worker: Worker, root: Path, tmp_path: Path) -> None:
    contents = read(root)
    dataset = Dataset()
    dataset.load_nquads(b"<http://x/s> <http://x/p> <http://x/o> <http://x/g> .\n")
    Cache(tmp_path / "cache").put(contents, dataset)
    prepared = worker.open(contents)
    assert (prepared.quads, prepared.file.read_bytes()) == (1, dataset.dump_nquads())
    edit(root, ONE, "sg:number", "sg:number sg:number")
    with pytest.raises(InvalidWorkspace):
        worker.open(read(root))
    folder = worker.folder
    worker.end()
    assert not folder.exists()


def test_what_is_built_is_told_before_it_is_judged(root: Path, tmp_path: Path) -> None:
    told: list[Prepared] = []
    worker = Worker(Cache(tmp_path / "cache"), told.append)
    try:
        prepared, _ = worker.examine(read(root))
        assert told == [prepared]
        (root / "data/example/things.ttl").write_text("broken")
        assert worker.examine(read(root))[0] is None
        assert told == [prepared]
    finally:
        worker.end()


def test_what_was_begun_is_opened_by_whoever_takes_it(root: Path, tmp_path: Path) -> None:
    settings = Settings(workspace=str(root), cache=str(tmp_path / "cache"))
    told: list[Prepared] = []
    ahead.begin(settings, {})
    worker = ahead.taken(Cache(None), told.append)
    try:
        assert worker._beginning is not None
        worker._beginning.join()
        process = process_of(worker)
        prepared = worker.open(read(root))
        assert (told, process_of(worker)) == ([prepared], process)
        edit(root, ONE, "sg:number", "sg:number sg:number")
        assert worker.examine(read(root))[0] is None
        assert process_of(worker) == process
    finally:
        worker.end()
    assert [path.stem for path in (tmp_path / "cache").glob("*.nq")] == [prepared.contents.digest]
    other = ahead.taken(Cache(None), told.append)
    assert other._process is other._beginning is None


def test_files_that_changed_since_they_were_begun_are_opened_anew(worker: Worker, root: Path) -> None:
    worker.begin(lambda: read(root))
    assert worker._beginning is not None
    worker._beginning.join()
    first = process_of(worker)
    edit(root, ONE, "sg:number", "sg:count")
    contents = read(root)
    prepared, verdict = worker.examine(contents)
    assert prepared is not None
    assert prepared.contents.digest == contents.digest
    assert verdict.findings == examine(contents)[1]
    assert process_of(worker) != first


def test_what_cannot_be_begun_is_found_by_whoever_opens(root: Path) -> None:
    before = threading.active_count()
    ahead.begin(Settings(workspace=str(root / "nowhere")), {})
    ahead.end()
    assert threading.active_count() == before
    worker = Worker(Cache(None))
    worker.begin(lambda: read(root / "nowhere"))
    try:
        assert worker.open(read(root)).quads > 0
    finally:
        worker.end()


def test_a_process_that_was_ended_is_started_again(worker: Worker, root: Path) -> None:
    contents = read(root)
    worker.examine(contents)
    first = process_of(worker)
    os.kill(first, signal.SIGKILL)
    prepared, verdict = worker.examine(contents)
    assert prepared is not None
    assert verdict.findings == ()
    assert process_of(worker) != first


def test_a_process_that_does_not_answer_is_a_finding(
    worker: Worker, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("skillgraph.snapshot.worker.PATIENCE_S", 0)
    monkeypatch.setattr("skillgraph.snapshot.worker._FAREWELL_S", 0)
    prepared, verdict = worker.examine(read(root))
    assert prepared is None
    assert codes(verdict.violations) == [("SG100", "-")]


def test_closing_ends_a_wait_in_another_thread(worker: Worker, root: Path) -> None:
    answers: list[Verdict] = []
    contents = read(root)
    worker.examine(contents)
    os.kill(process_of(worker), signal.SIGSTOP)
    thread = threading.Thread(target=lambda: answers.append(worker.examine(contents)[1]))
    thread.start()
    os_process = process_of(worker)
    thread.join(0.3)
    assert answers == []
    worker.close()
    os.kill(os_process, signal.SIGCONT)
    thread.join(10)
    assert [finding.code for finding in answers[0].violations] == ["SG100"]


BROKEN = "data/example/private/people.ttl"


def test_private_files_are_nothing_to_a_public_server(live: Live, root: Path) -> None:
    before = live.refresh()
    (root / BROKEN).parent.mkdir()
    (root / BROKEN).write_text("no Turtle at all")
    after = live.refresh()
    assert after.snapshot is before.snapshot
    assert (after.findings, after.violations) == (before.findings, ())


def test_private_files_count_for_a_private_server(root: Path, tmp_path: Path) -> None:
    live = Live(root, InThisProcess(tmp_path), private=True)
    before = live.refresh()
    (root / BROKEN).parent.mkdir()
    (root / BROKEN).write_text("no Turtle at all")
    broken = live.refresh()
    assert broken.snapshot is before.snapshot
    assert {finding.path for finding in broken.violations} == {BROKEN}
    (root / BROKEN).write_text("@prefix sg: <https://w3id.org/skillgraph/ns#> .\nsg:a a sg:Thing .\n")
    good = live.refresh()
    assert good.violations == ()
    assert good.snapshot is not None
    assert good.snapshot.contents.holds_private


def test_a_file_that_became_private_is_served_no_more(live: Live, root: Path) -> None:
    (root / BROKEN).parent.mkdir()
    (root / "data/example/things.ttl").rename(root / BROKEN)
    outcome = live.refresh()
    assert outcome.violations == ()
    assert outcome.snapshot is not None
    assert b"extra1" not in outcome.snapshot.file.read_bytes()
