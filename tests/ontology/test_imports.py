"""The modules hang together: one header each, imports that reach everything and never turn back."""

from __future__ import annotations

from graphlib import TopologicalSorter

import pytest

from skillgraph.reason.axioms import Triple
from skillgraph.terms import OWL, RDF, RDF_TYPE, Iri, compact

Modules = dict[str, list[Triple]]
Declared = dict[str, dict[str, set[str]]]
BASE = "https://w3id.org/skillgraph/ns"


def values(triples: list[Triple], predicate: str) -> set[tuple[str, str]]:
    return {(str(s), str(o)) for s, p, o in triples if p.value == predicate}


@pytest.fixture(scope="module")
def iris(modules: Modules) -> dict[str, str]:
    """The IRI of each module's ontology, by the path of its file."""
    found = {
        path: [s for s, o in values(triples, RDF_TYPE) if o == OWL + "Ontology"] for path, triples in modules.items()
    }
    assert all(len(headers) == 1 for headers in found.values()), found
    return {path: headers[0] for path, headers in found.items()}


@pytest.fixture(scope="module")
def imports(modules: Modules, iris: dict[str, str]) -> dict[str, set[str]]:
    """Which files each file imports directly."""
    paths = {iri: path for path, iri in iris.items()}
    return {path: {paths[iri] for _, iri in values(triples, OWL + "imports")} for path, triples in modules.items()}


def closure(imports: dict[str, set[str]], path: str) -> set[str]:
    return {path}.union(*(closure(imports, other) for other in imports[path]))


def test_a_module_is_named_after_its_file(iris: dict[str, str]) -> None:
    for path, iri in iris.items():
        stem = path.removeprefix("ontology/").removesuffix(".ttl")
        assert iri == (BASE if stem == "skillgraph" else f"{BASE}/{stem}")


def test_a_version_belongs_to_its_module(modules: Modules, iris: dict[str, str]) -> None:
    for path, triples in modules.items():
        (version,) = (o for s, o in values(triples, OWL + "versionInfo") if s == iris[path])
        assert values(triples, OWL + "versionIRI") == {(iris[path], f"{iris[path]}/{version}")}


def test_imports_never_turn_back(imports: dict[str, set[str]]) -> None:
    assert len(list(TopologicalSorter(imports).static_order())) == len(imports)


def test_the_umbrella_reaches_all_but_annex_and_alignments(imports: dict[str, set[str]]) -> None:
    apart = {path for path in imports if path.startswith(("ontology/annex/", "ontology/align/"))}
    assert len(apart) >= 2
    assert closure(imports, "ontology/skillgraph.ttl") == set(imports) - apart


def test_the_umbrella_only_imports(modules: Modules, iris: dict[str, str]) -> None:
    assert {str(s) for s, _, _ in modules["ontology/skillgraph.ttl"]} == {iris["ontology/skillgraph.ttl"]}


def test_an_axiom_uses_what_its_module_imports(
    modules: Modules, imports: dict[str, set[str]], declared: Declared
) -> None:
    """Hints are no axioms: they may point to terms of modules that come later."""
    missing = {
        (path, compact(str(term)))
        for path, triples in modules.items()
        for s, p, o in triples
        if p.value.startswith((OWL, RDF, "http://www.w3.org/2000/01/rdf-schema#"))
        for term in (s, o)
        if isinstance(term, Iri) and term.value in declared and not closure(imports, path) & set(declared[term.value])
    }
    assert missing == set()
