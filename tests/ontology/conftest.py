"""The shipped workspace as plain triples, and what HermiT says of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from skillgraph.reason.axioms import DECLARATIONS, Triple
from skillgraph.reason.dl import DLReport, classify
from skillgraph.terms import RDF_TYPE, Iri
from skillgraph.turtle import parse_files
from skillgraph.workspace import Contents, SourceFile, read

ROOT = Path(__file__).parents[2]


def triples_of(files: Iterable[SourceFile]) -> list[Triple]:
    """All triples of some Turtle files, each once."""
    found = ((t.subject, t.predicate, t.object) for file in parse_files(files) for t in file.document.triples)
    return list(dict.fromkeys(found))


@pytest.fixture(scope="session")
def contents() -> Contents:
    """The files of the workspace."""
    return read(ROOT)


@pytest.fixture(scope="session")
def modules(contents: Contents) -> dict[str, list[Triple]]:
    """The triples of each file below ontology/, by its path."""
    return {file.path: triples_of([file]) for file in contents.turtle("ontology")}


@pytest.fixture(scope="session")
def ontology(modules: dict[str, list[Triple]]) -> list[Triple]:
    """The ontology as a snapshot reasons with it: without the annex."""
    return [t for path, triples in modules.items() if "/annex/" not in path for t in triples]


@pytest.fixture(scope="session")
def annex(modules: dict[str, list[Triple]]) -> list[Triple]:
    """What only the DL reasoner reads."""
    return [t for path, triples in modules.items() if "/annex/" in path for t in triples]


@pytest.fixture(scope="session")
def data(contents: Contents) -> list[Triple]:
    """All statements of all layers."""
    return triples_of(contents.turtle("data"))


@pytest.fixture(scope="session")
def declared(modules: dict[str, list[Triple]]) -> dict[str, dict[str, set[str]]]:
    """For each declared term, the modules that declare it and as what."""
    found: dict[str, dict[str, set[str]]] = {}
    for path, triples in modules.items():
        for subject, predicate, value in triples:
            if predicate.value == RDF_TYPE and str(value) in DECLARATIONS and isinstance(subject, Iri):
                found.setdefault(subject.value, {}).setdefault(path, set()).add(DECLARATIONS[str(value)])
    return found


@pytest.fixture(scope="session")
def java() -> str:
    """The Java program. Without one the test is skipped, but where CI runs it fails."""
    found = shutil.which("java")
    if found is None and os.environ.get("CI") == "true":
        pytest.fail("HermiT needs Java, and this machine has none.")
    if found is None:
        pytest.skip("HermiT needs Java, and this machine has none.")
    return found


@pytest.fixture(scope="session")
def report(ontology: list[Triple], annex: list[Triple], data: list[Triple], java: str) -> DLReport:
    """What HermiT says of the whole workspace."""
    return classify([*ontology, *annex, *data], java=java, timeout_s=300)
