"""Facts by what they say: for each property, and with rdf:type for each class, which subject has which value.

So whole sets are copied, compared and written, where each fact by itself would be looked at again and again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from skillgraph.terms import RDF_TYPE

Fact = tuple[str, str, str]  # three terms as N-Triples writes them
Pair = tuple[str, str]  # subject and value
Kind = tuple[str, str]  # the property; the class, or LITERAL where the values are literals, or nothing
TYPE = f"<{RDF_TYPE}>"
LITERAL = '"'
_NONE: frozenset[Pair] = frozenset()


def kind_of(predicate: str, value: str) -> Kind:
    """The kind of the facts with this predicate and such a value."""
    if predicate == TYPE:
        return TYPE, value
    return predicate, LITERAL if value[0] == LITERAL else ""


class Grouped:
    """A set of facts, by their kinds."""

    __slots__ = ("by",)

    def __init__(self) -> None:
        self.by: dict[Kind, set[Pair]] = {}

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> Grouped:
        """These facts."""
        found: dict[str, list[Pair]] = {}
        for subject, predicate, value in facts:
            if predicate in found:
                found[predicate].append((subject, value))
            else:
                found[predicate] = [(subject, value)]
        made = cls()
        for predicate, pairs in found.items():
            made.add(predicate, pairs)
        return made

    @classmethod
    def union(cls, several: Iterable[Grouped]) -> Grouped:
        """All facts of several sets; each of these stays as it is."""
        made = cls()
        for one in several:
            made.update(one)
        return made

    def __len__(self) -> int:
        return sum(map(len, self.by.values()))

    def __iter__(self) -> Iterator[Fact]:
        for (predicate, _), pairs in self.by.items():
            for subject, value in pairs:
                yield subject, predicate, value

    def __contains__(self, fact: Fact) -> bool:
        subject, predicate, value = fact
        return (subject, value) in self.by.get(kind_of(predicate, value), _NONE)

    def add(self, predicate: str, pairs: Iterable[Pair]) -> None:
        """Adds facts with one predicate."""
        if predicate == TYPE:
            for pair in pairs:
                self.by.setdefault((TYPE, pair[1]), set()).add(pair)
            return
        given = set(pairs)
        texts = {pair for pair in given if pair[1][0] == LITERAL}
        for sort, some in ((LITERAL, texts), ("", given - texts if texts else given)):
            if some:
                self.take((predicate, sort), some)

    def take(self, kind: Kind, pairs: Iterable[Pair]) -> None:
        """Adds facts of a kind."""
        known = self.by.get(kind)
        if known is None:
            self.by[kind] = set(pairs)
        else:
            known.update(pairs)

    def update(self, other: Grouped) -> None:
        """Adds all facts of another."""
        for kind, pairs in other.by.items():
            self.take(kind, pairs)

    def fresh(self, kind: Kind, pairs: set[Pair]) -> set[Pair]:
        """Those facts of a kind that are not among these."""
        known = self.by.get(kind)
        return pairs - known if known else pairs

    def minus(self, *others: Grouped) -> Grouped:
        """The facts that are in none of the others."""
        made = Grouped()
        for kind, pairs in self.by.items():
            left = pairs
            for other in others:
                left = other.fresh(kind, left)
            if left:
                made.take(kind, left)
        return made

    def subjects(self) -> set[str]:
        """All subjects."""
        return {subject for pairs in self.by.values() for subject, _ in pairs}

    def nodes(self) -> set[str]:
        """What the facts have as values and is no literal, classes left out."""
        things = (pairs for (predicate, sort), pairs in self.by.items() if predicate != TYPE and sort != LITERAL)
        return {value for pairs in things for _, value in pairs}

    def literals(self) -> set[str]:
        """All literals."""
        texts = (pairs for (_, sort), pairs in self.by.items() if sort[:1] == LITERAL)
        return {value for pairs in texts for _, value in pairs}

    def lines(self, end: str) -> list[str]:
        """A line for each fact, with what comes after its value."""
        return [f"{s} {p} {o}{end}" for (p, _), pairs in self.by.items() for s, o in pairs]
