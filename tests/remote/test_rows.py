"""The canned queries and the questions about cover give the same on servers of others as on the engine here.

Every difference is a row of the table below, as an expected failure, which has to fail but where chance decides:
docs/remote.md says the same.
"""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from answers import failures, params_of
from skillgraph import workspace
from skillgraph.coverage import load_world
from skillgraph.engine import Bounds, Engine, InProcess, Scope
from skillgraph.errors import AnswerTooLarge, QuerySyntaxError
from skillgraph.queries import CannedQuery, Catalogue, run
from skillgraph.remote import Remote
from skillgraph.results import GRAPH_FORMATS, SOLUTION_FORMATS, format_named

ROOT = Path(__file__).parents[2]
TODAY = datetime.date(2026, 12, 1)
CASES = [(query, number) for query in Catalogue(workspace.read(ROOT)) for number in range(len(query.tests))]

UNBOUND = "a filter with a variable that nothing binds drops every row, also within COALESCE"
TRUTH = "what EXISTS or a comparison gives comes as an integer"
REFUSED = "the compiler refuses a query that is correct"
CONCAT = "GROUP_CONCAT over an ordered subquery loses values"
ORDER = "rows whose sort keys differ come in another order"
ON_VIRTUOSO: dict[str, tuple[str, tuple[int, ...]]] = {
    "coverage-summary": (UNBOUND, (0, 1)),
    "vo-status": (UNBOUND, (1,)),
    "interpretations": (UNBOUND, (1,)),
    "leadership": (UNBOUND, (0,)),
    "tasks": (UNBOUND, (0, 1, 2, 3, 4)),
    "holders": (TRUTH, (0, 1)),
    "step-prerequisites": (TRUTH, (0,)),
    "common-skills": (TRUTH, (0, 1)),
    "role-skills": (TRUTH, (0, 1)),
    "skill-prerequisites": (TRUTH, (0, 1)),
    "tier-dependencies": (TRUTH, (0,)),
    "missing-for": (REFUSED, (0, 1, 2)),
    "funding-exposure": (REFUSED, (0, 1, 2, 3)),
    "support-examples": (CONCAT, (0, 2, 3)),
    "task-areas": (CONCAT, (0,)),
    "anomalies": (CONCAT, (0, 1, 2, 3)),
    "skills": (ORDER, (0,)),
}


def _case(query: CannedQuery, number: int) -> object:
    reason, numbers = ON_VIRTUOSO.get(query.name, ("", ()))
    strict = reason != CONCAT  # what is lost hangs on the plan, and that on the statistics of the moment
    marks = [pytest.mark.xfail(strict=strict, reason=f"Virtuoso: {reason}")] if number in numbers else []
    return pytest.param(query, number, id=f"{query.name}-{number}", marks=marks)


def _same(query: CannedQuery, number: int, engine: Engine, here: InProcess) -> None:
    case = query.tests[number]
    assert run(query, params_of(case), engine, TODAY) == run(query, params_of(case), here, TODAY)
    assert failures(case, query, engine, TODAY) == []


def test_all_cases_are_found_and_most_have_no_difference() -> None:
    assert len(CASES) == 96
    named = {query.name: len(query.tests) for query, _ in CASES}
    assert all(max(numbers) < named[name] for name, (_, numbers) in ON_VIRTUOSO.items())
    assert sum(len(numbers) for _, numbers in ON_VIRTUOSO.values()) <= 36


@pytest.mark.xdist_group("oxigraph")
@pytest.mark.parametrize(("query", "number"), CASES, ids=[f"{query.name}-{number}" for query, number in CASES])
def test_the_oxigraph_server_gives_the_same_rows(
    query: CannedQuery, number: int, on_oxigraph: Remote, snapshot_engine: InProcess
) -> None:
    _same(query, number, on_oxigraph, snapshot_engine)
    on_oxigraph.check()


@pytest.mark.xdist_group("virtuoso")
@pytest.mark.parametrize(("query", "number"), [_case(*case) for case in CASES])
def test_virtuoso_gives_the_same_rows(
    query: CannedQuery, number: int, on_virtuoso: Remote, snapshot_engine: InProcess
) -> None:
    _same(query, number, on_virtuoso, snapshot_engine)


@pytest.mark.xdist_group("oxigraph")
def test_who_can_what_is_the_same_on_the_oxigraph_server(on_oxigraph: Remote, snapshot_engine: InProcess) -> None:
    assert load_world(on_oxigraph) == load_world(snapshot_engine)


@pytest.mark.xdist_group("virtuoso")
def test_who_can_what_is_the_same_on_virtuoso(on_virtuoso: Remote, snapshot_engine: InProcess) -> None:
    assert load_world(on_virtuoso) == load_world(snapshot_engine)


QUERIES = {
    "ask": "ASK { task:43 a sg:ServiceTask }",
    "values": 'SELECT (1.50 AS ?a) ("x"@en AS ?b) ("2026-01-01"^^xsd:date AS ?c) (?nothing AS ?d) {}',
    "numbers": "SELECT ?c ?fte { ?c a sg:FundingContribution ; sg:fte ?fte } ORDER BY ?c ?fte",
    "count": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "graphs": "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    "blank": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(isBlank(?o)) }",
    "iri": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o FILTER(isIRI(?o)) }",
    "from": "SELECT (COUNT(*) AS ?n) FROM <https://w3id.org/skillgraph/graph/data/seed/tasks-uk.ttl> { ?s ?p ?o }",
    "foreign": "SELECT ?s FROM <https://w3id.org/skillgraph/graph/published> { ?s ?p ?o }",
    "hidden": "SELECT ?s { GRAPH <https://w3id.org/skillgraph/graph/published> { ?s ?p ?o } }",
    "base": "SELECT (<x> AS ?y) {}",
}


@pytest.mark.xdist_group("oxigraph")
@pytest.mark.parametrize("format_", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize("name", QUERIES)
def test_answers_are_the_same_bytes(name: str, format_: str, on_oxigraph: Remote, snapshot_engine: InProcess) -> None:
    scope = Scope(has_from="FROM" in QUERIES[name], base="http://here/sparql")
    chosen = [format_named(format_, SOLUTION_FORMATS)]
    there = on_oxigraph.evaluate(QUERIES[name], chosen, scope)
    here = snapshot_engine.evaluate(QUERIES[name], chosen, scope)
    assert (there.body, there.rows) == (here.body, here.rows)


@pytest.mark.xdist_group("virtuoso")
@pytest.mark.parametrize("name", [name for name in QUERIES if name not in ("ask", "values")])
def test_the_dataset_is_the_same_on_virtuoso(name: str, on_virtuoso: Remote, snapshot_engine: InProcess) -> None:
    scope = Scope(has_from="FROM" in QUERIES[name], base="http://here/sparql")
    assert on_virtuoso.select(QUERIES[name], scope=scope) == snapshot_engine.select(QUERIES[name], scope=scope)


GRAPHS = {
    "construct": "CONSTRUCT { ?t skos:prefLabel ?l } WHERE { ?t a sg:ServiceTask ; skos:prefLabel ?l }",
    "describe": "DESCRIBE task:43",
    "describe-some": "DESCRIBE ?t { ?t a sg:TaskArea }",
    "describe-blank": "DESCRIBE sg:ServiceTask",
}


@pytest.mark.parametrize(
    "server", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in ("oxigraph", "virtuoso")]
)
@pytest.mark.parametrize("name", GRAPHS)
def test_graphs_are_the_same(
    name: str, server: str, request: pytest.FixtureRequest, snapshot_engine: InProcess
) -> None:
    there = request.getfixturevalue(f"on_{server}")
    assert len(there.select(GRAPHS[name]).rows) > 0
    assert there.select(GRAPHS[name]) == snapshot_engine.select(GRAPHS[name])


WRITTEN = "CONSTRUCT { ?c sg:fte ?fte } WHERE { ?c a sg:FundingContribution ; sg:fte ?fte }"


@pytest.mark.xdist_group("oxigraph")
@pytest.mark.xfail(strict=True, reason="servers give numbers in graphs in their own forms: 0.5 where 0.50 was written")
def test_numbers_in_graphs_are_as_they_were_written(on_oxigraph: Remote, snapshot_engine: InProcess) -> None:
    assert on_oxigraph.select(WRITTEN) == snapshot_engine.select(WRITTEN)


@pytest.mark.xdist_group("oxigraph")
@pytest.mark.parametrize("format_", ["nt", "ttl", "jsonld"])
def test_a_graph_of_the_dataset_is_dumped(format_: str, on_oxigraph: Remote, snapshot_engine: InProcess) -> None:
    graph = "https://w3id.org/skillgraph/graph/ontology/skillgraph.ttl"
    chosen = format_named(format_, GRAPH_FORMATS)
    assert on_oxigraph.dump(graph, chosen) == snapshot_engine.dump(graph, chosen)
    assert on_oxigraph.dump("https://w3id.org/skillgraph/graph/published", format_named("nt", GRAPH_FORMATS)) == b""


@pytest.mark.xdist_group("oxigraph")
def test_limits_and_syntax_are_those_of_the_engine_here(on_oxigraph: Remote, snapshot_engine: InProcess) -> None:
    json = [format_named("json", SOLUTION_FORMATS)]
    for bounds in (Bounds(rows=10), Bounds(size=1000)):
        with pytest.raises(AnswerTooLarge):
            on_oxigraph.evaluate("SELECT ?s { ?s ?p ?o }", json, bounds=bounds)
    errors = []
    for engine in (on_oxigraph, snapshot_engine):
        with pytest.raises(QuerySyntaxError) as caught:
            engine.select("SELECT ?s {\n ?s ?p }")
        errors.append(str(caught.value))
    assert errors[0] == errors[1]
    assert "line 2" in errors[0]
