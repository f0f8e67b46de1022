"""What runs in the process that builds: as a program it answers on the connection whose number it is given."""

from __future__ import annotations

import contextlib
import gc
import sys
from collections.abc import Iterator
from multiprocessing.connection import Connection

from skillgraph.errors import SkillgraphError
from skillgraph.findings import Finding
from skillgraph.queries.wellformed import ill_formed, same_names
from skillgraph.snapshot.builder import Built, build
from skillgraph.snapshot.model import findings_of
from skillgraph.snapshot.prepared import spool
from skillgraph.snapshot.verdict import Verdict, trouble
from skillgraph.turtle import KeptFiles, pack_sources
from skillgraph.validate.ignore import apply, read_ignores
from skillgraph.workspace import Contents, SourceFile


class Workshop:
    """Builds and judges one state of a workspace after another."""

    def __init__(self, files: KeptFiles | None = None) -> None:
        from skillgraph.validate.again import Validator

        files = files or KeptFiles()
        self._parse = files.parse_files
        self._validator = Validator(self._parse)
        self._texts: dict[str, tuple[SourceFile, Finding | None]] = {}

    def build(self, contents: Contents) -> Built:
        """The dataset; InvalidWorkspace where rules, ontology or data are not well formed."""
        return build(contents, self._parse)

    def judge(self, contents: Contents, built: Built) -> tuple[Finding, ...]:
        """The findings of axioms, shapes and canned queries that no comment ignores."""
        found = apply(findings_of(contents, built, self._validator.validate), read_ignores(built.files))
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


def _sources(contents: Contents, files: KeptFiles) -> bytes:
    """Nothing of a file that does not parse, of which the verdict tells."""
    stated = [*contents.turtle("ontology"), *contents.turtle("data")]
    return pack_sources(files.readable(stated), files.readable(contents.turtle("shapes")))


def serve(connection: Connection) -> None:
    """Answers until the other side has gone."""
    gc.disable()  # a pass over all that is kept costs more than a build leaves behind; see the end of the loop
    workshop, files = None, KeptFiles()
    while True:
        contents, cache, folder, cached = connection.recv()
        known = cache.get(contents) if cached else None
        if known is not None:
            sources = cache.get_sources(contents) or _sources(contents, files)
            connection.send((spool(known, sources, folder, contents.digest), len(known)))
            connection.send(Verdict((), {}))
            continue
        workshop = workshop or Workshop(files)
        built, statements, sources = None, {}, b""
        try:
            built = workshop.build(contents)
            sources = _sources(contents, files)
            connection.send((spool(built.dataset, sources, folder, contents.digest), len(built.dataset)))
            statements = workshop.statements(contents, built)
            findings = workshop.judge(contents, built)
        except SkillgraphError as error:
            if built is None:
                connection.send(None)
            findings = trouble(error)
        verdict = Verdict(findings, statements)
        connection.send(verdict)
        if built is not None and not verdict.violations:
            cache.put(contents, built.dataset)
            cache.put_sources(contents, sources)
        gc.collect()


if __name__ == "__main__":
    with contextlib.suppress(EOFError, ConnectionError):
        serve(Connection(int(sys.argv[1])))
