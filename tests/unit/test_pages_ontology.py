"""The page of the vocabulary: every class and property, with definition, relations and uses."""

from __future__ import annotations

import pytest

from sites import shown, site_of, stated
from skillgraph.engine import Engine
from skillgraph.errors import UnknownName
from skillgraph.pages import make_page
from skillgraph.terms import GRAPH
from skillgraph.workspace import Contents


def test_every_class_and_property_has_an_entry(snapshot_engine: Engine, contents: Contents) -> None:
    page = shown(site_of(snapshot_engine, contents), "ontology")
    anchors = {attributes.get("id") for attributes in page.named("section")}
    rows = snapshot_engine.select(
        "SELECT DISTINCT ?t { VALUES ?k { owl:Class owl:ObjectProperty owl:DatatypeProperty } ?t a ?k ; "
        "rdfs:isDefinedBy ?m FILTER(STRSTARTS(STR(?t), STR(sg:))) }"
    ).rows
    terms = {str(row[0]).partition("#")[2] for row in rows}
    assert len(terms) > 150
    assert terms <= anchors
    assert "sg:inGroup · leads to a thing · used 45 times" in page.words
    assert "45 things" in page.words
    assert "/kg/ns#Skill" in page.links


def test_a_module_by_its_name_or_that_of_its_version(snapshot_engine: Engine, contents: Contents) -> None:
    site = site_of(snapshot_engine, contents)
    page = shown(site, "ontology", module="tier")
    assert page.words == shown(site, "ontology", module="tier/1.0.0").words.replace("tier/1.0.0", "tier")
    assert "KnowledgeTier" in {attributes.get("id") for attributes in page.named("section")}
    assert "Skill" not in {attributes.get("id") for attributes in page.named("section")}
    with pytest.raises(UnknownName, match="no module /ns/teir") as caught:
        make_page(site, "ontology", {"module": "teir"})
    assert caught.value.near == ("https://w3id.org/skillgraph/ns/tier",)


def test_a_retired_term_says_so_and_texts_are_text(contents: Contents) -> None:
    engine = stated(
        f"GRAPH <{GRAPH}ontology/x.ttl> {{ sg:Old a owl:Class ; rdfs:label '<b>old</b>' ; owl:deprecated true ; "
        "dcterms:isReplacedBy sg:New . sg:New a owl:Class }"
    )
    site = site_of(engine, contents)
    page = shown(site, "ontology")
    assert "<b>old</b> retired" in page.words
    assert "Replaced by sg:New" in page.words
