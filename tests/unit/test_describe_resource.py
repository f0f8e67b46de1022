"""One thing as a document: bounded, in the graphs of its statements, as a tree that reads back to the letter."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from sites import BASE, engine_of, stated
from skillgraph.describe import Served
from skillgraph.describe.context import context_of
from skillgraph.describe.resource import FORMATS, counted, incoming_of, resource_of, written
from skillgraph.engine import Engine
from skillgraph.queries import Catalogue
from skillgraph.results import format_named
from skillgraph.terms import GRAPH, ID, NS, compact
from skillgraph.workspace import Contents

SEED, RULE = f"{GRAPH}data/seed/x.ttl", f"{GRAPH}inferred/rule"
QUADS = f"""
<{ID}task/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{NS}ServiceTask> <{SEED}> .
<{ID}task/1> <{NS}share> "0.50"^^<http://www.w3.org/2001/XMLSchema#decimal> <{SEED}> .
<{ID}task/1> <{NS}part> _:b1 <{SEED}> .
_:b1 <{NS}part> _:b2 <{SEED}> .
_:b2 <{NS}part> _:b1 <{SEED}> .
_:b9 <{NS}share> "7" <{SEED}> .
<{ID}task/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{NS}Activity> <{RULE}> .
<{ID}task/2> <{NS}before> <{ID}task/1> <{RULE}> .
""".strip().encode()


def served_over(engine: Engine) -> Served:
    return Served(engine, Catalogue(Contents(Path(), ())), BASE, "0" * 16, context_of(engine, BASE))


def test_it_holds_what_is_said_and_what_points_to_it() -> None:
    found = resource_of(engine_of(QUADS), f"{ID}task/1")
    assert [compact(graph) for graph in found.stated] == [SEED, RULE]
    assert found.direct == (f"{NS}ServiceTask",)
    assert set(found.classes) == {f"{NS}ServiceTask", f"{NS}Activity"}
    assert len(found.own) == 6  # two classes, the share, the part, and a circle of two blank nodes
    pointing = incoming_of(engine_of(QUADS), f"{ID}task/1")
    assert [str(subject) for subject, _, _ in pointing] == [f"{ID}task/2"]
    assert counted(engine_of(QUADS), f"{ID}task/1", 20) == {f"{NS}before": (1, [f"{ID}task/2"])}
    assert counted(engine_of(QUADS), f"{ID}task/1", 0) == {f"{NS}before": (1, [])}


@pytest.mark.parametrize("format_", FORMATS, ids=lambda one: one.name)
def test_numbers_stay_as_they_were_written(format_: object) -> None:
    body = written(served_over(engine_of(QUADS)), f"{ID}task/1", format_)  # type: ignore[arg-type]
    assert b"0.50" in body


def test_quads_stand_in_their_graphs() -> None:
    body = written(served_over(engine_of(QUADS)), f"{ID}task/1", format_named("trig", FORMATS))
    graphs = [str(quad.graph_name) for quad in ox.parse(input=body, format=ox.RdfFormat.TRIG)]
    assert sorted(graphs) == [f"<{SEED}>"] * 5 + [f"<{RULE}>"]
    lines = written(served_over(engine_of(QUADS)), f"{ID}task/1", format_named("nq", FORMATS))
    assert len(list(ox.parse(input=lines, format=ox.RdfFormat.N_QUADS))) == 6


def test_a_tree_names_every_key_that_the_class_offers() -> None:
    engine = stated(
        "sg:title a owl:DatatypeProperty . sg:number schema:domainIncludes sg:ServiceTask . "
        "sg:title schema:domainIncludes sg:Activity . "
        "sg:other schema:domainIncludes sg:Skill . sg:ServiceTask rdfs:subClassOf sg:Activity . "
        f"GRAPH <{SEED}> {{ task:1 a sg:ServiceTask ; sg:number 1 ; sg:odd 2 ; sg:box [ sg:number 3 ] }}"
    )
    tree = json.loads(written(served_over(engine), f"{ID}task/1", format_named("jsonld", FORMATS)))
    assert tree["title"] == []
    assert "other" not in tree
    assert tree["number"] == [{"@type": "xsd:integer", "@value": "1"}]
    (box,) = tree["box"]
    assert box["number"] == [{"@type": "xsd:integer", "@value": "3"}]
    assert list(tree).index("number") < list(tree).index("title") < list(tree).index("odd")
    assert tree["@reverse"] == {}
