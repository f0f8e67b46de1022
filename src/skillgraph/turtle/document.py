"""What a Turtle text says, with the place of everything that it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from skillgraph.terms import Blank, Iri, Term
from skillgraph.turtle import lexer
from skillgraph.turtle.lexer import Lines


class LocatedTriple(NamedTuple):
    """A triple, and the offsets in the text where its subject, predicate and object are written."""

    subject: Iri | Blank
    predicate: Iri
    object: Term
    subject_at: int
    predicate_at: int
    object_at: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not Turtle: where (an offset), what, and what to do."""

    at: int
    message: str
    hint: str = ""


class Declaration(NamedTuple):
    """A prefix, the offset at which its name is written, and the IRI that it stands for."""

    prefix: str
    at: int
    namespace: str


@dataclass(frozen=True, slots=True)
class Document:
    """What a text says: its triples in the order in which they are written, its prefixes, its problems.

    `prefixes` are those that hold at its end, `declarations` all of them, `used` those that a name begins with.
    """

    text: str
    triples: tuple[LocatedTriple, ...]
    prefixes: Mapping[str, str]
    declarations: tuple[Declaration, ...]
    used: frozenset[str]
    problems: tuple[Problem, ...]
    lines: Lines = field(compare=False)

    def comments(self) -> list[lexer.Token]:
        """The comments, in the order of the text."""
        return [token for token in lexer.lex(self.text) if token.kind == "comment"]
