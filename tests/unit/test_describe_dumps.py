"""Dumps are the dataset: read back by other parsers, and the same bytes every time."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib.compare import isomorphic

from described import read
from skillgraph.describe import Served, document
from skillgraph.describe.dumps import GRAPH_DUMPS, graph_at, graphs, path_of_dump
from skillgraph.errors import UnknownName
from skillgraph.results import format_named
from skillgraph.snapshot.builder import Built, build
from skillgraph.terms import GRAPH
from skillgraph.workspace import Contents


def unpacked(served: Served, name: str) -> bytes:
    return gzip.decompress(document(served, "dump", name).body)


def test_n_quads_are_the_dataset(served: Served, snapshot: Built) -> None:
    lines = unpacked(served, "nq").splitlines(keepends=True)
    assert len(lines) == len(snapshot.dataset)
    assert sorted(lines) == snapshot.dataset.dump_nquads().splitlines(keepends=True)


def test_trig_says_the_same(served: Served) -> None:
    """Blank nodes keep their labels, so that both can be compared as they stand."""
    trig = set(ox.parse(input=unpacked(served, "trig"), format=ox.RdfFormat.TRIG, rename_blank_nodes=False))
    assert trig == set(ox.parse(input=unpacked(served, "nq"), format=ox.RdfFormat.N_QUADS))
    assert len(trig) > 20_000


@pytest.mark.parametrize("path", ["data/seed/tiers", "ontology/annex/dl", "inferred/files"])
def test_a_graph_is_the_same_in_every_format(served: Served, snapshot: Built, path: str) -> None:
    graph = graph_at(served.engine, path)
    size = sum(1 for *_, name in snapshot.dataset.triples() if name == graph)
    found = [read(document(served, f"dump/{path}", f.name).body, f.name) for f in GRAPH_DUMPS]
    assert [len(one) for one in found] == [size] * 4
    assert all(isomorphic(found[0], other) for other in found[1:])


def test_each_graph_has_a_route_that_leads_back_to_it(served: Served) -> None:
    names = graphs(served.engine)
    assert len(names) > 100
    for graph in names:
        path = path_of_dump(graph, GRAPH_DUMPS[0])
        assert path is not None
        assert path.endswith(".ttl")
        assert not path.endswith(".ttl.ttl")
        assert graph_at(served.engine, path.removeprefix("/dump/").removesuffix(".ttl")) == graph
    assert path_of_dump("http://x/foreign", GRAPH_DUMPS[0]) is None


def test_a_route_is_a_uri() -> None:
    assert path_of_dump(f"{GRAPH}data/seed/für.ttl", format_named("nt", GRAPH_DUMPS)) == "/dump/data/seed/f%C3%BCr.nt"


@pytest.mark.parametrize(
    ("name", "format_name"),
    [("dump", "zip"), ("dump/data/seed/none", "ttl"), ("dump/", "ttl"), ("dump/x> { ?s ?p ?o } } #", "ttl")],
)
def test_what_is_not_there_is_named(served: Served, name: str, format_name: str) -> None:
    with pytest.raises(UnknownName):
        document(served, name, format_name)


SCRIPT = """
import sys, hashlib
from pathlib import Path
from skillgraph import workspace
from skillgraph.describe import Served, document, formats_of
from skillgraph.queries import Catalogue
from skillgraph.snapshot.builder import build
contents = workspace.read(Path(sys.argv[1]))
served = Served(build(contents).dataset.engine(), Catalogue(contents), "https://example.org/kg", "1")
for name in ("service", "void", "dataset", "queries", "linkset", "dump", "dump/ontology/core", "dump/data/seed/one"):
    for one in formats_of(name):
        print(name, one.name, hashlib.sha256(document(served, name, one.name).body).hexdigest())
"""


def test_two_processes_give_the_same_bytes(make_workspace: Callable[..., Path], small: dict[str, str]) -> None:
    root = make_workspace(small)
    command = [sys.executable, "-c", SCRIPT, str(root)]
    one, other = (subprocess.run(command, capture_output=True, check=True, text=True).stdout for _ in range(2))
    assert len(one.splitlines()) == 28
    assert one == other


def test_the_compressed_file_has_no_time(served: Served) -> None:
    assert document(served, "dump", "nq").body[4:8] == b"\0\0\0\0"


def test_a_workspace_built_twice_gives_the_same_dump(
    make_contents: Callable[..., Contents], small: dict[str, str]
) -> None:
    contents = make_contents(small)
    one, other = (Served(build(contents).dataset.engine(), None, "http://x", "1") for _ in range(2))  # type: ignore[arg-type]
    assert document(one, "dump", "nq").body == document(other, "dump", "nq").body
