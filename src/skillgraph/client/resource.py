"""One thing: what is said of it, and what points to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from skillgraph.client import shown
from skillgraph.client.answers import Row
from skillgraph.client.result import graph_of
from skillgraph.client.values import IRI, Value, value_of
from skillgraph.errors import UsageError
from skillgraph.terms import LABELS, RDF_TYPE, Iri, Literal, Term, compact, label_rank

if TYPE_CHECKING:
    import rdflib


@dataclass(frozen=True)
class Resource:
    """A thing by its IRI, with the triples of its document and the snapshot that they are from."""

    iri: IRI
    triples: tuple[Row, ...]
    snapshot: str

    @cached_property
    def label(self) -> str:
        """Its label, the English one first; empty where it has none."""
        found = [
            (str(p), o) for s, p, o in self.triples if self._is_it(s) and str(p) in LABELS and isinstance(o, Literal)
        ]
        return min(found, key=lambda pair: label_rank(*pair))[1].value if found else ""

    @property
    def types(self) -> tuple[IRI, ...]:
        """Its classes, those that follow from rules included."""
        return tuple(value for value in self[RDF_TYPE] if isinstance(value, IRI))

    @cached_property
    def properties(self) -> Mapping[str, tuple[Value, ...]]:
        """Its values by the short names of its properties, such as `skos:prefLabel`."""
        return {name: tuple(map(value_of, terms)) for name, terms in self._terms.items()}

    @cached_property
    def incoming(self) -> Mapping[str, tuple[Value, ...]]:
        """By property, the things that point to it."""
        found: dict[str, list[Value]] = {}
        for subject, predicate, value in self.triples:
            if self._is_it(value) and isinstance(subject, Iri) and isinstance(predicate, Iri):
                found.setdefault(compact(predicate.value), []).append(value_of(subject))
        return {name: tuple(found[name]) for name in sorted(found)}

    def __getitem__(self, name: str) -> tuple[Value, ...]:
        """The values of a property, which may be none."""
        return self.properties.get(compact(IRI(name)), ())

    def one(self, name: str) -> Value | None:
        """The one value of a property, None where there is none; UsageError where there are several."""
        values = self[name]
        if len(values) > 1:
            raise UsageError(f"{self.iri.short} has {len(values)} values of {name}.", f"Use resource[{name!r}].")
        return values[0] if values else None

    def graph(self) -> rdflib.Graph:
        """Its document as a graph of rdflib."""
        return graph_of(self.triples)

    def __repr__(self) -> str:
        return f"<Resource {self.iri.short}: {self.label or 'without a label'}; snapshot {self.snapshot}>"

    def _repr_html_(self) -> str:
        return shown.thing(self.label, str(self.iri), self._terms.items(), f"snapshot {self.snapshot}")

    def _is_it(self, term: Term | None) -> bool:
        return isinstance(term, Iri) and term.value == self.iri

    @cached_property
    def _terms(self) -> Mapping[str, tuple[Term, ...]]:
        found: dict[str, list[Term]] = {}
        for subject, predicate, value in self.triples:
            if self._is_it(subject) and isinstance(predicate, Iri) and value is not None:
                found.setdefault(compact(predicate.value), []).append(value)
        return {name: tuple(found[name]) for name in sorted(found)}
