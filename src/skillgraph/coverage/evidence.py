"""The stated triples behind an answer: each with the file and line where it is written and the commit that wrote it.

Only what files state counts here; what the rules add is told by the steps of `skillgraph.coverage.derivation`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from skillgraph.engine import Engine
from skillgraph.terms import Iri, Term, serialise
from skillgraph.turtle import Places, parse
from skillgraph.workspace import Contents, SourceFile

# The commits that wrote some lines of a file, by line; a line of which none is known is left out.
Commits = Callable[[SourceFile, Collection[int]], Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class Statement:
    """A triple that a file states; `line` counts from 1, `commit` is empty where it is not known."""

    subject: str
    predicate: str
    object: Term
    layer: str
    path: str
    line: int
    commit: str = ""


class Evidence:
    """Collects statements; each has a number from 0 in the order in which it was asked for first."""

    def __init__(self, engine: Engine, contents: Contents) -> None:
        self._engine = engine
        self._files = {file.graph: file for file in contents.files if file.path.endswith(".ttl")}
        self._places: dict[str, Places] = {}
        self._known: dict[tuple[str, str, Term], int] = {}
        self._found: list[Statement] = []

    def about(self, subject: str, *predicates: str) -> tuple[int, ...]:
        """The numbers of all statements of a subject with these predicates, in their order."""
        wanted = " ".join(f"({rank} {serialise(Iri(one))})" for rank, one in enumerate(predicates))
        return self._stated(subject, f"VALUES (?rank ?p) {{ {wanted} }}")

    def linking(self, subject: str, predicate: str, thing: str) -> tuple[int, ...]:
        """The number of the statement that links two things; empty where no file states that."""
        values = f"{serialise(Iri(predicate))} {serialise(Iri(thing))}"
        return self._stated(subject, f"VALUES (?rank ?p ?o) {{ (0 {values}) }}")

    def rows(self, query: str) -> Iterator[tuple[Term, ...]]:
        """The rows of a query in which every variable is bound."""
        for row in self._engine.select(query).rows:
            yield tuple(term for term in row if term is not None)

    def statements(self, commits: Commits | None) -> tuple[Statement, ...]:
        """All statements collected, with their commits where somebody knows them."""
        if commits is None:
            return tuple(self._found)
        lines: dict[str, set[int]] = defaultdict(set)
        for one in self._found:
            lines[one.path].add(one.line)
        by_path = {file.path: file for file in self._files.values()}
        wrote = {path: commits(by_path[path], found) for path, found in lines.items()}
        return tuple(replace(one, commit=wrote[one.path].get(one.line, "")) for one in self._found)

    def subjects(self) -> Sequence[str]:
        """What the statements collected so far are about, each once."""
        return tuple(dict.fromkeys(one.subject for one in self._found))

    def _stated(self, subject: str, values: str) -> tuple[int, ...]:
        pattern = f"{values} GRAPH ?g {{ {serialise(Iri(subject))} ?p ?o }}"
        rows = self.rows(f"SELECT ?p ?o ?g {{ {pattern} }} ORDER BY ?rank ?g ?o")
        numbers = (self._number(subject, str(p), o, str(g)) for p, o, g in rows if str(g) in self._files)
        return tuple(dict.fromkeys(numbers))

    def _number(self, subject: str, predicate: str, value: Term, graph: str) -> int:
        key = (subject, predicate, value)
        if key not in self._known:
            file = self._files[graph]
            place = self._places_of(file).find(Iri(subject), Iri(predicate), value)
            self._known[key] = len(self._found)
            self._found.append(Statement(subject, predicate, value, file.layer, file.path, place.line))
        return self._known[key]

    def _places_of(self, file: SourceFile) -> Places:
        if file.path not in self._places:
            self._places[file.path] = Places([(file.path, parse(file)[0].document)])
        return self._places[file.path]
