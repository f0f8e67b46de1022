"""Statements of a description, gathered subject by subject in the order in which they are made.

Descriptions have no blank nodes: everything in them can be pointed at, and the same statements give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from skillgraph.results import Format, write_triples
from skillgraph.terms import RDF, RDF_TYPE, XSD, Iri, Literal, expand
from skillgraph.turtle import Subject, write

Object = Iri | Literal


def name(written: str) -> Iri:
    """The IRI of a prefixed name of the table, such as `void:Dataset`."""
    iri = expand(written)
    assert iri is not None, f"{written} has no prefix of the table"
    return Iri(iri)


def number(value: int) -> Literal:
    """A count."""
    return Literal(str(value), XSD + "integer")


class Statements:
    """What is said so far. Saying a thing twice says it once."""

    def __init__(self) -> None:
        self._said: dict[str, dict[str, dict[Object, None]]] = {}

    def say(self, subject: str, predicate: str, *objects: Object) -> None:
        """Adds one statement an object; the predicate is a prefixed name or an IRI."""
        if objects:
            known = self._said.setdefault(subject, {}).setdefault(expand(predicate) or predicate, {})
            known.update(dict.fromkeys(objects))

    def are(self, subject: str, *classes: str) -> None:
        """Adds the classes of a subject, as prefixed names."""
        self.say(subject, RDF_TYPE, *(name(cls) for cls in classes))

    def list_of(self, head: str, items: Sequence[Object]) -> Iri:
        """Adds a list whose cells are `head`-1, `head`-2 and so on; gives its head."""
        nil = Iri(RDF + "nil")
        for place, item in enumerate(items, 1):
            self.say(f"{head}-{place}", "rdf:first", item)
            self.say(f"{head}-{place}", "rdf:rest", Iri(f"{head}-{place + 1}") if place < len(items) else nil)
        return Iri(f"{head}-1") if items else nil

    def __iter__(self) -> Iterator[tuple[Iri, Iri, Object]]:
        for subject, properties in self._said.items():
            for predicate, objects in properties.items():
                for value in objects:
                    yield Iri(subject), Iri(predicate), value

    def written(self, format_: Format) -> bytes:
        """The statements in a graph format: Turtle in the house style, the others from the serialiser."""
        if format_.name != "ttl":
            return write_triples(self, format_)
        subjects = (Subject(s, {p: tuple(o) for p, o in said.items()}) for s, said in self._said.items())
        return write(subjects, "")
