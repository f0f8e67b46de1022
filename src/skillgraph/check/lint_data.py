"""Lints of a whole workspace: terms and things that are named and not known, layers, duplicates (SG221 to SG228)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from skillgraph.check.nearest import nearest
from skillgraph.check.rules import RULES
from skillgraph.findings import Finding
from skillgraph.terms import ID, NS, OWL, RDF, RDF_TYPE, RDFS, SH, XSD, Iri, Literal, compact, split_id
from skillgraph.turtle import LocatedTriple, ParsedFile

_BUILT_IN = (RDF, RDFS, OWL, XSD, SH)
_DEPRECATED, _FROM, _REPLACED = OWL + "deprecated", NS + "validFrom", "http://purl.org/dc/terms/isReplacedBy"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")  # what else is written there is told of by the shapes
_LAYERS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("cell", "passage", "document"), ("source",)),
    **dict.fromkeys(
        ("group", "wp", "involvement", "uk-requirement", "funding-source", "contribution", "figure", "dataset",
         "area", "sub-activity", "concern", "rule", "aspect", "tier", "knowledge-area", "tier-activity", "role",
         "expectation", "plan", "step", "support-activity", "support-example", "vo", "experiment", "technology",
         "anomaly"),
        ("seed",),
    ),
    "task": ("seed", "interpretation"),
    **dict.fromkeys(
        ("requirement", "alternative", "area-assignment", "role-assignment", "entailment", "counterpart-link",
         "example-classification", "agent"),
        ("interpretation",),
    ),
    "outcome": ("interpretation", "people", "example"),
    **dict.fromkeys(("holder", "post", "attestation", "allocation", "availability"), ("example", "people")),
    **dict.fromkeys(("skill", "scheme"), ("seed", "interpretation")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """What a workspace knows: terms that the ontology declares, subjects and those with a class, retired things.

    What reasoning adds is known as well.
    """

    terms: frozenset[str]
    subjects: frozenset[str]
    classed: frozenset[str]
    retired: dict[str, str]

    @classmethod
    def of(cls, files: Iterable[ParsedFile], inferred: Iterable[tuple[str, bool]]) -> Known:
        """Read off the parsed files, and off the dataset's subjects, each with whether it has a class."""
        terms, retired, replaced = set(), set(), {}
        found = dict(inferred)
        subjects, classed = set(found), {subject for subject, has_class in found.items() if has_class}
        for parsed in files:
            for triple in parsed.document.triples:
                subject = str(triple.subject)
                subjects.add(subject)
                if triple.predicate.value == RDF_TYPE:
                    classed.add(subject)
                if parsed.file.part == "ontology" and triple.predicate.value == RDF_TYPE:
                    terms.add(subject)
                elif triple.predicate.value == _DEPRECATED and str(triple.object) == "true":
                    retired.add(subject)
                elif triple.predicate.value == _REPLACED:
                    replaced[subject] = str(triple.object)
        gone = {iri: replaced.get(iri, "") for iri in retired}
        return cls(frozenset(terms), frozenset(subjects), frozenset(classed), gone)


def lint_data(files: Iterable[ParsedFile], known: Known, today: datetime.date) -> Iterator[Finding]:
    """Everything that only the workspace as a whole shows."""
    described: dict[str, str] = {}
    told: set[str] = set()
    for parsed in files:
        for triple in parsed.document.triples:
            yield from _terms(parsed, triple, known)
            yield from _references(parsed, triple, known)
            yield from _future(parsed, triple, today)
            if parsed.file.part == "data" and triple.predicate.value == RDF_TYPE:
                yield from _described(parsed, triple, described)
            if parsed.file.part == "data" and (subject := str(triple.subject)) not in told:
                told.add(subject)
                yield from _classless(parsed, triple, known)


def _terms(parsed: ParsedFile, triple: LocatedTriple, known: Known) -> Iterator[Finding]:
    """Properties anywhere, and our own terms in any place, have to be declared."""
    spots = [(triple.predicate.value, triple.predicate_at, True)]
    if isinstance(triple.object, Iri):
        is_class = triple.predicate.value == RDF_TYPE
        spots.append((triple.object.value, triple.object_at, is_class and parsed.file.part == "data"))
    for iri, at, anywhere in spots:
        foreign = not iri.startswith(NS)
        if iri in known.terms or (foreign and (not anywhere or iri.startswith(_BUILT_IN))):
            continue
        if parsed.file.part == "shapes" and foreign:
            continue
        hint = nearest(iri, known.terms) or "Correct it, or declare it in the ontology."
        yield _at(parsed, at, "SG221", f"{compact(iri)} is no term of the ontology.", hint)


def _references(parsed: ParsedFile, triple: LocatedTriple, known: Known) -> Iterator[Finding]:
    if not isinstance(triple.object, Iri):
        return
    iri = triple.object.value
    if iri.startswith(ID) and iri not in known.subjects and parsed.file.part != "shapes":
        hint = nearest(iri, known.subjects) or "Correct the name, or describe it."
        message = f"Nothing is said about {compact(iri)} anywhere."
        yield _at(parsed, triple.object_at, "SG222", message, hint)
    if iri in known.retired and triple.predicate.value != _REPLACED:
        replacement = known.retired[iri]
        hint = f"Use {compact(replacement)}." if replacement else "Say what is meant without it."
        yield _at(parsed, triple.object_at, "SG224", f"{compact(iri)} was retired.", hint)


def _classless(parsed: ParsedFile, triple: LocatedTriple, known: Known) -> Iterator[Finding]:
    subject = str(triple.subject)
    if subject.startswith(ID) and subject not in known.classed:
        hint = f"Add its class, or correct the name. {nearest(subject, known.classed)}".strip()
        message = f"{compact(subject)} has statements and no class, so no shape, rule or answer counts it."
        yield _at(parsed, triple.subject_at, "SG228", message, hint)


def _described(parsed: ParsedFile, triple: LocatedTriple, described: dict[str, str]) -> Iterator[Finding]:
    """Where a thing states its class: in one file, and in a layer that may hold its kind."""
    subject, path = str(triple.subject), parsed.file.path
    first = described.setdefault(subject, path)
    if first != path:
        message = f"{compact(subject)} is described in {first} too."
        yield _at(parsed, triple.subject_at, "SG225", message, "Keep one description.")
    found = split_id(subject)
    layers = _LAYERS.get(found[0], ()) if found else ()
    if layers and parsed.file.layer not in layers and first == path:
        where = " or ".join(layers)
        message = f"{compact(subject)} is described in the layer {parsed.file.layer}; its kind belongs to {where}."
        yield _at(parsed, triple.subject_at, "SG223", message, f"Move it to data/{layers[0]}/.")


def _future(parsed: ParsedFile, triple: LocatedTriple, today: datetime.date) -> Iterator[Finding]:
    if triple.predicate.value != _FROM or not isinstance(triple.object, Literal):
        return
    if (
        "/attestation/" in str(triple.subject)
        and _DAY.fullmatch(day := triple.object.value)
        and day > today.isoformat()
    ):
        message = f"{compact(str(triple.subject))} begins on {day}, which is after today."
        yield _at(parsed, triple.object_at, "SG226", message, "Correct the day.")


def _at(parsed: ParsedFile, start: int, code: str, message: str, hint: str) -> Finding:
    line, column = parsed.document.lines.place(start)
    return Finding(code, RULES[code].severity, message, parsed.file.path, line, column, hint=hint)
