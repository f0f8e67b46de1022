"""Writing Turtle in the house style: `a` first, one predicate per line, one object per line where there are several.

It is the style of `skillgraph fmt`, which changes nothing in what is written here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from skillgraph.terms import PREFIXES, RDF_TYPE, XSD, Iri, Literal, Term, compact, is_bare, serialise

_LOCAL = re.compile(r"(?:\w(?:[\w.-]*[\w-])?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Subject:
    """One subject with its predicates in the order in which they are to be written, `a` apart."""

    iri: str
    properties: Mapping[str, tuple[Term, ...]]


def write(subjects: Iterable[Subject], comment: str) -> bytes:
    """A Turtle document: the prefixes that it uses, the comment, the subjects in the given order."""
    blocks = [_subject(subject) for subject in subjects]
    used = sorted({prefix for block in blocks for prefix in block.prefixes})
    head = "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in used)
    notes = "".join(f"# {line}\n" for line in comment.splitlines())
    return "\n".join(part for part in (head, notes, *(block.text for block in blocks)) if part).encode()


@dataclass(frozen=True, slots=True)
class _Block:
    text: str
    prefixes: frozenset[str]


def _subject(subject: Subject) -> _Block:
    prefixes: set[str] = set()

    def name(iri: str) -> str:
        prefix, _, local = compact(iri).partition(":")
        if f"{prefix}:{local}" == iri or not _LOCAL.fullmatch(local):
            return f"<{iri}>"
        prefixes.add(prefix)
        return f"{prefix}:{local}"

    def show(term: Term) -> str:
        if isinstance(term, Iri):
            return name(term.value)
        if not isinstance(term, Literal):
            return serialise(term)
        if is_bare(term):
            return term.value
        if term.language or term.datatype == XSD + "string":
            return serialise(term)
        return f"{serialise(Literal(term.value))}^^{name(term.datatype)}"

    lines = []
    for predicate, objects in sorted(subject.properties.items(), key=lambda item: item[0] != RDF_TYPE):
        verb = "a" if predicate == RDF_TYPE else name(predicate)
        shown = [show(term) for term in objects]
        gap = " " if len(shown) == 1 or verb == "a" else "\n        "
        lines.append(f"{verb}{gap}" + " ,\n        ".join(shown))
    return _Block(f"{name(subject.iri)} " + " ;\n    ".join(lines) + " .\n", frozenset(prefixes))
