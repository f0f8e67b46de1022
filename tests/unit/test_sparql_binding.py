"""A value takes the place of a whole token, and only where a term can stand."""

from __future__ import annotations

import pytest

from skillgraph.errors import WorkspaceError
from skillgraph.sparql.binding import bind, check_places, parameters_used

ELSEWHERE = [
    '"$x"',
    "'$x'",
    '"""$x\n"""',
    "'''$x'''",
    r'"\"$x"',
    "# $x\n",
    "<http://a/$x>",
    "<http://a/?q=$x>",
    "$xy",
    "$x2",
    "?x",
    "x",
    ":x",
]


@pytest.mark.parametrize("text", ELSEWHERE)
def test_text_that_only_looks_like_the_parameter_stays(text: str) -> None:
    query = f"ASK {{ {text} }}"
    assert bind(query, {"x": "<v>"}) == query
    assert "x" not in parameters_used(query)


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("ASK { $x ?p ?o }", "ASK { 1 ?p ?o }"),
        ("ASK { ?s ?p $x,$x.}", "ASK { ?s ?p 1,1.}"),
        ("ASK { FILTER(?a<$x) }", "ASK { FILTER(?a<1) }"),
        ("SELECT ($x + 1 AS ?y) {}", "SELECT (1 + 1 AS ?y) {}"),
        ("SELECT (COUNT(DISTINCT $x) AS ?y) {}", "SELECT (COUNT(DISTINCT 1) AS ?y) {}"),
        ("SELECT ?a { ?a ?b $x } ORDER BY (?a + $x)", "SELECT ?a { ?a ?b 1 } ORDER BY (?a + 1)"),
        ("SELECT ?a {} GROUP BY (?a + $x) HAVING ($x > 1)", "SELECT ?a {} GROUP BY (?a + 1) HAVING (1 > 1)"),
        ("ASK { BIND($x AS ?y) }", "ASK { BIND(1 AS ?y) }"),
        ("ASK { VALUES ?a { $x } ?s ?p $x }", "ASK { VALUES ?a { 1 } ?s ?p 1 }"),
        ("ASK { { SELECT ?a { ?a ?b $x } } ?s ?p $x }", "ASK { { SELECT ?a { ?a ?b 1 } } ?s ?p 1 }"),
        ("SELECT (EXISTS { ?a ?b $x } AS ?y) {}", "SELECT (EXISTS { ?a ?b 1 } AS ?y) {}"),
        ("DESCRIBE $x", "DESCRIBE 1"),
        ("CONSTRUCT { $x ?p ?o } WHERE { $x ?p ?o }", "CONSTRUCT { 1 ?p ?o } WHERE { 1 ?p ?o }"),
    ],
)
def test_the_value_stands_wherever_a_term_can(text: str, bound: str) -> None:
    assert bind(text, {"x": "1"}) == bound
    assert parameters_used(text) == {"x"}
    check_places(text, ["x"], "q.rq")


@pytest.mark.parametrize(
    ("text", "place", "column"),
    [
        ("SELECT $x { ?s ?p ?o }", "SELECT", 8),
        ("select distinct ?a $x where { ?s ?p ?o }", "SELECT", 20),
        ("SELECT ?a { ?a ?b ?c } ORDER BY $x", "ORDER BY", 33),
        ("SELECT ?a { ?a ?b ?c } GROUP BY ?a $x LIMIT 1", "GROUP BY", 36),
        ("ASK { BIND(1 AS $x) }", "AS", 17),
        ("SELECT (1 AS $x) {}", "AS", 14),
        ("ASK { VALUES $x { 1 } }", "VALUES", 14),
        ("ASK { VALUES (?a $x) { (1 2) } }", "VALUES", 18),
        ("SELECT (EXISTS { ?a ?b ?c } AS ?y) $x {}", "SELECT", 36),
        ("ASK { { SELECT $x { ?s ?p ?o } } }", "SELECT", 16),
    ],
)
def test_where_only_a_variable_can_stand_it_stays_and_a_declared_one_is_refused(
    text: str, place: str, column: int
) -> None:
    assert bind(text, {"x": "1"}) == text
    check_places(text, ["y"], "q.rq")
    with pytest.raises(WorkspaceError, match=rf"^q.rq:1:{column} \$x stands after {place}, .*Write \?x there"):
        check_places(text, ["x"], "q.rq")


def test_the_place_of_a_refusal_counts_lines() -> None:
    with pytest.raises(WorkspaceError, match=r"^q\.rq:3:8 "):
        check_places("# $x\n\nSELECT $x {}", ["x"], "q.rq")


def test_pre_bound_variables_are_spelt_either_way() -> None:
    text = "SELECT $this ?other { $this ?p ?this . FILTER(?thisOther) }"
    assert bind(text, {"this": "<t>"}, marks="$?") == "SELECT $this ?other { <t> ?p <t> . FILTER(?thisOther) }"
    assert bind(text, {"this": "<t>"}) == "SELECT $this ?other { <t> ?p ?this . FILTER(?thisOther) }"
