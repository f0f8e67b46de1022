"""Large workspaces: a dataset on disk, made of a catalogue in memory and of files of records, group after group.

A file of records describes things that no other file mentions. What is changed in one is changed on disk without
looking at the others; any other change builds anew.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from io import BytesIO
from pathlib import Path

from skillgraph.engine import DiskDataset, Finished, Lines, Used
from skillgraph.engine.disk import SUFFIX
from skillgraph.engine.forms import KeptForms
from skillgraph.engine.lines import SUFFIX as LINES
from skillgraph.errors import InvalidWorkspace
from skillgraph.findings import Finding, Severity
from skillgraph.reason.joins import Meeting
from skillgraph.snapshot.builder import Built, build, rules_of
from skillgraph.snapshot.deriving import Added, Deriving
from skillgraph.snapshot.gathering import Gathering, NeedsAll, Report, need_separate, report_of
from skillgraph.terms import Iri, compact
from skillgraph.turtle import Parse, Places, parse
from skillgraph.turtle.facts import Fact, nquads, split_lines
from skillgraph.workspace import Contents, SourceFile

_RECORD_BYTES = 32_768  # a smaller file costs little as part of the catalogue
_MOST_CHILDREN = 4  # each has up to a million quads on their way to the disk, some 0.7 GB
Begun = Callable[[Path, Contents], object]  # told of the folder with lines, and of the files of the catalogue
_MOST_CHANGED = 8  # files; where more have changed at once, all is built anew


@dataclass(slots=True)
class _State:
    """What is on disk now, and what it was made of."""

    base: tuple[SourceFile, ...]
    records: dict[str, SourceFile]
    built: Built
    deriving: Deriving
    quads: int
    used: Used
    forms: KeptForms = field(default_factory=KeptForms)
    meeting: Meeting = field(default_factory=Meeting)
    statements: dict[str, int] = field(default_factory=dict)
    dataset: DiskDataset | None = None
    lines: Lines | None = None  # what the dataset on disk has still to be made of

    @property
    def disk(self) -> DiskDataset:
        assert self.dataset is not None
        return self.dataset

    def finished(self, digest: str) -> Finished:
        """What is known of it."""
        return Finished(digest, self.quads, used=self.used)


@dataclass(frozen=True, slots=True)
class LargeBuilt:
    """A finished dataset on disk, how many statements each file makes, and what was found wrong with the records.

    `built` is the catalogue, which the shapes judge, of the files `base`; `unjudged` is how many files they do not see.
    """

    folder: Path
    quads: int
    built: Built
    base: Contents
    statements: dict[str, int]
    findings: tuple[Finding, ...]
    unjudged: int


class Large:
    """Builds one state after another in a folder of its own.

    Where there is somebody to be told, `begun`, what is built anew is written as lines first. They are told of the
    folder, and of the files of the catalogue, before the lines are there. `settle` then makes the dataset on disk.
    """

    def __init__(
        self, folder: Path, parse_base: Parse, meanwhile: Callable[[Contents, Built], object] = lambda *_: None
    ) -> None:
        self.folder = folder
        self.begun: Begun | None = None
        self._meanwhile = meanwhile  # what can be done with the catalogue while the engine rewrites its files
        self._parse = parse_base
        self._mixed: set[str] = set()  # files that looked like records, but others mention what they describe
        self._state: _State | None = None
        self._count = 0

    def build(self, contents: Contents) -> LargeBuilt:
        """The dataset of a workspace on disk; InvalidWorkspace where a file does not parse or a rule is none."""
        state, findings = self._state, None
        self._state = None  # where it breaks off, nothing is known of what is on disk
        if state is not None and state.lines is None:
            findings = self._change(state, contents)
        if findings is None:
            state, findings = self._anew(contents)
        assert state is not None
        self._state = state
        target = self._publish(state, contents.digest) if state.lines is None else state.lines.folder
        base = replace(contents, files=tuple(file for file in contents.files if file.path not in state.records))
        counted = {one.file.path: len(one.document.triples) for one in state.built.files}
        return LargeBuilt(
            target, state.quads, state.built, base, counted | state.statements, tuple(findings), len(state.records)
        )

    def settle(self, contents: Contents) -> Path | None:
        """Makes the dataset on disk of what was built last as lines; None where there is nothing to be done."""
        state, self._state = self._state, None
        if state is None or state.lines is None:
            self._state = state
            return None
        state.dataset = self._fresh(state.forms)
        with state.lines.streams() as streams:
            state.dataset.load(*streams)
        state.dataset.optimize()
        state.lines, self._state = None, state
        return self._publish(state, contents.digest)

    def _publish(self, state: _State, digest: str) -> Path:
        target = self.folder / f"{digest}{SUFFIX}"
        state.disk.publish(target, state.finished(digest))
        return target

    def _anew(self, contents: Contents) -> tuple[_State, list[Finding]]:
        while True:
            try:
                return self._try(contents)
            except NeedsAll as more:
                self._mixed |= more.paths

    def _try(self, contents: Contents) -> tuple[_State, list[Finding]]:
        rules = rules_of(contents)
        records = [] if any(rule.whole for rule in rules) else [*self._records(contents)]
        paths = {file.path for file in records}
        base = replace(contents, files=tuple(file for file in contents.files if file.path not in paths))
        built = build(base, self._parse, records)
        deriving = Deriving(built, rules)
        by_path = {file.path: file for file in records}
        state = _State(base.files, by_path, built, deriving, len(built.dataset), deriving.used)
        catalogue = built.dataset.dump_nquads()
        state.forms.set("", b"".join(line for line in catalogue.splitlines(keepends=True) if b'"^^<' in line))
        gathering = Gathering(records, deriving, min(_MOST_CHILDREN, os.cpu_count() or 1))
        if self.begun is not None:
            state.lines = Lines(self.folder / f"{contents.digest}{LINES}", state.forms, catalogue)
            self.begun(state.lines.folder, base)
        try:
            self._fill(state, catalogue, gathering, base)
            findings = self._take_in(state, gathering, paths)
        except BaseException:
            if state.lines is not None:
                state.lines.abandon()
            raise
        finally:
            gathering.end()
        if state.lines is not None:
            state.lines.finish(state.finished(contents.digest))
        else:
            _while(lambda: self._meanwhile(base, built), state.disk.optimize)
        return state, findings

    def _fill(self, state: _State, catalogue: bytes, gathering: Gathering, base: Contents) -> None:
        """Takes in all quads, as lines or on disk."""
        if state.lines is None:
            state.dataset = self._fresh(state.forms)  # after the forks: the engine's threads would not be in them
            state.disk.load(BytesIO(catalogue), *gathering.streams)
        else:
            _while(lambda: self._meanwhile(base, state.built), partial(state.lines.take, gathering.streams))

    def _take_in(self, state: _State, gathering: Gathering, paths: set[str]) -> list[Finding]:
        """What the children had to say; NeedsAll, or InvalidWorkspace where a file does not parse."""
        need_separate(gathering.reports, paths)
        state.quads += gathering.quads
        findings = [finding for report in gathering.reports for finding in self._learn(state, report)]
        if findings and any(finding.code.startswith("SG10") for finding in findings):
            raise InvalidWorkspace(sorted(findings, key=Finding.order))
        return findings

    def _records(self, contents: Contents) -> Iterator[SourceFile]:
        for file in contents.records():
            if file.path not in self._mixed and (len(file.content) >= _RECORD_BYTES or not file.path.endswith(".ttl")):
                yield file

    def _fresh(self, forms: KeptForms) -> DiskDataset:
        self._count += 1
        for old in self.folder.glob("work-*"):
            shutil.rmtree(old, ignore_errors=True)
        return DiskDataset(self.folder / f"work-{self._count}", forms)

    def _learn(self, state: _State, report: Report) -> list[Finding]:
        state.statements |= report.statements
        state.used |= report.used
        state.meeting.add(report.meeting)
        for graph, quads in report.forms.items():
            state.forms.set(graph, quads)
        return [*report.findings, *(_clash(state.records[path], *what) for path, *what in report.clashes)]

    def _change(self, state: _State, contents: Contents) -> list[Finding] | None:
        """Brings what is on disk up to date, and gives the findings; None where that cannot be done."""
        files = {file.path: file for file in contents.files}
        base = tuple(file for file in contents.files if file.path not in state.records)
        if base != state.base or not state.records.keys() <= files.keys():
            return None
        changed = [files[path] for path, old in state.records.items() if files[path] != old]
        if len(changed) > _MOST_CHANGED:
            return None
        changes = [self._changed(state, file) for file in changed]
        if any(change is None for change in changes):
            return None
        findings = []
        for change in changes:
            assert change is not None
            state.disk.change(change.removed, change.added)
            state.quads += change.more
            state.records[change.file.path] = change.file
            state.used -= change.gone - state.disk.still_used(change.gone)
            findings += self._learn(state, change.report)
        return findings

    def _changed(self, state: _State, file: SourceFile) -> _Change | None:
        """What a changed file takes away and adds; None where others are concerned too."""
        stated = set(split_lines(state.disk.graph(file.graph).splitlines()))
        old = state.deriving.add({file.graph: stated})
        new, report = report_of({file.graph: file}, state.deriving)
        if report.findings:
            raise InvalidWorkspace(report.findings)
        meeting = Meeting(set(state.meeting.touched), set(state.meeting.joined))
        meeting.add(report.meeting)
        fresh = new.own - old.own
        if new.foreign or new.repeats or meeting.is_possible or any(map(state.disk.graphs_about, fresh)):
            return None
        removed, added = _without(old, new), _without(new, old)
        if any(s not in old.described and o not in old.described for facts in removed.values() for s, _, o in facts):
            return None  # something about others, which another file may imply too
        more = sum(map(len, added.values())) - sum(map(len, removed.values()))
        gone = Used.by(removed.values()) - report.used
        return _Change(file, _quads(removed), _quads(added), more, gone, report)


@dataclass(frozen=True, slots=True)
class _Change:
    """What one file takes out of the dataset and puts into it."""

    file: SourceFile
    removed: bytes
    added: bytes
    more: int
    gone: Used  # what nothing in the file uses any more
    report: Report


def _while(here: Callable[[], object], beside: Callable[[], object]) -> None:
    """Does one thing in this thread and another in a second one; raises what either raises."""
    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(beside)
        here()
        working.result()


def _without(one: Added, other: Added) -> dict[str, set[Fact]]:
    return {graph: {*facts} - {*other.graphs.get(graph, ())} for graph, facts in one.graphs.items()}


def _quads(graphs: dict[str, set[Fact]]) -> bytes:
    return b"".join(nquads(facts, graph) for graph, facts in graphs.items())


def _clash(file: SourceFile, subject: str, message: str) -> Finding:
    parsed, _ = parse(file)
    place = Places([(file.path, parsed.document)]).find(Iri(subject[1:-1]))
    return Finding(
        "SG301",
        Severity.VIOLATION,
        f"{compact(subject[1:-1])} {message}.",
        file.path,
        place.line,
        place.column,
        focus=subject[1:-1],
        hint="One of the statements behind this is wrong.",
    )
