"""Large workspaces: a dataset on disk, made of a catalogue in memory and of files of records, group after group.

A file of records describes things that no other file mentions. What is changed in one is changed on disk without
looking at the others; any other change builds anew.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path

from skillgraph.engine import DiskDataset, Lines, Used
from skillgraph.engine.disk import SUFFIX
from skillgraph.engine.forms import KeptForms
from skillgraph.engine.lines import SUFFIX as LINES
from skillgraph.errors import InvalidWorkspace
from skillgraph.findings import Finding
from skillgraph.reason.joins import Meeting
from skillgraph.snapshot.builder import Built, rules_of
from skillgraph.snapshot.deriving import Added
from skillgraph.snapshot.gathering import Gathering, NeedsAll, Report, need_separate, report_of
from skillgraph.snapshot.state import State, resumed
from skillgraph.turtle import Parse
from skillgraph.turtle.facts import nquads, split_lines
from skillgraph.turtle.grouped import Grouped
from skillgraph.workspace import Contents, SourceFile

_RECORD_BYTES = 32_768  # a smaller file costs little as part of the catalogue
_MOST_CHILDREN = 4  # each has up to a million quads on their way to the disk, some 0.7 GB
Begun = Callable[[Path, Contents], object]  # told of the folder with lines, and of the files of the catalogue
_MOST_CHANGED = 8  # files; where more have changed at once, all is built anew


@dataclass(frozen=True, slots=True)
class LargeBuilt:
    """A finished dataset on disk, how many statements each file makes, and what was found wrong with the records.

    `built` is the catalogue, of the files `base`, which are judged elsewhere; `records` is how many other files there
    are, and `several` are the shapes that did not judge these, since they look at several files together.
    """

    folder: Path
    quads: int
    built: Built
    base: Contents
    statements: dict[str, int]
    findings: tuple[Finding, ...]
    records: int
    several: tuple[str, ...]


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
        self._state: State | None = None
        self._count = 0

    def build(self, contents: Contents) -> LargeBuilt:
        """The dataset of a workspace on disk; InvalidWorkspace where a file does not parse or a rule is none."""
        state, self._state = self._state, None  # where it breaks off, nothing is known of what is on disk
        published = self.folder / f"{contents.digest}{SUFFIX}"
        if state is None and (state := resumed(contents, published, self._work(), self._parse)):
            target = published
        elif state is not None and state.lines is None and self._change(state, contents):
            target = self._publish(state, contents.digest)
        else:
            state = self._anew(contents)
            target = state.lines.folder if state.lines is not None else self._publish(state, contents.digest)
        self._state = state
        counted = {one.file.path: len(one.document.triples) for one in state.built.files}
        statements, findings = counted | state.statements, tuple(state.findings)
        several = tuple(sorted(state.judged.several))
        return LargeBuilt(
            target, state.quads, state.built, state.base, statements, findings, len(state.records), several
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

    def _publish(self, state: State, digest: str) -> Path:
        target = self.folder / f"{digest}{SUFFIX}"
        state.disk.publish(target, state.finished(digest), state.known())
        return target

    def _anew(self, contents: Contents) -> State:
        while True:
            try:
                return self._try(contents)
            except NeedsAll as more:
                self._mixed |= more.paths

    def _try(self, contents: Contents) -> State:
        whole = any(rule.whole for rule in rules_of(contents))
        paths = set() if whole else {file.path for file in self._records(contents)}
        state = State.begun(contents, self._parse, paths)
        catalogue = state.built.dataset.dump_nquads()
        state.forms.set("", b"".join(line for line in catalogue.splitlines(keepends=True) if b'"^^<' in line))
        children = min(_MOST_CHILDREN, os.cpu_count() or 1)
        gathering = Gathering([*state.records.values()], state.deriving, state.judging, children)
        if self.begun is not None:
            state.lines = Lines(self.folder / f"{contents.digest}{LINES}", state.forms, catalogue)
            self.begun(state.lines.folder, state.base)
        try:
            self._fill(state, catalogue, gathering)
            self._take_in(state, gathering)
        except BaseException:
            if state.lines is not None:
                state.lines.abandon()
            raise
        finally:
            gathering.end()
        if state.lines is not None:
            state.lines.finish(state.finished(contents.digest))
        else:
            _while(lambda: self._meanwhile(state.base, state.built), state.disk.optimize)
        return state

    def _fill(self, state: State, catalogue: bytes, gathering: Gathering) -> None:
        """Takes in all quads, as lines or on disk."""
        if state.lines is None:
            state.dataset = self._fresh(state.forms)  # after the forks: the engine's threads would not be in them
            state.disk.load(BytesIO(catalogue), *gathering.streams)
        else:
            _while(lambda: self._meanwhile(state.base, state.built), partial(state.lines.take, gathering.streams))

    def _take_in(self, state: State, gathering: Gathering) -> None:
        """What the children had to say; NeedsAll, or InvalidWorkspace where a file does not parse."""
        need_separate(gathering.reports, {*state.records})
        state.quads += gathering.quads
        for report in gathering.reports:
            state.learn(report)
        faults = [finding for report in gathering.reports for finding in report.findings]
        if faults:
            raise InvalidWorkspace(sorted([*faults, *state.findings], key=Finding.order))

    def _records(self, contents: Contents) -> Iterator[SourceFile]:
        for file in contents.records():
            if file.path not in self._mixed and (len(file.content) >= _RECORD_BYTES or not file.path.endswith(".ttl")):
                yield file

    def _fresh(self, forms: KeptForms) -> DiskDataset:
        return DiskDataset(self._work(), forms)

    def _work(self) -> Path:
        """A folder for a dataset that can be changed, in the place of the one before."""
        self._count += 1
        for old in self.folder.glob("work-*"):
            shutil.rmtree(old, ignore_errors=True)
        return self.folder / f"work-{self._count}"

    def _change(self, state: State, contents: Contents) -> bool:
        """Brings what is on disk up to date; whether that can be done."""
        files = {file.path: file for file in contents.files}
        base = tuple(file for file in contents.files if file.path not in state.records)
        if base != state.base.files or not state.records.keys() <= files.keys():
            return False
        changed = [files[path] for path, old in state.records.items() if files[path] != old]
        if len(changed) > _MOST_CHANGED:
            return False
        changes = [self._changed(state, file) for file in changed]
        if any(change is None for change in changes):
            return False
        for change in changes:
            assert change is not None
            state.disk.change(change.removed, change.added)
            state.quads += change.more
            state.records[change.file.path] = change.file
            state.used -= change.gone - state.disk.still_used(change.gone)
            state.learn(change.report)
        return True

    def _changed(self, state: State, file: SourceFile) -> _Change | None:
        """What a changed file takes away and adds; None where others are concerned too."""
        stated = Grouped.of(split_lines(state.disk.graph(file.graph).splitlines()))
        old = state.deriving.add({file.graph: stated})
        new, report = report_of({file.graph: file}, state.deriving, state.judging)
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


def _without(one: Added, other: Added) -> dict[str, Grouped]:
    return {graph: facts.minus(other.graphs.get(graph, Grouped())) for graph, facts in one.graphs.items()}


def _quads(graphs: dict[str, Grouped]) -> bytes:
    return b"".join(nquads(facts, graph) for graph, facts in graphs.items())
