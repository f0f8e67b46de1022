"""Small workspaces, written into a temporary folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from skillgraph.describe import Served
from skillgraph.engine import InProcess
from skillgraph.queries import Catalogue
from skillgraph.snapshot.builder import build
from skillgraph.workspace import PARTS, Contents, read

MakeWorkspace = Callable[..., Path]


@pytest.fixture
def make_workspace(tmp_path: Path) -> MakeWorkspace:
    """Writes a workspace: four folders and the given files, text or bytes by relative path."""

    def make(files: Mapping[str, str | bytes], name: str = "workspace") -> Path:
        root = tmp_path / name
        for part in PARTS:
            (root / part).mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        return root

    return make


@pytest.fixture
def make_contents(make_workspace: MakeWorkspace) -> Callable[..., Contents]:
    """The same, read."""

    def make(files: Mapping[str, str | bytes], name: str = "workspace") -> Contents:
        return read(make_workspace(files, name))

    return make


@pytest.fixture
def small() -> dict[str, str]:
    """A workspace with one class above another, one rule, one inverse, one shape and two things."""
    return dict(SMALL)


PREFIXES = """@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sg: <https://w3id.org/skillgraph/ns#> .
@prefix sgsh: <https://w3id.org/skillgraph/shapes#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix task: <https://w3id.org/skillgraph/id/task/> .
"""
SMALL = {
    "ontology/core.ttl": f"""{PREFIXES}
sg:ServiceTask rdfs:subClassOf sg:Activity .
sg:before owl:inverseOf sg:after .
sg:number a owl:FunctionalProperty .
sg:Big owl:equivalentClass [ owl:intersectionOf ( sg:ServiceTask sg:Counted ) ] .
""",
    "ontology/annex/dl.ttl": f"{PREFIXES}\nsg:ServiceTask rdfs:subClassOf sg:OnlyInDl .\n",
    "ontology/rules/10-counted.rq": """#+ summary: What has a number is counted.
#+ stage: before
CONSTRUCT { ?thing a sg:Counted } WHERE { ?thing sg:number ?number }
""",
    "ontology/rules/20-second.rq": """#+ summary: What comes after something is second.
#+ stage: after
CONSTRUCT { ?thing a sg:Second } WHERE { ?thing sg:after ?other }
""",
    "shapes/task.ttl": f"""{PREFIXES}
sgsh:Task a sh:NodeShape ;
    sh:targetClass sg:ServiceTask ;
    sh:property sgsh:Task-number .
sgsh:Task-number a sh:PropertyShape ;
    sh:path sg:number ;
    sh:minCount 1 ;
    sh:message "A task has a number."@en .
sgsh:Task-late a sh:NodeShape ;
    sh:targetClass sg:ServiceTask ;
    sh:severity sh:Warning ;
    sh:sparql sgsh:Task-late-rule .
sgsh:Task-late-rule a sh:SPARQLConstraint ;
    sh:message "A number is below 40."@en ;
    sh:select "SELECT $this ?value WHERE {{ $this sg:number ?value FILTER(?value >= 40) }}" .
""",
    "data/seed/one.ttl": f"{PREFIXES}\ntask:1 a sg:ServiceTask ;\n    sg:number 1 ;\n    sg:before task:2 .\n",
    "data/example/two.ttl": f"{PREFIXES}\ntask:2 a sg:ServiceTask ;\n    sg:number 2 .\n",
}


@pytest.fixture(scope="session")
def served(contents: Contents, snapshot_engine: InProcess) -> Served:
    """The repository's own dataset and queries, served at an address that nobody has."""
    return Served(snapshot_engine, Catalogue(contents), "https://example.org/kg", "0123456789abcdef")


@pytest.fixture
def make_engine() -> Callable[[Contents], InProcess]:
    """The dataset of a workspace, as an engine."""
    return lambda contents: build(contents).dataset.engine()
