"""Taking a thing or a term out of use: it stays, is marked as deprecated, and says what came after it."""

from __future__ import annotations

from dataclasses import dataclass

from skillgraph.curate import patch
from skillgraph.curate.change import FileChange
from skillgraph.curate.draft import Draft, Statement
from skillgraph.curate.occurrences import occurrences, places
from skillgraph.curate.table_import import GENERATED
from skillgraph.curate.written import Names
from skillgraph.errors import UnknownName, UsageError
from skillgraph.terms import OWL, PREFIXES, RDF, RDF_TYPE, RDFS, SKOS, XSD, Iri, Literal, Term, compact
from skillgraph.workspace import Contents

_DEPRECATED, _NOTE = OWL + "deprecated", SKOS + "changeNote"
_REPLACED = PREFIXES["dcterms"] + "isReplacedBy"
_BESIDE = "data/interpretation/retired.ttl"
_LAST = RDFS + "isDefinedBy"


@dataclass(frozen=True, slots=True)
class Retirement:
    """The file that changes, and who still refers to what is retired: `place name` each."""

    changes: tuple[FileChange, ...]
    references: tuple[str, ...]


def retire(contents: Contents, iri: str, note: str, replaced_by: str = "") -> Retirement:
    """Marks a thing as deprecated where its class is stated; UsageError where it is so already or cannot be."""
    if not note.strip():
        raise UsageError("The note is empty.", "Say in a sentence why it goes.")
    draft = Draft(contents)
    home = _home(draft, iri)
    if draft.about(iri, _DEPRECATED):
        raise UsageError(f"{compact(iri)} is retired already.", "Edit its note in the file.")
    lines: dict[str, Term] = {_DEPRECATED: Literal("true", XSD + "boolean")}
    if replaced_by:
        if replaced_by == iri:
            raise UsageError(f"{compact(iri)} cannot replace itself.", "Name another with --replaced-by.")
        _home(draft, replaced_by)
        lines[_REPLACED] = Iri(replaced_by)
    lines[_NOTE] = Literal(note.strip(), RDF + "langString", "en")
    references = _references(contents, draft, iri)
    _mark(draft, home, lines)
    return Retirement(draft.changes(), references)


def _home(draft: Draft, iri: str) -> Statement:
    stated = draft.about(iri, RDF_TYPE)
    if not stated:
        raise UnknownName(f"No file says what {compact(iri)} is.", "Give something that has a class, like skill:linux.")
    return stated[0]


def _mark(draft: Draft, home: Statement, lines: dict[str, Term]) -> None:
    """The lines at the end of the statement, or before the module that a term closes with.

    What the importer writes is marked in a file beside it, which no import takes away.
    """
    document = draft.document(home.path)
    if GENERATED in document.text:
        draft.add(_BESIDE, str(home.triple.subject), {predicate: (term,) for predicate, term in lines.items()})
        return
    names = Names(document)
    inside = [triple for triple in document.triples if triple.subject_at == home.triple.subject_at]
    last = inside[-1]
    before = last.predicate_at if last.predicate.value == _LAST else None
    edits = []
    for predicate, term in lines.items():
        edits += patch.add_property(document, home.triple.subject_at, names.line(predicate, (term,)), before)
    draft.edit(home.path, edits, names)


def _references(contents: Contents, draft: Draft, iri: str) -> tuple[str, ...]:
    """Where others name it: triples with the name of their subject, and queries."""
    found = []
    for file in contents.files:
        if not file.path.endswith(".ttl"):
            found += places(file, (one.start for one in occurrences(file) if one.iri == iri))
            continue
        for triple in draft.document(file.path).triples:
            subject = str(triple.subject)
            if subject != iri and Iri(iri) in (triple.object, triple.predicate):
                at = triple.object_at if triple.object == Iri(iri) else triple.predicate_at
                name = f" {compact(subject)}" if isinstance(triple.subject, Iri) else ""
                found.append(places(file, [at])[0] + name)
    return tuple(found)
