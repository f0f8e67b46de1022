"""The fields of the things that can be added or edited as rows, and how a text becomes a term and back."""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from skillgraph.curate.draft import Draft
from skillgraph.errors import BadParameter, UnknownName
from skillgraph.terms import ID, NS, PREFIXES, RDF, RDF_TYPE, SKOS, XSD, Iri, Literal, Term, compact, expand, split_id

OWNERS = ("task", "area", "role", "step")
OWNER = "owner"
SHORT = 12
INTEGER, DECIMAL, DATE, STRING, TEXT = (
    XSD + "integer",
    XSD + "decimal",
    XSD + "date",
    XSD + "string",
    RDF + "langString",
)
STATES = NS + "statesRequirement"
_PROV = PREFIXES["prov"]
_INTEGER, _DECIMAL = re.compile(r"[0-9]{1,9}"), re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?")


@dataclass(frozen=True, slots=True)
class Field:
    """A key and its property. `type` is a datatype, the kind of things that it names, or `owner`.

    A default counts where the key is not given, and neither is the key in `unless`.
    """

    key: str
    predicate: str
    type: str
    default: str = ""
    unless: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of things: its class, its fields in the order of the file, and what its slug is made of.

    Beside which others it belongs, the field `neighbours` says; `home` is the file where it has none. A thing of a kind
    with a `source` is a fact of the document where that is given, and a curator's judgement otherwise.
    """

    name: str
    cls: str
    fields: tuple[Field, ...]
    slug_of: tuple[str, ...] = ()
    neighbours: str = ""
    home: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its fields."""
        return tuple(field.key for field in self.fields)

    def field(self, key: str) -> Field | None:
        """The field of that key."""
        return next((field for field in self.fields if field.key == key), None)


_JUDGED = (
    Field("rationale", NS + "rationale", TEXT),
    Field("confidence", NS + "confidence", "confidence"),
    Field("review", NS + "reviewStatus", "review-status", "proposed", unless="source"),
    Field("by", _PROV + "wasAttributedTo", "agent", "curators", unless="source"),
)

KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "holder",
            NS + "SyntheticHolder",
            (
                Field("label", SKOS + "prefLabel", TEXT, "{slug}"),
                Field("complete-from", NS + "recordCompleteFrom", DATE),
            ),
        ),
        Kind(
            "skill",
            NS + "Skill",
            (
                Field("label", SKOS + "prefLabel", TEXT, "{words}"),
                Field("definition", SKOS + "definition", TEXT),
                Field("as-written", NS + "asWritten", STRING),
                Field("broader", SKOS + "broader", "skill"),
                Field("scheme", SKOS + "inScheme", "scheme", "skills"),
                *_JUDGED,
                Field("source", _PROV + "wasDerivedFrom", "passage"),
            ),
            neighbours="broader",
        ),
        Kind(
            "task",
            NS + "ServiceTask",
            (
                Field("label", SKOS + "prefLabel", TEXT),
                Field("number", NS + "number", INTEGER, "{slug}"),
                Field("group", NS + "inGroup", "group"),
                Field("requirement", NS + "ukRequirement", "uk-requirement"),
                Field("involvement", NS + "ukInvolvement", "involvement"),
                Field("wp", NS + "inWorkPackage", "wp"),
                Field("area", NS + "inArea", "area"),
                *_JUDGED,
                Field("source", _PROV + "wasDerivedFrom", "cell"),
            ),
            neighbours="group",
            home="data/interpretation/tasks.ttl",
        ),
        Kind(
            "requirement",
            NS + "Requirement",
            (
                Field("task", STATES, OWNER),
                Field("skill", NS + "skill", "skill"),
                Field("level", NS + "level", INTEGER),
                Field("necessity", NS + "necessity", "necessity"),
                Field("weight", NS + "weight", DECIMAL, "1.0"),
                Field("not-on-basis", NS + "notOnBasis", "basis"),
                *_JUDGED,
            ),
            ("task", "skill"),
            "task",
        ),
        Kind(
            "attestation",
            NS + "Attestation",
            (
                Field("holder", NS + "holder", "holder"),
                Field("skill", NS + "skill", "skill"),
                Field("level", NS + "level", INTEGER),
                Field("basis", NS + "basis", "basis"),
                Field("status", NS + "attestationStatus", "attestation-status", "active"),
                Field("from", NS + "validFrom", DATE, "today"),
                Field("until", NS + "validUntil", DATE),
            ),
            ("holder", "skill"),
            "holder",
        ),
    )
}


def nearest(text: str, known: Iterable[str]) -> str:
    """A hint with the names that are most like the one that is not there."""
    names = list(known)
    close = difflib.get_close_matches(text.lower(), [name.lower() for name in names], 3, 0.6)
    like = [name for name in names if name.lower() in close]
    if like:
        return f"Did you mean {' or '.join(like)}?"
    return f"There are: {', '.join(names)}." if 0 < len(names) <= SHORT else ""


def known_names(draft: Draft, kind: str) -> list[str]:
    """The slugs of all things of a kind."""
    return [iri.removeprefix(f"{ID}{kind}/") for iri in draft.described(f"{ID}{kind}/")]


def read_value(draft: Draft, field: Field, text: str, today: datetime.date) -> Term:
    """The term that a text stands for; BadParameter or UnknownName where it stands for none."""
    text = text.strip()
    if not text:
        raise BadParameter(f"{field.key} is empty.", "Give it a value.")
    if field.type in (TEXT, STRING):
        return Literal(text, language="en", datatype=TEXT) if field.type == TEXT else Literal(text)
    if field.type == DATE:
        return _date(field, text, today)
    if field.type == INTEGER:
        if not _INTEGER.fullmatch(text):
            raise BadParameter(f"{field.key} is {text!r}, which is no whole number.", "Write it like 3.")
        return Literal(str(int(text)), INTEGER)
    if field.type == DECIMAL:
        if not _DECIMAL.fullmatch(text):
            raise BadParameter(f"{field.key} is {text!r}, which is no decimal number.", "Write it like 0.8.")
        return Literal(text if "." in text else f"{text}.0", DECIMAL)
    return _thing(draft, field, text)


def _date(field: Field, text: str, today: datetime.date) -> Literal:
    if text == "today":
        return Literal(today.isoformat(), DATE)
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError
        return Literal(datetime.date.fromisoformat(text).isoformat(), DATE)
    except ValueError:
        raise BadParameter(f"{field.key} is {text!r}, which is no date.", "Dates are written 2026-12-01.") from None


def _thing(draft: Draft, field: Field, text: str) -> Iri:
    kinds = OWNERS if field.type == OWNER else (field.type,)
    iri = text.removeprefix("<").removesuffix(">")
    if not iri.startswith(ID):
        prefix, colon, _ = text.partition(":")
        iri = expand(text) or "" if colon and prefix in kinds else f"{ID}{kinds[0]}/{text}"
    found = split_id(iri)
    if found and found[0] in kinds and draft.about(iri, RDF_TYPE):
        return Iri(iri)
    kind, slug = found if found and found[0] in kinds else (kinds[0], text)
    raise UnknownName(f"There is no {kind.replace('-', ' ')} {slug}.", nearest(slug, known_names(draft, kind)))


def shown(field: Field, term: Term) -> str:
    """The text of a value, as `read_value` reads it."""
    found = split_id(str(term)) if isinstance(term, Iri) else None
    if found is None:
        return compact(str(term)) if isinstance(term, Iri) else str(term)
    return found[1] if found[0] == (OWNERS[0] if field.type == OWNER else field.type) else ":".join(found)


def same(one: Term, other: Term) -> bool:
    """Whether two values are equal: numbers by what they amount to, texts by their words."""
    if not isinstance(one, Literal) or not isinstance(other, Literal) or one.datatype != other.datatype:
        return one == other
    if one.datatype == DECIMAL and _DECIMAL.fullmatch(one.value) and _DECIMAL.fullmatch(other.value):
        return Decimal(one.value) == Decimal(other.value)
    return one.value.split() == other.value.split()
