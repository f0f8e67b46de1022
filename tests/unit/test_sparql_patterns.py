"""The patterns of plain queries, and those that are not read."""

from __future__ import annotations

import pytest

from skillgraph.sparql.patterns import Pattern, read_patterns
from skillgraph.terms import NS, RDF_TYPE

A, P, Q = (f"<{NS}{name}>" for name in "apq")
TYPE = f"<{RDF_TYPE}>"


def patterns(body: str) -> list[Pattern]:
    """What is read of a query with such a body."""
    query = read_patterns(f"SELECT ?x WHERE {{ {body} }}")
    assert query is not None
    return query.patterns


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("?x a sg:a", [("?x", TYPE, A, (0,))]),
        ("?x sg:p 1 ; sg:q 'a'@en-gb , -2.5 .", [("?x", P, '"', (0,)), ("?x", Q, '"', (0,)), ("?x", Q, '"', (0,))]),
        ("?x sg:p/^sg:q $y", [("?x", P, "?.1", (0,)), ("?y", Q, "?.1", (0,))]),
        ("?x sg:p|sg:q ?y", [("?x", P, "?y", (0, 1)), ("?x", Q, "?y", (0, 2))]),
        ("{ ?x sg:p true } ?x ?q ?y", [("?x", P, '"', (0,)), ("?x", "?q", "?y", (0,))]),
        ("OPTIONAL { ?x sg:p ?y } FILTER(EXISTS { ?y sg:q ?z })", [("?x", P, "?y", (0, 1)), ("?y", Q, "?z", (0, 2))]),
        ("{ ?x sg:p ?y } UNION { ?x sg:q ?y } BIND(STR(?y) AS ?z)", [("?x", P, "?y", (0, 1)), ("?x", Q, "?y", (0, 2))]),
        (f"FILTER NOT EXISTS {{ ?x <{NS}p> '''}}'''^^xsd:string }}", [("?x", P, '"', (0, 1))]),
    ],
)  # fmt: skip
def test_patterns_are_read(body: str, expected: list[tuple[str, str, str, tuple[int, ...]]]) -> None:
    assert patterns(body) == [Pattern(*one) for one in expected]


def test_what_is_added_up_is_told() -> None:
    def grouped(text: str) -> frozenset[str] | None:
        query = read_patterns(text)
        assert query is not None
        return query.grouped_by

    assert grouped("SELECT ?x { ?x sg:p ?y }") is None
    assert grouped("SELECT (COUNT(?x) AS ?n) { ?x sg:p ?y }") == frozenset()
    assert grouped("SELECT ?x { ?x sg:p ?y } GROUP BY ?x $y HAVING (COUNT(?x) > 1) ORDER BY ?x") == {"?x", "?y"}


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?x { { SELECT ?x { ?x sg:p ?y } } }",
        "SELECT ?x { GRAPH ?g { ?x sg:p ?y } }",
        "SELECT ?x { ?x sg:p* ?y }",
        "SELECT ?x { ?x (sg:p|sg:q)/sg:p ?y }",
        "SELECT ?x { ?x !sg:p ?y }",
        "SELECT ?x { ?x sg:p [ sg:q ?y ] }",
        "SELECT ?x { ?x sg:p ( 1 2 ) }",
        "SELECT ?x { ?x none:p ?y }",
        "SELECT ?x { ?x sg:p ?y } LIMIT 3",
        "SELECT ?x { ?x sg:p ?y } GROUP BY (STR(?x) AS ?z)",
        "SELECT ?x { { OPTIONAL { ?x sg:p ?y } } ?x sg:q ?z }",
        "SELECT ?x { ?x sg:p ?y",
        "SELECT ?x { FILTER(?x",
        "ASK { ?x sg:p ?y }",
        "",
    ],
)
def test_other_queries_are_not_read(text: str) -> None:
    assert read_patterns(text) is None
