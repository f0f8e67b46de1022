"""What things are called, from the files of two states; unchanged ones are parsed only where they are needed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from skillgraph.compare.diff import Comparison
from skillgraph.compare.entities import Description, Statement, Value, describe, short_name
from skillgraph.terms import LABELS, RDF_TYPE, Iri, Literal, label_rank
from skillgraph.turtle import parse
from skillgraph.workspace import SourceFile

_HEADS = re.compile(rb"^(<[^>\s]*>|[\w-]*:[\w.-]*\w)", re.MULTILINE)


class Labels:
    """Facts about things by property. The new state goes before the old one where they differ."""

    def __init__(self, comparison: Comparison) -> None:
        self._facts: dict[Iri, list[frozenset[Statement]]] = {}
        self._looked_up: set[Iri] = set()
        self._links: dict[tuple[str, Value], list[Iri]] = {}
        self._links_wanted: set[str] = set()
        self._descriptions: list[Description] = []
        self._unread = {
            file.path: file
            for file in comparison.new.contents.files
            if file.path.endswith(".ttl") and file.path not in comparison.new_files
        }
        for files in (comparison.new_files, comparison.old_files):
            for described in files.values():
                self._add(described.subjects)

    def learn(self, description: Description) -> None:
        """Adds facts that no file states, such as inferred ones."""
        self._add(description)

    def values(self, subject: Iri, predicate: str) -> list[Value]:
        """The values of a property, in the order of their texts, where it is first found."""
        for facts in self._about(subject):
            found = [value for name, value in facts if name == predicate]
            if found:
                return sorted(found, key=str)
        return []

    def one(self, subject: Iri, predicate: str) -> Value | None:
        """The first of the values."""
        return next(iter(self.values(subject, predicate)), None)

    def classes(self, subject: Iri) -> set[str]:
        """The IRIs of the classes that it is stated to be in."""
        return {str(value) for facts in self._about(subject) for name, value in facts if name == RDF_TYPE}

    def label(self, subject: Iri) -> str | None:
        """Its preferred label, the English one first."""
        for facts in self._about(subject):
            ranked = [label_rank(name, value) for name, value in facts if name in LABELS and isinstance(value, Literal)]
            if ranked:
                return min(ranked)[-1]
        return None

    def owners(self, target: Iri, predicate: str) -> list[Iri]:
        """The things that the property leads from to this one."""
        if predicate not in self._links_wanted:
            self._links_wanted.add(predicate)
            for description in self._descriptions:
                self._link(description, (predicate,))
        if (predicate, target) not in self._links:
            self._read_files_that_mention(target)
        return self._links.get((predicate, target), [])

    def _about(self, subject: Iri) -> list[frozenset[Statement]]:
        if subject not in self._looked_up:
            self._looked_up.add(subject)
            for name in {short_name(subject.value), f"<{subject.value}>"}:
                for path in self._places.get(name.encode(), ()):
                    self._read(path)
        return self._facts.get(subject, [])

    @cached_property
    def _places(self) -> dict[bytes, list[str]]:
        """The unchanged files by the names that begin a line in them."""
        places: dict[bytes, list[str]] = {}
        for path, file in self._unread.items():
            for name in set(_HEADS.findall(file.content)):
                places.setdefault(name, []).append(path)
        return places

    def _read_files_that_mention(self, target: Iri) -> None:
        names = (short_name(target.value).encode(), target.value.encode())
        for path, file in list(self._unread.items()):
            if any(_mentions(file, name) for name in names):
                self._read(path)

    def _read(self, path: str) -> None:
        file = self._unread.pop(path, None)
        if file is not None:
            self._add(describe(parse(file)[0].document).subjects)

    def _add(self, description: Description) -> None:
        self._descriptions.append(description)
        for subject, statements in description.items():
            if isinstance(subject, Iri):
                self._facts.setdefault(subject, []).append(statements)
        self._link(description, self._links_wanted)

    def _link(self, description: Description, predicates: Iterable[str]) -> None:
        wanted = set(predicates)
        for subject, statements in description.items() if wanted else ():
            for name, value in statements:
                if name in wanted and isinstance(subject, Iri):
                    self._links.setdefault((name, value), []).append(subject)


def _mentions(file: SourceFile, name: bytes) -> bool:
    at = file.content.find(name)
    while at >= 0:
        after = file.content[at + len(name) : at + len(name) + 1]
        if not (after.isalnum() or after in (b"-", b"_")):
            return True
        at = file.content.find(name, at + 1)
    return False
