"""What some files of records say and what follows from it, by predicate and by class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from skillgraph.terms import RDFS
from skillgraph.turtle.grouped import TYPE, Fact, Grouped

Pairs = list[tuple[str, str]]
Side = tuple[str, str]  # a property, or with rdf:type a class; and whether its "subject" or its "object"
EVERYTHING: Side = ("", "")
_SUBCLASS = f"<{RDFS}subClassOf>"
_LOT = 300  # facts; what is asked of a lot may take as long as the square of them


def as_they_are(_: Collection[str]) -> Mapping[str, str]:
    """Literals that are all written as the engine writes them."""
    return {}


class Group:
    """The facts as columns. `own` are the things that these files describe, which no other file mentions.

    `normal` tells of some values what the engine makes of those that it writes in another way.
    """

    def __init__(
        self,
        graphs: Iterable[Grouped],
        own: Collection[str],
        normal: Callable[[Collection[str]], Mapping[str, str]] = as_they_are,
    ) -> None:
        self.own = frozenset(own)
        self._columns: defaultdict[str, Pairs] = defaultdict(list)
        self.instances: defaultdict[str, set[str]] = defaultdict(set)
        self._subjects: dict[str, set[str]] = {}
        self._values: dict[str, set[str]] = {}
        columns, instances = self._columns, self.instances
        for facts in graphs:
            for (predicate, sort), pairs in facts.by.items():
                if predicate == TYPE:
                    instances[sort].update(subject for subject, _ in pairs)
                else:
                    columns[predicate] += pairs
        self.keys = frozenset((*columns, *instances))
        for predicate in columns:
            changed = normal(self.values(predicate))
            if changed:
                columns[predicate] = [(s, changed.get(o, o)) for s, o in columns[predicate]]
                del self._values[predicate]
        if instances:
            columns[TYPE] = [(one, cls) for cls, those in instances.items() for one in those]

    @property
    def predicates(self) -> Collection[str]:
        """The properties, rdf:type among them."""
        return self._columns.keys()

    def pairs(self, predicate: str) -> Pairs:
        """Subjects and values of a property."""
        return self._columns.get(predicate, [])

    def subjects(self, predicate: str) -> set[str]:
        """What has the property."""
        if predicate not in self._subjects:
            self._subjects[predicate] = {one for one, _ in self.pairs(predicate)}
        return self._subjects[predicate]

    def values(self, predicate: str) -> set[str]:
        """The values of the property."""
        if predicate not in self._values:
            self._values[predicate] = {one for _, one in self.pairs(predicate)}
        return self._values[predicate]

    def of_classes(self, classes: Iterable[str]) -> set[str]:
        """What is said to be of one of the classes."""
        return set().union(*(self.instances.get(one, ()) for one in classes))

    def shared(self) -> frozenset[Side]:
        """Where a fact has something that these files do not own, so that facts of other files may have the same."""
        found = {(cls, "subject") for cls, those in self.instances.items() if not those <= self.own}
        for predicate in self.predicates:
            if not self.subjects(predicate) <= self.own:
                found.add((predicate, "subject"))
            if not self.values(predicate) <= self.own:
                found.add((predicate, "object"))
        if _SUBCLASS in self.keys:  # what is of which class is then not known from the catalogue
            found.add(EVERYTHING)
        return frozenset(found)

    def lots(self, facts: Collection[Fact]) -> Iterator[Collection[Fact]]:
        """Some of the facts in small lots, where those about one thing of these files are in one lot."""
        if len(facts) <= _LOT:
            yield facts
            return
        parts: dict[str, list[str]] = {}  # for each thing of their own, all that it is linked with
        for s, _, o in facts:
            for one in (s, o):
                if one in self.own and one not in parts:
                    parts[one] = [one]
            if s in parts and o in parts and parts[s] is not parts[o]:
                less, more = sorted((parts[s], parts[o]), key=len)
                more += less
                parts |= dict.fromkeys(less, more)
        by_part: defaultdict[int, list[Fact]] = defaultdict(list)
        for fact in facts:
            by_part[id(parts.get(fact[0]) or parts.get(fact[2]))].append(fact)
        lot: list[Fact] = []
        for those in by_part.values():
            lot += those
            if len(lot) >= _LOT:
                yield lot
                lot = []
        if lot:
            yield lot
