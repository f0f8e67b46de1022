"""Changes as sentences in the words of the domain: "H07: Puppet 2 -> 3, until 2027-01-01 -> 2028-01-01"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from skillgraph.compare.diff import Edit, EntityChange, Kind
from skillgraph.compare.entities import Nested, Value, term_text
from skillgraph.compare.labels import Labels
from skillgraph.findings import LONGEST, cut, printable
from skillgraph.terms import NS, RDF_TYPE, SKOS, XSD, Iri, Literal, compact, split_id

STATES_REQUIREMENT, ALTERNATIVE = f"{NS}statesRequirement", f"{NS}alternative"
_MOST_VALUES = 6
_PLAIN = {XSD + name for name in ("integer", "decimal", "date", "dateTime", "gYear", "boolean", "double")}
_WORDS = {
    RDF_TYPE: "class",
    f"{SKOS}prefLabel": "label",
    f"{NS}validFrom": "from",
    f"{NS}validUntil": "until",
    f"{NS}attestationStatus": "status",
    f"{NS}fte": "FTE",
}
_SHOWN_WITH_KIND = ("role", "area", "step")


@dataclass(frozen=True, slots=True)
class Frame:
    """How things of a class are spoken of: whose they are, what they say, and what else is told when they are new.

    `says` has local names of properties, and words in quotation marks; a name that begins with '^' leads backwards.
    """

    whose: str
    says: tuple[str, ...]
    tells: tuple[str, ...] = ()
    period: bool = False


FRAMES: Mapping[str, Frame] = {
    "Attestation": Frame("holder", ("skill", "level"), ("basis",), period=True),
    "Allocation": Frame("holder", ("forTask", "fte", "'FTE'"), period=True),
    "Availability": Frame("holder", ("'availability'", "fte", "'FTE'"), period=True),
    "Satisfaction": Frame("holder", ("'satisfies'", "satisfiesRequirement"), period=True),
    "Requirement": Frame("^statesRequirement", ("'requirement'", "skill", "level"), ("necessity",)),
    "Alternative": Frame("^alternative", ("'alternative'", "skill", "level")),
    "FundingContribution": Frame("forTask", ("fundedBy", "fte", "'FTE'")),
    "EntailmentStatement": Frame("", ("skill", "level", "'includes'", "entailedSkill", "entailedLevel")),
    "RoleAssignment": Frame("assignsTask", ("'suits role'", "assignsRole"), ("confidence",)),
    "AreaAssignment": Frame("assignsTask", ("'in area'", "assignsArea"), ("confidence",)),
}


class Wording:
    """Sentences about changes, with labels from both states."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels

    def sentence(self, change: EntityChange) -> str:
        """One change in one line."""
        frame = self._frame(change.subject)
        if frame is not None and isinstance(change.subject, Iri):
            return self._framed(frame, change.subject, change)
        heading = self._heading(change.subject)
        if change.kind in (Kind.ADDED, Kind.REMOVED):
            summary = self._summary(change) if isinstance(change.subject, Iri) else ""
            return f"{heading} {change.kind}{summary}"
        return f"{heading}: {'; '.join(self._edit(edit) for edit in change.edits)}" if change.edits else heading

    def value(self, value: Value) -> str:
        """A value as a person reads it, in one line and without characters that steer a terminal."""
        if isinstance(value, Iri):
            return self.name(value)
        if not isinstance(value, Literal):
            return printable(term_text(value))
        if value.datatype in _PLAIN:
            return printable(value.value)
        tag = f"@{value.language}" if value.language and value.language != "en" else ""
        return f'"{printable(value.value)}"{tag}'

    def name(self, thing: Iri) -> str:
        """A task by its number, a requirement by what it asks for, others by label, else the prefixed name."""
        kind, slug = split_id(thing.value) or ("", "")
        if kind == "task":
            return f"task {slug}"
        frame = self._frame(thing)
        if frame is not None and kind in ("requirement", "alternative"):
            said, whose = self._said(frame, thing, {}), self._owner(frame, thing)
            if said.strip():
                return f"{said.removeprefix(f'{kind} ')}{f' ({whose})' if whose else ''}"
        label = self._labels.label(thing)
        if label is None:
            return compact(thing.value)
        return printable(f"{kind} {label}" if kind in _SHOWN_WITH_KIND else label)

    def word(self, predicate: str) -> str:
        """What a property is called."""
        if predicate in _WORDS:
            return _WORDS[predicate]
        label = self._labels.label(Iri(predicate))
        local = re.split("[/#]", predicate)[-1] or predicate
        return printable(label or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local).lower())

    def _framed(self, frame: Frame, subject: Iri, change: EntityChange) -> str:
        edits = {edit.predicate: edit for edit in change.edits}
        whole = change.kind in (Kind.ADDED, Kind.REMOVED)
        parts = [self._said(frame, subject, {} if whole else edits)]
        if whole:
            parts = [f"{parts[0]} {change.kind}{self._told(frame, subject)}"]
        else:
            said = {f"{NS}{name}" for name in frame.says if self._is_pair(edits.get(f"{NS}{name}"))}
            parts += [self._edit(edit) for edit in change.edits if edit.predicate not in said]
        whose = self._owner(frame, subject)
        return f"{whose}: {', '.join(parts)}" if whose else ", ".join(parts)

    def _frame(self, subject: object) -> Frame | None:
        if not isinstance(subject, Iri):
            return None
        names = sorted(cls.removeprefix(NS) for cls in self._labels.classes(subject) if cls.startswith(NS))
        return next((FRAMES[name] for name in names if name in FRAMES), None)

    def _owner(self, frame: Frame, subject: Iri) -> str:
        if frame.whose.startswith("^"):
            owners = self._labels.owners(subject, NS + frame.whose[1:])
            if not owners:
                return compact(subject.value)
            owner = min(owners, key=str)
            above = self._frame(owner)
            return self._owner(above, owner) if above is not None else self.name(owner)
        value = self._labels.one(subject, NS + frame.whose) if frame.whose else None
        return self.value(value) if value is not None else ""

    def _said(self, frame: Frame, subject: Iri, edits: Mapping[str, Edit]) -> str:
        """What a thing says; one part that changed stands as old -> new, several are told as a whole."""
        alternatives = self._labels.values(subject, ALTERNATIVE)
        if alternatives:
            return f"requirement {self._either(alternatives)}"
        changed = [name for name in frame.says if self._is_pair(edits.get(NS + name))]
        old = [self._part(name, subject, edits, 0) for name in frame.says]
        new = [self._part(name, subject, edits, 1) for name in frame.says]
        if len(changed) != 1:
            one, other = (" ".join(part for part in parts if part) for parts in (old, new))
            return other if one == other else f"{one} -> {other}"
        pairs = zip(old, new, strict=True)
        return " ".join(one if one == other else f"{one} -> {other}" for one, other in pairs if one or other)

    def _either(self, alternatives: list[Value]) -> str:
        names = {self._part("skill", way, {}, 1) + " " + self._part("level", way, {}, 1) for way in _iris(alternatives)}
        return " or ".join(sorted(names))

    def _part(self, name: str, subject: Iri, edits: Mapping[str, Edit], side: int) -> str:
        if name.startswith("'"):
            return name.strip("'")
        edit = edits.get(NS + name)
        if edit is not None and self._is_pair(edit):
            value: Value | None = (edit.removed, edit.added)[side][0]
        else:
            value = self._labels.one(subject, NS + name)
        if value is None:
            return ""
        return self.value(value)

    @staticmethod
    def _is_pair(edit: Edit | None) -> bool:
        return edit is not None and len(edit.removed) == 1 and len(edit.added) == 1

    def _told(self, frame: Frame, subject: Iri) -> str:
        found = [self._labels.one(subject, NS + name) for name in frame.tells]
        told = [self.value(value) for value in found if value is not None]
        if frame.period:
            days = [self._labels.one(subject, NS + name) for name in ("validFrom", "validUntil")]
            told.append(" until ".join(self.value(day) for day in days if day is not None))
        told = [text for text in told if text]
        return f" ({', '.join(told)})" if told else ""

    def _heading(self, subject: Iri | Nested) -> str:
        if isinstance(subject, Nested):
            return printable(subject.text)
        short, name = compact(subject.value), self.name(subject)
        label = self._labels.label(subject)
        if label is not None and name.startswith("task "):
            name = f"{name} {printable(label)}"
        return short if name == short else f"{name} ({short})"

    def _summary(self, change: EntityChange) -> str:
        values = [value for edit in change.edits for value in (*edit.removed, *edit.added)]
        classes = [v for edit in change.edits if edit.predicate == RDF_TYPE for v in (*edit.removed, *edit.added)]
        count = f"{len(values)} statement{'' if len(values) == 1 else 's'}"
        return f" ({', '.join([*(self.value(cls) for cls in classes), count])})"

    def _edit(self, edit: Edit) -> str:
        word = self.word(edit.predicate)
        if self._is_pair(edit):
            one, other = differing(self.value(edit.removed[0]), self.value(edit.added[0]))
            if one == other:
                one, other = printable(term_text(edit.removed[0])), printable(term_text(edit.added[0]))
            return f"{word} {one} -> {other}"
        parts = []
        for values, what in ((edit.removed, "removed"), (edit.added, "added")):
            if values:
                shown = [cut(self.value(value)) for value in values[:_MOST_VALUES]]
                shown += [f"and {len(values) - _MOST_VALUES} more"] if len(values) > _MOST_VALUES else []
                parts.append(f"{word} {', '.join(shown)} {what}")
        return ", ".join(parts)


def differing(one: str, other: str) -> tuple[str, str]:
    """Two texts, long ones cut to where they begin to differ."""
    if max(len(one), len(other)) <= LONGEST:
        return one, other
    same = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    start = max(0, same - 20)
    lead = "..." if start else ""
    return cut(lead + one[start:]), cut(lead + other[start:])


def _iris(values: list[Value]) -> list[Iri]:
    return [value for value in values if isinstance(value, Iri)]
