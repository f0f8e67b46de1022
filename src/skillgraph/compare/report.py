"""A comparison as lines for a terminal, as Markdown for a pull request, and as JSON."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from skillgraph.compare.diff import Comparison, Edit, EntityChange, Kind
from skillgraph.compare.entities import Value, term_text
from skillgraph.compare.impact import AnswerChange, Inferred
from skillgraph.compare.labels import Labels
from skillgraph.compare.wording import ALTERNATIVE, STATES_REQUIREMENT, Wording
from skillgraph.findings import Finding
from skillgraph.terms import compact
from skillgraph.workspace import SourceFile

NOTHING = "no change in what the graph says"
MARKDOWN_BYTES = 60_000
_MARKS = {Kind.ADDED: "+", Kind.REMOVED: "-", Kind.CHANGED: "~", Kind.MOVED: ">"}
_DIFF_MARKS = {"+": "+", "-": "-", "~": "!", ">": "!", "!": "!", "": "#"}
_MOST_FINDINGS = 3


_Link = tuple[str, Value]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the report: a mark that says what happened (+ - ~ > !), nothing for a heading, and the text."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """A comparison with what follows from it, as far as that was asked for.

    `broken` has the first findings of a state of which no snapshot can be made. `inferred` and `answers` are None where
    they were not looked for.
    """

    comparison: Comparison
    inferred: Inferred | None = None
    answers: tuple[AnswerChange, ...] | None = None
    broken: tuple[tuple[str, tuple[Finding, ...]], ...] = field(default=())

    def lines(self) -> Iterator[Line]:
        """The report for a person, with the count of what changed as its last line."""
        if self.comparison.is_empty:
            yield Line("", NOTHING)
            return
        yield from self._parts()
        yield Line("", "")
        yield Line("", f"{self.comparison.old.name} -> {self.comparison.new.name}: {_count(self.comparison)}")

    def markdown(self) -> str:
        """The report for a pull request: lines in a fenced block, so that nothing in them is read as Markdown."""
        title = f"### What the graph says: {_code(self.comparison.old.name)} -> {_code(self.comparison.new.name)}"
        if self.comparison.is_empty:
            return f"{title}\n\n{NOTHING}\n"
        body = [f"{_DIFF_MARKS[line.mark]} {line.text}" if line.text else "" for line in self._parts()]
        longest = max((len(run) for line in body for run in re.findall("`+", line)), default=0)
        fence = "`" * max(3, longest + 1)
        head = f"{title}\n\n{_count(self.comparison)}\n\n{fence}diff\n"
        shown = _fitting(body, MARKDOWN_BYTES - len(head.encode()) - len(fence) - 100)
        left = len(body) - len(shown)
        rest = f"\nCut at {MARKDOWN_BYTES // 1000} kB, {left} lines are left out.\n" if left else ""
        return "".join([head, *(f"{line}\n" for line in shown), f"{fence}\n", rest])

    def as_json(self) -> dict[str, Any]:
        """All of it as plain values; terms are written in Turtle with the prefixes of the table."""
        comparison, wording = self.comparison, self._wording()
        known: dict[str, Any] = {
            "old": comparison.old.name,
            "new": comparison.new.name,
            "same": comparison.is_empty,
            "entities": [_entity(change, wording) for change in comparison.entities],
            "files": [{"kind": file.kind.value, "path": file.path} for file in comparison.files],
            "unreadable": [_finding(state, finding) for state, finding in comparison.unreadable],
            "broken": [_finding(state, finding) for state, findings in self.broken for finding in findings],
        }
        if self.inferred is not None:
            known["inferred"] = [_entity(change, wording) for change in self.inferred.changes]
        if self.answers is not None:
            known["answers"] = [
                {"query": row.query, "params": dict(row.params), "lost": row.lost, "gained": row.gained}
                for row in self.answers
            ]
        return known

    def _wording(self) -> Wording:
        labels = Labels(self.comparison)
        for description in self.inferred.descriptions if self.inferred is not None else ():
            labels.learn(description)
        return Wording(labels)

    def _parts(self) -> Iterator[Line]:
        comparison, wording = self.comparison, self._wording()
        yield from _entity_lines(comparison.entities, wording)
        if comparison.files:
            yield Line("", "rules and queries")
            yield from (Line(_MARKS[file.kind], f"{file.path} {file.kind}") for file in comparison.files)
        for state, finding in comparison.unreadable:
            yield Line("!", f"{state}: {finding.one_line()}")
        for state, findings in self.broken:
            yield from _broken_lines(state, findings)
        if self.inferred is not None:
            if not self.inferred.changes:
                yield Line("", "what the rules and axioms add is the same")
            yield from _entity_lines(self.inferred.changes, wording)
        if self.answers is not None:
            yield from _answer_lines(self.answers)


def _entity_lines(changes: tuple[EntityChange, ...], wording: Wording) -> Iterator[Line]:
    told, covered = _told(changes)
    moves: Counter[tuple[str, str]] = Counter()
    for path, group in groupby(changes, key=lambda change: change.path):
        lines = []
        for change in group:
            if change.kind is Kind.MOVED and not change.edits:
                moves[change.moved_from, path] += 1
            elif (change.kind, change.subject) not in covered and (rest := _untold(change, told)) is not None:
                origin = f" (moved from {change.moved_from})" if change.moved_from else ""
                lines.append(Line(_MARKS[change.kind], wording.sentence(rest) + origin))
        if lines:
            yield Line("", f"{path}{_layer(path)}")
            yield from lines
    if moves:
        yield Line("", "moved")
    for (origin, path), count in sorted(moves.items()):
        things = "1 entity" if count == 1 else f"{count} entities"
        yield Line(">", f"{things} from {origin} to {path}{_layer(path)}")


def _told(changes: tuple[EntityChange, ...]) -> tuple[set[_Link], set[tuple[Kind, object]]]:
    """What other sentences tell: links to requirements that are new or gone, and alternatives of such requirements."""
    whole = [change for change in changes if change.kind in (Kind.ADDED, Kind.REMOVED)]
    told: set[_Link] = {(name, change.subject) for name in (STATES_REQUIREMENT, ALTERNATIVE) for change in whole}
    covered: set[tuple[Kind, object]] = {
        (change.kind, value)
        for change in whole
        for edit in change.edits
        if edit.predicate == ALTERNATIVE
        for value in (*edit.removed, *edit.added)
    }
    return told, covered


def _untold(change: EntityChange, told: set[_Link]) -> EntityChange | None:
    """The change without the links that other sentences tell; None where nothing is left of it."""
    if change.kind in (Kind.ADDED, Kind.REMOVED):
        return change
    edits = []
    for edit in change.edits:
        removed = tuple(value for value in edit.removed if (edit.predicate, value) not in told)
        added = tuple(value for value in edit.added if (edit.predicate, value) not in told)
        if removed or added:
            edits.append(Edit(edit.predicate, removed, added))
    return replace(change, edits=tuple(edits)) if edits or change.moved_from else None


def _broken_lines(state: str, findings: tuple[Finding, ...]) -> Iterator[Line]:
    count = f"{len(findings)} finding{'' if len(findings) == 1 else 's'}"
    yield Line("", f"{state} does not build: {count}")
    yield from (Line("!", finding.one_line()) for finding in findings[:_MOST_FINDINGS])


def _answer_lines(answers: tuple[AnswerChange, ...]) -> Iterator[Line]:
    yield Line("", "answers that change" if answers else "no canned question gets another answer")
    for query, group in groupby(answers, key=lambda row: row.query):
        rows = list(group)
        most = max(rows, key=lambda row: row.lost + row.gained)
        params = "".join(f" {name}={value}" for name, value in most.params)
        others = f", and with {len(rows) - 1} more" if len(rows) > 1 else ""
        noun = "row" if most.lost == 1 else "rows"
        yield Line("~", f"{query}{params}: {most.lost} {noun} lost, {most.gained} gained{others}")


def _layer(path: str) -> str:
    return f" ({SourceFile(path, b'').layer})" if path.startswith("data/") else ""


def _count(comparison: Comparison) -> str:
    kinds = Counter(change.kind for change in comparison.entities)
    parts = [f"{kinds[kind]} {kind}" for kind in Kind if kinds[kind]]
    if comparison.files:
        parts.append(f"{len(comparison.files)} of rules and queries")
    if comparison.unreadable:
        parts.append(f"{len({finding.path for _, finding in comparison.unreadable})} not readable")
    return ", ".join(parts)


def _code(text: str) -> str:
    return f"`{text.replace('`', '')}`"


def _fitting(lines: Iterable[str], limit: int) -> list[str]:
    kept, size = [], 0
    for line in lines:
        size += len(line.encode()) + 1
        if size > limit:
            break
        kept.append(line)
    return kept


def _entity(change: EntityChange, wording: Wording) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "subject": term_text(change.subject),
        "path": change.path,
        "moved_from": change.moved_from,
        "sentence": wording.sentence(change),
        "edits": [
            {
                "property": compact(edit.predicate),
                "removed": [term_text(value) for value in edit.removed],
                "added": [term_text(value) for value in edit.added],
            }
            for edit in change.edits
        ],
    }


def _finding(state: str, finding: Finding) -> dict[str, Any]:
    return {
        "state": state,
        "code": finding.code,
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "message": finding.message,
    }
