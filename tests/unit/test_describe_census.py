"""Counts of a dataset as a set, told by hand."""

from __future__ import annotations

import pytest

from skillgraph.describe import census
from skillgraph.describe.census import Counts
from skillgraph.engine import Dataset, InProcess
from skillgraph.terms import GRAPH, ID, NS, OWL, RDF_TYPE

ONE, TWO, RULES = f"{GRAPH}data/seed/one.ttl", f"{GRAPH}data/seed/two.ttl", f"{GRAPH}inferred/files"
SEED = f"{ID}layer/seed"


@pytest.fixture(scope="module")
def engine() -> InProcess:
    """task:1 a sg:T stands in two graphs; a blank node and a foreign thing are there too."""
    dataset = Dataset()
    dataset.load_nquads(
        f"<{ID}task/1> <{RDF_TYPE}> <{NS}T> <{ONE}> .\n"
        f"<{ID}task/1> <{RDF_TYPE}> <{NS}T> <{TWO}> .\n"
        f'<{ID}task/1> <{NS}number> "1" <{TWO}> .\n'
        f"<http://x/a> <{RDF_TYPE}> <{NS}T> <{TWO}> .\n"
        f"_:b <{RDF_TYPE}> <{OWL}Restriction> <{TWO}> .\n"
        f"<http://x/a> <{RDF_TYPE}> _:c <{TWO}> .\n"
        f"<{ONE}> <{RDF_TYPE}> <{NS}GraphFile> <{RULES}> .\n"
        f"<{ONE}> <{NS}layer> <{SEED}> <{RULES}> .\n"
        f"<{TWO}> <{RDF_TYPE}> <{NS}GraphFile> <{RULES}> .\n"
        f"<{TWO}> <{NS}layer> <{SEED}> <{RULES}> .\n".encode()
    )
    return dataset.engine()


def test_a_statement_in_two_graphs_is_one_statement(engine: InProcess) -> None:
    assert census.whole(engine) == Counts(9, 5, 6)
    assert census.layer(engine, [ONE, TWO]) == Counts(5, 3, 4)


def test_each_graph_counts_for_itself(engine: InProcess) -> None:
    assert census.by_graph(engine) == {ONE: Counts(1, 1, 1), TWO: Counts(5, 3, 4), RULES: Counts(4, 2, 2)}


def test_properties_are_counted_over_the_union(engine: InProcess) -> None:
    found = census.by_property(engine)
    assert list(found) == sorted(found)
    assert found[RDF_TYPE] == Counts(6, 5, 4)
    assert found[f"{NS}number"] == Counts(1, 1, 1)


def test_classes_count_their_things(engine: InProcess) -> None:
    assert census.by_class(engine) == {f"{OWL}Restriction": 1, f"{NS}GraphFile": 2, f"{NS}T": 2}


def test_entities_are_our_own_things(engine: InProcess) -> None:
    assert census.entities(engine) == 1
    assert census.first_of(engine, f"{NS}T") == "http://x/a"
    assert census.first_of(engine, f"{OWL}Restriction") is None


def test_layers_are_stated_of_files_and_known_of_rules(engine: InProcess) -> None:
    graphs = [ONE, TWO, RULES, "http://x/foreign"]
    assert census.layers(engine, graphs) == {f"{ID}layer/inferred": [RULES], SEED: [ONE, TWO]}


def test_an_empty_dataset_has_counts_too() -> None:
    engine = Dataset().engine()
    assert census.whole(engine) == Counts(0, 0, 0)
    assert (census.by_graph(engine), census.by_class(engine), census.by_property(engine)) == ({}, {}, {})
