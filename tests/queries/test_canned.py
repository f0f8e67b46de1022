"""Every query of queries/: its header keeps its promises, and two engines agree on its answers."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib.plugins.sparql import prepareQuery

from answers import failures, params_of, plain
from skillgraph import workspace
from skillgraph.engine import Dataset, InProcess
from skillgraph.queries import CannedQuery, Catalogue, run
from skillgraph.queries.run import bound_text
from skillgraph.results.formats import JSON
from skillgraph.snapshot.builder import Built
from skillgraph.sparql.binding import parameters_used
from skillgraph.sparql.tokens import tokenise
from skillgraph.terms import ID, NS, PREFIXES, expand

ROOT = Path(__file__).parents[2]
TODAY = datetime.date(2026, 12, 1)
CATALOGUE = Catalogue(workspace.read(ROOT))
QUERIES = list(CATALOGUE)
CASES = [(query, number) for query in QUERIES for number in range(len(query.tests))]
BUILT_IN = ("rdf", "rdfs", "owl", "xsd")

# rdflib gives one row of unbound variables for GROUP BY over no solutions, where SPARQL 1.1 (section 18.5) gives none.
RDFLIB_DIFFERS = {("fte-by-source", 2): "GROUP BY over no solutions"}

each_query = pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
each_case = pytest.mark.parametrize(
    ("query", "number"), CASES, ids=[f"{query.name}-{number}" for query, number in CASES]
)


@pytest.fixture(scope="module")
def reordered(snapshot: Built) -> InProcess:
    """The same dataset filled in the opposite order, as another process might have it."""
    lines = snapshot.dataset.dump_nquads().splitlines(keepends=True)
    dataset = Dataset()
    for part in range(4):
        dataset.load_nquads(b"".join(reversed(lines[part::4])))
    assert len(dataset) == len(snapshot.dataset)
    return dataset.engine()


@pytest.fixture(scope="module")
def oracle(snapshot: Built) -> rdflib.Dataset:
    """The same dataset in rdflib, an independent evaluator."""
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=snapshot.dataset.dump_nquads().decode(), format="nquads")
    return dataset


def test_all_queries_are_found() -> None:
    assert len(QUERIES) == 46
    assert {query.topic for query in QUERIES} == {"tasks", "funding", "onboarding", "roles", "coverage", "provenance"}


@each_query
def test_it_stands_by_itself(query: CannedQuery) -> None:
    declared = re.findall(r"^PREFIX (\S+): <(.*)>$", query.text, re.MULTILINE)
    used = {token.text.partition(":")[0] for token in tokenise(query.text) if token.kind == "name"}
    assert declared == sorted((name, PREFIXES[name]) for name in used)
    assert prepareQuery(query.text).algebra.name == "SelectQuery"


@each_query
def test_it_is_written_in_the_style_of_the_house(query: CannedQuery) -> None:
    lines = query.text.splitlines()
    assert lines[0].startswith("#+ summary: ")
    assert query.summary.endswith("?")
    assert parameters_used(query.text) == {parameter.name for parameter in query.parameters}
    assert all(parameter.example for parameter in query.parameters)
    assert lines[-1].startswith("ORDER BY ")
    assert "SELECT *" not in query.text
    assert [line for line in lines if "\t" in line or line != line.rstrip()] == []


@each_query
def test_its_columns_are_those_of_the_header(query: CannedQuery, snapshot_engine: InProcess) -> None:
    table = run(query, params_of(query.tests[0]), snapshot_engine, TODAY)
    assert [column.name for column in table.columns] == [column.name for column in query.columns]


@each_query
def test_it_uses_known_vocabulary_only(query: CannedQuery, snapshot_engine: InProcess) -> None:
    body = [line for line in query.text.splitlines() if not line.startswith(("PREFIX", "#+"))]
    unknown = []
    for token in tokenise("\n".join(body)):
        iri = expand(token.text) if token.kind == "name" else token.text[1:-1] if token.kind == "iri" else None
        if iri is None or token.text.partition(":")[0] in BUILT_IN:
            continue
        known = snapshot_engine.select(
            f"ASK {{ {{ <{iri}> ?p ?o }} UNION {{ ?s <{iri}> ?o }} UNION {{ ?s ?p <{iri}> }} }}"
        )
        if str(known.rows[0][0]) != "true" or (iri.startswith((NS, ID)) and not _described(iri, snapshot_engine)):
            unknown.append(token.text)
    assert not unknown, f"{query.path} names {', '.join(unknown)}, of which the graph says nothing: mend the name."


def _described(iri: str, engine: InProcess) -> bool:
    return str(engine.select(f"ASK {{ <{iri}> ?p ?o }}").rows[0][0]) == "true"


@each_query
def test_it_has_a_case_with_an_answer(query: CannedQuery, snapshot_engine: InProcess) -> None:
    assert any(run(query, params_of(case), snapshot_engine, TODAY).rows for case in query.tests)


@each_case
def test_the_case_of_its_header_holds(query: CannedQuery, number: int, snapshot_engine: InProcess) -> None:
    assert failures(query.tests[number], query, snapshot_engine, TODAY) == []


@each_case
def test_it_answers_alike_whatever_the_order_of_the_data(
    query: CannedQuery, number: int, snapshot_engine: InProcess, reordered: InProcess
) -> None:
    text = bound_text(query, params_of(query.tests[number]), snapshot_engine, TODAY)
    first = snapshot_engine.evaluate(text, [JSON]).body
    assert snapshot_engine.evaluate(text, [JSON]).body == first
    assert reordered.evaluate(text, [JSON]).body == first


@pytest.mark.filterwarnings(
    "ignore:Dataset.(default_context|contexts) is deprecated:DeprecationWarning"
)  # inside rdflib itself
@pytest.mark.xdist_group("oracle")
@each_case
def test_another_engine_finds_the_same_rows(
    query: CannedQuery, number: int, snapshot_engine: InProcess, oracle: rdflib.Dataset
) -> None:
    text = bound_text(query, params_of(query.tests[number]), snapshot_engine, TODAY)
    ours = Counter(_values(cell.value if cell else None for cell in row) for row in snapshot_engine.select(text).rows)
    result = oracle.query(text)
    theirs = Counter(_values(row[variable] for variable in result.vars or ()) for row in result)  # type: ignore[index]
    assert (ours == theirs) is ((query.name, number) not in RDFLIB_DIFFERS)


def _values(cells: Any) -> tuple[object, ...]:
    return tuple(plain(None if cell is None else str(cell)) for cell in cells)
