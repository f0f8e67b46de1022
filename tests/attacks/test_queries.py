"""Hostile queries, each answered with its exact status by a server that is not hurt."""

from __future__ import annotations

import time
from dataclasses import replace

import httpx
import pytest

from attacks.corpus import Canary, Case, queries

pytestmark = pytest.mark.xdist_group("attacks")

PROBLEM = "application/problem+json"
LIMITED = {429, 503}


def test_the_corpus_is_whole() -> None:
    cases = queries()
    assert len(cases) == 108
    assert len({case.name for case in cases}) == len(cases)


@pytest.mark.parametrize("case", queries(), ids=lambda case: case.name)
def test_query(client: httpx.Client, canary: Canary, case: Case) -> None:
    aimed = replace(case, query=case.query.replace("127.0.0.1:9", canary.address))
    began = time.monotonic()
    answer = client.post(
        "/sparql",
        params={"timeout": case.seconds} if case.seconds else {},
        content=aimed.query.encode(),
        headers={"Content-Type": "application/sparql-query", "Accept": case.accept},
    )
    assert time.monotonic() - began < 10
    assert answer.status_code == case.status, answer.text[:500]
    assert case.says in answer.text, answer.text[:500]
    if answer.status_code != 200:
        assert answer.headers["content-type"] == PROBLEM
        assert answer.json()["status"] == answer.status_code
        assert answer.json()["detail"]
    assert ("retry-after" in answer.headers) == (answer.status_code in LIMITED)
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("parameter", ["default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize("graph", ["http://{}/data.ttl", "file:///etc/passwd", "http://{}/\r\nX-Injected: yes"])
def test_a_dataset_from_elsewhere_is_empty(client: httpx.Client, canary: Canary, parameter: str, graph: str) -> None:
    query = "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    answer = client.get("/sparql", params={"query": query, parameter: graph.format(canary.address)})
    assert "x-injected" not in answer.headers
    if answer.status_code == 400:  # a line break is in no IRI
        assert "\n" in graph
        return
    assert answer.status_code == 200
    assert answer.json()["results"]["bindings"] == []
