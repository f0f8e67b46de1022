"""Explanations as PROV: the same triples in both formats, every name accounted for, nothing of the clock."""

from __future__ import annotations

import dataclasses
import json

import pyoxigraph as ox
import pytest

from skillgraph.coverage import load_world
from skillgraph.coverage.explanation import Explanation, explain
from skillgraph.coverage.provenance import as_jsonld, as_turtle, provenance
from skillgraph.engine import InProcess
from skillgraph.terms import RDF, RDF_TYPE, VOCABULARIES
from skillgraph.turtle.formatter import format_text
from skillgraph.workspace import Contents
from worlds import DAY, iri

PROV = VOCABULARIES["prov"]
COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture(scope="module")
def found(snapshot_engine: InProcess, contents: Contents) -> Explanation:
    world = load_world(snapshot_engine)
    asked = [iri("task", 43), iri("task", 36)]
    made = explain(world, snapshot_engine, contents, asked, iri("holder", "H11"), DAY)
    first = dataclasses.replace(made.statements[0], commit=COMMIT)
    return dataclasses.replace(made, statements=(first, *made.statements[1:]))


def test_turtle_and_json_ld_hold_the_triples(found: Explanation) -> None:
    expected = provenance(found)
    turtle = {quad.triple for quad in ox.parse(as_turtle(found), ox.RdfFormat.TURTLE)}
    assert {quad.triple for quad in ox.parse(as_jsonld(found), ox.RdfFormat.JSON_LD)} == turtle
    assert len(turtle) == len(expected) == len(set(expected))
    assert len(expected) > 500


def test_there_are_no_blank_nodes_and_no_times(found: Explanation) -> None:
    quads = list(ox.parse(as_turtle(found), ox.RdfFormat.TURTLE))
    assert not any(isinstance(term, ox.BlankNode) for quad in quads for term in quad.triple)
    literals = [quad.object for quad in quads if isinstance(quad.object, ox.Literal)]
    assert not any(one.datatype.value.endswith(("dateTime", "time")) for one in literals)
    assert as_turtle(found) == as_turtle(found)


def test_what_is_derived_or_used_is_described(found: Explanation) -> None:
    triples = [(s.value, p.value, str(o)) for s, p, o in provenance(found)]
    entities = {s for s, p, o in triples if p == RDF_TYPE and o == f"{PROV}Entity"}
    activities = {s for s, p, o in triples if p == RDF_TYPE and o == f"{PROV}Activity"}
    assert not entities & activities
    for subject, predicate, value in triples:
        if predicate in (f"{PROV}used", f"{PROV}wasDerivedFrom"):
            assert value in entities
            assert subject in (activities if predicate.endswith("used") else entities)
        if predicate == f"{PROV}wasGeneratedBy":
            assert (subject in entities, value in activities) == (True, True)
    stated = {s for s, p, o in triples if p == RDF_TYPE and o == f"{RDF}Statement"}
    assert len(stated) == len(found.statements) + sum(one.conclusion is not None for one in found.steps)


def test_a_commit_is_an_activity_with_a_name_of_its_own(found: Explanation) -> None:
    said = [(p.value, str(o)) for s, p, o in provenance(found) if s.value == f"{found.iri}#statement-0"]
    assert (f"{PROV}wasGeneratedBy", f"swh:1:rev:{COMMIT}") in said
    assert sum(p == f"{PROV}wasGeneratedBy" for p, _ in said) == 1


def test_the_turtle_is_in_the_house_style(found: Explanation) -> None:
    text = as_turtle(found).decode()
    assert format_text(text) == text
    assert json.loads(as_jsonld(found))["@context"]["prov"] == {"@id": PROV, "@prefix": True}
