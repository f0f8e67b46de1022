"""Triples of plain values in graph formats."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from skillgraph.results import format_named, write_triples
from skillgraph.results.formats import JSON_LD, N_TRIPLES, RDF_XML, TURTLE
from skillgraph.terms import NS, XSD, Iri, Literal

READ = {
    TURTLE: ox.RdfFormat.TURTLE,
    N_TRIPLES: ox.RdfFormat.N_TRIPLES,
    JSON_LD: ox.RdfFormat.JSON_LD,
    RDF_XML: ox.RdfFormat.RDF_XML,
}
TRIPLES = [
    (Iri("http://x/a"), Iri(f"{NS}number"), Literal("1", XSD + "integer")),
    (Iri("http://x/a"), Iri(f"{NS}asWritten"), Literal("für", language="de")),
    (Iri("http://x/a"), Iri(f"{NS}after"), Iri("http://x/b")),
    (Iri("http://x/a"), Iri(f"{NS}note"), Literal('<&> "\\\n')),
]


@pytest.mark.parametrize("format_", READ, ids=lambda one: one.name)
def test_an_independent_reading_gives_the_same(format_: object) -> None:
    body = write_triples(TRIPLES, format_)  # type: ignore[arg-type]
    plain = write_triples(TRIPLES, N_TRIPLES)
    assert {str(quad.triple) for quad in ox.parse(input=body, format=READ[format_])} == {  # type: ignore[index]
        str(quad.triple) for quad in ox.parse(input=plain, format=ox.RdfFormat.N_TRIPLES)
    }


def test_only_needed_prefixes_are_declared_and_order_is_kept() -> None:
    text = write_triples(TRIPLES, format_named("ttl", [TURTLE])).decode()
    assert [line.split()[1] for line in text.splitlines() if line.startswith("@prefix")] == ["sg:"]
    assert text.index("sg:number") < text.index("sg:asWritten") < text.index("sg:note")
