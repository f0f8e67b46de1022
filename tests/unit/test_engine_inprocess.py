"""The dataset of a query, its bounds, and what a format cannot hold."""

from __future__ import annotations

import pytest

from skillgraph.engine import Bounds, Dataset, Scope
from skillgraph.engine.inprocess import prefixes_in
from skillgraph.errors import AnswerTooLarge, ForbiddenQuery, NotAcceptable, UsageError
from skillgraph.results import GRAPH_FORMATS, SOLUTION_FORMATS, format_named
from skillgraph.terms import PREFIXES

A, B = "http://a/", "http://b/"
QUADS = f"""<{A}s> <{A}p> "1" <{A}> .
<{A}s> <{A}p> "2" <{A}> .
<{A}s> <{A}p> "3" <{B}> .
"""
DEFAULT = "SELECT ?o {FROM} {{ ?s ?p ?o }} ORDER BY ?o"
NAMED = "SELECT ?o {FROM} {{ GRAPH ?g {{ ?s ?p ?o }} }} ORDER BY ?o"


@pytest.fixture
def dataset() -> Dataset:
    filled = Dataset()
    filled.load_nquads(QUADS.encode())
    return filled


def values(dataset: Dataset, query: str, scope: Scope) -> str:
    answer = dataset.engine().evaluate(query, [format_named("csv", SOLUTION_FORMATS)], scope)
    return "".join(answer.body.decode().split()[1:])


@pytest.mark.parametrize(
    ("clauses", "defaults", "named", "in_default", "in_named"),
    [
        ("", (), (), "123", "123"),
        (f"FROM <{B}>", (), (), "3", ""),
        (f"FROM <{A}> FROM <{B}>", (), (), "123", ""),
        (f"FROM NAMED <{B}>", (), (), "", "3"),
        (f"FROM <{A}> FROM NAMED <{B}>", (), (), "12", "3"),
        ("FROM <http://nowhere/>", (), (), "", ""),
        ("", (A,), (), "12", ""),
        ("", (A, B), (), "123", ""),
        ("", (), (B,), "", "3"),
        ("", (A,), (B,), "12", "3"),
        ("", ("http://nowhere/",), (), "", ""),
        (f"FROM <{B}> FROM NAMED <{A}>", (A,), (B,), "12", "3"),
        (f"FROM <{B}> FROM NAMED <{A}>", (), (B,), "", "3"),
    ],
)
def test_the_dataset_of_a_query(
    dataset: Dataset, clauses: str, defaults: tuple[str, ...], named: tuple[str, ...], in_default: str, in_named: str
) -> None:
    """SPARQL 1.1 Protocol, section 2.1.4: the request's graphs take the place of the query's."""
    scope = Scope(defaults, named, has_from=bool(clauses))
    assert values(dataset, DEFAULT.format(FROM=clauses), scope) == in_default
    assert values(dataset, NAMED.format(FROM=clauses), scope) == in_named


def test_a_graph_that_is_no_iri(dataset: Dataset) -> None:
    with pytest.raises(UsageError, match="cannot be evaluated"):
        values(dataset, DEFAULT.format(FROM=""), Scope(("no iri",)))


def test_a_file_is_never_read(dataset: Dataset) -> None:
    assert values(dataset, DEFAULT.format(FROM="FROM <file:///etc/passwd>"), Scope(has_from=True)) == ""


def test_reaching_out_and_unknown_functions_are_told_apart(dataset: Dataset) -> None:
    with pytest.raises(ForbiddenQuery):
        values(dataset, "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", Scope())
    with pytest.raises(UsageError, match="function <http://a/f> is not supported"):
        values(dataset, "SELECT (<http://a/f>(1) AS ?x) {}", Scope())


@pytest.mark.parametrize("name", [one.name for one in SOLUTION_FORMATS])
def test_bounds_on_solutions_are_exact(dataset: Dataset, name: str) -> None:
    wanted = [format_named(name, SOLUTION_FORMATS)]
    engine = dataset.engine()
    whole = engine.evaluate("SELECT * { ?s ?p ?o }", wanted, bounds=Bounds(rows=3))
    assert whole.rows == 3
    with pytest.raises(AnswerTooLarge, match="more than 2 rows"):
        engine.evaluate("SELECT * { ?s ?p ?o }", wanted, bounds=Bounds(rows=2))
    size = len(whole.body)
    assert engine.evaluate("SELECT * { ?s ?p ?o }", wanted, bounds=Bounds(size=size)).body == whole.body
    with pytest.raises(AnswerTooLarge, match=f"more than {size - 1:,} bytes"):
        engine.evaluate("SELECT * { ?s ?p ?o }", wanted, bounds=Bounds(size=size - 1))


@pytest.mark.parametrize("name", [one.name for one in GRAPH_FORMATS])
def test_bounds_on_graphs_are_exact(dataset: Dataset, name: str) -> None:
    wanted = [format_named(name, GRAPH_FORMATS)]
    engine, query = dataset.engine(), "CONSTRUCT WHERE { ?s ?p ?o }"
    whole = engine.evaluate(query, wanted, bounds=Bounds(rows=3))
    assert whole.rows == 3
    with pytest.raises(AnswerTooLarge, match="more than 2 triples"):
        engine.evaluate(query, wanted, bounds=Bounds(rows=2))
    with pytest.raises(AnswerTooLarge, match="bytes"):
        engine.evaluate(query, wanted, bounds=Bounds(size=len(whole.body) - 1))


def test_an_endless_answer_stops_at_its_bound() -> None:
    many = Dataset()
    many.load_nquads("".join(f'<{A}s> <{A}p> "{n}" <{A}> .\n' for n in range(300)).encode())
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
    for one in SOLUTION_FORMATS:
        with pytest.raises(AnswerTooLarge):
            many.engine().evaluate(query, [one], bounds=Bounds(rows=1000))


@pytest.mark.parametrize("name", [one.name for one in SOLUTION_FORMATS])
def test_truth_in_every_format(dataset: Dataset, name: str) -> None:
    answer = dataset.engine().evaluate("ASK { ?s ?p 1 }", [format_named(name, SOLUTION_FORMATS)])
    assert b"false" in answer.body
    assert answer.rows == 1


@pytest.mark.parametrize(
    ("predicate", "fits"),
    [
        ("http://a/p", True),
        ("http://a/é", True),
        ("urn:x", True),
        ("http://a/b#a%20b", True),
        ("http://a/1", False),
        ("http://a/", False),
        ("http://a/x?1", False),
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#Description", False),
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#value", True),
        ("http://www.w3.org/2000/xmlns/a", False),
    ],
)
def test_rdf_xml_needs_predicates_that_are_names(predicate: str, fits: bool) -> None:
    dataset = Dataset()
    dataset.load_nquads(f"<{A}s> <{predicate}> <{A}o> <{A}> .\n".encode())
    wanted = [format_named("rdf", GRAPH_FORMATS)]
    if fits:
        assert dataset.engine().evaluate("CONSTRUCT WHERE { ?s ?p ?o }", wanted).rows == 1
    else:
        with pytest.raises(NotAcceptable, match=r"cannot be the name of an element.*text/turtle"):
            dataset.engine().evaluate("CONSTRUCT WHERE { ?s ?p ?o }", wanted)


@pytest.mark.parametrize("term", ["<<( <a:a> <a:b> 1 )>>", "'x'@en--ltr"])
def test_json_ld_has_no_form_for_terms_of_rdf_1_2(dataset: Dataset, term: str) -> None:
    from skillgraph.results import Context

    with pytest.raises(NotAcceptable, match=r"\(RDF 1\.2\), which JSON-LD 1\.1 cannot"):
        dataset.engine().evaluate(
            f"CONSTRUCT {{ <a:s> <a:p> {term} }} WHERE {{}}",
            [format_named("jsonld", GRAPH_FORMATS)],
            context=Context("https://example.org/"),
        )


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?s ?p ?o }",
        "ASK { <http://a/> sg:a <https://b/> }",
        "ASK { ?s sg:a role:x ; rdf:type sg:Role }",
        "SELECT (?uk-requirement:x AS ?y) { ?s ?p ?o }",  # a subtraction
        "ASK {?sa<urn:x>FILTERsg:x}",
        "ASK { :a sub-activity:b nosuch-role:c }",
        "PREFIX mine: <http://a/> ASK { mine:x sg:y level:z }",
        "ASK { ?s ?p 'skos:x' }",
        f"ASK {{ {'?s sg:a org:b . ' * 30} }}",
        f"ASK {{ {'x' * 60}sg:a }}",
    ],
)
def test_every_prefix_before_a_colon_is_told(query: str) -> None:
    assert prefixes_in(query) == {prefix: iri for prefix, iri in PREFIXES.items() if f"{prefix}:" in query}
