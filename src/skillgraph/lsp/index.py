"""What the workspace's files say about every IRI, read off the parsed files, whether or not they make a snapshot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from skillgraph.terms import LABELS, OWL, RDF, RDF_TYPE, RDFS, SH, SKOS, VOCABULARIES, Blank, Iri, Literal
from skillgraph.turtle import Document
from skillgraph.workspace import SourceFile

CLASSES = frozenset((OWL + "Class", RDFS + "Class"))
PROPERTIES = frozenset((OWL + "ObjectProperty", OWL + "DatatypeProperty", OWL + "AnnotationProperty", RDF + "Property"))
_LABELS = (*LABELS, VOCABULARIES["dcterms"] + "title")
_DEFINITIONS = (SKOS + "definition", VOCABULARIES["dcterms"] + "description")
_DOMAIN, _RANGE = VOCABULARIES["schema"] + "domainIncludes", VOCABULARIES["schema"] + "rangeIncludes"
_SUBCLASS = RDFS + "subClassOf"
_TARGET, _PATH, _OF_CLASS = SH + "targetClass", SH + "path", SH + "class"


@dataclass(slots=True)
class Entry:
    """What one file says about one IRI, and the offset at which it begins to."""

    iri: str
    file: SourceFile
    at: int
    types: list[str] = field(default_factory=list)
    links: dict[str, list[str]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def text(self, properties: Iterable[str]) -> str:
        """The first text that one of the properties gives."""
        return next((self.texts[name] for name in properties if name in self.texts), "")


_KEPT_LINKS = frozenset((_DOMAIN, _RANGE, _SUBCLASS, _TARGET, _PATH, _OF_CLASS))
_KEPT_TEXTS = frozenset((*_LABELS, *_DEFINITIONS))


def entries_of(file: SourceFile, document: Document) -> dict[str, Entry]:
    """One entry for every subject of a file, in the order of the file."""
    found: dict[str, Entry] = {}
    for triple in document.triples:
        if isinstance(triple.subject, Blank):
            continue
        iri, predicate, value = triple.subject.value, triple.predicate.value, triple.object
        entry = found.get(iri)
        if entry is None:
            entry = found[iri] = Entry(iri, file, triple.subject_at)
        if isinstance(value, Iri):
            if predicate == RDF_TYPE:
                entry.types.append(value.value)
            elif predicate in _KEPT_LINKS:
                entry.links.setdefault(predicate, []).append(value.value)
        elif (
            predicate in _KEPT_TEXTS
            and isinstance(value, Literal)
            and (predicate not in entry.texts or value.language == "en")
        ):
            entry.texts[predicate] = value.value
    return found


class Index:
    """The entries of all files together."""

    def __init__(self, files: Iterable[dict[str, Entry]]) -> None:
        self._entries: dict[str, list[Entry]] = defaultdict(list)
        for file in files:
            for iri, entry in file.items():
                self._entries[iri].append(entry)

    def __contains__(self, iri: str) -> bool:
        return iri in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def homes(self, iri: str) -> list[Entry]:
        """The files in which an IRI's class is stated; else all in which it is a subject."""
        entries = self._entries.get(iri, [])
        return [entry for entry in entries if entry.types] or entries

    def label(self, iri: str) -> str:
        """What it is called, or nothing."""
        return self._text(iri, _LABELS)

    def definition(self, iri: str) -> str:
        """What it means, or nothing."""
        return self._text(iri, _DEFINITIONS)

    def types(self, iri: str) -> list[str]:
        """The classes that are stated of it, each once."""
        return list(dict.fromkeys(kind for entry in self._entries.get(iri, []) for kind in entry.types))

    def is_class(self, iri: str) -> bool:
        """Whether it is declared as a class."""
        return not CLASSES.isdisjoint(self.types(iri))

    def is_property(self, iri: str) -> bool:
        """Whether it is declared as a property."""
        return not PROPERTIES.isdisjoint(self.types(iri))

    def domains(self, property_: str) -> list[str]:
        """The classes whose members a property is meant for."""
        return self._links(property_, _DOMAIN)

    def ranges(self, property_: str) -> set[str]:
        """The classes whose members are meant as values of a property."""
        return {*self._links(property_, _RANGE), *self._shaped_ranges.get(property_, ())}

    def with_superclasses(self, classes: Iterable[str]) -> set[str]:
        """The classes and all that they are subclasses of."""
        return self._closure(classes, self._superclasses)

    def with_subclasses(self, classes: Iterable[str]) -> set[str]:
        """The classes and all that are subclasses of them."""
        return self._closure(classes, self._subclasses)

    def properties_for(self, classes: Iterable[str]) -> set[str]:
        """The properties that ontology or shapes foresee for members of these classes."""
        allowed = self.with_superclasses(classes)
        found = {path for one in allowed for path in self._shaped_paths.get(one, ())}
        return found | {name for name, domains in self._property_domains.items() if not allowed.isdisjoint(domains)}

    def instances(self, classes: Iterable[str]) -> set[str]:
        """The IRIs that are stated to be members of these classes or their subclasses."""
        return {iri for one in self.with_subclasses(classes) for iri in self._members.get(one, ())}

    def _text(self, iri: str, properties: tuple[str, ...]) -> str:
        return next((text for entry in self.homes(iri) if (text := entry.text(properties))), "")

    def _links(self, iri: str, predicate: str) -> list[str]:
        return [value for entry in self._entries.get(iri, []) for value in entry.links.get(predicate, ())]

    @cached_property
    def _superclasses(self) -> dict[str, list[str]]:
        return {iri: above for iri in self._entries if (above := self._links(iri, _SUBCLASS))}

    @cached_property
    def _subclasses(self) -> dict[str, list[str]]:
        return _turned(self._superclasses)

    @cached_property
    def _property_domains(self) -> dict[str, list[str]]:
        return {iri: domains for iri in self._entries if (domains := self.domains(iri))}

    @cached_property
    def _members(self) -> dict[str, list[str]]:
        return _turned({iri: self.types(iri) for iri in self._entries})

    @cached_property
    def _shaped_paths(self) -> dict[str, list[str]]:
        """The paths of the shapes that speak of a class."""
        found: dict[str, list[str]] = defaultdict(list)
        for shape in self._entries:
            for one in self._links(shape, _TARGET):
                found[one] += self._links(shape, _PATH)
        return found

    @cached_property
    def _shaped_ranges(self) -> dict[str, list[str]]:
        """The classes that shapes ask of the values of a property."""
        found: dict[str, list[str]] = defaultdict(list)
        for shape in self._entries:
            for path in self._links(shape, _PATH):
                found[path] += self._links(shape, _OF_CLASS)
        return found

    @staticmethod
    def _closure(start: Iterable[str], arrows: dict[str, list[str]]) -> set[str]:
        reached: set[str] = set()
        waiting = list(start)
        while waiting:
            one = waiting.pop()
            if one not in reached:
                reached.add(one)
                waiting += arrows.get(one, ())
        return reached


def _turned(arrows: dict[str, list[str]]) -> dict[str, list[str]]:
    """The same arrows from their ends to their beginnings."""
    found: dict[str, list[str]] = defaultdict(list)
    for begin, ends in arrows.items():
        for end in ends:
            found[end].append(begin)
    return found
