"""Where a statement is written: looked up by subject, property and value among the parsed files of a workspace."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from skillgraph.terms import RDF_TYPE, XSD, Literal, Term
from skillgraph.turtle.document import Document

_NUMBERS = {XSD + name for name in ("integer", "decimal", "double", "float")}
_Spot = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Place:
    """A file of the workspace, and line and column from 1."""

    path: str
    line: int
    column: int


NOWHERE = Place("", 0, 0)


class Places:
    """An index over parsed files, made when first asked. Of several places, the first by path and position counts."""

    def __init__(self, documents: Iterable[tuple[str, Document]]) -> None:
        self._documents = dict(documents)
        self._values: dict[tuple[str, str, str], _Spot] = {}
        self._properties: dict[tuple[str, str], _Spot] = {}
        self._subjects: dict[str, _Spot] = {}
        self._is_made = False

    def _make(self) -> None:
        self._is_made = True
        for path, document in sorted(self._documents.items(), key=lambda item: item[0]):
            for triple in document.triples:
                subject, predicate = str(triple.subject), triple.predicate.value
                self._values.setdefault((subject, predicate, _key(triple.object)), (path, triple.object_at))
                self._properties.setdefault((subject, predicate), (path, triple.predicate_at))
                if predicate == RDF_TYPE or subject not in self._subjects:
                    self._describe(subject, predicate, (path, triple.subject_at))

    def _describe(self, subject: str, predicate: str, spot: _Spot) -> None:
        """A subject stands where its class is stated, or else where it is first spoken of."""
        if predicate == RDF_TYPE and (subject, RDF_TYPE, "") not in self._values:
            self._values[subject, RDF_TYPE, ""] = spot
            self._subjects[subject] = spot
        else:
            self._subjects.setdefault(subject, spot)

    def find(self, subject: Term, predicate: Term | None = None, value: Term | None = None) -> Place:
        """Where the value is written; else where the property is; else where the subject is; else `NOWHERE`."""
        if not self._is_made:
            self._make()
        name = str(subject)
        spot = None
        if predicate is not None:
            if value is not None:
                spot = self._values.get((name, str(predicate), _key(value)))
            spot = spot or self._properties.get((name, str(predicate)))
        spot = spot or self._subjects.get(name)
        if spot is None:
            return NOWHERE
        path, offset = spot
        return Place(path, *self._documents[path].lines.place(offset))

    def source_line(self, place: Place) -> str:
        """The line of the file at a place."""
        return self._documents[place.path].lines.line(place.line)


def _key(term: Term) -> str:
    """The same text for numbers that are equal, since an engine may write 0.50 as 0.5."""
    if isinstance(term, Literal) and term.datatype in _NUMBERS:
        try:
            return str(Decimal(term.value).normalize())
        except ArithmeticError:
            return term.value
    return str(term)
