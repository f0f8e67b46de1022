"""Which properties and classes a dataset uses: noted while it is made, since looking for them passes over all of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from skillgraph.turtle.grouped import TYPE, Grouped


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
    def by(cls, facts: Iterable[Grouped]) -> Used:
        """What some facts use."""
        kinds = {kind for some in facts for kind, pairs in some.by.items() if pairs}
        classes = (name[1:-1] for predicate, name in kinds if predicate == TYPE and name[0] == "<")
        return cls.of((predicate[1:-1] for predicate, _ in kinds), classes)

    def __or__(self, other: Used) -> Used:
        return Used.of((*self.properties, *other.properties), (*self.classes, *other.classes))

    def __sub__(self, other: Used) -> Used:
        return Used.of({*self.properties} - {*other.properties}, {*self.classes} - {*other.classes})
