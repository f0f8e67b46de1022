"""Deriving in child processes, whose quads come together as one stream of N-Quads for the engine to load.

A child sends packets: N-Quads to be loaded, or (at the end of each group of files) what it has to say of them. It is a
fork, so that it has the catalogue without being sent it; it ends with its pipe.
"""

from __future__ import annotations

import os
import pickle
import select
import signal
import struct
import sys
import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from skillgraph.errors import InternalError, InvalidWorkspace
from skillgraph.findings import Finding
from skillgraph.reason.records import Meeting
from skillgraph.snapshot.deriving import Added, Deriving
from skillgraph.turtle.facts import nquads, read_facts
from skillgraph.workspace import SourceFile

_HEAD = struct.Struct("!cQ")
_QUADS, _REPORT = b"q", b"r"
_GROUP_BYTES = 1_500_000


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
    repeats: bool = False


def report_of(files: Mapping[str, SourceFile], deriving: Deriving) -> tuple[Added, Report]:
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
    for graph, facts in stated.items():
        path, own = files[graph].path, {fact[0] for fact in facts}
        nodes = own | {fact[2] for fact in facts}
        report.statements[path] = len(facts)
        report.own[path] = [hash(node) for node in own]
        shared = added.foreign & nodes
        if shared:
            report.foreign[path] = [hash(node) for node in shared]
        literals = [fact for fact in facts if '"^^<' in fact[2]]
        report.forms[graph] = nquads(literals, graph)
        report.clashes += [(path, subject, message) for subject, message in added.clashes if subject in own]
    return added, report


class Gathering:
    """A stream of the quads that come from several children; `reports` is whole at its end."""

    def __init__(self, files: Sequence[SourceFile], deriving: Deriving, children: int, first: bytes) -> None:
        self.reports: list[Report] = []
        self.quads = first.count(b"\n")
        self._piece = memoryview(first)
        self._pipes: dict[int, int] = {}
        groups = _groups(files)
        for place in range(min(children, len(groups))):
            self._start(groups[place::children], deriving)

    def read(self, size: int = -1, /) -> bytes:
        """The next N-Quads; none at the end. InternalError where a child has ended early."""
        while not self._piece:
            if not self._pipes:
                return b""
            ready, _, _ = select.select([*self._pipes], [], [])
            self._hear(ready[0])
        piece = self._piece[:size] if size >= 0 else self._piece
        self._piece = self._piece[len(piece) :]
        return bytes(piece)

    def end(self) -> None:
        """Ends the children that are still there."""
        for pipe, process in self._pipes.items():
            os.close(pipe)
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
        self._pipes.clear()

    def _hear(self, pipe: int) -> None:
        head = _receive(pipe, _HEAD.size)
        if not head:
            os.close(pipe)
            _, status = os.waitpid(self._pipes.pop(pipe), 0)
            if status:
                raise InternalError(f"A process that derives ended with status {status}.", "Build once more.")
            return
        kind, size = _HEAD.unpack(head)
        body = _receive(pipe, size)
        if kind == _QUADS:
            self.quads += body.count(b"\n")
            self._piece = memoryview(body)
        else:
            self.reports.append(pickle.loads(body))  # noqa: S301  # from our own child

    def _start(self, groups: Sequence[Sequence[SourceFile]], deriving: Deriving) -> None:
        ours, theirs = os.pipe()
        process = os.fork()
        if process == 0:
            _derive(groups, deriving, theirs, (ours, *self._pipes))
        os.close(theirs)
        self._pipes[ours] = process


def _derive(groups: Sequence[Sequence[SourceFile]], deriving: Deriving, pipe: int, others: Iterable[int]) -> NoReturn:
    status = 1
    try:
        for other in others:
            os.close(other)
        for group in groups:
            added, report = report_of({file.graph: file for file in group}, deriving)
            for kind, body in ((_QUADS, added.quads()), (_REPORT, pickle.dumps(report))):
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
