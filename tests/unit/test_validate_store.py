"""The store that pySHACL reads answers as rdflib's own does."""

from __future__ import annotations

import itertools

import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib.plugins.stores.memory import Memory

from skillgraph.validate.store import GraphStore

TERMS = [rdflib.URIRef("urn:a"), rdflib.URIRef("urn:b"), rdflib.BNode("c")]
VALUES = [*TERMS, rdflib.Literal("1"), rdflib.Literal(1), rdflib.Literal("1", lang="en")]
TRIPLES = st.tuples(st.sampled_from(TERMS), st.sampled_from(TERMS[:2]), st.sampled_from(VALUES))
SOME = st.lists(TRIPLES, max_size=30)
PATTERNS = list(itertools.product([*TERMS, None], [*TERMS[:2], None], [*VALUES, None]))


@given(added=SOME, removed=SOME, pattern=st.sampled_from(PATTERNS))
def test_the_same_as_the_store_of_rdflib(added: list, removed: list, pattern: tuple) -> None:
    ours, theirs = rdflib.Graph(GraphStore(), bind_namespaces="none"), rdflib.Graph(Memory(), bind_namespaces="none")
    for graph in (ours, theirs):
        for triple in added:
            graph.add(triple)
        for triple in removed:
            graph.remove(triple)
        graph.remove(pattern if pattern.count(None) == 1 else removed[0] if removed else (None, None, TERMS[0]))
    assert len(ours) == len(theirs) == len(set(theirs))
    for one in PATTERNS:
        assert sorted(ours.triples(one)) == sorted(theirs.triples(one))
        assert [triple for triple, _ in ours.store.triples(one)] == list(ours.triples(one))
    for subject, predicate in itertools.product(TERMS, TERMS[:2]):
        assert sorted(ours.store.objects(subject, predicate)) == sorted(theirs.objects(subject, predicate))


def test_triples_come_in_the_order_in_which_they_were_added() -> None:
    store = GraphStore()
    for value in reversed(VALUES):
        store.add((TERMS[0], TERMS[1], value))
        store.add((TERMS[0], TERMS[1], value))
    assert store.objects(TERMS[0], TERMS[1]) == VALUES[::-1]
    assert len(store) == len(VALUES)
