"""What if: questions on a changed workspace, of which no file changes.

A change is Turtle that is added, Turtle that is removed, and holders who leave. What is added is read as one more file
of the layer example and what is removed is taken out of the data files, before the rules, the axioms and the shapes are
run; so a change has the consequences and the findings that it would have if it were written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from skillgraph.coverage.document import Document
from skillgraph.coverage.load import load_world
from skillgraph.coverage.question import Given
from skillgraph.coverage.questions import Difference, compared, difference, given_in, question
from skillgraph.coverage.reports.whatif import report
from skillgraph.coverage.world import Day, World
from skillgraph.errors import WorkspaceError
from skillgraph.findings import Finding, Severity
from skillgraph.snapshot import build, findings_of
from skillgraph.snapshot.model import Validate
from skillgraph.turtle import Parse, ParsedFile, parse_files
from skillgraph.validate.ignore import apply, read_ignores
from skillgraph.workspace import Contents, SourceFile

ADDED, REMOVED = "data/example/what-if.ttl", "data/example/what-if-removed.ttl"


@dataclass(frozen=True, slots=True)
class Scenario:
    """A changed world, what checks have to say about the changed workspace, and the statements to remove that it lacks.

    `world` is None where a finding is a violation: no snapshot can be made of such a workspace, so that it has no
    answers. Findings about what is added have the path `ADDED`.
    """

    world: World | None
    findings: tuple[Finding, ...]
    not_stated: int


def changed(
    contents: Contents,
    added: bytes = b"",
    removed: bytes = b"",
    parse: Parse = parse_files,
    validate: Validate | None = None,
) -> Scenario:
    """The workspace with Turtle added and removed; InvalidWorkspace where one of the two is not well formed.

    `parse` and `validate` may remember what they did to the workspace as it is.
    """
    lost = _statements(removed)
    new = _with(contents, added)
    found: set[object] = set()
    built = build(new, _without_statements(lost, found, parse))
    findings = tuple(apply(findings_of(new, built, validate), read_ignores(built.files)))
    is_fit = all(one.severity is not Severity.VIOLATION for one in findings)
    return Scenario(load_world(built.dataset.engine()) if is_fit else None, findings, len(lost) - len(found))


def without(world: World, leavers: Iterable[str]) -> World:
    """The world without some holders and all that is recorded of them; their posts are vacant."""
    gone = frozenset(leavers)
    stays = {iri: one for iri, one in world.attestations.items() if one.holder not in gone}
    return replace(
        world,
        holders={iri: one for iri, one in world.holders.items() if iri not in gone},
        attestations=stays,
        satisfactions=tuple(one for one in world.satisfactions if one.holder not in gone),
        speaks_of=frozenset(pair for pair in world.speaks_of if pair[0] in stays),
        posts=tuple(replace(one, holder="", is_vacant=True) if one.holder in gone else one for one in world.posts),
        allocations=tuple(one for one in world.allocations if one.holder not in gone),
        availability=tuple(one for one in world.availability if one.holder not in gone),
    )


def compare(before: World, after: World, name: str, words: Sequence[str], days: tuple[Day, Day]) -> Difference:
    """What a change does to the answer of a question, asked of the first world on the first day, then of the second."""
    return differences(before, after, {name: given_in(question(name), words)}, days)[name]


def differences(
    before: World, after: World, asked: Mapping[str, Given], days: tuple[Day, Day]
) -> dict[str, Difference]:
    """The same for several questions by name."""
    return {
        name: difference(
            compared(before, question(name), given, days[0]), compared(after, question(name), given, days[1])
        )
        for name, given in asked.items()
    }


def evaluate(contents: Contents, delta: bytes, name: str, words: Sequence[str], day: Day) -> Document:
    """What Turtle that is added does to the answer of a question, as a plain document.

    Nothing is written and nothing is kept. Where a finding is a violation, there are no differences. InvalidWorkspace
    where the Turtle is not well formed.
    """
    after = changed(contents, delta)
    found = None
    if after.world is not None:
        before = load_world(build(contents).dataset.engine())
        found = {name: compare(before, after.world, name, words, (day, day))}
    return dict(report(found, (day, day), after.findings, after.not_stated).document)


def _with(contents: Contents, added: bytes) -> Contents:
    if not added.strip():
        return contents
    if any(one.path == ADDED for one in contents.files):
        raise WorkspaceError(f"{ADDED} has the name that what is added gets.", "Rename that file.")
    files = sorted((*contents.files, SourceFile(ADDED, added)), key=lambda file: file.path)
    return Contents(contents.root, tuple(files))


def _statements(removed: bytes) -> frozenset[object]:
    if not removed.strip():
        return frozenset()
    (parsed,) = parse_files([SourceFile(REMOVED, removed)])
    return frozenset(triple[:3] for triple in parsed.document.triples)


def _without_statements(lost: frozenset[object], found: set[object], parse: Parse) -> Parse:
    """A parser that leaves out statements of the data files; those that it met are put into `found`."""

    def keep(one: ParsedFile) -> ParsedFile:
        if one.file.part != "data":
            return one
        met = lost.intersection(triple[:3] for triple in one.document.triples)
        found.update(met)
        if not met:
            return one
        triples = tuple(triple for triple in one.document.triples if triple[:3] not in met)
        return ParsedFile(one.file, replace(one.document, triples=triples))

    return lambda files: [keep(one) for one in parse(files)]
