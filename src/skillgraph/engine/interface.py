"""What every engine can do."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from skillgraph.results import Context, Format, Table


@dataclass(frozen=True, slots=True)
class Answer:
    """A serialised answer, whole: the bytes, the format that they are in, and how many rows or triples they hold."""

    body: bytes
    format: Format
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Scope:
    """The graphs that a request names for its query, by IRI (SPARQL 1.1 Protocol, section 2.1.4).

    Where it names any, they take the place of all FROM clauses. Where neither it nor the query names one, the default
    graph is the union of all graphs. `has_from` says whether the query has a dataset clause of its own. `base` is what
    relative IRIs of the query are resolved against (RFC 3986, section 5.1.3); without one they are errors.
    """

    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    has_from: bool = False
    base: str = ""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most rows (or triples) and bytes that an answer may have."""

    rows: int = sys.maxsize
    size: int = sys.maxsize


EVERYTHING = Scope()
UNBOUNDED = Bounds()


class Engine(Protocol):
    """Evaluates SPARQL queries over one immutable dataset, whose default graph is the union of its graphs."""

    def evaluate(
        self,
        query: str,
        formats: Sequence[Format],
        scope: Scope = EVERYTHING,
        bounds: Bounds = UNBOUNDED,
        context: Context | None = None,
    ) -> Answer:
        """The answer in the first of the formats that fits the query's form; `context` is that of JSON-LD.

        Raises QuerySyntaxError where the text does not parse, NotAcceptable where no format fits or the chosen one
        cannot hold the answer, and AnswerTooLarge past the bounds.
        """

    def dump(self, graph: str, format_: Format, context: Context | None = None) -> bytes:
        """A named graph as its own authors wrote it, sorted, in a format for graphs; NotAcceptable as `evaluate`.

        Nothing is evaluated for it, and the same graph gives the same bytes.
        """

    def select(self, query: str, bounds: Bounds = UNBOUNDED, scope: Scope = EVERYTHING) -> Table:
        """The solutions of a SELECT query as plain values.

        An ASK gives one row with the column `answer`, a graph a row a triple, in order and as it was written.
        AnswerTooLarge where there are more rows than the bounds allow.
        """
