"""What every engine can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from skillgraph.results import Format, Table


@dataclass(frozen=True, slots=True)
class Answer:
    """A serialised answer, whole: the bytes and the format that they are in."""

    body: bytes
    format: Format


class Engine(Protocol):
    """Evaluates SPARQL queries over one immutable dataset, whose default graph is the union of its graphs."""

    def evaluate(self, query: str, formats: Sequence[Format]) -> Answer:
        """The answer in the first of the formats that fits the query's form.

        Raises QuerySyntaxError where the text does not parse and NotAcceptable where no format fits.
        """

    def select(self, query: str) -> Table:
        """The solutions of a SELECT query as plain values; an ASK gives one row with the column `answer`."""
