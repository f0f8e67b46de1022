"""Every module stays in OWL 2 RL, so that the snapshot's rules lose nothing; the annex is there because it does not."""

from __future__ import annotations

from skillgraph.reason.axioms import Triple
from skillgraph.reason.profile import violations

Modules = dict[str, list[Triple]]


def test_the_modules_are_found(modules: Modules) -> None:
    assert len(modules) >= 15
    assert {"ontology/skillgraph.ttl", "ontology/reused.ttl", "ontology/annex/dl.ttl"} <= set(modules)


def test_every_module_is_in_the_profile(modules: Modules, ontology: list[Triple]) -> None:
    found = {path: violations(modules[path], ontology) for path in modules if "/annex/" not in path}
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_the_annex_is_not(annex: list[Triple], ontology: list[Triple]) -> None:
    found = {(wrong.subject, wrong.axiom) for wrong in violations(annex, ontology)}
    assert ("sg:LeadershipTask", "rdfs:subClassOf") in found
    assert ("sg:UndecidedSource", "rdfs:subClassOf") in found
    assert ("sg:Level", "owl:equivalentClass") in found


def test_the_annex_respects_simple_roles(annex: list[Triple], ontology: list[Triple]) -> None:
    assert [wrong for wrong in violations(annex, ontology) if "simple" in wrong.reason or "order" in wrong.reason] == []


def test_the_data_is_in_the_profile_but_for_dates(data: list[Triple], ontology: list[Triple]) -> None:
    reasons = {wrong.reason for wrong in violations(data, ontology)}
    assert reasons <= {"xsd:date is not a datatype of OWL 2 RL"}
