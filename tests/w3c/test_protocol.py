"""The W3C's SPARQL 1.1 Protocol suite against a running server: the query part whole, updates refused."""

from __future__ import annotations

import httpx
import pyoxigraph as ox
import pytest

from w3c.conftest import needs
from w3c.deviations import NOT_APPLICABLE
from w3c.protocol import ProtocolCase, Request, protocol_cases
from w3c.suite import FOLDER

pytestmark = [needs(FOLDER), pytest.mark.xdist_group("w3c")]

QUERIES = [case for case in protocol_cases() if case.name not in NOT_APPLICABLE]
UPDATES = [case for case in protocol_cases() if case.name in NOT_APPLICABLE]
MEDIA_TYPES = {
    "boolean": "application/sparql-results+json",
    "tabular": "application/sparql-results+json",
    "RDF": "text/turtle",
}


def send(client: httpx.Client, request: Request) -> httpx.Response:
    """A request with exactly the headers that the case states."""
    return client.request(request.method, request.target, headers=list(request.headers), content=request.body)


def test_the_suite_is_whole() -> None:
    assert len(protocol_cases()) == 34
    assert len(QUERIES) == 27
    assert [case.name for case in sorted(UPDATES, key=lambda case: case.name)] == list(NOT_APPLICABLE)


@pytest.mark.parametrize("case", QUERIES, ids=lambda case: case.name)
def test_case(client: httpx.Client, case: ProtocolCase) -> None:
    for request in case.requests:
        answer = send(client, request)
        assert answer.status_code // 100 in request.statuses, answer.text
        if request.form:
            media = answer.headers["content-type"].partition(";")[0]
            assert media == MEDIA_TYPES[request.form]
        if request.boolean:
            assert answer.json()["boolean"] is (request.boolean == "true")
        if request.form == "RDF":
            list(ox.parse(input=answer.content, format=ox.RdfFormat.TURTLE))


@pytest.mark.parametrize("case", UPDATES, ids=lambda case: case.name)
def test_an_update_is_refused(client: httpx.Client, case: ProtocolCase) -> None:
    updates = [request for request in case.requests if request.updates]
    assert updates
    for request in updates:
        answer = send(client, request)
        assert answer.status_code == 403
        assert "read-only" in answer.json()["detail"]
