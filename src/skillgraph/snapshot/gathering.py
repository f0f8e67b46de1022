"""Deriving in child processes, each of which gives a stream of N-Quads for the engine to load.

A child sends packets: what it has to say of a group of files, and then their N-Quads, to be loaded. Whoever has read
these has the child go on with the next group, however long it is not read from. It is a
fork, so that it has the catalogue without being sent it; it ends with its pipe.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import os
import pickle
import signal
import struct
import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from skillgraph.engine import Used, may_change
from skillgraph.errors import InternalError, InvalidWorkspace, WorkspaceError
from skillgraph.findings import Finding
from skillgraph.reason.joins import Meeting
from skillgraph.snapshot.deriving import Added, Deriving
from skillgraph.snapshot.judging import Judged, Judging
from skillgraph.snapshot.verdict import trouble
from skillgraph.turtle.facts import nquads, read_facts
from skillgraph.turtle.grouped import TYPE, Fact, Grouped
from skillgraph.workspace import SourceFile

_HEAD = struct.Struct("!cQ")
_QUADS, _REPORT = b"q", b"r"
_GROUP_BYTES = 500_000
_PIPE_BYTES = 1 << 20


class NeedsAll(Exception):
    """Files of records cannot be taken one by one; `paths` are those that have to be part of the catalogue."""

    def __init__(self, paths: set[str]) -> None:
        super().__init__()
        self.paths = paths


@dataclass(slots=True)
class Report:
    """What is to be said of a group of files beside their quads."""

    statements: dict[str, int] = field(default_factory=dict)  # by path
    own: dict[str, list[int]] = field(default_factory=dict)  # by path: hashes of what it describes
    foreign: dict[str, list[int]] = field(default_factory=dict)  # by path: of what it shares with others
    forms: dict[str, bytes] = field(default_factory=dict)  # by graph: statements that the engine may write otherwise
    clashes: list[tuple[str, str, str]] = field(default_factory=list)  # path, subject, message
    findings: list[Finding] = field(default_factory=list)
    meeting: Meeting = field(default_factory=Meeting)
    used: Used = field(default_factory=Used)
    judged: Judged = field(default_factory=Judged)
    repeats: bool = False
    quads: int = 0


def report_of(files: Mapping[str, SourceFile], deriving: Deriving, judging: Judging) -> tuple[Added, Report]:
    """What some files add, given by their graphs, and the report on them."""
    report = Report()
    stated = {}
    for graph, file in files.items():
        try:
            stated[graph] = read_facts(file)
        except InvalidWorkspace as error:
            report.findings += error.findings
    added = deriving.add(stated)
    report.meeting, report.repeats = added.meeting, added.repeats
    report.used = Used.by(added.graphs.values())
    report.quads = sum(map(len, added.graphs.values()))
    for graph, facts in stated.items():
        path, own = files[graph].path, facts.subjects()
        report.statements[path] = len(facts)
        report.own[path] = [hash(node) for node in own]
        shared = added.foreign & (own | facts.nodes()) if added.foreign else ()
        if shared:
            report.foreign[path] = [hash(node) for node in shared]
        report.forms[graph] = nquads(_changing(facts), graph)
        report.clashes += [(path, subject, message) for subject, message in added.clashes if subject in own]
    if not report.findings:
        _judge(report, added, files, stated, deriving, judging)
    return added, report


def _changing(facts: Grouped) -> Iterator[Fact]:
    """Those that the engine may write in another way."""
    for (predicate, sort), pairs in facts.by.items():
        values = {sort} if predicate == TYPE else {value for _, value in pairs}
        if changing := {value for value in values if may_change(value)}:
            yield from ((subject, predicate, value) for subject, value in pairs if value in changing)


def _judge(
    report: Report,
    added: Added,
    files: Mapping[str, SourceFile],
    stated: Mapping[str, Grouped],
    deriving: Deriving,
    judging: Judging,
) -> None:
    """Has the shapes judge the files: one by one where a finding of all of them does not tell about which it is."""
    try:
        report.judged = judging.judged(added, [*files.values()])
        if not report.judged.is_placed:
            for graph, file in files.items():
                report.judged.add(judging.judged(deriving.add({graph: stated[graph]}), [file]))
    except WorkspaceError as error:
        report.findings += trouble(error)


def need_separate(reports: Sequence[Report], records: set[str]) -> None:
    """NeedsAll with the files that others have to see."""
    meeting = Meeting()
    owners: dict[int, str] = {}
    shared: set[str] = set()
    for report in reports:
        meeting.add(report.meeting)
        for path, nodes in report.own.items():
            shared |= {one for node in nodes for one in (owners.setdefault(node, path), path) if owners[node] != path}
    for report in reports:
        for path, nodes in report.foreign.items():
            others = {owners[node] for node in nodes if node in owners}
            shared |= others if others - {path} else {path} & others
    if meeting.is_possible or any(report.repeats for report in reports):
        shared = records
    if shared:
        raise NeedsAll(shared)


class Gathering:
    """Children that derive, each from some of the files; `reports` and `quads` are whole when all streams ended."""

    def __init__(self, files: Sequence[SourceFile], deriving: Deriving, judging: Judging, children: int) -> None:
        groups = _groups(files)
        self.streams: list[Child] = []
        for place in range(min(children, len(groups))):
            others = [one.pipe for one in self.streams]
            self.streams.append(Child(groups[place::children], deriving, judging, others))

    @property
    def reports(self) -> list[Report]:
        """What all children had to say."""
        return [report for child in self.streams for report in child.reports]

    @property
    def quads(self) -> int:
        """How many quads they gave."""
        return sum(report.quads for report in self.reports)

    def end(self) -> None:
        """Ends the children that are still there."""
        for child in self.streams:
            child.end()


class Child:
    """A process that derives, and the stream of what it sends."""

    def __init__(
        self, groups: Sequence[Sequence[SourceFile]], deriving: Deriving, judging: Judging, others: Iterable[int]
    ) -> None:
        self.reports: list[Report] = []
        self._piece, self._at = b"", 0
        self.pipe, theirs = os.pipe()
        with contextlib.suppress(OSError):  # where others have large pipes too
            fcntl.fcntl(theirs, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        self._process = os.fork()
        if self._process == 0:
            _derive(groups, deriving, judging, theirs, (self.pipe, *others))
        os.close(theirs)

    def read(self, size: int = -1, /) -> bytes:
        """The next N-Quads; none at the end. InternalError where the process has ended early."""
        while self._at >= len(self._piece) and self.pipe >= 0:
            self._hear()
        start, end = self._at, self._at + size if size >= 0 else len(self._piece)
        self._at = end
        return self._piece[start:end]  # the same object where that is all of it

    def end(self) -> None:
        """Ends the process where it is still there."""
        if self.pipe >= 0:
            os.kill(self._process, signal.SIGKILL)
            self._wait()

    def _wait(self) -> int:
        os.close(self.pipe)
        self.pipe = -1
        return os.waitpid(self._process, 0)[1]

    def _hear(self) -> None:
        head = _receive(self.pipe, _HEAD.size)
        if not head:
            status = self._wait()
            if status:
                raise InternalError(f"A process that derives ended with status {status}.", "Build once more.")
            return
        kind, size = _HEAD.unpack(head)
        body = _receive(self.pipe, size)
        if kind == _QUADS:
            self._piece, self._at = body, 0
        else:
            self.reports.append(pickle.loads(body))  # noqa: S301  # from our own child


def _derive(
    groups: Sequence[Sequence[SourceFile]], deriving: Deriving, judging: Judging, pipe: int, others: Iterable[int]
) -> NoReturn:
    status = 1
    gc.disable()  # it makes no circles, and looking for them costs a tenth
    try:
        for other in others:
            os.close(other)
        for group in groups:
            added, report = report_of({file.graph: file for file in group}, deriving, judging)
            for kind, body in ((_REPORT, pickle.dumps(report)), (_QUADS, added.quads())):
                _send(pipe, _HEAD.pack(kind, len(body)))
                _send(pipe, body)
        status = 0
    except BrokenPipeError:
        pass
    except BaseException:  # noqa: BLE001  # a fork must never run on as a second builder
        traceback.print_exc(file=sys.stderr)
    finally:
        os._exit(status)


def _groups(files: Sequence[SourceFile]) -> list[list[SourceFile]]:
    groups: list[list[SourceFile]] = []
    size = _GROUP_BYTES
    for file in files:
        if size >= _GROUP_BYTES:
            groups.append([])
            size = 0
        groups[-1].append(file)
        size += len(file.content)
    return groups


def _send(pipe: int, body: bytes) -> None:
    left = memoryview(body)
    while left:
        left = left[os.write(pipe, left) :]


def _receive(pipe: int, size: int) -> bytes:
    pieces = []
    while size:
        piece = os.read(pipe, min(size, 1 << 20))
        if not piece:
            break
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)
