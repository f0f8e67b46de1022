"""Parsing the same files again and again: only those whose bytes changed are parsed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from skillgraph.errors import InvalidWorkspace
from skillgraph.findings import Finding
from skillgraph.turtle.parser import ParsedFile, parse
from skillgraph.workspace import SourceFile


@dataclass(frozen=True, slots=True)
class _KeptFile(ParsedFile):
    """A parsed file whose quads and lines are made once."""

    made: tuple[ox.Quad, ...] = field(compare=False)
    bare: tuple[ox.Quad, ...] = field(compare=False)
    found: Mapping[str, int] = field(compare=False)

    def quads(self) -> Iterator[ox.Quad]:
        return iter(self.made)

    def merged(self) -> Iterator[ox.Quad]:
        return iter(self.bare)

    def lines(self) -> Mapping[str, int]:
        return self.found


class KeptFiles:
    """Does what `parse_files` does, and keeps the last state of every path."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[SourceFile, ParsedFile, list[Finding]]] = {}

    def parse_files(self, files: Iterable[SourceFile]) -> list[ParsedFile]:
        """Several files; InvalidWorkspace with all findings where one of them is not well formed."""
        known = [self._known(file) for file in files]
        findings = [finding for _, wrong in known for finding in wrong]
        if findings:
            raise InvalidWorkspace(sorted(findings, key=Finding.order))
        return [parsed for parsed, _ in known]

    def readable(self, files: Iterable[SourceFile]) -> list[ParsedFile]:
        """Those of the files that are well formed."""
        return [parsed for parsed, wrong in map(self._known, files) if not wrong]

    def _known(self, file: SourceFile) -> tuple[ParsedFile, list[Finding]]:
        known = self._kept.get(file.path)
        if known is None or known[0] != file:
            known = self._kept[file.path] = (file, *_parse(file))
        return known[1], known[2]


def _parse(file: SourceFile) -> tuple[ParsedFile, list[Finding]]:
    parsed, findings = parse(file)
    if findings:
        return parsed, findings
    made = tuple(parsed.quads())
    bare = tuple(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in made)
    return _KeptFile(parsed.file, parsed.document, made, bare, parsed.lines()), findings
