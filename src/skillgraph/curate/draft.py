"""A working copy of a workspace: its texts, what they say, and the changes so far. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from skillgraph.curate import patch
from skillgraph.curate.change import FileChange
from skillgraph.curate.table_import import GENERATED
from skillgraph.curate.written import Names
from skillgraph.errors import InternalError, UsageError, WorkspaceError
from skillgraph.terms import RDF_TYPE, RDFS, Iri, Term, graph_of
from skillgraph.turtle import Document, LocatedTriple, Parse, parse_document, parse_files
from skillgraph.workspace import Contents

_SUBCLASS = RDFS + "subClassOf"


class Statement(NamedTuple):
    """A triple with the file that it is written in."""

    path: str
    triple: LocatedTriple


class Draft:
    """The Turtle files of a workspace; InvalidWorkspace where one of them does not parse.

    `parse` may be that of somebody who keeps what did not change since the last time.
    """

    def __init__(self, contents: Contents, parse: Parse = parse_files) -> None:
        turtle = [file for file in contents.files if file.path.endswith(".ttl")]
        self._before = {file.path: file.content for file in contents.files}
        self._documents: dict[str, Document] = {}
        self._subjects: dict[str, dict[str, list[LocatedTriple]]] = {}
        self._predicates: dict[str, dict[str, list[LocatedTriple]]] = {}
        for parsed in parse(turtle):
            self._keep(parsed.file.path, parsed.document)

    def _keep(self, path: str, document: Document) -> None:
        self._documents[path] = document
        by_subject: dict[str, list[LocatedTriple]] = {}
        by_predicate: dict[str, list[LocatedTriple]] = {}
        for triple in document.triples:
            by_subject.setdefault(str(triple.subject), []).append(triple)
            by_predicate.setdefault(triple.predicate.value, []).append(triple)
        self._subjects[path], self._predicates[path] = by_subject, by_predicate

    @property
    def paths(self) -> list[str]:
        """The Turtle files, in the order of their paths."""
        return sorted(self._documents)

    def document(self, path: str) -> Document:
        """What a file says; a file that is not there yet says nothing."""
        return self._documents.get(path) or parse_document("", graph_of(path))

    def about(self, subject: str, predicate: str | None = None) -> list[Statement]:
        """What is said of a subject, by file and place."""
        return [
            Statement(path, triple)
            for path in self.paths
            for triple in self._subjects[path].get(subject, ())
            if predicate is None or triple.predicate.value == predicate
        ]

    def objects(self, subject: str, predicate: str) -> list[Term]:
        """The values of a property."""
        return [statement.triple.object for statement in self.about(subject, predicate)]

    def using(self, predicate: str) -> Iterator[Statement]:
        """The triples of a property."""
        return (Statement(path, triple) for path in self.paths for triple in self._predicates[path].get(predicate, ()))

    def pointing(self, predicate: str, value: str) -> list[Statement]:
        """The triples of a property that have this IRI as their object."""
        wanted = Iri(value)
        return [one for one in self.using(predicate) if one.triple.object == wanted]

    def instances(self, classes: Iterable[str]) -> list[Statement]:
        """The triples that say of a thing that it is of one of these classes."""
        wanted = {Iri(cls) for cls in classes}
        return [one for one in self.using(RDF_TYPE) if one.triple.object in wanted]

    def described(self, prefix: str) -> list[str]:
        """The IRIs with that beginning of which a class is stated."""
        subjects = {str(one.triple.subject) for one in self.using(RDF_TYPE)}
        return sorted(subject for subject in subjects if subject.startswith(prefix))

    def superclasses(self, classes: Iterable[str]) -> set[str]:
        """The classes, and all above them in the ontology."""
        found, fresh = set[str](), set(classes)
        while fresh:
            found |= fresh
            fresh = {str(value) for cls in fresh for value in self.objects(cls, _SUBCLASS)} - found
        return found

    def subclasses(self, cls: str) -> list[str]:
        """The classes directly below one, in the order of their files."""
        return [str(one.triple.subject) for one in self.pointing(_SUBCLASS, cls)]

    def edit(self, path: str, edits: Iterable[patch.Edit], names: Names | None = None) -> None:
        """Puts edits of one file into effect, and declares the prefixes that its new names need."""
        document = self.document(path)
        if GENERATED in document.text:
            raise UsageError(
                f"{path} is written by 'skillgraph import-table'.",
                "Edit data/source/table.csv and run that; what the table cannot say goes into a file of its own.",
            )
        declared = patch.add_prefixes(document, names.missing) if names else []
        text = patch.apply(document.text, [*declared, *edits])
        fresh = parse_document(text, graph_of(path))
        if fresh.problems:
            raise InternalError(f"{path} would not be Turtle any more: {fresh.problems[0].message}")
        self._keep(path, fresh)

    def add(self, path: str, subject: str, properties: Mapping[str, Sequence[Term]], after: int | None = None) -> None:
        """Appends a statement to a file, or puts it behind the statement whose subject is at an offset."""
        document = self.document(path)
        names = Names(document)
        end = None if after is None else patch.statement_end(document, after)
        self.edit(path, patch.add_block(document, names.block(subject, properties), end), names)

    def changes(self) -> tuple[FileChange, ...]:
        """The files whose text is another now; a text of nothing but prefixes and comments is refused."""
        found = []
        for path, document in sorted(self._documents.items()):
            content = document.text.encode()
            if content != self._before.get(path):
                if not document.triples:
                    raise WorkspaceError(f"Nothing would be left in {path}.", "Delete the file if that is meant.")
                found.append(FileChange(path, content))
        return tuple(found)
