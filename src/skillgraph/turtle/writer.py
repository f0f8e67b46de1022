"""Writing Turtle in the house style: `a` first, one predicate per line, one object per line where there are several.

It is the style of `skillgraph fmt`, which changes nothing in what is written here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from skillgraph.terms import PREFIXES, RDF, RDF_TYPE, XSD, Blank, Iri, Literal, Term, compact, is_bare, serialise

_FIRST, _REST, _NIL = RDF + "first", RDF + "rest", Iri(RDF + "nil")
_LOCAL = re.compile(r"(?:\w(?:[\w.-]*[\w-])?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Subject:
    """One subject with its predicates in the order in which they are to be written, `a` apart.

    The subject of a blank node is its label with `_:` before it.
    """

    iri: str
    properties: Mapping[str, tuple[Term, ...]]


def write(subjects: Iterable[Subject], comment: str) -> bytes:
    """A Turtle document: the prefixes that it uses, the comment, the subjects in the given order.

    A blank node that is the value of one statement alone is written in its place.
    """
    listed = [*subjects]
    nested = _nested(listed)
    writer = _Writer(nested)
    blocks = [writer.block(subject) for subject in listed if subject.iri not in nested]
    head = "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in sorted(writer.prefixes))
    notes = "".join(f"# {line}\n" for line in comment.splitlines())
    return "\n".join(part for part in (head, notes, *blocks) if part).encode()


def _nested(subjects: Sequence[Subject]) -> Mapping[str, Subject]:
    """The blank nodes that stand below another subject, by label; one in a circle stands below none."""
    below: dict[str, list[str]] = {}
    for subject in subjects:
        for term in (term for terms in subject.properties.values() for term in terms):
            if isinstance(term, Blank):
                below.setdefault(str(term), []).append(subject.iri)

    def is_below(label: str) -> bool:
        seen = set()
        while label.startswith("_:"):
            if label in seen or len(below.get(label, ())) != 1:
                return False
            seen.add(label)
            (label,) = below[label]
        return True

    blank = {subject.iri: subject for subject in subjects if subject.iri.startswith("_:")}
    return {label: subject for label, subject in blank.items() if is_below(label)}


class _Writer:
    """Writes subjects, and gathers the prefixes that they need."""

    def __init__(self, nested: Mapping[str, Subject]) -> None:
        self.prefixes: set[str] = set()
        self._nested = nested

    def block(self, subject: Subject) -> str:
        """A subject with all its statements."""
        return f"{self._name(subject.iri)} " + " ;\n    ".join(self._lines(subject, "        ")) + " .\n"

    def _lines(self, subject: Subject, indent: str) -> list[str]:
        lines = []
        for predicate, objects in sorted(subject.properties.items(), key=lambda item: item[0] != RDF_TYPE):
            verb = "a" if predicate == RDF_TYPE else self._name(predicate)
            shown = [self._show(term, indent) for term in objects]
            gap = " " if len(shown) == 1 or verb == "a" else f"\n{indent}"
            lines.append(f"{verb}{gap}" + f" ,\n{indent}".join(shown))
        return lines

    def _name(self, iri: str) -> str:
        if iri.startswith("_:"):
            return iri
        prefix, _, local = compact(iri).partition(":")
        if f"{prefix}:{local}" == iri or not _LOCAL.fullmatch(local):
            return f"<{iri}>"
        self.prefixes.add(prefix)
        return f"{prefix}:{local}"

    def _show(self, term: Term, indent: str) -> str:
        if isinstance(term, Iri):
            return self._name(term.value)
        if isinstance(term, Blank) and str(term) in self._nested:
            return self._in_place(self._nested[str(term)], f"{indent}    ")
        if not isinstance(term, Literal):
            return serialise(term)
        if is_bare(term):
            return term.value
        if term.language or term.datatype == XSD + "string":
            return serialise(term)
        return f"{serialise(Literal(term.value))}^^{self._name(term.datatype)}"

    def _in_place(self, subject: Subject, indent: str) -> str:
        items = self._items(subject)
        if items is not None:
            return f"( {' '.join(self._show(item, indent) for item in items)} )"
        lines = self._lines(subject, f"{indent}    ")
        return f"[ {lines[0]} ]" if len(lines) == 1 else f"[\n{indent}" + f" ;\n{indent}".join(lines) + " ]"

    def _items(self, cell: Subject) -> list[Term] | None:
        """The items of the list that begins with a cell; None where it is no whole list of its own."""
        items: list[Term] = []
        while True:
            first, rest = cell.properties.get(_FIRST, ()), cell.properties.get(_REST, ())
            if set(cell.properties) != {_FIRST, _REST} or len(first) != 1 or len(rest) != 1:
                return None
            items.append(first[0])
            if rest[0] == _NIL:
                return items
            if str(rest[0]) not in self._nested:
                return None
            cell = self._nested[str(rest[0])]
