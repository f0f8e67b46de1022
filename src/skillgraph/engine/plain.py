"""The engine's terms as plain values."""

from __future__ import annotations

import pyoxigraph as ox

from skillgraph.terms import Blank, Iri, Literal, Term, TripleTerm

_DIRECTIONS = {ox.BaseDirection.LTR: "--ltr", ox.BaseDirection.RTL: "--rtl"}


def plain(term: object) -> Term:
    """One of the engine's terms as a value of `terms`."""
    if isinstance(term, ox.NamedNode):
        return Iri(term.value)
    if isinstance(term, ox.BlankNode):
        return Blank(term.value)
    if isinstance(term, ox.Literal):
        language = term.language or ""
        if language and term.direction is not None:
            language += _DIRECTIONS[term.direction]
        return Literal(term.value, term.datatype.value, language)
    assert isinstance(term, ox.Triple)
    subject, predicate = plain(term.subject), plain(term.predicate)
    assert isinstance(subject, Iri | Blank)
    assert isinstance(predicate, Iri)
    return TripleTerm(subject, predicate, plain(term.object))


def native(term: Term) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """A value of `terms`, but no triple term, as one of the engine's terms."""
    if isinstance(term, Iri):
        return ox.NamedNode(term.value)
    if isinstance(term, Blank):
        return ox.BlankNode(term.value)
    assert isinstance(term, Literal)
    if term.language:
        return ox.Literal(term.value, language=term.language)
    return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype))
