"""Two engines, one report: SHACL-SPARQL with our engine and with rdflib's own."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib import RDF, SH

from skillgraph.engine import Dataset
from skillgraph.snapshot.builder import Built
from skillgraph.turtle import parse_files
from skillgraph.validate.graph import ValidationGraph
from skillgraph.workspace import Contents, SourceFile, read

ROOT = Path(__file__).parents[2]
CASES = sorted((ROOT / "tests" / "shapes" / "cases").rglob("violates*.ttl"))
Report = set[tuple[str, ...]]


def report(data: rdflib.Graph, shapes: rdflib.Graph) -> Report:
    """Focus node, shape, constraint, value and message of every result; blank nodes by their kind only."""
    _, graph, _ = pyshacl.validate(
        data, shacl_graph=shapes, inference="none", advanced=False, meta_shacl=False, inplace=True, do_owl_imports=False
    )
    names = (SH.focusNode, SH.sourceShape, SH.sourceConstraint, SH.value, SH.resultMessage)
    return {
        tuple(shown(graph.value(result, name)) for name in names)
        for result in graph.subjects(RDF.type, SH.ValidationResult)
    }


def shown(node: rdflib.term.Node | None) -> str:
    """A term without what engines may write as they like: labels of blank nodes, zeros at a decimal's end."""
    return "_:" if isinstance(node, rdflib.BNode) else re.sub(r"(\.\d*?[1-9])0+\b", r"\1", str(node))


def plain(dataset: Dataset) -> rdflib.Graph:
    """A copy as an ordinary rdflib graph, which evaluates its queries itself."""
    graph = rdflib.Graph()
    graph.parse(data=dataset.union().dump_nquads(), format="nt")
    return graph


@pytest.fixture(scope="module")
def shapes() -> Dataset:
    dataset = Dataset()
    contents: Contents = read(ROOT)
    for parsed in parse_files(contents.turtle("shapes")):
        dataset.load(parsed.quads())
    return dataset.union()


@pytest.mark.slow
def test_the_engine_reports_what_rdflib_reports(snapshot: Built, shapes: Dataset) -> None:
    """Over the workspace with every violating case of the shapes' own tests poured into it."""
    spoilt = snapshot.closed.union()
    for parsed in parse_files(SourceFile(path.relative_to(ROOT).as_posix(), path.read_bytes()) for path in CASES):
        spoilt.load(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in parsed.quads())
    ours = report(ValidationGraph(spoilt), ValidationGraph(shapes))
    theirs = report(plain(spoilt), plain(shapes))
    assert ours == theirs
    assert len(CASES) >= 30
    assert len({shape for _, shape, *_ in ours}) >= 60
    assert len({constraint for _, _, constraint, *_ in ours if constraint != "None"}) >= 10


def test_the_shipped_workspace_conforms(snapshot: Built, shapes: Dataset) -> None:
    assert report(ValidationGraph(snapshot.closed), ValidationGraph(shapes)) == set()
