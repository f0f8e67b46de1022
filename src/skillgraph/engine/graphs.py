"""Triples, serialised: sorted, each once, and in the prefixes of the table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from skillgraph.engine.counting import Sink, XmlText, too_many
from skillgraph.engine.interface import Answer, Bounds
from skillgraph.engine.plain import plain
from skillgraph.errors import NotAcceptable
from skillgraph.results import Column, Context, Format, page_parts, write_jsonld
from skillgraph.terms import PREFIXES, Iri, Term, compact

_ENGINE_FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}
_PREFIXED = ("ttl", "trig", "rdf")
COLUMNS = (Column("subject"), Column("predicate"), Column("object"))
# The end of an IRI that XML takes for the name of an element: the letters of Namespaces in XML 1.0, section 3.
_START = (
    "A-Za-z_\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_ELEMENT = re.compile(rf"[{_START}][{_START}0-9.\xb7\u0300-\u036f\u203f\u2040-]*\Z")


def bounded(triples: ox.QueryTriples, bounds: Bounds) -> set[ox.Triple]:
    """The different triples; AnswerTooLarge where there are too many."""
    found: set[ox.Triple] = set()
    for triple in triples:
        found.add(triple)
        if len(found) > bounds.rows:
            raise too_many(bounds.rows, "triples")
    return found


def write(triples: Iterable[ox.Triple], chosen: Format, bounds: Bounds, context: Context | None) -> Answer:
    """The triples in a format; NotAcceptable where it cannot hold them, AnswerTooLarge."""
    ordered = sorted(triples, key=str)
    sink = Sink(bounds)
    if chosen.name == "html":
        _write_parts(page_parts(COLUMNS, map(plain_triple, ordered)), sink)
    elif chosen.name == "jsonld" and context is not None:
        _write_parts(write_jsonld(map(plain_triple, ordered), context), sink)
    else:
        if chosen.name == "rdf":
            _refuse_unnameable(ordered)
            sink = XmlText(bounds)
        prefixes = used_prefixes(ordered) if chosen.name in _PREFIXED else None
        ox.serialize(ordered, sink, format=_ENGINE_FORMATS[chosen.name], prefixes=prefixes)  # type: ignore[arg-type]
    return Answer(sink.body, chosen, len(ordered))


def used_prefixes(triples: Iterable[ox.Triple]) -> dict[str, str]:
    """The part of the prefix table that these triples need."""
    used = set()
    iris = {
        term.datatype.value if isinstance(term, ox.Literal) else term.value
        for triple in triples
        for term in (triple.subject, triple.predicate, triple.object)
        if isinstance(term, ox.Literal | ox.NamedNode)
    }
    for iri in iris:
        prefix, colon, _ = compact(iri).partition(":")
        used.add(prefix if colon else "")
    return {prefix: PREFIXES[prefix] for prefix in sorted(used) if prefix in PREFIXES}


def _write_parts(parts: Iterator[str], sink: Sink) -> None:
    for part in parts:
        sink.write(part.encode())


def plain_triple(triple: ox.Triple) -> tuple[Term, Iri, Term]:
    """Subject, predicate and object as plain values."""
    return plain(triple.subject), Iri(triple.predicate.value), plain(triple.object)


def _refuse_unnameable(triples: Iterable[ox.Triple]) -> None:
    """RDF 1.1 XML Syntax, section 2.1: a predicate is the name of an element."""
    for iri in {triple.predicate.value for triple in triples}:
        if not _ELEMENT.search(iri):
            raise NotAcceptable(
                f"The property <{iri}> cannot be the name of an element, so RDF/XML cannot hold the answer.",
                "Ask for text/turtle or application/n-triples.",
            )
