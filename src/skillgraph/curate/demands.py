"""What the shapes demand of a thing of a class, as far as it alone can be judged (SHACL, sections 4.1 to 4.5).

Property shapes over a property, its inverse, or a choice of properties are read; what needs the whole graph is left to
the check of the workspace.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from skillgraph.curate.draft import Draft
from skillgraph.terms import RDF, SH, Iri, Term

_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_PART_OF_SHAPE = (SH + "property", "http://purl.org/dc/terms/hasPart")


@dataclass(frozen=True, slots=True)
class Demand:
    """A property shape: the properties of which one has to be there (or point here), and how values have to be."""

    paths: tuple[str, ...]
    inverse: bool
    required: bool
    message: str
    datatype: str = ""
    at_least: Decimal | None = None
    above: Decimal | None = None
    at_most: Decimal | None = None
    among: tuple[Term, ...] = ()
    pattern: str = ""
    length: int = 0
    most: float = math.inf
    less_than: str = ""

    def allows(self, term: Term) -> bool:
        """Whether a value alone is as the shape wants it."""
        text = str(term)
        if self.among and term not in self.among:
            return False
        if (self.pattern and not re.search(self.pattern, text)) or len(text) < self.length:
            return False
        bounds = (self.at_least, self.above, self.at_most)
        return bounds == (None, None, None) or self._within(text)

    def _within(self, text: str) -> bool:
        try:
            number = Decimal(text)
        except InvalidOperation:
            return False
        return (
            (self.at_least is None or number >= self.at_least)
            and (self.above is None or number > self.above)
            and (self.at_most is None or number <= self.at_most)
        )


def demands(draft: Draft, classes: Iterable[str]) -> tuple[Demand, ...]:
    """The demands on a thing of these classes, of severity violation, in the order in which they are written."""
    above = draft.superclasses(classes)
    listed: dict[str, list[str]] = {}
    for name in _PART_OF_SHAPE:
        for _, triple in draft.using(name):
            listed.setdefault(str(triple.object), []).append(str(triple.subject))
    found = []
    for _, triple in draft.using(SH + "path"):
        shape = str(triple.subject)
        demand = _demand(draft, [shape, *listed.get(shape, ())], above)
        found += [] if demand is None else [demand]
    return tuple(found)


def _demand(draft: Draft, holders: list[str], classes: set[str]) -> Demand | None:
    """The first of the holders is the property shape, the others are the node shapes that list it."""
    shape = holders[0]
    said = {statement.triple.predicate.value: statement.triple.object for statement in draft.about(shape)}
    paths, inverse = _path(draft, said.get(SH + "path"))
    severity = said.get(SH + "severity", Iri(SH + "Violation"))
    of_class = classes & _aims(draft, holders, "targetClass")
    if severity != Iri(SH + "Violation") or str(said.get(SH + "deactivated")) == "true":
        return None
    if not (of_class or set(paths) & _aims(draft, holders, "targetSubjectsOf")):
        return None

    def text(name: str) -> str:
        return str(said.get(SH + name, ""))

    def number(name: str) -> Decimal | None:
        return Decimal(text(name)) if _NUMBER.fullmatch(text(name)) else None

    return Demand(
        paths=paths,
        inverse=inverse,
        required=bool(of_class) and int(text("minCount") or 0) > 0,
        message=text("message"),
        datatype=text("datatype"),
        at_least=number("minInclusive"),
        above=number("minExclusive"),
        at_most=number("maxInclusive"),
        among=tuple(_members(draft, said.get(SH + "in"))),
        pattern=text("pattern"),
        length=int(text("minLength") or 0),
        most=int(text("maxCount") or 0) or math.inf,
        less_than=text("lessThan"),
    )


def _path(draft: Draft, path: Term | None) -> tuple[tuple[str, ...], bool]:
    """A property; the property that points here; or a choice of properties. Other paths are nothing here."""
    if isinstance(path, Iri):
        return (path.value,), False
    for inverse in draft.objects(str(path), SH + "inversePath"):
        if isinstance(inverse, Iri):
            return (inverse.value,), True
    choice = [term for head in draft.objects(str(path), SH + "alternativePath") for term in _members(draft, head)]
    return tuple(str(term) for term in choice), False


def _members(draft: Draft, head: Term | None) -> Iterator[Term]:
    """The members of an RDF list."""
    while head is not None and head != Iri(RDF + "nil"):
        yield from draft.objects(str(head), RDF + "first")
        head = next(iter(draft.objects(str(head), RDF + "rest")), None)


def _aims(draft: Draft, holders: list[str], target: str) -> set[str]:
    return {str(term) for holder in holders for term in draft.objects(holder, SH + target)}
