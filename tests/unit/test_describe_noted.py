"""What is said of a dataset that is too large to be counted: what was noted while it was made, and that this is all."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
import rdflib

from described import BASE, DATASET, DCAT, SD, VOID, described
from skillgraph.describe import Served, document
from skillgraph.describe.site import sitemap
from skillgraph.engine import Dataset, Finished
from skillgraph.errors import AnswerTooLarge
from skillgraph.queries.vocabulary import used_in
from skillgraph.snapshot.builder import Built

COUNTED = (VOID.triples, VOID.distinctSubjects, VOID.distinctObjects)


@pytest.fixture(scope="module")
def sizes(snapshot: Built) -> dict[str, int]:
    """The statements of each graph, counted without the engine."""
    return dict(sorted(Counter(graph for *_, graph in snapshot.dataset.triples()).items()))


@pytest.fixture(scope="module")
def noted(served: Served, sizes: dict[str, int]) -> Served:
    about = Finished("0", sum(sizes.values()), used=used_in(served.engine), graphs=sizes)
    return replace(served, noted=about)


def test_void_has_what_was_noted_and_says_that_it_has_no_more(
    noted: Served, served: Served, sizes: dict[str, int]
) -> None:
    graph, full = described(noted, "void"), described(served, "void")
    parts = {
        str(graph.value(part, rdflib.DCTERMS.identifier)): int(graph.value(part, VOID.triples, any=False))
        for part in graph.subjects(VOID.triples)
    }
    assert parts == sizes
    assert not any(graph.value(DATASET, term) for term in (*COUNTED, VOID.entities, VOID.classPartition))
    for term in (VOID.classes, VOID.properties):
        assert graph.value(DATASET, term, any=False) == full.value(DATASET, term, any=False)
    assert {*graph.objects(DATASET, VOID.vocabulary)} == {*full.objects(DATASET, VOID.vocabulary)}
    comment = str(graph.value(DATASET, rdflib.RDFS.comment, any=False))
    assert f"{sum(sizes.values())} quads" in comment
    assert "is not said" in comment


def test_nothing_in_it_contradicts_what_is_counted(noted: Served, served: Served) -> None:
    extra = {*described(noted, "void")} - {*described(served, "void")}
    assert {(subject, predicate) for subject, predicate, _ in extra} == {(DATASET, rdflib.RDFS.comment)}


def test_the_service_description_counts_graphs_alone(noted: Served, sizes: dict[str, int]) -> None:
    graph = described(noted, "service")
    default = graph.value(DATASET, SD.defaultGraph, any=False)
    assert graph.value(default, VOID.triples) is None
    counted = {
        str(graph.value(holder, SD.name)): int(graph.value(graph.value(holder, SD.graph), VOID.triples, any=False))
        for holder in graph.objects(DATASET, SD.namedGraph)
    }
    assert counted == sizes


def test_no_dump_of_the_whole_is_given_or_offered(noted: Served, served: Served) -> None:
    with pytest.raises(AnswerTooLarge, match="too many for one answer") as refused:
        document(noted, "dump", "nq")
    assert "/.well-known/void" in refused.value.hint
    assert document(noted, "dump/data/seed/tiers", "nt") == document(served, "dump/data/seed/tiers", "nt")
    for offered, is_there in ((served, True), (noted, False)):
        assert (f"{BASE}/dump.nq.gz" in sitemap(offered)) is is_there
        assert ("/dump.nq.gz" in document(offered, "linkset", "json").body.decode()) is is_there
        void, dcat = described(offered, "void"), described(offered, "dataset")
        assert any(str(one).endswith(".gz") for one in void.objects(DATASET, VOID.dataDump)) is is_there
        assert any(str(one).endswith(".gz") for one in dcat.objects(None, DCAT.downloadURL)) is is_there


def test_an_ontology_beside_the_dataset_is_told(served: Served) -> None:
    empty = replace(served, engine=Dataset().engine())
    beside = replace(empty, ontology=served.engine)
    whole = document(served, "ns", "nt").body
    assert whole.count(b"\n") > 500
    assert document(beside, "ns", "nt").body == whole
    assert document(empty, "ns", "nt").body == b""
