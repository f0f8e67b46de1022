"""Triples of plain values as bytes in a graph format."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from skillgraph.results.formats import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format
from skillgraph.terms import PREFIXES, Iri, Literal, compact

_FORMATS = {
    TURTLE.name: ox.RdfFormat.TURTLE,
    N_TRIPLES.name: ox.RdfFormat.N_TRIPLES,
    JSON_LD.name: ox.RdfFormat.JSON_LD,
    RDF_XML.name: ox.RdfFormat.RDF_XML,
}


def write_triples(triples: Iterable[tuple[Iri, Iri, Iri | Literal]], format_: Format) -> bytes:
    """The triples in their order, without blank nodes; prefixes are those of the table that they need."""
    written = [ox.Triple(_node(s), _node(p), _term(o)) for s, p, o in triples]
    named = (term.value for triple in written for term in triple if isinstance(term, ox.NamedNode))
    used = {prefix for iri in named if (prefix := compact(iri).partition(":")[0]) in PREFIXES}
    prefixes = {prefix: PREFIXES[prefix] for prefix in sorted(used)}
    return ox.serialize(written, format=_FORMATS[format_.name], prefixes=prefixes) or b""


def _node(iri: Iri) -> ox.NamedNode:
    return ox.NamedNode(iri.value)


def _term(term: Iri | Literal) -> ox.NamedNode | ox.Literal:
    if isinstance(term, Iri):
        return _node(term)
    if term.language:
        return ox.Literal(term.value, language=term.language)
    return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype))
