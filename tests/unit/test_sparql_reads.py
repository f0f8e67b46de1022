"""What a query may read, told from its text: what it does not name changes none of its answers."""

from __future__ import annotations

import pytest

from skillgraph.engine import Dataset
from skillgraph.snapshot.builder import rules_of
from skillgraph.sparql.reads import names_read
from skillgraph.workspace import Contents

A, RDF = "http://a/", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
LISTS = {f"{RDF}first", f"{RDF}rest"}
DATA = f"""
<{A}1> <{A}p> <{A}2> . <{A}2> <{A}p> <{A}3> . <{A}1> <{A}q> "x" . <{A}2> <{A}r> 3 . <{A}1> <{RDF}type> <{A}C> .
<{A}2> <{RDF}type> <{A}D> . <{A}3> <{A}list> <{A}l> . <{A}l> <{RDF}first> 1 . <{A}l> <{RDF}rest> <{RDF}nil> .
"""
MORE = [  # one or two triples for each name
    f"<{A}3> <{A}p> <{A}1>",
    f"<{A}3> <{A}q> 'y'",
    f"<{A}3> <{A}r> 4",
    f"<{A}1> <{A}r> <{A}2>",
    f"<{A}3> <{A}s> <{A}1>",
    f"<{A}1> <{A}s> <{A}2>",
    f"<{A}3> <{RDF}type> <{A}C>",
    f"<{A}3> <{RDF}type> <{A}D>",
    f"<{A}9> <{RDF}type> <{A}E>",
    f"<{A}1> <{A}list> <{A}l>",
]
NAMED = {
    "?x a:p ?y": "p",
    "?x a:p/a:q ?y": "pq",
    "?x (a:p|^a:r)+ ?y": "pr",
    "?x a a:C ; a:q ?y": "Cq",
    "?x a a:C , a:D": "CD",
    f"?x <{RDF}type> a:D . ?y a:p ?x": "Dp",
    "?x a:p ?y OPTIONAL { ?y a:r ?z }": "pr",
    "?x a:p ?y FILTER(?x != ?y) ?y a:r ?z": "pr",
    "?x a:p ?y FILTER NOT EXISTS { ?y a:r ?z }": "pr",
    "?x a:p ?y MINUS { ?y a a:C }": "pC",
    "{ ?x a:p ?y } UNION { ?x a:q ?y }": "pq",
    "?x a:p [ a:r ?y ]": "pr",
    "?x a:list (1)": "list",
    "VALUES ?t { a:C a:D } ?x a ?t": "CD",
    "?x a ?t . VALUES ?t { a:C }": "C",
    "VALUES (?x ?y) { (a:1 a:2) } ?x a:p ?y": "p12",
    "BIND(a:1 AS ?x) ?x a:p ?y": "p1",
    "?x a:r ?y BIND(?y - 1 AS ?z) FILTER(?y + 1 > -1)": "r",
    "{ SELECT ?x ?y (COUNT(?w) AS ?n) { ?x a:p ?y , ?w } GROUP BY ?x ?y HAVING (COUNT(?w) > 0) } ?x a:q ?z": "pq",
    "?x a:p ?y . FILTER(!BOUND(?z) && !(?x = ?y))": None,
    "?x a:p ?y . FILTER(!BOUND(?z))": "p",
    "?x a:p ?y # ?s ?p ?o\n": "p",
    "?x a:q '?s ?p ?o . a:r'": "q",
}
OPEN = [
    "?x ?p ?y",
    "?x a:q ?z ; ?p ?y",
    "[ ?p ?y ] a:q ?x",
    "?x ?p -1",
    "?x ?p +.5",
    "?x ?p 'y'@en",
    "?x ?p true",
    "?x ?p _:y",
    "_:x ?p []",
    "a:x ?p (1)",
    "(1) ?p ?y",
    "?x a ?t",
    "?x a a:C , ?t",
    "?x a/a:p ?y",
    "?x ^a ?y",
    "?x !a:p ?y",
    "?x !(a:p|^a:q) ?y",
    "?x !a ?y",
    "?x a:p* ?y",
    "?x a:p? ?y",
    "?x (a:p)? ?y",
    "GRAPH ?g { ?x a:p ?y }",
    "?x b:p ?y",
    "?x <p> ?y",
    "?x a:p\\-q ?y",
    "<<?x a:p ?y>> a:q ?z",
    "?x a:p ?y {| a:q ?z |}",
    "?x a:p ?y ~ ?r",
    "{ ?x a ?t } UNION { VALUES ?t { a:C } }",
    "{ SELECT (COUNT(?t) AS ?n) { ?x a ?t } } VALUES ?t { a:C }",
    "?x a ?t VALUES ?t { a:C UNDEF }",
]


def query(pattern: str) -> str:
    return f"PREFIX a: <{A}> SELECT * WHERE {{ {pattern} }}"


@pytest.mark.parametrize("pattern", NAMED)
def test_names_are_found(pattern: str) -> None:
    names = names_read(query(pattern))
    expected = NAMED[pattern]
    if expected is None:
        assert names is None
        return
    parts = [expected] if expected == "list" else list(expected)
    assert names == {f"<{iri}>" for iri in LISTS} | {f"<{A}{part}>" for part in parts}


@pytest.mark.parametrize("pattern", OPEN)
def test_what_may_match_anything_is_said_so(pattern: str) -> None:
    assert names_read(query(pattern)) is None


def test_other_forms_of_queries() -> None:
    text = f"PREFIX a: <{A}> CONSTRUCT {{ ?x ?p a:none }} WHERE {{ ?x a:p ?p }}"
    assert names_read(text) == {f"<{iri}>" for iri in (*LISTS, f"{A}p")}
    assert names_read(f"ASK {{ ?x <{A}p> ?y }}") == {f"<{iri}>" for iri in (*LISTS, f"{A}p")}
    assert names_read(f"ASK FROM <{A}g> {{ ?x <{A}p> ?y }}") is None
    assert names_read(f"DESCRIBE <{A}1>") is None
    assert names_read("") == {f"<{iri}>" for iri in LISTS}


@pytest.mark.parametrize("pattern", NAMED)
def test_what_is_not_named_changes_no_answer(pattern: str) -> None:
    names = names_read(query(pattern))
    answers = []
    for more in ([], [line for line in MORE if names is not None and not _is_named(line, names)]):
        dataset = Dataset()
        dataset.update(f"INSERT DATA {{ {DATA} {' . '.join(more)} }}")
        answers.append(sorted(dataset.engine().select(query(pattern)).rows, key=str))
    assert answers[0] == answers[1]


def _is_named(line: str, names: frozenset[str]) -> bool:
    _, predicate, value = line.split(" ", 2)
    return (value if predicate == f"<{RDF}type>" else predicate) in names


def test_every_rule_of_the_shipped_workspace_names_what_it_reads(contents: Contents) -> None:
    """A large workspace gives a rule only what it reads."""
    assert [rule.name for rule in rules_of(contents) if names_read(rule.query) is None] == []
