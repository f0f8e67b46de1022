"""Namespaces, prefixes and RDF terms as plain values: no RDF library is needed here.

The kinds of things and their prefixes are one table: `task:43` is the thing of kind `task` with the
slug `43`, and its IRI is `https://w3id.org/skillgraph/id/task/43`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

NS = "https://w3id.org/skillgraph/ns#"
ID = "https://w3id.org/skillgraph/id/"
GRAPH = "https://w3id.org/skillgraph/graph/"
SHAPES = "https://w3id.org/skillgraph/shapes#"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SH = "http://www.w3.org/ns/shacl#"

RDF_TYPE = RDF + "type"
LABELS = (SKOS + "prefLabel", RDFS + "label")

KINDS: tuple[str, ...] = (
    "agent", "allocation", "alternative", "anomaly", "area", "area-assignment", "aspect", "attestation",
    "attestation-status", "availability", "basis", "cell", "concern", "confidence", "contribution",
    "counterpart-link", "dataset", "document", "entailment", "example-classification", "execution",
    "execution-status", "expectation", "experiment", "explanation", "figure", "funding-source", "group",
    "holder", "involvement", "knowledge-area", "layer", "level", "necessity", "outcome", "passage", "plan", "post",
    "process", "requirement", "review-status", "role", "role-assignment", "rule", "satisfaction", "scheme",
    "site", "skill", "skill-level", "step", "sub-activity", "support-activity", "support-example", "task",
    "technology", "tier", "tier-activity", "training", "uk-requirement", "vo", "wp",
)  # fmt: skip

VOCABULARIES: dict[str, str] = {
    "sg": NS,
    "sgsh": SHAPES,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "sh": SH,
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "qb": "http://purl.org/linked-data/cube#",
    "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
    "sdmx-code": "http://purl.org/linked-data/sdmx/2009/code#",
    "p-plan": "http://purl.org/net/p-plan#",
    "bibo": "http://purl.org/ontology/bibo/",
    "frapo": "http://purl.org/cerif/frapo/",
    "esco": "http://data.europa.eu/esco/model#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "void": "http://rdfs.org/ns/void#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "formats": "http://www.w3.org/ns/formats/",
    "vann": "http://purl.org/vocab/vann/",
    "schema": "http://schema.org/",
}

PREFIXES: dict[str, str] = {**VOCABULARIES, **{kind: f"{ID}{kind}/" for kind in KINDS}}

_SLUG = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_BY_BASE = {base: prefix for prefix, base in PREFIXES.items()}  # each ends with '#' or '/'


@dataclass(frozen=True, slots=True)
class Iri:
    """An IRI, absolute."""

    value: str

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Blank:
    """A blank node with the label that the engine gave it."""

    value: str

    def __str__(self) -> str:
        return f"_:{self.value}"


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal: its lexical form, its datatype's IRI and, for language-tagged text, the tag."""

    value: str
    datatype: str = XSD + "string"
    language: str = ""

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class TripleTerm:
    """A triple as a term (RDF 1.2 Concepts, section 3.5)."""

    subject: Iri | Blank
    predicate: Iri
    object: Term

    def __str__(self) -> str:
        return serialise(self)


Term = Iri | Blank | Literal | TripleTerm


def mint(kind: str, slug: str) -> str:
    """The IRI of the thing of that kind and slug; ValueError where either is not well formed."""
    if kind not in KINDS:
        raise ValueError(f"no kind of things is called {kind!r}")
    if not _SLUG.fullmatch(slug):
        raise ValueError(f"{slug!r} is no slug: letters, digits, '.', '_' and '-' only")
    return f"{ID}{kind}/{slug}"


def split_id(iri: str) -> tuple[str, str] | None:
    """(kind, slug) of one of our own things, or None for any other IRI."""
    if not iri.startswith(ID):
        return None
    kind, _, slug = iri[len(ID) :].partition("/")
    return (kind, slug) if kind in KINDS and slug else None


def expand(name: str) -> str | None:
    """The IRI of a prefixed name such as `task:43`, or None where its prefix is not in the table."""
    prefix, colon, local = name.partition(":")
    return PREFIXES[prefix] + local if colon and prefix in PREFIXES else None


def compact(iri: str) -> str:
    """The prefixed name of an IRI where the table has a prefix for it, else the IRI itself."""
    cut = max(iri.rfind("/"), iri.rfind("#")) + 1
    prefix = _BY_BASE.get(iri[:cut])
    return iri if prefix is None else f"{prefix}:{iri[cut:]}"


def graph_of(path: str) -> str:
    """The IRI of the named graph that holds the workspace file with that relative path."""
    return GRAPH + path


def path_of(graph: str) -> str | None:
    """The relative path of the file behind a named graph, or None for a foreign graph."""
    return graph[len(GRAPH) :] if graph.startswith(GRAPH) else None


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def quote(text: str) -> str:
    """A string literal's text between quotation marks, escaped for Turtle and SPARQL."""
    out = []
    for character in text:
        if character in _ESCAPES:
            out.append(_ESCAPES[character])
        elif ord(character) < 0x20 or ord(character) == 0x7F:
            out.append(f"\\u{ord(character):04X}")
        else:
            out.append(character)
    return '"' + "".join(out) + '"'


def serialise(term: Term) -> str:
    """The term as N-Triples and SPARQL both read it."""
    if isinstance(term, Iri):
        return f"<{term.value}>"
    if isinstance(term, Blank):
        return f"_:{term.value}"
    if isinstance(term, TripleTerm):
        return f"<<( {serialise(term.subject)} {serialise(term.predicate)} {serialise(term.object)} )>>"
    if term.language:
        return f"{quote(term.value)}@{term.language}"
    if term.datatype == XSD + "string":
        return quote(term.value)
    return f"{quote(term.value)}^^<{term.datatype}>"


_BARE = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "boolean": re.compile(r"true|false"),
}


def is_bare(term: Literal) -> bool:
    """Whether the text alone is read as this literal (RDF 1.1 Turtle, sections 2.5.2 and 2.5.3)."""
    return term.datatype in _BARE and bool(_BARE[term.datatype].fullmatch(term.value))


def label_rank(predicate: str, label: Literal) -> tuple[int, bool, str]:
    """A key by which the label that a person is shown comes first: by property, English before others, by text."""
    return LABELS.index(predicate), not label.language.lower().startswith("en"), label.value


def sparql_prologue(prefixes: dict[str, str] | None = None) -> str:
    """PREFIX lines for the whole table, or for the given part of it."""
    table = PREFIXES if prefixes is None else prefixes
    return "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in table.items())
