"""The index that the checkers of axioms read."""

from __future__ import annotations

from skillgraph.reason.axioms import AxiomGraph, name_of
from skillgraph.terms import NS, OWL, RDF, Blank, Iri, Term

P, Q, A = Iri(NS + "p"), Iri(NS + "q"), Iri(NS + "A")


def graph(*rows: tuple[Term, str, Term]) -> AxiomGraph:
    return AxiomGraph((s, Iri(p), o) for s, p, o in rows)


def test_a_term_is_what_it_is_declared_to_be() -> None:
    found = graph((P, RDF + "type", Iri(OWL + "TransitiveProperty")), (A, RDF + "type", Iri(OWL + "Class")))
    assert (found.kinds(P), found.kinds(A), found.kinds(Q)) == ({"object property"}, {"class"}, set())
    assert found.kinds(Iri(OWL + "Thing")) == {"class"}


def test_an_inverse_stands_for_its_property() -> None:
    found = graph((P, RDF + "type", Iri(OWL + "ObjectProperty")), (Blank("i"), OWL + "inverseOf", P))
    assert found.property_of(Blank("i")) == P
    assert found.kinds(Blank("i")) == {"object property"}
    assert found.property_of(Q) == Q


def test_a_list_gives_its_members_and_ends_where_it_breaks() -> None:
    rest = RDF + "rest"
    rows = [(Blank("1"), RDF + "first", P), (Blank("1"), rest, Blank("2")), (Blank("2"), RDF + "first", Q)]
    assert graph(*rows).members(Blank("1")) == [P, Q]
    assert graph(*rows, (Blank("2"), rest, Blank("1"))).members(Blank("1")) == [P, Q]
    assert graph().members(Iri(RDF + "nil")) == []


def test_a_term_is_named_by_its_prefix() -> None:
    assert (name_of(P), name_of(Blank("x"))) == ("sg:p", "(expression)")
