"""The JSON-LD context of the graph's terms, and documents that are written with it."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph as ox
import pytest
from pyld import jsonld

from graphs import canonical
from skillgraph.describe.context import context_of, version_of
from skillgraph.engine import InProcess
from skillgraph.results import GRAPH_FORMATS, Context, format_named
from skillgraph.terms import NS, VOCABULARIES, XSD

BASE = "https://example.org/graph"


@pytest.fixture(scope="module")
def context(snapshot_engine: InProcess) -> Context:
    return context_of(snapshot_engine, BASE)


@pytest.fixture(scope="module")
def terms(context: Context) -> dict[str, Any]:
    terms: dict[str, Any] = context.document()["@context"]
    return terms


def test_its_address_and_that_it_is_always_the_same(context: Context, snapshot_engine: InProcess) -> None:
    assert context.url == f"{BASE}/context/{version_of(context)}.jsonld"
    assert version_of(context) != version_of(Context("", context.prefixes, context.properties))
    assert context.document() == context_of(snapshot_engine, BASE).document()


def test_properties_go_by_their_local_names(terms: dict[str, Any]) -> None:
    assert terms["hasRequirement"] == {"@id": "sg:hasRequirement", "@container": "@set", "@type": "@id"}
    assert terms["number"] == {"@id": "sg:number", "@container": "@set", "@type": "xsd:integer"}
    assert terms["skos:prefLabel"] == {"@id": "skos:prefLabel", "@container": "@set"}
    assert terms["ServiceTask"] == "sg:ServiceTask"
    assert "rdf:type" not in terms


def test_every_property_in_use_has_a_term(context: Context, snapshot_engine: InProcess) -> None:
    used = {str(row[0]) for row in snapshot_engine.select("SELECT DISTINCT ?p { ?s ?p ?o }").rows}
    ours = {iri for iri in used if iri.startswith(NS)}
    assert len(ours) >= 80
    assert ours <= set(context.properties)


def test_no_name_stands_for_two_things(context: Context) -> None:
    names = [*VOCABULARIES, *(term.name for term in context.properties.values()), *context.classes.values()]
    assert len(names) == len(set(names))


def test_pyld_takes_it(context: Context, terms: dict[str, Any]) -> None:
    document = {"@context": context.document()["@context"], "number": ["3"], "@type": ["ServiceTask"]}
    assert jsonld.expand(document) == [
        {"@type": [f"{NS}ServiceTask"], f"{NS}number": [{"@type": f"{XSD}integer", "@value": "3"}]}
    ]
    assert len(terms) >= 200


def test_the_whole_graph_comes_through_it(context: Context, snapshot_engine: InProcess) -> None:
    """Read by the engine's own parser, with the context put in the place of its address."""
    query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    written, triples = (
        snapshot_engine.evaluate(query, [format_named(name, GRAPH_FORMATS)], context=context).body
        for name in ("jsonld", "nt")
    )
    document = json.loads(written)
    assert document["@context"] == context.url
    read = ox.parse(
        input=json.dumps({**context.document(), "@graph": document["@graph"]}).encode(), format=ox.RdfFormat.JSON_LD
    )
    expected = set(ox.parse(input=triples, format=ox.RdfFormat.N_TRIPLES))
    assert len(expected) > 20_000
    assert canonical(read) == canonical(expected)


def test_decimals_keep_the_curators_zeros(context: Context, snapshot_engine: InProcess) -> None:
    query = "CONSTRUCT WHERE { ?s ?p ?o . ?s a sg:FundingContribution }"
    text = snapshot_engine.evaluate(query, [format_named("jsonld", GRAPH_FORMATS)], context=context).body.decode()
    assert '"0.50"' in text
