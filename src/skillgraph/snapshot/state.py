"""What is known of a large dataset while it can be changed, and how a builder goes on with one of another."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass, field, replace
from pathlib import Path

from skillgraph.engine import DiskDataset, Finished, Lines, Used, finished
from skillgraph.engine.forms import KeptForms
from skillgraph.findings import Finding, Severity
from skillgraph.reason.joins import Meeting
from skillgraph.snapshot.builder import Built, build, rules_of
from skillgraph.snapshot.deriving import Deriving
from skillgraph.snapshot.gathering import Report
from skillgraph.snapshot.judging import Judged, Judging
from skillgraph.terms import Iri, compact
from skillgraph.turtle import Parse, Places, parse
from skillgraph.workspace import Contents, SourceFile


@dataclass(slots=True)
class State:
    """What is on disk now, and what it was made of."""

    base: Contents
    records: dict[str, SourceFile]
    built: Built
    deriving: Deriving
    judging: Judging
    quads: int
    used: Used
    forms: KeptForms = field(default_factory=KeptForms)
    meeting: Meeting = field(default_factory=Meeting)
    statements: dict[str, int] = field(default_factory=dict)  # of records, by path
    clashes: dict[str, list[Finding]] = field(default_factory=dict)  # likewise
    judged: Judged = field(default_factory=Judged)
    dataset: DiskDataset | None = None
    lines: Lines | None = None  # what the dataset on disk has still to be made of

    @classmethod
    def begun(cls, contents: Contents, parse_base: Parse, paths: set[str]) -> State:
        """With the catalogue alone; `paths` are the files of records."""
        records = {file.path: file for file in contents.files if file.path in paths}
        base = replace(contents, files=tuple(file for file in contents.files if file.path not in paths))
        built = build(base, parse_base, records.values())
        deriving = Deriving(built, rules_of(contents))
        judging = Judging(parse_base(contents.rules_of_data()), built, deriving.catalogue.facts)
        return cls(base, records, built, deriving, judging, len(built.dataset), deriving.used)

    @property
    def disk(self) -> DiskDataset:
        """The dataset on disk, where it has been made."""
        assert self.dataset is not None
        return self.dataset

    @property
    def findings(self) -> list[Finding]:
        """What is found of the records, in the order of the places."""
        clashes = [one for found in self.clashes.values() for one in found]
        return sorted([*clashes, *self.judged.findings()], key=Finding.order)

    def finished(self, digest: str) -> Finished:
        """What who opens it is told of it."""
        return Finished(digest, self.quads, used=self.used)

    def learn(self, report: Report) -> None:
        """Takes in what is said of some files, in the place of what was said of them before."""
        self.statements |= report.statements
        self.used |= report.used
        self.meeting.add(report.meeting)
        self.judged.add(report.judged)
        for graph, quads in report.forms.items():
            self.forms.set(graph, quads)
        self.clashes |= {path: [] for path in report.statements}
        for path, *what in report.clashes:
            self.clashes[path].append(_clash(self.records[path], *what))

    def known(self) -> bytes:
        """What `resumed` cannot find out without deriving anew; nothing where something is wrong with the records."""
        if any(finding.severity is Severity.VIOLATION for finding in self.findings):
            return b""
        sides = (self.meeting.touched, self.meeting.joined)
        told = {
            "statements": self.statements,
            "sides": [sorted(side) for side in sides],
            "judged": self.judged.packed(),
        }
        return json.dumps(told).encode()


def resumed(contents: Contents, published: Path, work: Path, parse_base: Parse) -> State | None:
    """The state of a dataset that was published of these files; None where it is not there, or nothing was kept."""
    with contextlib.suppress(OSError, ValueError, KeyError):
        about, known = finished(published), json.loads(DiskDataset.kept_in(published))
        if about is None or about.used is None or about.digest != contents.digest:
            return None
        state = State.begun(contents, parse_base, set(known["statements"]))
        state.quads, state.used, state.statements = about.quads, about.used, known["statements"]
        touched, joined = ({(name, side) for name, side in sides} for sides in known["sides"])
        state.meeting, state.judged = Meeting(touched, joined), Judged.unpacked(known["judged"])
        state.dataset = DiskDataset.copied(published, work)
        state.forms = state.dataset.forms
        return state
    return None


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
