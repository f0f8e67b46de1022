"""What a query that is none is told: where it stops being SPARQL, what could stand there, and what was meant."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from skillgraph.engine import Dataset
from skillgraph.errors import QuerySyntaxError
from skillgraph.queries.syntax import diagnosed, pieces, predicates_in, stop_of
from skillgraph.queries.syntax.grammar import Node, rules
from skillgraph.queries.syntax.prefixes import WELL_KNOWN
from skillgraph.terms import PREFIXES

ROOT = Path(__file__).parents[2]
ENGINE = Dataset().engine()

# The query, the place of the fault, what is said of it (the hint included).
CASES = [
    ("SELCT * {}", (1, 1), "'SELCT' cannot stand at the beginning. Expected: ASK or .* Did you mean SELECT?"),
    ("SELECT * { ?s ?p }", (1, 18), "'}' cannot stand after ?p. Expected: a value."),
    ("SELECT *\n{\n ?s sgg:x ?o }", (3, 5), "there is no prefix sgg: here. Did you mean sg:?"),
    ("SELECT * { ?s SG:x ?o }", (1, 15), "there is no prefix SG: here. Did you mean sg:?"),
    (
        "SELECT * { ?s vcard:fn ?o }",
        (1, 15),
        "no prefix vcard: here. Declare it: PREFIX vcard: <http://www.w3.org/2006/",
    ),
    ("SELECT * { ?s zzyzx:fn ?o }", (1, 15), "no prefix zzyzx: here. Declare it: PREFIX zzyzx: <...>"),
    ("PREFIX mine: <http://a/> ASK { ?s mien:x ?o }", (1, 35), "no prefix mien: here. Did you mean mine:?"),
    ("ASK { ?s mine:x ?o } PREFIX mine: <http://a/>", (1, 10), "there is no prefix mine: here"),
    ("SELECT ?x { ?s ?p ?o", (1, 11), "'{' is opened here and not closed."),
    ("SELECT ?x { FILTER((1 = 1) ", (1, 19), "'(' is opened here and not closed."),
    ("SELECT * { <rel> ?p ?o }", (1, 12), "<rel> is relative, and the query has no BASE."),
    ("BASE <rel> SELECT * {}", (1, 6), "<rel> is relative"),
    ("SELECT * { ?s ?p <http://[> }", (1, 18), "<http://[> is no IRI."),
    ("SELECT * { ?s ?p <http://a b> }", (1, 18), "an IRI begins here and has a character that no IRI may have"),
    ("SELECT * { ?s <http://a b> 1 }", (1, 15), "an IRI begins here"),
    ('SELECT * { ?s ?p "a\\qb" }', (1, 20), "\\q stands for no character"),
    ('SELECT * { ?s ?p "a\\n\\u00e9" . ?o }', (1, 35), "'}' cannot stand after ?o."),
    ('SELECT * { ?s ?p "a\\n\\qb" }', (1, 22), "\\q stands for no character"),
    ('SELECT * { ?s ?p "a\\uD800" }', (1, 20), "\\uD800 stands for no character"),
    ('SELECT * { ?s ?p "a\\u00g0" }', (1, 20), "stands for no character"),
    ('SELECT * { ?s ?p "abc }', (1, 18), "a quotation mark is opened here and not closed in its line"),
    ("SELECT * { FILTER(?o > ) }", (1, 24), "')' cannot stand after '>'. Expected: an expression."),
    ("SELECT * { FILTER(strlne(?x)) }", (1, 19), "'strlne' cannot stand .* Did you mean STRLEN?"),
    ("SELECT ?a (1 AS ?a) {}", (1, 1), "SELECT names a variable twice."),
    ("SELECT ?y {?x ?y ?z} GROUP BY ?x", (1, 1), "SELECT has a variable that is neither grouped nor aggregated."),
    ("SELECT * { ?s ?p ?o } GROUP BY ?s", (1, 1), "SELECT * cannot stand with GROUP BY"),
    ("SELECT (1 AS ?s) { ?s ?p ?o }", (1, 1), "AS names a variable that is there already."),
    (" ", (1, 1), "there is no query. It begins with SELECT"),
    ("# nothing", (1, 10), "there is no query."),
    ("ASK", (1, 4), "the query ends after 'ASK'. Expected: '{' or FROM or WHERE."),
    ("SELECT * { ?s ?p ?o } LIMIT x", (1, 29), "'x' cannot stand after 'LIMIT'. Expected: a whole number."),
    ("SELECT * { ?s ?p ?o } ORDR BY ?s", (1, 23), "'ORDR' cannot stand .* Did you mean ORDER?"),
    ("SELECT * { OPTONAL { ?s ?p ?o } }", (1, 12), "'OPTONAL' cannot stand .* Did you mean OPTIONAL?"),
    ("SELECT * WHERE ?s ?p ?o", (1, 16), "?s cannot stand after 'WHERE'. Expected: '{'."),
    ("PREFIX a <http://x> ASK {}", (1, 8), "Expected: a prefix with its colon."),
    ("SELECT * { ?s ?p ?o } }", (1, 23), "'}' cannot stand after '}'. Expected: the end or "),
    (
        "SELECT * { BIND(1 AS ?x) BIND(2 AS ?x) }",
        (1, 41),
        "is not well formed. .* BIND a variable that is used before it",
    ),
    ("SELECT * { { ?s ?p ?o } UNION }", (1, 31), "'}' cannot stand after 'UNION'. Expected: '{'."),
]


def told(query: str) -> QuerySyntaxError:
    with pytest.raises(QuerySyntaxError) as caught, diagnosed(query):
        ENGINE.select(query)
    return caught.value


@pytest.mark.parametrize(("query", "place", "said"), CASES, ids=[case[0] for case in CASES])
def test_what_is_said_of_it(query: str, place: tuple[int, int], said: str) -> None:
    error = told(query)
    pattern = ".*".join(re.escape(part) for part in said.split(".*"))
    assert (error.line, error.column) == place
    assert re.search(pattern, str(error))
    assert str(error).startswith(f"line {place[0]}, column {place[1]}: ")


def test_the_source_line_has_a_caret_below_it() -> None:
    assert told("SELECT *\r\n{\t?s\tsgg:x ?o }").source == "{ ?s sgg:x ?o }\n     ^"
    assert told("SELECT * { ?s ?p <rel> }").source == "SELECT * { ?s ?p <rel> }\n" + " " * 17 + "^"
    long = told("SELECT * { " + "?s ?p 'x' . " * 500 + "<rel> ?p ?o }").source.split("\n")
    assert len(long[0]) <= 160
    assert long[0][long[1].index("^") :].startswith("<rel> ?p ?o }")


def test_nesting_deeper_than_can_be_followed_is_told_all_the_same() -> None:
    assert told("SELECT * { " + "{" * 20 + " ?s ?p " + "}" * 20 + " }").column == 39
    assert "not well formed" in told("SELECT * { " + "{" * 300 + " ?s ?p " + "}" * 300 + " }").message


@pytest.mark.parametrize("query", ["SELECT * { ?s ?p ?o }", "ASK { ?s ?p <<( ?a ?b ?c )>> }"])
def test_a_query_stops_nowhere(query: str) -> None:
    with diagnosed(query):
        ENGINE.select(query)
    assert stop_of(pieces(query)) is None


def test_the_workspace_own_queries_stop_nowhere() -> None:
    files = [*ROOT.glob("queries/**/*.rq"), *ROOT.glob("ontology/rules/*.rq")]
    assert len(files) >= 45
    assert [file.name for file in files if stop_of(pieces(file.read_text(encoding="utf-8"))) is not None] == []


def test_every_rule_is_used_and_there() -> None:
    table = rules()
    used = {"query"}

    def walk(node: Node) -> None:
        if node.kind == "rule":
            used.add(node.text)
        for part in node.parts:
            walk(part)

    for rule in table.values():
        walk(rule.node)
    assert used == set(table)
    assert len(table) >= 60


def test_the_well_known_prefixes_are_others_than_those_at_hand() -> None:
    assert not set(WELL_KNOWN) & set(PREFIXES)
    assert all(iri[-1] in "#/" and ox.NamedNode(iri) for iri in WELL_KNOWN.values())


def test_predicates_are_found_in_paths_too() -> None:
    listed = pieces(
        "ASK { sg:a sg:b/^sg:c*|!(sg:d|^<http://e/>) sg:f ; a sg:g FILTER(sg:h(?x) && EXISTS { ?s sg:i 1 }) }"
    )
    names = [listed[place].text for place in predicates_in(listed)]
    assert names == ["sg:b", "sg:c", "sg:d", "<http://e/>", "sg:i"]
