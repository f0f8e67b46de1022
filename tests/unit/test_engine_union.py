"""The default graph of a query is the union of all graphs, and a union holds a triple once."""

from __future__ import annotations

import pytest

from skillgraph.engine import Dataset, InProcess
from skillgraph.turtle import parse_files
from skillgraph.workspace import SourceFile

QUADS = b"""<http://x/s> <http://x/p> "1" <http://x/g> .
<http://x/s> <http://x/p> "1" <http://x/h> .
<http://x/s> <http://x/p> "2" <http://x/h> .
"""
TURTLE = b'<http://x/s> <http://x/p> "1" .'


def loaded() -> InProcess:
    dataset = Dataset()
    dataset.load_nquads(QUADS)
    return dataset.engine()


def read_twice() -> InProcess:
    """The same triples, from two Turtle files of which one says what the other says."""
    dataset = Dataset()
    files = [("data/seed/g.ttl", TURTLE), ("data/seed/h.ttl", TURTLE + b'\n<http://x/s> <http://x/p> "2" .')]
    for parsed in parse_files([SourceFile(path, content) for path, content in files]):
        dataset.load(parsed.quads())
    return dataset.engine()


def count(engine: InProcess, query: str) -> str:
    return str(engine.select(query).rows[0][0])


@pytest.mark.parametrize("engine", [loaded(), read_twice()], ids=["N-Quads", "Turtle"])
class TestUnion:
    """Over two graphs that share a triple."""

    def test_a_triple_of_two_graphs_counts_once(self, engine: InProcess) -> None:
        assert count(engine, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == "2"
        assert len(engine.select("SELECT ?o { ?s ?p ?o }").rows) == 2

    def test_each_graph_keeps_its_own(self, engine: InProcess) -> None:
        assert count(engine, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }") == "3"
        assert count(engine, "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }") == "2"

    def test_a_path_and_a_join_see_it_once(self, engine: InProcess) -> None:
        assert count(engine, 'SELECT (COUNT(*) AS ?n) { ?s <http://x/p>|<http://x/q> "1" }') == "1"
        assert count(engine, 'SELECT (COUNT(*) AS ?n) { ?s <http://x/p> "1" , "2" }') == "1"


def test_from_takes_the_place_of_the_union() -> None:
    assert count(loaded(), "SELECT (COUNT(*) AS ?n) FROM <http://x/g> { ?s ?p ?o }") == "1"


def test_what_is_dumped_stays_as_it_was() -> None:
    dataset = Dataset()
    dataset.load_nquads(QUADS)
    dataset.engine()
    assert dataset.dump_nquads() == QUADS
