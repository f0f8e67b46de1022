"""What changed between two states of a workspace, entity by entity.

Files with the same bytes are not parsed. Of the others, the statements of each subject are compared file by file; a
statement that is gone from one file and new in another has moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from skillgraph.compare.entities import Described, Description, Statement, Subject, Value, describe, term_text
from skillgraph.compare.revisions import State
from skillgraph.errors import WorkspaceError
from skillgraph.findings import Finding
from skillgraph.header import read_header
from skillgraph.sparql.tokens import tokenise
from skillgraph.terms import RDF_TYPE, Blank
from skillgraph.turtle import parse
from skillgraph.workspace import SourceFile

_SPOILT = ("SG101", "SG104")  # what follows such a place in a file may not have been read


class Kind(StrEnum):
    """What happened to something."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Edit:
    """The values of one property that went and that came, each in the order of their texts."""

    predicate: str
    removed: tuple[Value, ...]
    added: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class EntityChange:
    """What happened to one subject in one file. `moved_from` is the other file of something that moved."""

    kind: Kind
    subject: Subject
    path: str
    edits: tuple[Edit, ...]
    moved_from: str = ""


@dataclass(frozen=True, slots=True)
class FileDiff:
    """What happened to a rule or a query."""

    kind: Kind
    path: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two states and all that differs between them; `old_files` and `new_files` describe the files that differ.

    `unreadable` has the state's name with each finding of a file that does not parse and is not compared.
    """

    old: State
    new: State
    entities: tuple[EntityChange, ...]
    files: tuple[FileDiff, ...]
    unreadable: tuple[tuple[str, Finding], ...]
    old_files: Mapping[str, Described]
    new_files: Mapping[str, Described]

    @property
    def is_empty(self) -> bool:
        """Whether both states say the same, however it is written."""
        return not (self.entities or self.files or self.unreadable)

    @property
    def spoilt(self) -> bool:
        """Whether a file could not be compared because it does not parse."""
        return any(finding.code in _SPOILT for _, finding in self.unreadable)

    def blanks(self, *, new: bool) -> Mapping[Blank, str]:
        """The texts of the blank nodes of the files that differ."""
        files = self.new_files if new else self.old_files
        return {blank: text for described in files.values() for blank, text in described.blanks.items()}


def compare(old: State, new: State) -> Comparison:
    """What differs between two states."""
    before = {file.path: file for file in old.contents.files}
    after = {file.path: file for file in new.contents.files}
    paths = [
        path
        for path in sorted(before.keys() | after.keys())
        if path not in before or path not in after or before[path].content != after[path].content
    ]
    turtle = [path for path in paths if path.endswith(".ttl")]
    old_files, old_wrong = _describe(before[path] for path in turtle if path in before)
    new_files, new_wrong = _describe(after[path] for path in turtle if path in after)
    spoilt = {finding.path for finding in (*old_wrong, *new_wrong) if finding.code in _SPOILT}
    return Comparison(
        old,
        new,
        compare_descriptions(
            {path: described.subjects for path, described in old_files.items() if path not in spoilt},
            {path: described.subjects for path, described in new_files.items() if path not in spoilt},
        ),
        tuple(_texts(before, after, [path for path in paths if path.endswith(".rq")])),
        (*((old.name, finding) for finding in old_wrong), *((new.name, finding) for finding in new_wrong)),
        old_files,
        new_files,
    )


def _describe(files: Iterable[SourceFile]) -> tuple[dict[str, Described], list[Finding]]:
    described, wrong = {}, []
    for file in files:
        parsed, findings = parse(file)
        described[file.path] = describe(parsed.document)
        wrong += findings
    return described, wrong


def compare_descriptions(
    before: Mapping[str, Description], after: Mapping[str, Description]
) -> tuple[EntityChange, ...]:
    """What happened to each subject, in the order of paths and names."""
    lost, gained = _differences(before, after), _differences(after, before)
    origins: dict[tuple[Subject, str], str] = {}
    for subject in lost.keys() & gained.keys():
        _pair_moves(subject, lost[subject], gained[subject], after, origins)
    changes = []
    for subject in lost.keys() | gained.keys():
        gone, come = lost.get(subject, {}), gained.get(subject, {})
        for path in gone.keys() | come.keys():
            origin = origins.get((subject, path), "")
            kind = Kind.MOVED if origin else _kind(subject, path, before, after)
            change = _change(subject, path, gone.get(path, set()), come.get(path, set()), kind, origin)
            if change is not None:
                changes.append(change)
    return tuple(sorted(changes, key=lambda change: (change.path, str(change.subject))))


_ByPath = dict[str, set[Statement]]


def _differences(one: Mapping[str, Description], other: Mapping[str, Description]) -> dict[Subject, _ByPath]:
    """Per subject and path the statements of one state that the other has not."""
    found: dict[Subject, _ByPath] = {}
    for path, subjects in one.items():
        others = other.get(path, {})
        for subject, statements in subjects.items():
            only = statements - others.get(subject, frozenset())
            if only:
                found.setdefault(subject, {})[path] = set(only)
    return found


def _pair_moves(
    subject: Subject,
    gone: _ByPath,
    come: _ByPath,
    after: Mapping[str, Description],
    origins: dict[tuple[Subject, str], str],
) -> None:
    """Takes out what only changed its file, and puts what is left of a subject that moved side by side."""
    for source in sorted(gone):
        for target in sorted(come):
            common = gone[source] & come[target]
            if source == target or not common:
                continue
            gone[source] -= common
            come[target] -= common
            origins[subject, target] = source
            if subject not in after.get(source, {}):
                gone.setdefault(target, set()).update(gone[source])
                gone[source] = set()


def _change(
    subject: Subject, path: str, gone: set[Statement], come: set[Statement], kind: Kind, origin: str
) -> EntityChange | None:
    if not gone and not come and not origin:
        return None
    return EntityChange(kind, subject, path, _edits(gone, come), origin)


def _kind(subject: Subject, path: str, before: Mapping[str, Description], after: Mapping[str, Description]) -> Kind:
    """Something is added with its class and removed with it; all else that happens to it is a change."""
    old, new = (files.get(path, {}).get(subject) for files in (before, after))
    if old is None and new is not None and _has_class(new):
        return Kind.ADDED
    return Kind.REMOVED if new is None and old is not None and _has_class(old) else Kind.CHANGED


def _has_class(statements: Iterable[Statement]) -> bool:
    return any(predicate == RDF_TYPE for predicate, _ in statements)


def _edits(gone: set[Statement], come: set[Statement]) -> tuple[Edit, ...]:
    names = sorted({predicate for predicate, _ in gone | come}, key=lambda name: (name != RDF_TYPE, name))
    return tuple(Edit(name, _values(gone, name), _values(come, name)) for name in names)


def _values(statements: set[Statement], predicate: str) -> tuple[Value, ...]:
    return tuple(sorted((value for name, value in statements if name == predicate), key=term_text))


def _texts(before: Mapping[str, SourceFile], after: Mapping[str, SourceFile], paths: list[str]) -> Iterator[FileDiff]:
    for path in paths:
        if path not in before:
            yield FileDiff(Kind.ADDED, path)
        elif path not in after:
            yield FileDiff(Kind.REMOVED, path)
        elif _meaning(before[path]) != _meaning(after[path]):
            yield FileDiff(Kind.CHANGED, path)


def _meaning(file: SourceFile) -> tuple[object, list[str]]:
    """The header and the tokens of a query: what is left when comments and spaces are not counted."""
    try:
        header, text = read_header(file)
    except WorkspaceError:
        return file.content, []
    return header, [token.text for token in tokenise(text) if not token.is_blank]
