"""Graphs compared by what they say, whatever their blank nodes are called."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from skillgraph.terms import serialise
from skillgraph.turtle import Document


def quads_of(document: Document) -> list[ox.Quad]:
    """Our triples as an independent parser reads them from N-Triples."""
    lines = [f"{serialise(t.subject)} {serialise(t.predicate)} {serialise(t.object)} .\n" for t in document.triples]
    return list(ox.parse(input="".join(lines).encode(), format=ox.RdfFormat.N_TRIPLES))


def canonical(quads: Iterable[ox.Quad]) -> set[ox.Quad]:
    """The quads with canonical labels for blank nodes."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return set(dataset)
