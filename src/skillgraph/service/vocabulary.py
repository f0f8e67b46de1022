"""Which properties and classes the graph knows, so that a query with a misspelt one can be told of it."""

from __future__ import annotations

from dataclasses import dataclass

from skillgraph.engine import Engine


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The properties and classes that the graph uses or declares, by IRI."""

    properties: frozenset[str]
    classes: frozenset[str]

    @classmethod
    def of(cls, engine: Engine) -> Vocabulary:
        """The vocabulary of a dataset."""
        return cls(frozenset(), frozenset())

    def warnings(self, query: str) -> list[str]:
        """One sentence for each term of a query that the graph does not know."""
        return []
