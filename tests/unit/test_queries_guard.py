"""What no query may do, in every disguise that the engine's grammar allows."""

from __future__ import annotations

import time

import pytest

from skillgraph.engine import Dataset
from skillgraph.errors import ForbiddenQuery, QuerySyntaxError, TooLarge
from skillgraph.queries import Limits, guard

LIMITS = Limits(65_536, 64, 4096, patterns=8192)
BLOCK = "{ ?s ?p ?o }"
P = "PREFIX : <http://a/> PREFIX s: <http://a/> "

REACHING_OUT = [
    f"SELECT * {{ SERVICE <http://a/> {BLOCK} }}",
    f"SELECT * {{ service silent <http://a/> {BLOCK} }}",
    f"SELECT * {{ {{}} UNION {{ OPTIONAL {{ SERVICE ?x {BLOCK} }} }} }}",
    f"ASK {{ FILTER EXISTS {{ SERVICE <http://a/> {BLOCK} }} }}",
    f"SELECT * {{ {{ SELECT * {{ SERVICE <http://a/> {BLOCK} }} }} }}",
    f"SELECT * {{ SERVICE#comment\n<http://a/> {BLOCK} }}",
    f"SELECT * {{ #comment\rSERVICE <http://a/> {BLOCK} }}",
    f"{P}SELECT * {{ SERVICEs:x {BLOCK} }}",
    f"{P}SELECT * {{ SERVICE:x {BLOCK} }}",
    f"{P}SELECT * {{ SERVICESILENTs:x {BLOCK} }}",
    f"{P}SELECT * {{ SERVICESILENT<http://a/> {BLOCK} }}",
    f"{P}SELECT * {{ ?a ?b trueSERVICE <http://a/> {BLOCK} }}",
    f"{P}SELECT * {{ ?a ?b 1SERVICE <http://a/> {BLOCK} }}",
    f"{P}SELECT * {{ ?a ?b s:.SERVICE s:x {BLOCK} }}",
    f"{P}SELECT * {{ <http://a/\\u0061#b> ?p ?o . SERVICE s:x {BLOCK} }}",
    f'SELECT * {{ VALUES ?x {{ """"a""" }} SERVICE <http://a/> {BLOCK} }}',
]
AMBIGUOUS = [
    f"{P}SELECT * {{ FILTER(1<2)SERVICE#>\ns:x {BLOCK} }}",
    f"{P}SELECT * {{ FILTER(1<2)#>'''\nSERVICE s:x {BLOCK} #'''\n }}",
    f"{P}SELECT * {{ FILTER('a'<'>')SERVICE s:x {{ ?s ?p '' }} }}",
]
HARMLESS = [
    "SELECT ('SERVICE <x> {' AS ?x) {}",
    'SELECT ("""\nSERVICE\n""" AS ?x) {}',
    "# SERVICE <http://a/> {\nSELECT * {}",
    "SELECT ?service { ?service a sg:Service ; sg:service _:service . }",
    "SELECT * { ?s <http://a/service#of> <http://service/> }",
    "SELECT * { FILTER(?a < 2 && 'b#' > ?c) }",
    "SELECT ('INSERT DATA' AS ?x) {} # DROP ALL",
    "SELECT ?insert { ?delete sg:load 'x' }",
    "PREFIX clear: <http://a/> SELECT * { ?x a clear:all }",
]


@pytest.mark.parametrize("query", REACHING_OUT)
def test_service_is_refused_wherever_it_stands(query: str) -> None:
    with pytest.raises(ForbiddenQuery, match="SERVICE is not allowed"):
        guard(query, LIMITS)


@pytest.mark.parametrize("query", AMBIGUOUS)
def test_what_could_be_an_iri_or_a_comparison_is_refused_with_its_place(query: str) -> None:
    with pytest.raises(QuerySyntaxError, match=r"could be an IRI or a comparison.*put a space after '<'") as caught:
        guard(query, LIMITS)
    assert caught.value.column == query.splitlines()[0].index("<", len(P)) + 1


@pytest.mark.parametrize("query", HARMLESS)
def test_words_in_strings_comments_names_and_iris_are_harmless(query: str) -> None:
    guard(query, LIMITS)
    assert Dataset().engine().select(query).columns is not None


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <a:a> <a:b> 1 }",
        "delete where { ?s ?p ?o }",
        "PREFIX x: <http://a/> INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
        "BASE <http://a/> CLEAR ALL",
        "# SELECT\nDROP ALL",
        "WITH <http://a/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "LOAD <http://a/>",
        "CREATE GRAPH <http://a/>",
        "ADD DEFAULT TO <http://a/>",
        "MOVE DEFAULT TO <http://a/>",
        "COPY DEFAULT TO <http://a/>",
    ],
)
def test_updates_are_refused(query: str) -> None:
    with pytest.raises(ForbiddenQuery, match="is an update, and this dataset is read-only"):
        guard(query, LIMITS)


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("{", "}"), ("(", ")"), ("[", "]"), ("{(", ")}")],
    ids=["braces", "round", "square", "mixed"],
)
def test_nesting_is_bounded(opening: str, closing: str) -> None:
    times = 4 // len(opening)
    guard(f"ASK {opening * times}{closing * times}", Limits(1000, 4, 4096))
    with pytest.raises(QuerySyntaxError, match="brackets nest deeper than 4 levels") as caught:
        guard(f"ASK\n{opening * 3}{opening * times}", Limits(1000, 4, 4096))
    assert (caught.value.line, caught.value.column) == (2, 5)


def depth(query: str) -> int:
    """The least nesting with which a query passes."""
    for nesting in range(10):
        try:
            guard(query, Limits(1000, nesting, 4096))
        except QuerySyntaxError:
            continue
        return nesting
    raise AssertionError(query)


def test_triple_terms_nest() -> None:
    assert depth("ASK { <<?s ?p ?o>> ?p ?o . << ?s ?p ?o >> ?p ?o }") == 2
    assert depth("ASK { << <<?s ?p ?o>> ?p ?o >> ?p ?o }") == 3
    assert depth("ASK { ?s ?p <<( ?s ?p <<( ?s ?p ?o )>> )>> }") == 5
    assert depth("ASK { FILTER(1 < 2 && 2 > 1 && ?a <?b && ?b> ?a) }") == 2


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ('{([' AS ?x) {}",
        'SELECT ("{([" AS ?x) {}',
        "ASK { ?s ?p '''[[\n(({''', \"\"\"[[\n(({\"\"\" }",
        "ASK { # {([\n}",
        "ASK { ?s ?p <http://a/(((((> }",
        "ASK { ?s ?p 's'@en ; ex:a\\(b 1 }",
    ],
    ids=["single", "double", "long", "comment", "iri", "name"],
)
def test_brackets_in_strings_comments_iris_and_names_do_not_count(query: str) -> None:
    assert depth(query) == 1


def test_deep_nesting_is_refused_quickly() -> None:
    start = time.process_time()
    with pytest.raises(QuerySyntaxError, match="line 1, column 69"):
        guard("ASK " + "{" * 1_200 + "}" * 1_200, LIMITS)
    assert time.process_time() - start < 0.1


@pytest.mark.parametrize(
    "query",
    [
        "ASK { FILTER(" + "!" * 20_000 + "true) }",
        "ASK { FILTER(1" + "+1" * 20_000 + ") }",
        "ASK { {}" + "UNION{}" * 8_000 + " }",
        "ASK { ?s sg:a" + "/sg:a" * 10_000 + " ?o }",
        "ASK {" + "BIND(1 AS?a)" * 5_000 + " }",
    ],
    ids=["not", "plus", "union", "path", "bind"],
)
def test_long_chains_are_refused_because_the_engine_would_overflow_its_stack(query: str) -> None:
    with pytest.raises(TooLarge, match="more than 4096 words and signs"):
        guard(query, LIMITS)


@pytest.mark.parametrize("count", [2_000, 4_000])
def test_the_longest_chain_that_passes_is_evaluated(count: int) -> None:
    query = "ASK { FILTER(" + "!" * count + "true) }"
    guard(query, LIMITS)
    assert str(Dataset().engine().select(query).rows[0][0]) == "true"


def test_the_length_counts_bytes() -> None:
    guard("ASK { } #é", Limits(11, 4, 4096))
    with pytest.raises(TooLarge, match="The query has 12 bytes, and 11 are allowed here"):
        guard("ASK { } #éx", Limits(11, 4, 4096))


def patterns(*texts: str, most: int) -> None:
    for text in texts:
        guard(text, Limits(65_536, 64, 4096, patterns=most))
        with pytest.raises(TooLarge, match=f"more than {most - 1} triple patterns"):
            guard(text, Limits(65_536, 64, 4096, patterns=most - 1))


def test_triple_patterns_are_bounded() -> None:
    patterns("ASK { ?s ?p ?o . ?s ?q ?r ; ?t ?u , ?v . }", most=6)
    patterns("ASK { OPTIONAL { ?s ?p ?o } }", "ASK { ?s sg:a/sg:b/sg:c ?o }", most=4)
    patterns("ASK { ?s ?p [ ?q ?r ] }", "ASK { GRAPH ?g { } }".replace("GRAPH ?g { }", "?s ?p 1 ."), most=3)
    patterns("ASK { ?s ?p (1 2 3) }", most=6)


def test_lists_of_values_are_no_patterns() -> None:
    numbers = " ".join(map(str, range(500)))
    guard(f"ASK {{ VALUES ?x {{ {numbers} }} ?s ?p ?x }}", Limits(65_536, 64, 4096, patterns=8))
    guard(f"ASK {{ VALUES (?x ?y) {{ ({numbers}) }} ?s ?p ?x }}", Limits(65_536, 64, 4096, patterns=8))
    guard(f"ASK {{ ?s ?p ?x FILTER(?x IN ({', '.join(numbers.split())})) }}", Limits(65_536, 64, 4096, patterns=8))
    guard("SELECT (CONCAT(?a, ?b, 'x . y ; z') AS ?c) { ?s ?p ?a }", Limits(65_536, 64, 4096, patterns=2))


@pytest.mark.parametrize("kind", ["<<", "<<(", "[ <a:a> ", "{|", "EXISTS {", "("])
def test_hostile_depth_is_refused_in_every_disguise(kind: str) -> None:
    with pytest.raises(QuerySyntaxError, match="brackets nest deeper than 64 levels"):
        guard("ASK { ?s ?p " + f"{kind} " * 65, LIMITS)


def test_comparisons_are_no_brackets() -> None:
    guard("ASK { FILTER(" + " && ".join(["?a < ?b", "?c > ?d", "?e<<http://a/>"] * 30) + ") }", LIMITS)
    guard("ASK { " + "<< ?s ?p ?o >> ?q 1 . " * 80 + "}", LIMITS)


@pytest.mark.parametrize(
    ("query", "form", "has_from", "is_volatile"),
    [
        ("SELECT * FROM <http://a/> {}", "select", True, False),
        ("SELECT * FROM<http://a/>{}", "select", True, False),
        ("SELECT * from named <http://a/> {}", "select", True, False),
        ("PREFIX s: <http://a/> ASK FROMs:x {}", "ask", True, False),
        ("CONSTRUCT { ?s ?p ?o } FROM <http://a/> WHERE {}", "construct", True, False),
        ("PREFIX from: <http://a/> SELECT (from:x('FROM') AS ?from) { ?s from:a NOW() } # FROM", "select", False, True),
        ("DESCRIBE ?x { BIND(rand() AS ?x) }", "describe", False, True),
        ("SELECT ('NOW()' AS ?now) {}", "select", False, False),
        ("FOO", "", False, False),
    ],
)
def test_the_guard_says_what_it_saw(query: str, form: str, has_from: bool, is_volatile: bool) -> None:
    seen = guard(query, LIMITS)
    assert (seen.form, seen.has_from, seen.is_volatile) == (form, has_from, is_volatile)


def test_the_guard_lists_names() -> None:
    seen = guard("PREFIX x: <http://a/> ASK { x:b sg:c '<http://d/>' } # sg:e", LIMITS)
    assert seen.names == {"x:", "<http://a/>", "x:b", "sg:c"}
