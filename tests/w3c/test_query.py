"""The W3C's SPARQL 1.1 query and results suites over HTTP, against a running server.

All data files are named graphs of one dataset; each case names its dataset by `default-graph-uri` and
`named-graph-uri` (SPARQL 1.1 Protocol, section 2.1.4). An empty default graph is one of a name that nobody has.
"""

from __future__ import annotations

import re

import httpx
import pyoxigraph as ox
import pytest

from w3c.conftest import needs
from w3c.deviations import DEVIATIONS
from w3c.results import Result, cells, expected, same, solutions
from w3c.suite import BASE, EVALUATION, FOLDER, SYNTAX, Case, cases, dataset

pytestmark = [needs(FOLDER), pytest.mark.xdist_group("w3c")]

NOBODY = "urn:nobody"
_ORDERED = re.compile(r"\bORDER\s+BY\b", re.IGNORECASE)


def case_list(*kinds: str) -> list[object]:
    """The cases of those kinds, those with a deviation marked as strict expected failures."""
    return [
        pytest.param(
            case,
            id=case.name,
            marks=[pytest.mark.xfail(reason=DEVIATIONS[case.name], strict=True)] if case.name in DEVIATIONS else [],
        )
        for case in cases(*kinds)
    ]


def ask(client: httpx.Client, case: Case, accept: str) -> httpx.Response:
    """The case's query over the case's dataset."""
    fields = {
        # The file's address is the base of its relative IRIs (RFC 3986, section 5.1.3), which a request cannot say.
        "query": f"BASE <{BASE}{case.query}>\n{case.text}",
        "default-graph-uri": [BASE + path for path in case.data] or [NOBODY],
        "named-graph-uri": [BASE + path for path in case.named],
    }
    if re.search(r"\bFROM\b", case.text):
        del fields["default-graph-uri"], fields["named-graph-uri"]
    return client.post("/sparql", data=fields, headers={"Accept": accept})


def result_of(answer: httpx.Response) -> Result:
    """What an answer states."""
    if answer.headers["content-type"].startswith("application/n-triples"):
        return list(ox.parse(input=answer.content, format=ox.RdfFormat.N_TRIPLES))
    tabular = answer.headers["content-type"].startswith("text/tab-separated-values")
    return solutions(answer.content, ox.QueryResultsFormat.TSV if tabular else ox.QueryResultsFormat.JSON)


def test_the_suite_is_whole() -> None:
    kinds = [case.kind for case in cases(*EVALUATION, *SYNTAX)]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "QueryEvaluationTest": 232,
        "CSVResultFormatTest": 3,
        "PositiveSyntaxTest11": 63,
        "NegativeSyntaxTest11": 40,
    }
    assert len(dataset().splitlines()) == 544


def test_every_deviation_is_a_case() -> None:
    assert set(DEVIATIONS) <= {case.name for case in cases(*EVALUATION, *SYNTAX)}


@pytest.mark.parametrize("case", case_list("QueryEvaluationTest"))
def test_evaluation(client: httpx.Client, case: Case) -> None:
    tabular = "text/tab-separated-values" if case.result.endswith(".tsv") else "application/sparql-results+json"
    answer = ask(client, case, f"{tabular}, application/n-triples")
    assert answer.status_code == 200, answer.text
    given = result_of(answer)
    ordered = bool(_ORDERED.search(case.text))
    assert same(given, expected(case.result), ordered=ordered), answer.text


@pytest.mark.parametrize("case", case_list("CSVResultFormatTest"))
def test_csv(client: httpx.Client, case: Case) -> None:
    answer = ask(client, case, "text/csv")
    assert answer.status_code == 200
    assert cells(answer.content) == cells((FOLDER / case.result).read_bytes())


@pytest.mark.parametrize("case", case_list("PositiveSyntaxTest11"))
def test_positive_syntax(client: httpx.Client, case: Case) -> None:
    answer = ask(client, case, "*/*")
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("case", case_list("NegativeSyntaxTest11"))
def test_negative_syntax(client: httpx.Client, case: Case) -> None:
    answer = ask(client, case, "*/*")
    assert answer.status_code == 400
    assert answer.json()["line"] >= 1
