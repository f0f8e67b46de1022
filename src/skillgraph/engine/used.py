"""Which properties and classes a dataset uses: noted while it is made, since looking for them passes over all of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from skillgraph.terms import RDF_TYPE

_TYPE = f"<{RDF_TYPE}>"


@dataclass(frozen=True, slots=True)
class Used:
    """The properties of all statements, and the classes that things are said to be of, as IRIs in their order."""

    properties: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()

    @classmethod
    def of(cls, properties: Iterable[str], classes: Iterable[str]) -> Used:
        """These, in any order."""
        return cls(tuple(sorted(set(properties))), tuple(sorted(set(classes))))

    @classmethod
    def by(cls, facts: Iterable[Collection[tuple[str, str, str]]]) -> Used:
        """What some facts use, whose terms are written as in N-Triples."""
        properties, classes = set[str](), set[str]()
        for some in facts:
            properties.update([p for _, p, _ in some])
            classes.update([o for _, p, o in some if p == _TYPE])
        return cls.of((name[1:-1] for name in properties), (name[1:-1] for name in classes if name[0] == "<"))

    def __or__(self, other: Used) -> Used:
        return Used.of((*self.properties, *other.properties), (*self.classes, *other.classes))

    def __sub__(self, other: Used) -> Used:
        return Used.of({*self.properties} - {*other.properties}, {*self.classes} - {*other.classes})
