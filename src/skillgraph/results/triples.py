"""Triples of plain values as bytes in a graph format."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from skillgraph.errors import NotAcceptable
from skillgraph.results.formats import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format
from skillgraph.terms import PREFIXES, Blank, Iri, Term, TripleTerm, compact

_FORMATS = {
    TURTLE.name: ox.RdfFormat.TURTLE,
    N_TRIPLES.name: ox.RdfFormat.N_TRIPLES,
    JSON_LD.name: ox.RdfFormat.JSON_LD,
    RDF_XML.name: ox.RdfFormat.RDF_XML,
}


def write_triples(triples: Iterable[tuple[Term, Iri, Term]], format_: Format) -> bytes:
    """The triples in their order; prefixes are those of the table that they need.

    NotAcceptable where the format cannot hold one of them.
    """
    listed = [*triples]
    named = (term.value for triple in listed for term in triple if isinstance(term, Iri))
    used = {prefix for iri in named if (prefix := compact(iri).partition(":")[0]) in PREFIXES}
    prefixes = {prefix: PREFIXES[prefix] for prefix in sorted(used)}
    try:
        written = [ox.Triple(_term(s), _term(p), _term(o)) for s, p, o in listed]  # type: ignore[arg-type]
        return ox.serialize(written, format=_FORMATS[format_.name], prefixes=prefixes) or b""
    except (OSError, ValueError) as error:
        message = f"{format_.media_types[0]} cannot hold the answer: {error}."
        raise NotAcceptable(message, "Ask for text/turtle or application/n-triples.") from None


def _term(term: Term) -> ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple:
    if isinstance(term, Iri):
        return ox.NamedNode(term.value)
    if isinstance(term, Blank):
        return ox.BlankNode(term.value)
    if isinstance(term, TripleTerm):
        return ox.Triple(_term(term.subject), _term(term.predicate), _term(term.object))  # type: ignore[arg-type]
    if term.language:
        language, _, direction = term.language.partition("--")
        way = {"ltr": ox.BaseDirection.LTR, "rtl": ox.BaseDirection.RTL}.get(direction)
        return ox.Literal(term.value, language=language, direction=way)
    return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype))
