"""Rules with several patterns in their bodies: what a new fact gives together with those before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from skillgraph.reason.atoms import bind, key_of
from skillgraph.turtle.grouped import TYPE, Fact

_Side = tuple[str, str]


@dataclass(slots=True)
class Meeting:
    """On which sides of which predicates records touch nodes of others, and where rules looked for partners there."""

    touched: set[_Side] = field(default_factory=set)
    joined: set[_Side] = field(default_factory=set)

    def add(self, other: Meeting) -> None:
        """Takes in what was seen in other files."""
        self.touched |= other.touched
        self.joined |= other.joined

    @property
    def is_possible(self) -> bool:
        """Whether facts of two files could meet."""
        return bool(self.touched & self.joined)


class Index:
    """Facts by subject and predicate, and by predicate and object, of the predicates that rules join on."""

    def __init__(self) -> None:
        self._values: dict[tuple[str, str], list[Fact]] = {}
        self._subjects: dict[tuple[str, str], list[Fact]] = {}

    def add(self, fact: Fact) -> None:
        self._values.setdefault((fact[0], fact[1]), []).append(fact)
        self._subjects.setdefault((fact[1], fact[2]), []).append(fact)

    def find(self, subject: str, predicate: str, value: str) -> Sequence[Fact]:
        """The facts with a predicate, and where they are given with a subject, or else with a value."""
        if subject:
            return self._values.get((subject, predicate), ())
        if value:
            return self._subjects.get((predicate, value), ())
        return [fact for (name, _), facts in self._subjects.items() if name == predicate for fact in facts]


class Partners:
    """What a fact of records may be joined with: facts of the same records, and those of the catalogue."""

    def __init__(self, own: set[str], catalogue: Index) -> None:
        self.index = Index()
        self.meeting = Meeting()
        self._own = own
        self._catalogue = catalogue

    def find(self, subject: str, predicate: str, value: str) -> Sequence[Fact]:
        """See `Index.find`; what is looked for at nodes of others is noted."""
        if subject:
            if subject not in self._own:
                self.meeting.joined.add((key_of(predicate, value), "subject"))
        elif value not in self._own:
            self.meeting.joined.add((predicate, "object"))
        theirs = self._catalogue.find(subject, predicate, value)
        return (*self.index.find(subject, predicate, value), *theirs)


class Join(Protocol):
    """A rule as one of its patterns sees it."""

    def follow(self, fact: Fact, partners: Partners) -> Iterable[Fact]:
        """What follows from a fact that fits this pattern, with others that fit the rest."""


@dataclass(frozen=True, slots=True)
class _Ahead:
    """The first link of a chain: what its value leads to, the subject has."""

    second: str
    head: str

    def follow(self, fact: Fact, partners: Partners) -> Iterable[Fact]:
        subject, head = fact[0], self.head
        return [(subject, head, other[2]) for other in partners.find(fact[2], self.second, "")]


@dataclass(frozen=True, slots=True)
class _Behind:
    """The second link of a chain: what leads to its subject, has the value."""

    first: str
    head: str

    def follow(self, fact: Fact, partners: Partners) -> Iterable[Fact]:
        head, value = self.head, fact[2]
        return [(other[0], head, value) for other in partners.find("", self.first, fact[0])]


@dataclass(frozen=True, slots=True)
class _Any:
    """Any rule; `no_literals` are the variables that no literal may be bound to."""

    atom: Fact
    rest: tuple[Fact, ...]
    head: tuple[Fact, ...]
    no_literals: tuple[str, ...]

    def follow(self, fact: Fact, partners: Partners) -> Iterable[Fact]:
        bound = bind(self.atom, fact, {})
        if bound is None:
            return
        for solution in _solutions([*self.rest], bound, partners):
            if not any(solution[name].startswith('"') for name in self.no_literals):
                for s, p, o in self.head:
                    subject, value = solution.get(s, s), solution.get(o, o)
                    if not subject.startswith('"'):
                        yield subject, p, value


def _solutions(atoms: list[Fact], bound: dict[str, str], partners: Partners) -> Iterator[dict[str, str]]:
    if not atoms:
        yield bound
        return
    atom = next((one for one in atoms if one[0] in bound or one[2] in bound), atoms[0])
    rest = [one for one in atoms if one is not atom]
    subject, value = bound.get(atom[0], ""), bound.get(atom[2], "" if atom[2].startswith("?") else atom[2])
    for found in partners.find(subject, atom[1], value):
        more = bind(atom, found, bound)
        if more is not None:
            yield from _solutions(rest, more, partners)


def joins_of(body: Sequence[Fact], head: Sequence[Fact], no_literals: Sequence[str]) -> Iterator[tuple[str, Join]]:
    """A rule once for each of its patterns, with the key of the facts that may fit it."""
    if not no_literals and _is_chain(body, head):
        (_, first, _), (_, second, _) = body
        yield first, _Ahead(second, head[0][1])
        yield second, _Behind(first, head[0][1])
        return
    for at, atom in enumerate(body):
        rest = (*body[:at], *body[at + 1 :])
        yield key_of(atom[1], atom[2]), _Any(atom, rest, tuple(head), tuple(no_literals))


def _is_chain(body: Sequence[Fact], head: Sequence[Fact]) -> bool:
    """Whether a rule says that two properties, one after the other, are a third."""
    if (len(body), len(head)) != (2, 1):
        return False
    (x, first, y), (again, second, z) = body
    names = {x, y, z}
    return (
        again == y
        and len(names) == 3
        and all(name.startswith("?") for name in names)
        and TYPE not in (first, second)
        and (head[0][0], head[0][2]) == (x, z)
    )
