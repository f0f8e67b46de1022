"""What breaks an axiom is found, and the offender is named."""

from __future__ import annotations

import pytest

from skillgraph.engine import Dataset
from skillgraph.errors import WorkspaceError
from skillgraph.reason import Clashes, close, closure, compile_axioms, find_clashes
from skillgraph.terms import ID, NS, OWL, RDFS, compact, serialise
from skillgraph.turtle import parse_document

PREFIXES = f"@prefix owl: <{OWL}> . @prefix rdfs: <{RDFS}> . @prefix : <{ID}task/> . @prefix sg: <{NS}> .\n"

# name: axioms, statements that break them, statements that do not, who is named and how.
CLASHES: dict[str, tuple[str, str, str, dict[str, str]]] = {
    "functional": (
        "sg:p a owl:FunctionalProperty .",
        ":x sg:p :y , :z .",
        ":x sg:p :y . :w sg:p :y .",
        {"task:x": "has two values of sg:p, which allows one"},
    ),
    "functional with numbers": (
        "sg:p a owl:FunctionalProperty .",
        ":x sg:p 1 , 2 .",
        ":x sg:p 1 .",
        {"task:x": "has two values of sg:p, which allows one"},
    ),
    "functional with languages": (
        "sg:p a owl:FunctionalProperty .",
        ":x sg:p 'a'@en , 'a'@de .",
        ":x sg:p 'a'@en , 'a'@en .",
        {"task:x": "has two values of sg:p, which allows one"},
    ),
    "range of an intersection": (
        "sg:p rdfs:range [ owl:intersectionOf ( sg:A sg:B ) ] ."
        " sg:A owl:disjointWith sg:C . sg:B owl:disjointWith sg:D .",
        ":x sg:p :y , :z . :y a sg:C . :z a sg:D .",
        ":x sg:p :y . :x a sg:C , sg:D .",
        {
            "task:y": "is both sg:A and sg:C, which nothing can be",
            "task:z": "is both sg:B and sg:D, which nothing can be",
        },
    ),
    "functional after closing": (
        "sg:p a owl:FunctionalProperty . sg:q rdfs:subPropertyOf sg:p .",
        ":x sg:p :y ; sg:q :z .",
        ":x sg:p :y ; sg:q :y .",
        {"task:x": "has two values of sg:p, which allows one"},
    ),
    "inverse functional": (
        "sg:p a owl:InverseFunctionalProperty .",
        ":x sg:p :z . :y sg:p :z .",
        ":x sg:p :y , :z .",
        {"task:y": "shares its value of sg:p, which belongs to one thing only"},
    ),
    "irreflexive": (
        "sg:p a owl:IrreflexiveProperty .",
        ":x sg:p :x .",
        ":x sg:p :y .",
        {"task:x": "stands in sg:p to itself"},
    ),
    "asymmetric": (
        "sg:p a owl:AsymmetricProperty .",
        ":x sg:p :y . :y sg:p :x .",
        ":x sg:p :y .",
        {"task:x": "stands in sg:p both ways", "task:y": "stands in sg:p both ways"},
    ),
    "key": (
        "sg:A owl:hasKey ( sg:p ) .",
        ":x a sg:A ; sg:p 1 . :y a sg:A ; sg:p 1 .",
        ":x a sg:A ; sg:p 1 . :y a sg:A ; sg:p 2 . :z sg:p 1 .",
        {"task:y": "has the same sg:p as another sg:A"},
    ),
    "key of two": (
        "sg:A owl:hasKey ( sg:p sg:q ) .",
        ":x a sg:A ; sg:p :u ; sg:q :v . :y a sg:A ; sg:p :u ; sg:q :v .",
        ":x a sg:A ; sg:p :u ; sg:q :v . :y a sg:A ; sg:p :u ; sg:q :w .",
        {"task:y": "has the same sg:p and sg:q as another sg:A"},
    ),
    "disjoint": (
        "sg:A owl:disjointWith sg:B .",
        ":x a sg:A , sg:B .",
        ":x a sg:A . :y a sg:B .",
        {"task:x": "is both sg:A and sg:B, which nothing can be"},
    ),
    "disjoint after closing": (
        "sg:A owl:disjointWith sg:B . sg:C rdfs:subClassOf sg:B .",
        ":x a sg:A , sg:C .",
        ":x a sg:C .",
        {"task:x": "is both sg:A and sg:B, which nothing can be"},
    ),
    "disjoint with an expression": (
        "sg:A owl:disjointWith [ a owl:Class ; owl:unionOf ( sg:B sg:C ) ] .",
        ":x a sg:A , sg:C .",
        ":x a sg:A . :y a sg:B , sg:C .",
        {"task:x": "is both sg:A and (expression), which nothing can be"},
    ),
    "all disjoint": (
        "[] a owl:AllDisjointClasses ; owl:members ( sg:A sg:B sg:C ) .",
        ":x a sg:B , sg:C . :y a sg:A , sg:C .",
        ":x a sg:A . :y a sg:B . :z a sg:C .",
        {
            "task:x": "is both sg:B and sg:C, which nothing can be",
            "task:y": "is both sg:A and sg:C, which nothing can be",
        },
    ),
}


def dataset(turtle: str) -> Dataset:
    document = parse_document(PREFIXES + turtle, ID)
    assert document.problems == ()
    triples = ((t.subject, t.predicate, t.object) for t in document.triples)
    found = Dataset()
    found.load_nquads("".join(f"{' '.join(map(serialise, triple))} .\n" for triple in triples).encode())
    return found


def clashes(axioms: str, statements: str) -> dict[str, str]:
    rules = compile_axioms(dataset(axioms).engine())
    closed = dataset(axioms + statements)
    close(closed, rules)
    return {compact(clash.focus): clash.message for clash in find_clashes(closed, rules)}


@pytest.mark.parametrize("name", CLASHES)
def test_a_clash_is_found(name: str) -> None:
    axioms, wrong, _, expected = CLASHES[name]
    assert clashes(axioms, wrong) == expected


@pytest.mark.parametrize("name", CLASHES)
def test_what_is_right_is_left_alone(name: str) -> None:
    axioms, _, right, _ = CLASHES[name]
    assert clashes(axioms, right) == {}


def test_closing_again_adds_nothing() -> None:
    text = "sg:p a owl:TransitiveProperty . :w sg:p :x . :x sg:p :y . :y sg:p :z ."
    closed, rules = dataset(text), compile_axioms(dataset(text).engine())
    close(closed, rules)
    assert len(closed) == 7
    close(closed, rules)
    assert len(closed) == 7


@pytest.mark.parametrize(
    "axioms",
    [
        "sg:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty sg:p ; owl:someValuesFrom sg:B ] .",
        "sg:A owl:equivalentClass [ a owl:Class ; owl:unionOf ( sg:B sg:C ) ] .",
        "[ a owl:Class ; owl:complementOf sg:B ] rdfs:subClassOf sg:A .",
        "sg:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty [ owl:inverseOf sg:p ] ; owl:hasValue :x ] .",
    ],
)
def test_an_axiom_that_the_rules_do_not_know_is_refused(axioms: str) -> None:
    with pytest.raises(WorkspaceError, match=r"ontology/annex/"):
        compile_axioms(dataset(axioms).engine())


def test_an_inverse_may_stand_in_an_axiom() -> None:
    axioms = """
    [ a owl:Restriction ; owl:onProperty [ owl:inverseOf sg:p ] ; owl:someValuesFrom sg:A ] rdfs:subClassOf sg:B .
    sg:r owl:propertyChainAxiom ( sg:p [ owl:inverseOf sg:p ] ) .
    """
    closed = dataset(axioms + ":x sg:p :y ; a sg:A . :z sg:p :y .")
    close(closed, compile_axioms(dataset(axioms).engine()))
    rows = closed.engine().select("SELECT ?s ?o WHERE { ?s a sg:B . ?s ^sg:p ?o } ORDER BY ?o").rows
    assert [(compact(str(s)), compact(str(o))) for s, o in rows] == [("task:y", "task:x"), ("task:y", "task:z")]
    rows = closed.engine().select("SELECT ?s ?o WHERE { ?s sg:r ?o }").rows
    assert len(rows) == 4


def test_one_state_after_another_has_the_clashes_that_each_has_alone() -> None:
    memory = Clashes()
    for axioms, wrong, right, expected in CLASHES.values():
        rules = compile_axioms(dataset(axioms).engine())
        for statements, found in ((wrong, expected), (right, {}), (right, {}), (wrong, expected)):
            closed = dataset(axioms + statements)
            close(closed, rules)
            assert {compact(clash.focus): clash.message for clash in memory.find(closed, rules)} == found


def test_a_check_is_made_again_only_where_it_may_find_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    axioms = "sg:A owl:disjointWith sg:B . sg:p a owl:FunctionalProperty . @prefix task: <https://x/> ."
    rules = compile_axioms(dataset(axioms).engine())
    memory, asked = Clashes(), list[str]()
    offenders = closure._offenders
    monkeypatch.setattr(closure, "_offenders", lambda *what: (asked.append(what[1].message), offenders(*what))[1])
    counts = []
    for more in ("task:x a sg:A .", "task:x a sg:A ; sg:other 1 .", "task:x a sg:A , sg:B .", "task:x sg:p 1 , 2 ."):
        asked.clear()
        list(memory.find(dataset(axioms + more), rules))
        counts.append(len(asked))
    assert counts[0] == len(rules.checks) > 1
    assert counts[1] == 0
    assert 0 < counts[2] < counts[0]
