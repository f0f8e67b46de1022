"""The global restrictions on object properties (OWL 2 Structural Specification, section 11.2).

A property that is transitive or has a chain, and every one above such a property, is not simple: it may not be counted
or forbidden anything. The chains have to be regular, so that their order ends. A property and its inverse are taken
as one here, which is exact for the first and may find a little more for the second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from skillgraph.reason.axioms import AxiomGraph, Triple, name_of, reachable
from skillgraph.terms import OWL, RDF_TYPE, RDFS, Term

CARDINALITIES = tuple(
    OWL + name
    for name in (
        "minCardinality",
        "maxCardinality",
        "cardinality",
        "minQualifiedCardinality",
        "maxQualifiedCardinality",
        "qualifiedCardinality",
    )
)
_SIMPLE_TYPES = tuple(
    OWL + name
    for name in ("FunctionalProperty", "InverseFunctionalProperty", "IrreflexiveProperty", "AsymmetricProperty")
)
_CHAIN = OWL + "propertyChainAxiom"
Edges = dict[Term, set[Term]]
Found = tuple[Term, str, str]


def role_violations(graph: AxiomGraph, triples: Iterable[Triple], everything: Iterable[Triple]) -> Iterator[Found]:
    """(subject, axiom, reason) for each restriction that an axiom in `triples` breaks, seen with all the others."""
    world = list(everything)
    above = _closed(_hierarchy(graph, world))
    complex_ = _not_simple(graph, world, above)
    smaller = _closed(_order(graph, world))
    for subject, predicate, value in triples:
        for wanted, axiom in _wants_simple(graph, subject, predicate.value, value):
            prop = graph.property_of(wanted)
            if prop in complex_:
                yield subject, axiom, f"{name_of(prop)} is transitive or has a chain, so it is not simple"
        if predicate.value == _CHAIN:
            yield from ((subject, _CHAIN, reason) for reason in _irregular(subject, above, smaller))


def _hierarchy(graph: AxiomGraph, triples: Iterable[Triple]) -> Edges:
    """From each property to those that it implies, inverses taken as the property itself."""
    edges: Edges = {}
    for subject, predicate, value in triples:
        both = predicate.value in (OWL + "equivalentProperty", OWL + "inverseOf")
        if both or predicate.value == RDFS + "subPropertyOf":
            lower, upper = graph.property_of(subject), graph.property_of(value)
            edges.setdefault(lower, set()).add(upper)
            if both:
                edges.setdefault(upper, set()).add(lower)
    return edges


def _closed(edges: Edges) -> Edges:
    return {start: reachable(edges, start) for start in edges}


def _not_simple(graph: AxiomGraph, triples: Iterable[Triple], above: Edges) -> set[Term]:
    found: set[Term] = set()
    for subject, predicate, value in triples:
        transitive = predicate.value == RDF_TYPE and str(value) == OWL + "TransitiveProperty"
        if transitive or predicate.value == _CHAIN:
            prop = graph.property_of(subject)
            found |= {prop, *above.get(prop, ())}
    return found


def _wants_simple(graph: AxiomGraph, subject: Term, predicate: str, value: Term) -> list[tuple[Term, str]]:
    """The properties that the triple wants to be simple, with the name of the axiom."""
    if predicate == RDF_TYPE and str(value) in _SIMPLE_TYPES:
        return [(subject, str(value))]
    if predicate in (*CARDINALITIES, OWL + "hasSelf"):
        prop = graph.value(subject, OWL + "onProperty")
        return [] if prop is None else [(prop, predicate)]
    if predicate == OWL + "propertyDisjointWith":
        return [(subject, predicate), (value, predicate)]
    if predicate == OWL + "members" and str(graph.value(subject, RDF_TYPE)) == OWL + "AllDisjointProperties":
        return [(member, OWL + "AllDisjointProperties") for member in graph.members(value)]
    return []


def _smaller_links(graph: AxiomGraph, head: Term, links: list[Term]) -> list[Term]:
    """The links of a chain that have to come before the property that it implies."""
    if links == [head, head]:
        return []
    if links and links[0] == head:
        links = links[1:]
    elif links and links[-1] == head:
        links = links[:-1]
    return [graph.property_of(link) for link in links]


def _order(graph: AxiomGraph, triples: Iterable[Triple]) -> Edges:
    """From each property to those that have to come after it."""
    edges: Edges = {}
    for subject, predicate, value in triples:
        if predicate.value == _CHAIN:
            for link in _smaller_links(graph, subject, graph.members(value)):
                edges.setdefault(link, set()).add(subject)
    return edges


def _irregular(head: Term, above: Edges, smaller: Edges) -> Iterator[str]:
    """Why no order of properties fits the chains of `head`: one that comes before it may not follow from it."""
    before = [prop for prop, after in smaller.items() if head in after]
    if head in before:
        yield f"the chains come back to {name_of(head)} otherwise than at one end, so they have no order"
    for prop in before:
        if prop != head and prop in above.get(head, ()):
            yield f"the chains use {name_of(prop)}, which follows from {name_of(head)}"
