"""How a term is written in a document: with the document's own prefixes, else with those of the project's table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from skillgraph.curate.patch import DEEP, INDENT, directives
from skillgraph.terms import PREFIXES, RDF_TYPE, XSD, Iri, Literal, Term, compact, is_bare, serialise
from skillgraph.turtle import Document

_LOCAL = re.compile(r"(?:\w(?:[\w.-]*[\w-])?)?", re.ASCII)


class Names:
    """Writes terms for a document; `missing` gathers the prefixes that it has to declare for them."""

    def __init__(self, document: Document) -> None:
        head, later = directives(document)
        usable = {one.name for one in head} - later
        self._known = {name: iri for name, iri in document.prefixes.items() if name in usable}
        self._taken = {*document.prefixes, *later}
        self.missing: dict[str, str] = {}

    def iri(self, iri: str) -> str:
        """The prefixed name of an IRI where one can be had, else the IRI between angle brackets."""
        spaces = {**self._known, **self.missing}
        for prefix, space in sorted(spaces.items(), key=lambda item: -len(item[1])):
            if iri.startswith(space) and _LOCAL.fullmatch(iri[len(space) :]):
                return f"{prefix}:{iri[len(space) :]}"
        prefix, _, local = compact(iri).partition(":")
        if prefix not in PREFIXES or prefix in self._taken or not _LOCAL.fullmatch(local):
            return f"<{iri}>"
        self.missing[prefix] = PREFIXES[prefix]
        return f"{prefix}:{local}"

    def term(self, term: Term) -> str:
        """An IRI or a literal in its shortest form."""
        if isinstance(term, Iri):
            return self.iri(term.value)
        if not isinstance(term, Literal) or term.language or term.datatype == XSD + "string":
            return serialise(term)
        return term.value if is_bare(term) else f"{serialise(Literal(term.value))}^^{self.iri(term.datatype)}"

    def line(self, predicate: str, terms: Sequence[Term]) -> str:
        """A predicate with its objects: one beside it, several on lines of their own; classes begin beside it."""
        shown = [self.term(term) for term in terms]
        if predicate == RDF_TYPE:
            return "a " + f" ,\n{DEEP}".join(shown)
        lead = " " if len(shown) == 1 else f"\n{DEEP}"
        return self.iri(predicate) + lead + f" ,\n{DEEP}".join(shown)

    def block(self, subject: str, properties: Mapping[str, Sequence[Term]]) -> str:
        """A statement in the house style, with the end of its last line."""
        lines = [self.line(predicate, terms) for predicate, terms in properties.items()]
        return f"{self.iri(subject)} " + f" ;\n{INDENT}".join(lines) + " .\n"
