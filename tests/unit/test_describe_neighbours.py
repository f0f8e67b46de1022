"""The neighbours of a thing: one edge each, stated rather than inferred."""

from __future__ import annotations

import csv
import io
import json

from sites import BASE, stated
from skillgraph.describe.neighbours import COLUMNS, as_csv, as_json, neighbours_of
from skillgraph.terms import GRAPH, ID

SEED = f"{GRAPH}data/seed/x.ttl"
ENGINE = stated(
    f"""GRAPH <{GRAPH}inferred/files> {{ <{SEED}> a sg:GraphFile ; sg:layer layer:seed }}
    GRAPH <{SEED}> {{ task:1 a sg:ServiceTask ; sg:states task:2 ; sg:self task:1 ; skos:prefLabel "One, two" .
        task:3 sg:names task:1 }}
    GRAPH <{GRAPH}inferred/rule> {{ task:1 sg:has task:2 , task:4 . task:1 a sg:Activity ; sg:isNamedBy task:3 }}"""
)


def test_each_is_told_once_by_what_is_stated() -> None:
    found = [
        (one.iri.removeprefix(ID), one.by_label, one.is_out, one.layers) for one in neighbours_of(ENGINE, f"{ID}task/1")
    ]
    assert found == [
        ("task/2", "states", True, ("seed",)),
        ("task/4", "has", True, ("inferred",)),
        ("task/3", "names", False, ("seed",)),
    ]


def test_no_more_are_looked_at_than_asked_for() -> None:
    assert len(neighbours_of(ENGINE, f"{ID}task/1", 1)) == 2  # a statement in each direction


def test_as_nodes_and_edges() -> None:
    document = json.loads(as_json(ENGINE, f"{ID}task/1", BASE))
    assert document["nodes"][0]["data"] == {
        "id": f"{ID}task/1",
        "label": "One, two",
        "href": f"{BASE}/id/task/1",
        "middle": True,
    }
    ends = [(edge["data"]["source"][-1], edge["data"]["target"][-1]) for edge in document["edges"]]
    assert ends == [("1", "2"), ("1", "4"), ("3", "1")]


def test_as_a_table() -> None:
    head, *rows = csv.reader(io.StringIO(as_csv(ENGINE, f"{ID}task/3")))
    assert tuple(head) == COLUMNS
    assert rows == [["out", "https://w3id.org/skillgraph/ns#names", "names", f"{ID}task/1", "One, two", "seed"]]
