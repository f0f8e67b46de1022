"""Parsing of workspace files: located triples, quads for the engine, and what is wrong as findings."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from skillgraph.errors import InvalidWorkspace
from skillgraph.findings import Finding, Severity
from skillgraph.terms import Blank, Iri, Literal, Term, TripleTerm
from skillgraph.turtle.document import Document
from skillgraph.turtle.located import parse_document
from skillgraph.workspace import SourceFile

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file of the workspace and what it says, which follows from its bytes."""

    file: SourceFile
    document: Document = field(compare=False)

    def quads(self) -> Iterator[ox.Quad]:
        """Its triples as quads of its named graph."""
        return self._quads(ox.NamedNode(self.file.graph))

    def merged(self) -> Iterator[ox.Quad]:
        """Its triples as quads of the default graph."""
        return self._quads(ox.DefaultGraph())

    def _quads(self, graph: ox.NamedNode | ox.DefaultGraph) -> Iterator[ox.Quad]:
        known: dict[int, object] = {}  # by identity: the parser makes one term of what is written in one way

        def term(plain: Term) -> object:
            found = known.get(id(plain))
            if found is None:
                found = known[id(plain)] = _engine_term(plain)
            return found

        for triple in self.document.triples:
            yield ox.Quad(term(triple.subject), term(triple.predicate), term(triple.object), graph)  # type: ignore[arg-type]

    def lines(self) -> Mapping[str, int]:
        """The line, from 1, on which it first speaks of each subject that has an IRI."""
        first: dict[str, int] = {}
        for triple in self.document.triples:
            if isinstance(triple.subject, Iri) and triple.subject.value not in first:
                first[triple.subject.value] = self.document.lines.place(triple.subject_at)[0]
        return first


def parse(file: SourceFile) -> tuple[ParsedFile, list[Finding]]:
    """A file as far as it can be read, and all that is wrong with it.

    Blank nodes are labelled by the file's path and their order in it: two files never share one, and the same files
    give the same labels.
    """
    try:
        text = file.content.decode()
    except UnicodeDecodeError as error:
        text = file.content[: error.start].decode()
        parsed = ParsedFile(file, parse_document(text, file.graph))
        line, column = parsed.document.lines.place(len(text))
        return parsed, [
            _violation("SG104", file, "Here is a byte that is not UTF-8.", line, column, "Save it as UTF-8.")
        ]
    label = "b" + hashlib.sha256(file.path.encode()).hexdigest()[:8]
    parsed = ParsedFile(file, parse_document(text, file.graph, label))
    if not text.strip():
        message = "The file is empty, so its graph would lose every statement."
        return parsed, [_violation("SG102", file, message, 1, 1, "Delete the file if that is meant.")]
    return parsed, [*_syntax(parsed), *_control_characters(parsed)]


Parse = Callable[[Iterable[SourceFile]], list[ParsedFile]]


def parse_files(files: Iterable[SourceFile]) -> list[ParsedFile]:
    """Several files; InvalidWorkspace with all findings where one of them is not well formed."""
    parsed, findings = [], []
    for file in files:
        one, wrong = parse(file)
        parsed.append(one)
        findings += wrong
    if findings:
        raise InvalidWorkspace(sorted(findings, key=Finding.order))
    return parsed


def _syntax(parsed: ParsedFile) -> Iterator[Finding]:
    for problem in parsed.document.problems:
        line, column = parsed.document.lines.place(problem.at)
        yield _violation("SG101", parsed.file, problem.message, line, column, problem.hint)


def _control_characters(parsed: ParsedFile) -> Iterator[Finding]:
    for triple in parsed.document.triples:
        if isinstance(triple.object, Literal) and _CONTROL.search(triple.object.value):
            line, column = parsed.document.lines.place(triple.object_at)
            message = "The value has a control character in it."
            yield _violation("SG103", parsed.file, message, line, column, "Remove it: XML cannot carry it.")


def _violation(code: str, file: SourceFile, message: str, line: int, column: int, hint: str) -> Finding:
    return Finding(code, Severity.VIOLATION, message, file.path, line, column, hint=hint)


def _engine_term(plain: Term) -> object:
    if isinstance(plain, Iri):
        return ox.NamedNode(plain.value)
    if isinstance(plain, Blank):
        return ox.BlankNode(plain.value)
    if isinstance(plain, TripleTerm):
        inner = (_engine_term(plain.subject), _engine_term(plain.predicate), _engine_term(plain.object))
        return ox.Triple(*inner)  # type: ignore[arg-type]
    if plain.language:
        language, _, direction = plain.language.partition("--")
        way = {"ltr": ox.BaseDirection.LTR, "rtl": ox.BaseDirection.RTL}.get(direction)
        return ox.Literal(plain.value, language=language, direction=way)
    return ox.Literal(plain.value, datatype=ox.NamedNode(plain.datatype))
