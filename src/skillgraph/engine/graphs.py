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
from skillgraph.terms import PREFIXES, RDF, Iri, Term, compact

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

_TAKEN = "RDF ID about parseType resource nodeID datatype Description li aboutEach aboutEachPrefix bagID"
_RESERVED = frozenset(RDF + name for name in _TAKEN.split())
_NAMESPACES_OF_XML = ("http://www.w3.org/2000/xmlns/", "http://www.w3.org/XML/1998/namespace")


def bounded(triples: ox.QueryTriples, bounds: Bounds) -> set[ox.Triple]:
    """The different triples; AnswerTooLarge where there are too many."""
    found: set[ox.Triple] = set()
    for triple in triples:
        found.add(triple)
        if len(found) > bounds.rows:
            raise too_many(bounds.rows, "triples")
    return found


def write(triples: Iterable[ox.Triple], chosen: Format, bounds: Bounds, context: Context | None) -> Answer:
    """The triples in a format, sorted; NotAcceptable where it cannot hold them, AnswerTooLarge."""
    return write_ordered(sorted(triples, key=str), chosen, bounds, context)


def write_ordered(ordered: list[ox.Triple], chosen: Format, bounds: Bounds, context: Context | None) -> Answer:
    """The same for triples in their order; those of a subject stand together."""
    sink = Sink(bounds)
    if chosen.name == "html":
        _write_parts(page_parts(COLUMNS, map(plain_triple, ordered)), sink)
    elif chosen.name == "jsonld" and context is not None:
        _write_parts(write_jsonld(map(plain_triple, ordered), context), sink)
    else:
        if chosen.name == "rdf":
            _refuse_unnameable(ordered)
            sink = XmlText(bounds)
        _serialise(ordered, sink, chosen)
    return Answer(sink.body, chosen, len(ordered))


def _serialise(ordered: list[ox.Triple], sink: Sink, chosen: Format) -> None:
    prefixes = used_prefixes(ordered) if chosen.name in _PREFIXED else None
    try:
        ox.serialize(ordered, sink, format=_ENGINE_FORMATS[chosen.name], prefixes=prefixes)  # type: ignore[arg-type]
    except OSError as error:
        message = f"{chosen.media_types[0]} cannot hold the answer: {error}."
        raise NotAcceptable(message, "Ask for text/turtle or application/n-triples.") from None


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
    """RDF 1.1 XML Syntax, sections 2.1 and 5.1: a predicate is the name of an element, and some names are taken."""
    for iri in {triple.predicate.value for triple in _with_inner(triples)}:
        if not _ELEMENT.search(iri) or iri in _RESERVED or iri.startswith(_NAMESPACES_OF_XML):
            raise NotAcceptable(
                f"The property <{iri}> cannot be the name of an element, so RDF/XML cannot hold the answer.",
                "Ask for text/turtle or application/n-triples.",
            )


def _with_inner(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    for triple in triples:
        term: object = triple
        while isinstance(term, ox.Triple):
            yield term
            term = term.object
