"""Every term of the vocabulary is declared once, named and explained; nothing else is used anywhere."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from skillgraph.reason.axioms import Triple
from skillgraph.terms import (
    GRAPH,
    ID,
    NS,
    OWL,
    RDF,
    RDF_TYPE,
    RDFS,
    SH,
    SKOS,
    VOCABULARIES,
    XSD,
    Iri,
    Literal,
    compact,
    expand,
)
from skillgraph.workspace import Contents

Modules = dict[str, list[Triple]]
Declared = dict[str, dict[str, set[str]]]
REUSED = "ontology/reused.ttl"
BUILT_IN = (RDF, RDFS, OWL, XSD, SH)
MATCHES = {SKOS + name for name in ("closeMatch", "exactMatch", "relatedMatch")}
SCHEMA = "http://schema.org/"
OBS_STATUS = VOCABULARIES["sdmx-code"] + "obsStatus-"  # members of a code list, not terms


@pytest.fixture(scope="module")
def own(declared: Declared) -> list[str]:
    """The terms of our own namespace."""
    return sorted(term for term in declared if term.startswith(NS))


@pytest.fixture(scope="module")
def said(modules: Modules) -> dict[tuple[str, str], list[Literal | Iri]]:
    """All values in the ontology by subject and predicate."""
    found: dict[tuple[str, str], list[Literal | Iri]] = {}
    for triples in modules.values():
        for s, p, o in triples:
            if isinstance(s, Iri) and isinstance(o, Literal | Iri):
                found.setdefault((s.value, p.value), []).append(o)
    return found


def used(triples: list[Triple]) -> set[str]:
    """Terms used as terms: predicates, types, and whatever stands in an axiom or a hint."""
    found = set()
    for s, p, o in triples:
        found.add(p.value)
        in_axiom = p.value.startswith((RDF, RDFS, OWL, SCHEMA))
        if in_axiom and p.value not in (RDFS + "isDefinedBy", OWL + "imports", OWL + "versionIRI"):
            found |= {term.value for term in (s, o) if isinstance(term, Iri)}
    return {iri for iri in found if not iri.startswith((ID, GRAPH, NS.rstrip("#") + "/", *BUILT_IN))} - {NS.rstrip("#")}


def test_the_vocabulary_is_found(declared: Declared, own: list[str]) -> None:
    kinds = Counter(kind for term in own for kind in set().union(*declared[term].values()))
    assert kinds["class"] >= 76
    assert kinds["object property"] >= 87
    assert kinds["data property"] >= 29
    assert len([term for term in declared if not term.startswith(NS)]) >= 80


def test_a_term_is_declared_in_one_module_as_one_thing(declared: Declared) -> None:
    assert {term: where for term, where in declared.items() if len(where) > 1} == {}
    assert {term: where for term, where in declared.items() if any(len(kinds) > 1 for kinds in where.values())} == {}


def test_own_terms_and_foreign_terms_are_kept_apart(declared: Declared) -> None:
    for term, where in declared.items():
        assert term.startswith(NS) != (REUSED in where), f"{term} is declared in {where}"


def test_a_term_has_one_english_label(own: list[str], said: dict[tuple[str, str], list[Literal]]) -> None:
    for term in own:
        labels = said.get((term, RDFS + "label"), [])
        assert [label.language for label in labels] == ["en"], compact(term)


def test_a_term_has_one_definition_of_one_sentence(own: list[str], said: dict[tuple[str, str], list[Literal]]) -> None:
    for term in own:
        definitions = said.get((term, SKOS + "definition"), [])
        assert [text.language for text in definitions] == ["en"], compact(term)
        assert definitions[0].value.endswith("."), compact(term)
        assert not re.search(r"[.!?]\s+[A-Z]", definitions[0].value), compact(term)


def test_a_definition_does_not_repeat_the_label(own: list[str], said: dict[tuple[str, str], list[Literal]]) -> None:
    repeated = {}
    for term in own:
        label, definition = said[term, RDFS + "label"][0].value, said[term, SKOS + "definition"][0].value
        if re.search(rf"\b{re.escape(label)}\b", definition, re.IGNORECASE):
            repeated[compact(term)] = definition
    assert repeated == {}


def test_no_two_definitions_are_the_same(own: list[str], said: dict[tuple[str, str], list[Literal]]) -> None:
    texts = Counter(said[term, SKOS + "definition"][0].value for term in own)
    assert [text for text, count in texts.items() if count > 1] == []


def test_a_term_names_the_module_that_declares_it(
    declared: Declared, own: list[str], said: dict[tuple[str, str], list[Iri]]
) -> None:
    for term in own:
        (path,) = declared[term]
        module = NS.rstrip("#") + "/" + path.removeprefix("ontology/").removesuffix(".ttl")
        assert [str(iri) for iri in said.get((term, RDFS + "isDefinedBy"), [])] == [module], compact(term)


def test_a_property_hints_at_its_subjects(
    declared: Declared, own: list[str], said: dict[tuple[str, str], list[Iri]]
) -> None:
    """Hints point to classes, and to datatypes on the right of a data property."""
    for term in own:
        kinds = set().union(*declared[term].values())
        for value in said.get((term, SCHEMA + "domainIncludes"), []):
            assert declared[str(value)], f"{compact(term)}: {value}"
        for value in said.get((term, SCHEMA + "rangeIncludes"), []):
            assert str(value).startswith(XSD) == ("data property" in kinds), f"{compact(term)}: {value}"


def test_every_term_used_in_the_ontology_is_declared(modules: Modules, declared: Declared) -> None:
    missing = {(path, compact(iri)) for path, triples in modules.items() for iri in used(triples) - set(declared)}
    assert missing == set()


def test_every_term_used_in_the_data_is_declared(data: list[Triple], declared: Declared) -> None:
    assert len(data) >= 8000
    assert {compact(iri) for iri in used(data) - set(declared)} == set()


def test_a_value_from_another_vocabulary_is_known(modules: Modules, data: list[Triple], declared: Declared) -> None:
    """Values that are terms of a vocabulary are declared too; alignments alone point beyond what is declared."""
    everything = [*data, *(triple for triples in modules.values() for triple in triples)]
    namespaces = tuple(iri for prefix, iri in VOCABULARIES.items() if prefix not in ("rdf", "rdfs", "owl", "xsd", "sh"))
    beyond = {
        o.value
        for s, p, o in everything
        if isinstance(o, Iri) and o.value.startswith(namespaces) and o.value not in declared and p.value not in MATCHES
    }
    assert {compact(iri) for iri in beyond if not iri.startswith(OBS_STATUS)} == set()


def test_every_term_used_in_a_rule_is_declared(contents: Contents, declared: Declared) -> None:
    rules = list(contents.text("ontology", ".rq"))
    assert len(rules) >= 7
    for rule in rules:
        names = set(re.findall(r"(?<![\w:<])([a-z-]+:[A-Za-z]\w*)", _without_header(rule.content.decode())))
        iris = {expand(name) or name for name in names}
        unknown = {iri for iri in iris if iri not in declared and not iri.startswith(ID)}
        assert unknown == set(), rule.path


def _without_header(query: str) -> str:
    return "\n".join(line for line in query.splitlines() if not line.startswith("#"))


def test_members_of_code_lists_are_explained(modules: Modules, declared: Declared) -> None:
    triples = modules["ontology/codes.ttl"]
    members = {s.value for s, p, o in triples if str(o) == OWL + "NamedIndividual" and isinstance(s, Iri)}
    assert len(members) >= 27
    for member in members:
        about = [(p.value, o) for s, p, o in triples if str(s) == member]
        for predicate in (SKOS + "prefLabel", SKOS + "definition"):
            assert [o.language for p, o in about if p == predicate] == ["en"], compact(member)
        classes = [str(o) for p, o in about if p == RDF_TYPE and str(o) != OWL + "NamedIndividual"]
        assert len(classes) == 1, compact(member)
        assert {"class"} in declared[classes[0]].values()
