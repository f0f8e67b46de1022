"""Every shape has a case that conforms and one that makes it fire, as files under `cases/`.

The first lines of a `violates.ttl` list the expected results, one per line:
`# expect: sgsh:Task-number task:99`, which is the shape or constraint and the focus node, then the value
where a rule looks at many things at once. Only the shapes of the case's folder are run, and they have to report
exactly what is expected.
"""

import re
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from rdflib import OWL, RDF, RDFS, SH, Graph, URIRef
from rdflib.namespace import NamespaceManager
from rdflib.term import Node

ROOT = Path(__file__).parents[2]
CASES = Path(__file__).parent / "cases"
SHAPES_NS = "https://w3id.org/skillgraph/shapes#"
TERMS_NS = "https://w3id.org/skillgraph/ns#"
NUMBER_OF_SHAPES = 101

Finding = tuple[str, str, str]


@cache
def shapes() -> Graph:
    """All shapes as one graph."""
    graph = Graph()
    for file in sorted((ROOT / "shapes").rglob("*.ttl")):
        graph.parse(file)
    return graph


@cache
def ontology() -> Graph:
    """All modules of the ontology as one graph."""
    graph = Graph()
    for file in sorted((ROOT / "ontology").glob("*.ttl")):
        graph.parse(file)
    return graph


def folder_of(shape: Node) -> str:
    """The folder with the cases of a shape: `Task` for sgsh:Task and for sgsh:Task-number."""
    return str(shape).removeprefix(SHAPES_NS).partition("-")[0]


@cache
def named_shapes() -> set[Node]:
    """Node and property shapes."""
    kinds = (SH.NodeShape, SH.PropertyShape)
    return {shape for kind in kinds for shape in shapes().subjects(RDF.type, kind)}


@cache
def origins() -> set[Node]:
    """Whatever can be the origin of a result: shapes and the constraints written as queries."""
    return named_shapes() | set(shapes().subjects(RDF.type, SH.SPARQLConstraint))


def findings(file: Path, folder: str) -> set[Finding]:
    """What the shapes of a folder report about a file: origin, focus node and value, in prefixed form.

    Of the ontology only the subclass links are added, because classes find their instances through them.
    """
    data = Graph()
    data.parse(file)
    names = data.namespace_manager
    names.bind("sgsh", SHAPES_NS)
    for link in ontology().triples((None, RDFS.subClassOf, None)):
        data.add(link)
    _, report, _ = pyshacl.validate(
        data,
        shacl_graph=shapes(),
        use_shapes=[str(shape) for shape in named_shapes() if folder_of(shape) == folder],
        inference="none",
        advanced=False,
        meta_shacl=False,
        js=False,
    )
    found = set()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        origin = report.value(result, SH.sourceConstraint) or report.value(result, SH.sourceShape)
        if origin is not None and folder_of(origin) == folder:
            focus, value = report.value(result, SH.focusNode), report.value(result, SH.value)
            found.add((written(origin, names), written(focus, names), written(value, names)))
    return found


def written(node: Node | None, names: NamespaceManager) -> str:
    """A node as a case file writes it: a prefixed name or a plain text; empty if there is none."""
    if isinstance(node, URIRef):
        return node.n3(names)
    return "" if node is None else str(node)


def expected(file: Path) -> list[list[str]]:
    """The expectations in the first lines of a case: origin, focus node and perhaps value."""
    return [line.split() for line in re.findall(r"^# expect: (.+)$", file.read_text(), re.M)]


FOLDERS = sorted(folder.name for folder in CASES.iterdir() if folder.is_dir())


def test_number_of_cases() -> None:
    assert len(FOLDERS) == NUMBER_OF_SHAPES


def test_every_node_shape_has_a_folder() -> None:
    assert {folder_of(shape) for shape in shapes().subjects(RDF.type, SH.NodeShape)} == set(FOLDERS)


def test_every_named_shape_belongs_to_a_folder() -> None:
    assert {folder_of(shape) for shape in origins()} == set(FOLDERS)


def test_every_class_has_a_shape() -> None:
    targets = set(shapes().objects(None, SH.targetClass))
    classes = [term for term in ontology().subjects(RDF.type, OWL.Class) if str(term).startswith(TERMS_NS)]
    assert len(classes) > 70
    for term in classes:
        assert targets & set(ontology().transitive_objects(term, RDFS.subClassOf)), term


def test_every_message_is_a_sentence_for_the_curator() -> None:
    checked = 0
    for shape in origins():
        for message in shapes().objects(shape, SH.message):
            checked += 1
            assert re.fullmatch(r"([A-Z]|\{\?).+[.]", str(message)), message
            assert not re.search(r"https?:|\b(sg|sgsh|skos|prov):", str(message)), message
            variables = set(re.findall(r"\{\?(\w+)\}", str(message)))
            query = str(shapes().value(shape, SH.select))
            assert variables <= set(re.findall(r"[?$](\w+)", query)), message
    assert checked > 200


@pytest.mark.parametrize("folder", FOLDERS)
def test_conforms(folder: str) -> None:
    assert findings(CASES / folder / "conforms.ttl", folder) == set()


@pytest.mark.parametrize("folder", FOLDERS)
def test_violates(folder: str) -> None:
    file = CASES / folder / "violates.ttl"
    found = findings(file, folder)
    wanted = expected(file)
    assert wanted, "nothing expected"
    for words in wanted:
        assert any(list(finding[: len(words)]) == words for finding in found), (words, found)
    for finding in found:
        assert any(list(finding[: len(words)]) == words for words in wanted), finding


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_part_of_a_shape_fires(folder: str) -> None:
    wanted = {words[0] for words in expected(CASES / folder / "violates.ttl")}
    for shape in origins():
        if folder_of(shape) == folder and shapes().value(shape, SH.message) is not None:
            assert f"sgsh:{str(shape).removeprefix(SHAPES_NS)}" in wanted, shape
