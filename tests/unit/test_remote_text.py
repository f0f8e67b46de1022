"""What is done to a query's text before a server of others gets it."""

from __future__ import annotations

import pytest

from skillgraph.engine.foreign import GENID
from skillgraph.errors import QuerySyntaxError, UsageError
from skillgraph.remote.text import read_describe, read_text, with_clauses

BASE = "http://here/sparql"
SG = "https://w3id.org/skillgraph/ns#"


@pytest.mark.parametrize(
    ("query", "default", "named"),
    [
        ("SELECT * FROM <http://a> WHERE { }", ("http://a",), ()),
        ("SELECT * FROM NAMED <http://a> FROM sg:x { }", (f"{SG}x",), ("http://a",)),
        ("SELECT * # FROM <http://c>\nFROM<http://a>{ }", ("http://a",), ()),
        ("PREFIX a: <b#> ASK FROM a:c { }", (f"{BASE.rpartition('/')[0]}/b#c",), ()),
        ("BASE <http://there/> ASK FROM <x> { }", ("http://there/x",), ()),
        ("CONSTRUCT { ?s ?p 'FROM <http://no>' } FROM <http://a> WHERE { ?s ?p ?o }", ("http://a",), ()),
        ("CONSTRUCT FROM <http://a> WHERE { ?s ?p ?o }", ("http://a",), ()),
        ("DESCRIBE <http://x> FROM <http://a>", ("http://a",), ()),
        ("SELECT (EXISTS { ?a ?b ?c } AS ?e) FROM <http://a> { }", ("http://a",), ()),
        ("SELECT ?from { ?from ?p ?o . { SELECT ?o { } } }", (), ()),
    ],
)
def test_dataset_clauses_become_values(query: str, default: tuple[str, ...], named: tuple[str, ...]) -> None:
    text = read_text(query, BASE)
    assert (text.default_graphs, text.named_graphs) == (default, named)
    assert "FROM <http://a>" not in text.query.replace("# FROM", "")
    again = read_text(with_clauses(text.query, default, named), BASE)
    assert (again.default_graphs, again.named_graphs) == (default, named)


@pytest.mark.parametrize("query", ["ASK FROMsg:x { }", "SELECT * fromsg:x { }"])
def test_a_clause_that_only_some_engines_see_is_refused(query: str) -> None:
    with pytest.raises(QuerySyntaxError, match="space after FROM"):
        read_text(query)


def test_an_unknown_prefix_in_a_clause_is_named() -> None:
    with pytest.raises(UsageError, match="nope:"):
        read_text("ASK FROM nope:x { }")


def test_prefixes_of_the_table_are_declared_where_they_are_used_and_the_query_does_not() -> None:
    query = read_text("PREFIX skos: <http://mine#> SELECT ?x { ?x a sg:Skill ; skos:x 'rdfs:label' }").query
    assert query.startswith(f"PREFIX sg: <{SG}>\nPREFIX skos: <http://mine#> SELECT")


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("ASK { GRAPH ?g { } }", True),
        ("ASK { graph<http://x> { } }", True),
        ("ASK { GRAPHsg:x { } }", True),
        ("ASK { <https://w3id.org/skillgraph/x> ?graph 'GRAPH' }", False),
    ],
)
def test_whether_named_graphs_are_asked_for(query: str, says: bool) -> None:
    assert read_text(query).has_graph is says


def test_kinds_of_nodes_are_told_by_their_names() -> None:
    query = read_text("ASK { ?x ?p ?o FILTER(isIRI(?x) && isBlank(?o)) FILTER isURI(?x) }").query
    assert query.count(GENID) == 3
    assert f'(!STRSTARTS(STR(?x), "{GENID}") && isIRI(?x))' in query
    assert f'((isIRI(?o) && STRSTARTS(STR(?o), "{GENID}")) || isBlank(?o))' in query


@pytest.mark.parametrize(
    ("query", "select", "iris"),
    [
        ("DESCRIBE <http://x> sg:y", "", ("http://x", f"{SG}y")),
        ("DESCRIBE ?x <http://y> WHERE { ?x a ?c }", "SELECT DISTINCT ?x WHERE { ?x a ?c }", ("http://y",)),
        ("DESCRIBE * { ?x a ?c } LIMIT 3", "SELECT DISTINCT * { ?x a ?c } LIMIT 3", ()),
    ],
)
def test_a_description_is_a_selection_and_what_is_said_of_it(query: str, select: str, iris: tuple[str, ...]) -> None:
    described = read_describe(query, BASE)
    assert (described.select, described.iris) == (select, iris)
