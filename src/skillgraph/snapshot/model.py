"""Opening a snapshot: from the cache where the workspace is unchanged, else by building and checking it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from skillgraph.engine import Dataset, Engine, Statements, finished, open_disk
from skillgraph.errors import InvalidWorkspace
from skillgraph.findings import Finding, Severity
from skillgraph.snapshot.builder import Built, build
from skillgraph.snapshot.cache import Cache
from skillgraph.snapshot.named import Named
from skillgraph.turtle import Parse, Places, parse_files
from skillgraph.validate.ignore import apply, read_ignores
from skillgraph.workspace import Contents, SourceFile

Validate = Callable[[Iterable[SourceFile], Dataset, Places], tuple[Finding, ...]]


@dataclass(frozen=True, slots=True)
class Snapshot(Named):
    """One state of the graph: what it was made of, and an engine to ask it."""

    engine: Engine
    quads: int
    from_cache: bool


def open_snapshot(contents: Contents, cache: Cache, on_build: Callable[[], None] | None = None) -> Snapshot:
    """The snapshot of a workspace; InvalidWorkspace where a finding of severity violation stands in its way.

    `on_build` is called before a build, which takes longer than reading the cache.
    """
    if cache.is_large(contents):
        return _open_large(contents, cache, on_build)
    cached = cache.get(contents)
    if cached is not None:
        return _snapshot(contents, cached, from_cache=True)
    if on_build is not None:
        on_build()
    return build_snapshot(contents, cache)[0]


def _open_large(contents: Contents, cache: Cache, on_build: Callable[[], None] | None) -> Snapshot:
    """The same for a workspace that belongs on disk; what is not kept in the cache goes when its files are open."""
    known = cache.get_disk(contents)
    if known is not None:
        about = finished(known)
        assert about is not None
        return Snapshot(contents, open_disk(known), about.quads, from_cache=True)
    if on_build is not None:
        on_build()
    from skillgraph.snapshot.workshop import Workshop

    with tempfile.TemporaryDirectory(prefix="skillgraph-", ignore_cleanup_errors=True) as folder:
        made, findings = Workshop(disk=Path(folder)).build_large(contents)
        violations = [finding for finding in findings if finding.severity is Severity.VIOLATION]
        if violations:
            raise InvalidWorkspace(violations)
        cache.put_disk(contents, made.folder)
        return Snapshot(contents, open_disk(made.folder), made.quads, from_cache=False)


def build_snapshot(contents: Contents, cache: Cache) -> tuple[Snapshot, Statements]:
    """The snapshot of a workspace, built and checked whatever is cached, and its dataset."""
    built, findings = examine(contents)
    violations = [finding for finding in findings if finding.severity is Severity.VIOLATION]
    if violations:
        raise InvalidWorkspace(violations)
    cache.put(contents, built.dataset)
    return _snapshot(contents, built.dataset, from_cache=False), built.dataset


def examine(contents: Contents) -> tuple[Built, tuple[Finding, ...]]:
    """The dataset of a workspace with the findings of axioms and shapes that no comment ignores.

    InvalidWorkspace where a file does not parse.
    """
    built = build(contents)
    return built, tuple(apply(findings_of(contents, built), read_ignores(built.files)))


def findings_of(
    contents: Contents, built: Built, validate: Validate | None = None, parse: Parse = parse_files
) -> list[Finding]:
    """The findings of axioms and shapes, in the order of their places. Without `validate`, `parse` reads the shapes."""
    return sorted([*built.clashes(), *shape_findings(contents, built, validate, parse)], key=Finding.order)


def shape_findings(
    contents: Contents, built: Built, validate: Validate | None = None, parse: Parse = parse_files
) -> tuple[Finding, ...]:
    """The findings of shapes alone, as `findings_of` gives them."""
    if validate is None:
        from skillgraph.validate.shacl import validate as validate_once  # pySHACL takes half a second to import

        validate = partial(validate_once, parse=parse)
    return tuple(validate(contents.rules_of_data(), built.closed, built.places))


def _snapshot(contents: Contents, dataset: Dataset | Statements, *, from_cache: bool) -> Snapshot:
    return Snapshot(contents, dataset.engine(), len(dataset), from_cache)
