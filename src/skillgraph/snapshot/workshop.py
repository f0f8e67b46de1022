"""What runs in the process that builds: as a program it answers on the connection whose number it is given."""

from __future__ import annotations

import contextlib
import gc
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from skillgraph.engine import finished
from skillgraph.errors import SkillgraphError, WorkspaceError
from skillgraph.findings import Finding, Severity
from skillgraph.queries.wellformed import ill_formed, same_names
from skillgraph.reason import Clashes
from skillgraph.snapshot.builder import Built, Parts, build
from skillgraph.snapshot.cache import Cache, link_folder
from skillgraph.snapshot.large import Begun, Large, LargeBuilt
from skillgraph.snapshot.model import shape_findings
from skillgraph.snapshot.prepared import spool, spool_sources
from skillgraph.snapshot.verdict import Verdict, trouble
from skillgraph.terms import compact
from skillgraph.turtle import KeptFiles, pack_sources
from skillgraph.validate.ignore import apply, read_ignores
from skillgraph.validate.told import only_placed
from skillgraph.workspace import Contents, SourceFile

if TYPE_CHECKING:
    from skillgraph.validate.again import Validator


class Workshop:
    """Builds and judges one state of a workspace after another."""

    def __init__(self, files: KeptFiles | None = None, disk: Path | None = None) -> None:
        files = files or KeptFiles()
        self._disk = disk
        self._large: Large | None = None
        self._judged: tuple[Contents, tuple[Finding, ...]] | None = None  # the last catalogue, and what was found
        self._parse = files.parse_files
        self._parts = Parts()
        self._clashes = Clashes()
        self._texts: dict[str, tuple[SourceFile, Finding | None]] = {}
        self._built: tuple[tuple[SourceFile, ...], Built] | None = None  # the last one, with the texts of its rules

    @cached_property
    def _validator(self) -> Validator:
        """It takes a third of a second to import, which can be while children derive."""
        from skillgraph.validate.again import Validator

        return Validator(self._parse)

    def build(self, contents: Contents) -> Built:
        """The dataset; InvalidWorkspace where rules, ontology or data are not well formed.

        It is the last one where the files state the same as before.
        """
        rules = tuple(contents.text("ontology", ".rq"))
        built = None
        if self._built is not None and self._built[0] == rules:
            built = self._built[1].restated(self._parse([*contents.turtle("ontology"), *contents.turtle("data")]))
        if built is None:
            built = build(contents, self._parse, part_of=self._parts.of)
        self._built = rules, built
        return built

    def catalogue_of(self, contents: Contents) -> Contents:
        """The files of a workspace that are surely no records."""
        records = {file.path for file in contents.records()}
        return replace(contents, files=tuple(file for file in contents.files if file.path not in records))

    def build_large(self, contents: Contents) -> tuple[LargeBuilt, tuple[Finding, ...]]:
        """The dataset on disk and the findings about it; InvalidWorkspace where something is not well formed."""
        made = self.make_large(contents)
        return made, self.judge_large(made)

    def make_large(self, contents: Contents, begun: Begun | None = None) -> LargeBuilt:
        """The dataset, not yet judged: on disk, or as lines of which those are told who are waiting; see `Large`."""
        assert self._disk is not None
        self._large = self._large or Large(self._disk, self._parse, self._judge_early)
        self._large.begun = begun
        return self._large.build(contents)

    def settle_large(self, contents: Contents) -> Path | None:
        """The same on disk, where it was made as lines."""
        assert self._large is not None
        return self._large.settle(contents)

    def judge_large(self, made: LargeBuilt) -> tuple[Finding, ...]:
        """The findings about a dataset on disk; the catalogue is judged again only where it changed."""
        findings = self._judge_catalogue(made.base, made.built)
        return tuple(sorted([*set(only_placed([*findings, *made.findings])), *_unjudged(made)], key=Finding.order))

    def _judge_catalogue(self, contents: Contents, built: Built) -> tuple[Finding, ...]:
        if self._judged is None or self._judged[0] != contents:
            self._judged = contents, self.judge(contents, built)
        return self._judged[1]

    def _judge_early(self, contents: Contents, built: Built) -> None:
        with contextlib.suppress(SkillgraphError):  # who asks for the findings is told then
            self._judge_catalogue(contents, built)

    def judge(self, contents: Contents, built: Built) -> tuple[Finding, ...]:
        """The findings of axioms, shapes and canned queries that no comment ignores."""
        of_shapes = shape_findings(contents, built, self._validator.validate)
        found = apply([*built.clashes(self._clashes.find), *of_shapes], read_ignores(built.files))
        return tuple(sorted([*found, *self._ill_formed(contents)], key=Finding.order))

    def statements(self, contents: Contents, built: Built) -> dict[str, int]:
        """How many triples each Turtle file states."""
        files = [*built.files, *self._parse(contents.turtle("shapes"))]
        return {one.file.path: len(one.document.triples) for one in files}

    def _ill_formed(self, contents: Contents) -> Iterator[Finding]:
        yield from same_names(contents.text("queries", ".rq"))
        for file in contents.text("queries", ".rq"):
            known = self._texts.get(file.path)
            if known is None or known[0] != file:
                known = self._texts[file.path] = (file, ill_formed(file))
            if known[1] is not None:
                yield known[1]


def _unjudged(made: LargeBuilt) -> Iterator[Finding]:
    if made.several:
        names = ", ".join(compact(shape[1:-1]) for shape in made.several)
        message = f"{made.records} files of records are not judged by shapes that look at several together: {names}."
        yield Finding("SG108", Severity.INFO, message, hint="Run skillgraph check; see docs/scaling.md.")


def _sources(contents: Contents, files: KeptFiles) -> bytes:
    """Nothing of a file that does not parse, of which the verdict tells."""
    stated = [*contents.turtle("ontology"), *contents.turtle("data")]
    return pack_sources(files.readable(stated), files.readable(contents.turtle("shapes")))


def serve(connection: Connection) -> None:
    """Answers until the other side has gone."""
    gc.disable()  # a pass over all that is kept costs more than a build leaves behind; see the end of the loop
    workshop, large, files = None, None, KeptFiles()
    while True:
        contents, cache, folder, cached = connection.recv()
        if cache.is_large(contents):
            large = large or Workshop(files, folder)
            _serve_large(connection, large, files, contents, cache, folder, cached=cached)
            continue
        known = cache.get(contents) if cached else None
        if known is not None:
            sources = cache.get_sources(contents) or _sources(contents, files)
            connection.send((spool(known, sources, folder, contents.digest), len(known)))
            connection.send(Verdict((), {}))
            continue
        workshop = workshop or Workshop(files)
        _serve_anew(connection, workshop, files, contents, cache, folder)
        gc.collect()


def _serve_anew(
    connection: Connection, workshop: Workshop, files: KeptFiles, contents: Contents, cache: Cache, folder: Path
) -> None:
    """Builds, has what was built loaded, and judges it meanwhile."""
    try:
        built = workshop.build(contents)
    except SkillgraphError as error:
        connection.send(Verdict(trouble(error), {}))
        return

    sources = _sources(contents, files)
    file, quads = spool(built.dataset, sources, folder, contents.digest), len(built.dataset)
    connection.send((file, quads))
    try:
        verdict = Verdict(workshop.judge(contents, built), workshop.statements(contents, built))
    except SkillgraphError as error:
        verdict = Verdict(trouble(error), {})
    connection.send(verdict)
    if not verdict.violations:
        cache.put_spooled(contents, file, built.dataset)
        cache.put_sources(contents, sources)


def _serve_large(
    connection: Connection,
    workshop: Workshop,
    files: KeptFiles,
    contents: Contents,
    cache: Cache,
    folder: Path,
    *,
    cached: bool,
) -> None:
    """The same for a workspace that belongs on disk."""
    known = cache.get_disk(contents) if cached else None
    about = finished(known) if known else None
    if known and about:
        target = folder / known.name
        with contextlib.suppress(OSError):
            link_folder(known, target)
            spool_sources(_sources(workshop.catalogue_of(contents), files), folder, contents.digest)
            connection.send((target, about.quads))
            connection.send(Verdict((), {}))
            return
    told: list[Path] = []

    def begin(lines: Path, base: Contents) -> None:
        spool_sources(_sources(base, files), folder, contents.digest)
        if not told:
            connection.send((lines, 0))
            told.append(lines)

    made, statements = None, {}
    try:
        made = workshop.make_large(contents, begin if cache.is_quick_in_memory(contents) else None)
        if not told:
            spool_sources(_sources(made.base, files), folder, contents.digest)
            connection.send((made.folder, made.quads))
        statements = made.statements
        findings = workshop.judge_large(made)
    except OSError as error:
        findings = trouble(WorkspaceError(f"The dataset cannot be written: {error}.", "Make room on the disk."))
    except SkillgraphError as error:
        findings = trouble(error)
    verdict = Verdict(findings, statements)
    connection.send(verdict)
    if made is not None:
        with contextlib.suppress(OSError):
            on_disk = workshop.settle_large(contents) or made.folder
            if not verdict.violations:
                cache.put_disk(contents, on_disk)
    gc.collect()


if __name__ == "__main__":
    with contextlib.suppress(EOFError, ConnectionError):
        serve(Connection(int(sys.argv[1])))
